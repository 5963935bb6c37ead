"""The commands of reviewing: beginning, going on, leaving; and the page, which is made when it is first wanted."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from workbench.errors import LabelRefused, printable
from workbench.gui.review.reviewing import Reviewing
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.labels.library import project_of_folder, stored_folder
from workbench.labels.review.answers import next_open
from workbench.labels.review.lists import remove_review_step

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.review.listing import MadeReview, ReviewWish
    from workbench.gui.review.review_page import ReviewPage


class ReviewCommands(QObject):
    """What the menu, the palette and the page ask for.

    Signals
    -------
    changed() : what can be done may differ
    progressed(float) : so much of a list is made, 0…1
    made() : a review was made, and is on
    refused(str) : why none was
    """

    changed = Signal()
    progressed = Signal(float)
    made = Signal()
    refused = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.host = window.project_host
        self.reviewing = Reviewing(window.labelling)
        self.restoring: int | None = None
        """The review that was on when the window was closed; begun as soon as its project is there."""
        self._job = None
        self._waiting: tuple[ReviewWish, Path] | None = None
        """A review of files whose project is being opened, and the file by which."""
        self.reviewing.begun.connect(self._enter)
        self.reviewing.left.connect(self._leave)
        self.reviewing.changed.connect(self.changed)
        self.host.opened.connect(self._take_project)
        window.opener.opened.connect(lambda _path: self.reviewing.leave())  # it is to be seen in the lanes
        window.class_editing.taken = self._take_name
        window.opener.failed.connect(self._note_failure)

    @property
    def there(self) -> dict[str, bool]:
        """Needs of actions; see `actions.Action`."""
        return {"review": self.reviewing.is_on}

    @cached_property
    def page(self) -> ReviewPage:
        from workbench.gui.review.review_page import ReviewPage

        w = self.window
        page = ReviewPage(self.reviewing, w.document, w.worker, w.player, w)
        w.centralWidget().layout().addWidget(page, 1)
        page.hide()
        page.summary.export_wanted.connect(self.export)
        w.settings.changed.connect(lambda: page.set_time_format(w.settings.settings.time_format))
        page.set_time_format(w.settings.settings.time_format)
        return page

    def do(self, command: str) -> None:
        """What the menu asks for while a review is on; see `ReviewPage.do`."""
        if self.reviewing.is_on:
            self.page.do(command)

    # Beginning

    def ask(self) -> None:
        """Open the dialog that begins a review or goes on with one."""
        from workbench.gui.dialogs.start_review import StartReviewDialog

        StartReviewDialog(self, self.window).open()

    def go_on(self, review_id: int) -> None:
        """Where it was left; from its summary to the first clip that has no answer."""
        self.reviewing.begin(review_id)
        if self.reviewing.is_on and self.reviewing.clip is None:
            first = next_open(self.reviewing.project, review_id, -1)
            self.reviewing.go(self.reviewing.count if first is None else first)

    def delete(self, review_id: int) -> bool:
        """Take a review out of the project; its labels stay. Whether that was done."""
        return self.window.labelling.perform(lambda project: remove_review_step(project, review_id))

    def restore(self, review_id: int) -> None:
        """Go on with a review as soon as its project is there."""
        self.restoring = review_id
        self._take_project()

    def begin(self, wish: ReviewWish) -> None:
        """Have the list made by the worker, and begin; a folder's recordings go into the project of that folder,
        unless the person chose one for all."""
        from workbench.gui.review.listing import OfFolder, first_recording_steps

        self.cancel()
        if isinstance(wish.source, OfFolder) and not self._is_of_project(wish.source.folder):
            job = self._run(partial(first_recording_steps, wish.source))
            job.result.connect(partial(self._open_first, job, wish))
        elif self.host.project is None:
            self.refused.emit("Open a recording or a project first.")
        elif not self.host.can_change():
            self.refused.emit("The project cannot be changed now, and answers are kept in it.")
        else:
            self._list(wish)

    def cancel(self) -> None:
        """Make no list any more."""
        self._waiting = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _is_of_project(self, folder: Path) -> bool:
        host = self.host
        if host.project is None or host.path is None or (host.recording is None and "folder" not in host.project.about):
            return False
        if host.chosen is not None:
            return True
        remembered = host.remembered.get(stored_folder(folder), "")
        return host.path in (project_of_folder(folder), Path(remembered) if remembered else None)

    def _open_first(self, job, wish: ReviewWish, path: Path | None) -> None:
        if path is not None and job is self._job:
            self._waiting = (wish, path)
            self.window.opener.open(path)

    def _note_failure(self, path: str, error: Exception) -> None:
        if self._waiting is not None and str(self._waiting[1]) == path:
            self.cancel()
            self.refused.emit(str(error))

    def _take_project(self) -> None:
        host = self.host
        if self._waiting is not None and host.project is not None and host.recording is not None:
            wish, path = self._waiting
            recording = self.window.document.recording
            if recording is not None and recording.path == path:
                self._waiting = None
                self._list(wish)
        if self.restoring is not None and host.project is not None and host.recording is not None:
            review_id, self.restoring = self.restoring, None
            self.reviewing.begin(review_id)

    def _list(self, wish: ReviewWish) -> None:
        from workbench.gui.review.listing import review_steps

        self.host.note_recording()  # else the list would make it known once more
        if self.host.project is None:
            return
        wish = replace(wish, seed=wish.seed or random.randrange(1, 2**31))
        job = self._run(partial(review_steps, self.host.project.excerpt(), wish))
        job.result.connect(partial(self._take, job, wish))

    def _run(self, steps):
        self._job = job = self.window.worker.run(steps, Priority.VIEW)
        job.progress.connect(lambda done, _left: job is self._job and self.progressed.emit(done))
        job.ended.connect(partial(self._note_end, job))
        return job

    def _take(self, job, wish: ReviewWish, made: MadeReview) -> None:
        if job is not self._job:
            return
        if self.host.project is None or made.recordings != self.host.project.recordings:
            self._list(wish)  # recordings came to be known meanwhile
            return
        self.host.note(made.known)
        if not self.host.do(made.step):
            self.refused.emit("The review cannot be kept in the project now.")
            return
        self.reviewing.begin(made.review.id)
        self.made.emit()
        if made.unreadable:
            count = "1 recording" if made.unreadable == 1 else f"{made.unreadable:,} recordings"
            self.page.tell(f"{count} could not be read, and will be listed at the end.", warning=True)

    def _note_end(self, job, end: JobEnd) -> None:
        if job is not self._job:
            return
        if self._waiting is None:
            self._job = None
        if end.error is not None:
            self.refused.emit(str(end.error))

    # Coming and going

    def _enter(self) -> None:
        w = self.window
        w.playback.stop()
        w.label_naming.finish()
        w.welcome.hide()
        w.middle.hide()
        w.stack.setFocusProxy(self.page)  # whoever hands the keys back to the lanes hands them to the clips
        self.page.enter()
        self.remember()
        self.changed.emit()

    def _leave(self) -> None:
        w = self.window
        self.page.exit()
        there = w.document.recording is not None
        w.middle.setVisible(there)
        w.welcome.setVisible(not there)
        w.stack.setFocusProxy(None)
        w.stack.setFocus()
        self.remember()
        self.changed.emit()

    def close(self) -> None:
        """Before the window goes; the review is on again at the next start."""
        if "page" in self.__dict__:
            self.page.exit()

    def remember(self) -> None:
        """Which review is on, for the next start; where it is, is in the project."""
        settings, review = self.window.settings, self.reviewing.review
        session = replace(settings.settings.session, review="" if review is None else str(review.id))
        settings.change(session=session)

    def _take_name(self, name: str) -> bool:
        """A click in the palette answers the clip that is up."""
        if self.reviewing.is_on:
            self.reviewing.answer("class", name)
        return self.reviewing.is_on

    # What came of it

    def export(self) -> None:
        """Ask where the list of the review is to be written."""
        review = self.reviewing.review
        if review is None:
            return
        dialog = QFileDialog(self.window, "Export the list of the review", self.window.settings.settings.last_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Tables (*.csv)"])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{printable(review.name)}.csv".replace("/", "-"))
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the list in the background; the file dialog has asked whether it may replace one."""
        review, project = self.reviewing.review, self.reviewing.project
        if review is None or project is None:
            return
        job = self.window.worker.run(partial(_write_steps, project.excerpt(), review.id, path), Priority.BACKGROUND)
        job.result.connect(lambda clips: self.page.tell(f"Written: {printable(path.name)}, {clips:,} clips."))
        job.ended.connect(lambda end: end.error is not None and self.window.messages.show_error(end.error))


def _write_steps(excerpt, review_id: int, path: Path):
    from workbench.labels.review.summary import summary_rows, write_list

    project = excerpt.project()
    if review_id not in project.reviews:
        raise LabelRefused("The review is not in the project any more.")
    rows = list(summary_rows(project, review_id))
    yield None
    write_list(path, rows, overwrite=True)
    yield len(rows)
