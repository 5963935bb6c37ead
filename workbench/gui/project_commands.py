"""The projects part of the File menu, and what is said about the project that is open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from workbench.errors import ProjectDamaged, ProjectError, printable
from workbench.gui.following import Following
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority, Steps
from workbench.labels import backups
from workbench.labels.backups import Backup
from workbench.labels.copying import held
from workbench.labels.keeper import Keeper
from workbench.labels.library import stored_folder
from workbench.labels.places import risk_of
from workbench.labels.schema import SUFFIX

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.messages import Message

_TURN_S = 0.003
FILTER = f"Projects (*{SUFFIX})"


class ProjectCommands(QObject):
    """What a person does with projects as a whole. Whatever fails is said, and leaves everything as it was."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.host = window, window.project_host
        self.following = Following(self.host, window.worker, window.label_selection)
        self._unsaved: Message | None = None
        self._said: tuple[Path | None, str] = (None, "")
        self._read_only: Message | None = None
        self._damaged: Message | None = None
        self._was_unsaved = False
        settings = window.settings.settings
        self.host.remembered = dict(settings.projects)
        self.host.chosen = Path(settings.project) if settings.project else None
        self.host.opened.connect(self._show_state)
        self.host.state_changed.connect(self._show_state)
        self.host.damaged.connect(self._offer_repair)
        self.host.noted.connect(lambda note: window.messages.show_message(note, "warning"))
        self.following.freed.connect(self._say_free)

    # Commands

    def ask_open(self) -> None:
        dialog = QFileDialog(self.window, "Open a project", self._folder())
        dialog.setNameFilters([FILTER, "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a project, and stay with it whatever recordings are opened."""
        if not path.is_file():
            self.window.messages.show_error(ProjectError(path, "there is no such file; choose another project"))
            return
        self._choose(path.absolute())

    def close_project(self) -> None:
        """Go back to the project that the folder has without anybody choosing one."""
        closed = str(self.host.path or "")
        is_own = self.host.chosen is not None or closed in self.host.remembered.values()
        self.host.remembered = {folder: name for folder, name in self.host.remembered.items() if name != closed}
        self._choose(None)
        words = "No project of your own is open: labels are kept for each folder."
        if is_own and closed:
            words = f"{printable(Path(closed).name)} keeps its labels. Shown now are those kept for the folder alone."
        self.window.messages.show_message(words)

    def _choose(self, path: Path | None) -> None:
        self.window.settings.change(project="" if path is None else str(path), projects=dict(self.host.remembered))
        self.host.choose(path)
        if path is not None:
            self._warn_of(path)

    def ask_save_as(self) -> None:
        if self.host.path is None:
            self.window.messages.show_message("There is no project to save yet: open a recording or a project first.")
            return
        dialog = QFileDialog(self.window, "Save the project as", self._folder(), FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name)))
        dialog.open()

    def save_as(self, target: Path, then: Callable[[], None] | None = None) -> None:
        """Copy the project, with what is not on the disk yet, and go on with the copy, in this folder for good."""
        steps = self.host.save_as_steps(target)
        if steps is None:
            return
        job = self.window.worker.run(steps, Priority.VIEW)
        job.ended.connect(partial(self._saved_as, target, then))

    def _saved_as(self, target: Path, then: Callable[[], None] | None, end: JobEnd) -> None:
        self.host.end_copying(abandon=end.state == "done")
        if end.state != "done":
            if end.error is not None:
                self.window.messages.show_error(end.error)
            return
        recording = self.window.document.recording
        if recording is not None:
            self.host.remembered[stored_folder(recording.path.parent)] = str(target)
        self.window.messages.show_message(f"The project is {printable(target.name)} now.")
        self._choose(target)
        if then is not None:
            then()

    def show_file(self) -> None:
        """Show the folder in which the project lies."""
        path = self.host.path
        if path is None or not path.exists():
            self.window.messages.show_message("There is no project file yet: it is made with the first label.")
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    # Backups

    def ask_restore(self) -> None:
        path = self.host.path
        if path is None:
            self.window.messages.show_message("There is no project yet: open a recording or a project first.")
            return
        job = self.window.worker.run(partial(_list_steps, path), Priority.VIEW)
        job.result.connect(partial(self._show_backups, path))
        job.ended.connect(self._say_failure)

    def _show_backups(self, path: Path, found: tuple[Backup, ...]) -> None:
        from workbench.gui.dialogs.backups import BackupsDialog

        if not found:
            self.window.messages.show_message(
                "There are no backups of this project yet. One is made each half hour while it changes."
            )
            return
        dialog = BackupsDialog(path, found, self.window)
        dialog.chosen.connect(lambda backup: self.restore(path, backup))
        dialog.open()

    def restore(self, path: Path, backup: Backup) -> None:
        """Make a project what its backup is; what it is now becomes a backup first."""
        if self.host.saving.error is not None:
            self.window.messages.show_error(self.host.saving.error)
            return
        words = f"The project is as it was at {_when(backup)}. What it was before is among its backups."
        self._replace(path, partial(_restore_steps, path, backup.path), words)

    def _replace(self, path: Path, steps: Callable[[], Steps], words: str) -> None:
        """Close the project, have its file replaced, and open it again."""
        if self.host.path == path:
            self.host.let_go()
        keeper = self.host.saving.leaving.keepers.get(path)
        job = self.window.worker.run(partial(_after_closing, keeper, steps), Priority.VIEW)
        said: list[str] = []
        job.result.connect(said.append)
        job.ended.connect(lambda end: self._replaced(words if not said else f"{words} {said[0]}", end))

    def _replaced(self, words: str, end: JobEnd) -> None:
        self._say_failure(end)
        if end.state == "done":
            self.window.messages.show_message(words)
            if self._damaged is not None:
                self.window.messages.put_away(self._damaged)
        self.host.reopen()

    def _say_failure(self, end: JobEnd) -> None:
        if end.error is not None:
            self.window.messages.show_error(end.error)

    # A damaged file

    def _offer_repair(self, error: ProjectDamaged) -> None:
        job = self.window.worker.run(partial(_newest_steps, error.path), Priority.VIEW)
        job.result.connect(partial(self._show_damaged, error))

    def _show_damaged(self, error: ProjectDamaged, found: tuple[Backup, ...]) -> None:
        """A message, not a dialog: recordings can be looked at all the same."""
        ask = partial(self.ask_repair, error.path, found[0] if found else None)
        if self._damaged is not None:
            self.window.messages.put_away(self._damaged)
        self._damaged = self.window.messages.show_message(f"{error}.", "error", choices=[("Repair…", ask)])

    def ask_repair(self, path: Path, backup: Backup | None) -> None:
        from workbench.gui.dialogs.damaged import DamagedDialog

        dialog = DamagedDialog(path, backup, self.window)
        dialog.restore.connect(lambda: backup is not None and self.restore_damaged(path, backup))
        dialog.salvage.connect(lambda: self.salvage(path))
        dialog.begin_anew.connect(lambda: self.begin_anew(path))
        dialog.open()

    def restore_damaged(self, path: Path, backup: Backup) -> None:
        words = f"The project is as it was at {_when(backup)}. The damaged file is kept beside it."
        self._replace(path, partial(_from_backup_steps, path, backup.path), words)

    def salvage(self, path: Path) -> None:
        self._replace(path, partial(_salvage_steps, path), "The damaged file is kept beside it.")

    def begin_anew(self, path: Path) -> None:
        words = "The project begins anew. The damaged file is kept beside it."
        self._replace(path, partial(_anew_steps, path), words)

    # What is said

    def _show_state(self) -> None:
        self._show_title()
        self._show_read_only()
        self._show_unsaved()

    def _show_title(self) -> None:
        chosen = "" if self.host.chosen is None else printable(self.host.chosen.stem)
        recording = self.window.document.recording
        names = ["" if recording is None else printable(recording.path.name), chosen, "Audio Workbench"]
        self.window.setWindowTitle(" – ".join(name for name in names if name))

    def _show_read_only(self) -> None:
        host, messages = self.host, self.window.messages
        state = (host.path, host.read_only)
        if state == self._said or (host.path is None and host.recording is None and self.window.document.recording):
            return
        self._said = state
        messages.forget_refusal()
        if self._read_only is not None:
            messages.put_away(self._read_only)
            self._read_only = None
        if host.read_only and host.path is not None:
            self._read_only = messages.show_message(
                f"The labels of {printable(host.path.name)} can only be looked at: {host.read_only}.",
                "warning",
                choices=[("Save a copy…", self.ask_save_as)],
            )

    def _show_unsaved(self) -> None:
        host, messages = self.host, self.window.messages
        error = host.unsaved
        count = host.unsaved_count
        words = ""
        if error is not None and count:
            words = f"{count:,} {'change is' if count == 1 else 'changes are'} not saved. {error}."
        if self._unsaved is not None and (self._unsaved.text != words or self._unsaved not in messages.messages):
            messages.put_away(self._unsaved)
            self._unsaved = None
        if words and self._unsaved is None:
            self._unsaved = messages.show_message(
                words, "warning", choices=[("Retry", host.retry), ("Save a copy elsewhere…", self.ask_save_as)]
            )
        if self._was_unsaved and not words:
            messages.show_message("All changes are saved now.")
        self._was_unsaved = bool(words)

    def _say_free(self) -> None:
        self.window.messages.show_message("The project is free now: it can be changed here.")

    def _warn_of(self, path: Path) -> None:
        words = risk_of(path)
        settings = self.window.settings
        if words and words not in settings.settings.dismissed:
            self.window.messages.show_message(words, "warning")
            settings.change(dismissed=tuple({*settings.settings.dismissed, words}))

    # Closing the window

    def may_close(self) -> bool:
        """Close all projects; when something cannot be written, ask first. False: the window stays."""
        if self.host.close():
            return True
        answer = ask_about_unsaved(self.window, self.host.unsaved_count, self.host.unsaved)
        if answer == "lose":
            return self.host.close(losing=True)
        if answer == "copy":
            self.ask_save_as()
        return False

    def _folder(self) -> str:
        recording = self.window.document.recording
        if recording is not None:
            return str(recording.path.parent)
        return self.window.settings.settings.last_folder


def ask_about_unsaved(window: MainWindow, count: int, error: ProjectError | None) -> str:
    """ "copy", "lose" or "stay"."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Changes are not saved")
    box.setText(f"{count:,} {'change is' if count == 1 else 'changes are'} not saved.")
    box.setInformativeText(f"{error or 'The disk takes long'}. If the window is closed now, they are lost.")
    copy = box.addButton("Save a copy elsewhere…", QMessageBox.ButtonRole.ActionRole)
    lose = box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    clicked = box.clickedButton()
    return "copy" if clicked is copy else "lose" if clicked is lose else "stay"


def _when(backup: Backup) -> str:
    return time.strftime("%H:%M on %d %B %Y", time.localtime(backup.made_s))


def _list_steps(path: Path) -> Iterator[tuple[Backup, ...]]:
    yield tuple(backups.listed(path))


def _newest_steps(path: Path) -> Iterator[tuple[Backup, ...]]:
    found = backups.newest_good(path)
    yield () if found is None else (found,)


def _restore_steps(path: Path, backup: Path) -> Iterator[None]:
    lock = held(path)
    try:
        backups.restore(path, backup)
    finally:
        lock.release()
    yield None


def _from_backup_steps(path: Path, backup: Path) -> Iterator[None]:
    from workbench.labels import repair

    repair.from_backup(path, backup)
    yield None


def _salvage_steps(path: Path) -> Iterator[str]:
    from workbench.labels import repair

    yield f"{repair.from_what_reads(path)[1]}."


def _anew_steps(path: Path) -> Iterator[None]:
    from workbench.labels import repair

    repair.anew(path)
    yield None


def _after_closing(keeper: Keeper | None, steps: Callable[[], Steps]) -> Iterator[object]:
    while keeper is not None and not keeper.closed:
        if keeper.error is not None:
            raise keeper.error
        time.sleep(_TURN_S)
        yield None
    yield from steps()
