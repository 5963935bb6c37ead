"""Labels stay with their sound: what is said and done when a recording was moved, renamed, copied or replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.errors import LabelRefused, printable
from workbench.gui.document import Document
from workbench.gui.labelling import Labelling
from workbench.gui.length_text import lengths
from workbench.gui.messages import Message, MessageBar
from workbench.gui.project_host import ProjectHost
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels import relink
from workbench.labels.edit import Step
from workbench.labels.elsewhere import Elsewhere, borrow
from workbench.labels.label import KnownRecording
from workbench.labels.library import is_gone, stored_path
from workbench.labels.project import Project
from workbench.labels.relink import Found, What
from workbench.labels.store import Contents


class Relinking(QObject):
    """Asks where a person has to choose, and does the rest by itself; everything done to labels can be undone."""

    def __init__(
        self, document: Document, labelling: Labelling, worker: Worker, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self.document, self.labelling, self.worker = document, labelling, worker
        self.host: ProjectHost = labelling.host
        self.messages, self.window = messages, window
        self.message: Message | None = None
        """What is asked, or was said last, of the recording that is open."""
        self._seen: Found | None = None
        self._declined: set[str] = set()
        """Fingerprints of recordings for which nobody wants other ones' labels."""
        self.host.opened.connect(self._look)
        self.host.changed.connect(self._follow_project)

    # What became of the recording that was opened

    def _look(self) -> None:
        found = self.host.found
        if found is self._seen:
            return
        self._seen = found
        self._put_away()
        if found is None:
            return
        if found.problem is not None:
            self.messages.show_error(found.problem, subject=self._subject)
        if found.renamed_from is not None:
            self._say(f"The labels of {_folder(found.renamed_from)} followed it here: the folder has another name now.")
        tell = {What.REPLACED: self._ask, What.MOVED: self._follow_file, What.COPIED: self._offer_copy}.get(found.what)
        if tell is not None:
            tell(found)
        elif found.elsewhere is not None:
            self._offer_from_elsewhere(found.elsewhere)

    def _ask(self, found: Found) -> None:
        """The file holds something else than what was labelled."""
        count = self._count(found.known.id)
        if count == 0:
            self._note_as_it_is(found)
            return
        words = replaced_words(found, count, self._beyond(found))
        choices: tuple[tuple[str, Callable[[], None]], ...] = ()
        if not self.host.read_only:
            choices = (("Keep", self.keep), ("Shift…", self.ask_shift), ("Find the original…", self.ask_original))
        self._say(words, "warning", choices)

    def _follow_file(self, found: Found) -> None:
        """The file was moved or renamed: its labels go with it."""
        if self.host.read_only:
            return
        count = self._count(found.known.id)
        step = relink.move(self._project, [(found.known.id, found.now)])
        if count == 0:
            self.host.note(step.edits)
        elif self.host.do(step):
            words = f"The {_labels(count)} of {_name(found.known)} followed it here."
            self.message = self.messages.show_message(
                words, action="Undo", on_action=partial(self._take_back, step), subject=self._subject
            )

    def _offer_copy(self, found: Found) -> None:
        assert found.origin is not None
        count = self._count(found.origin.id)
        if count and not self.host.read_only:
            words = f"{_name(found.now)} has the same content as {_name(found.origin)}, which has {_labels(count)}."
            self._offer(words, f"Copy the {_labels(count)}", partial(self._copy_within, found.origin.id))

    def _offer_from_elsewhere(self, there: Elsewhere) -> None:
        if self.host.read_only:
            return
        name, folder = _name(there.recording), _folder(there.folder)
        state = "lay in" if there.gone else "lies in"
        words = f"This sound has {_labels(there.labels)} as {name}, which {state} {folder}."
        self._offer(words, f"Copy the {_labels(there.labels)}", partial(self._copy_from, there))

    def _offer(self, words: str, answer: str, do: Callable[[], None]) -> None:
        """Once dismissed, it is not offered again as long as the window is open."""
        content = self._seen.now.fingerprint if self._seen is not None else ""
        if content not in self._declined:
            message = self._say(words, choices=((answer, do),))
            message.dismissed.clicked.connect(lambda: self._declined.add(content))

    # Answers

    def keep(self) -> None:
        """The labels belong to what the file holds now."""
        found = self._seen
        if found is not None and self.labelling.perform(
            lambda project: relink.keep(project, found.known.id, self._now(found))
        ):
            self._put_away()

    def shift(self, by_s: float) -> None:
        """The same, with all labels earlier or later."""
        found = self._seen
        if found is not None and self.labelling.perform(
            lambda project: relink.shift(project, found.known.id, self._now(found), by_s)
        ):
            self._put_away()

    def ask_shift(self) -> None:
        """Ask by how much."""
        from workbench.gui.dialogs.relink import ShiftDialog

        found = self._seen
        if found is not None:
            found = replace(found, now=self._now(found))
            dialog = ShiftDialog(self._project, found, self.worker, self.window)
            dialog.chosen.connect(self.shift)
            dialog.open()

    def ask_original(self) -> None:
        """Look for the file that the labels were made on; this one then begins without labels, or with those that
        were made on it under another name."""
        if self._seen is not None:
            self._look_for_displaced(self._show_original)

    def find_missing(self) -> None:
        """List the recordings of the project that are not where they were, and let the person look for them."""
        if self.host.project is None:
            self.host.refuse(LabelRefused("Open a recording first: its project says which others are missing."))
            return
        self._look_for_displaced(self._show_missing)

    def _look_for_displaced(self, show: Callable[[list[KnownRecording]], None]) -> None:
        """Have the worker compare all recordings of the project with their files."""
        project = self._project
        job = self.worker.run(partial(relink.displaced_steps, project), Priority.VIEW)
        job.result.connect(lambda found: project is self.host.project and show(self._labelled(found)))
        job.ended.connect(lambda end: end.state == "failed" and self.messages.show_error(end.error))

    def _labelled(self, recordings: list[KnownRecording]) -> list[KnownRecording]:
        return [each for each in recordings if self._count(each.id)]

    def offer_search(self, path: str) -> None:
        """A recording could not be opened: if it has labels and its file is gone, it may be somewhere else."""
        project = self.host.project
        if project is not None:
            stored = stored_path(Path(path), project.about.get("folder", ""))
            known = next((each for each in project.recordings.values() if each.path == stored), None)
            if known is not None and self._count(known.id):
                job = self.worker.run(partial(_gone_steps, Path(path)), Priority.VIEW)
                job.result.connect(lambda gone: gone and self._show_offer(known))

    def _show_offer(self, known: KnownRecording) -> None:
        words = f"{_name(known)} has {_labels(self._count(known.id))} in this project. Its file may be somewhere else."
        self.messages.show_message(words, "warning", "Find missing recordings…", self.find_missing)

    def _show_original(self, displaced: list[KnownRecording]) -> None:
        seen = self._seen
        if seen is not None:
            name = _name(seen.known)
            words = f"The labels go to the file that is found here; {name}, as it is now, begins without them."
            others = [each for each in displaced if each.id != seen.known.id]
            if others:
                words += (
                    f" {len(others):,} other {'recording is' if len(others) == 1 else 'recordings are'} missing, too."
                )
            self._open_search(f"Find the original of {name}", words, [seen.known, *others])

    def _show_missing(self, displaced: list[KnownRecording]) -> None:
        count = len(displaced)
        if count == 0:
            self.messages.show_message("Every recording of this project that has labels is where it was.")
            return
        words = (
            "1 recording of this project is not where it was; its labels are kept."
            if count == 1
            else f"{count:,} recordings of this project are not where they were; their labels are kept."
        )
        self._open_search("Find missing recordings", words, displaced)

    def _open_search(self, title: str, words: str, wanted: list[KnownRecording]) -> None:
        from workbench.gui.dialogs.find_recordings import FindDialog

        dialog = FindDialog(title, words, wanted, self._project, worker=self.worker, parent=self.window)
        dialog.chosen.connect(self._move)
        dialog.open()

    def _move(self, pairs: list[tuple[int, KnownRecording]]) -> None:
        seen = self._seen
        if self.labelling.perform(lambda project: relink.move(project, pairs)):
            if seen is not None and seen.known.id in dict(pairs):
                self._put_away()
            count = len(pairs)
            self.messages.show_message("1 recording was relinked." if count == 1 else f"{count:,} recordings relinked.")

    def _copy_within(self, origin_id: int) -> None:
        self._copy(relink.labels_of(self._project, origin_id))

    def _copy_from(self, there: Elsewhere) -> None:
        found = self._seen
        job = self.worker.run(partial(_borrow_steps, there.project, there.recording.id), Priority.VIEW)
        job.result.connect(lambda contents: found is self._seen and self._copy(contents))
        job.ended.connect(lambda end: end.state == "failed" and self.messages.show_error(end.error))

    def _copy(self, source: Contents) -> None:
        target_id = self.host.recording_id
        if target_id is not None and self.labelling.perform(
            lambda project: relink.copy_labels(project, target_id, source)
        ):
            self._put_away()

    def _take_back(self, step: Step) -> None:
        """Undo a step, also when others were done since."""
        if self.host.undo_name == step.name:
            self.host.undo()
        else:
            self.host.do(Step(f"Not: {step.name}", step.inverted().edits))

    # The project

    def _note_as_it_is(self, found: Found) -> None:
        """Without labels there is nothing to choose."""
        if not self.host.read_only:
            self.host.note(relink.keep(self._project, found.known.id, found.now).edits)

    def _follow_project(self, tables: frozenset[str]) -> None:
        """Which recording the file that is open is may be another now: relinked, or that undone."""
        host, found = self.host, self.host.found
        if "recordings" not in tables or host.project is None or found is None:
            return
        here = next((each for each in host.project.recordings.values() if each.path == found.now.path), found.now)
        if here.id != host.recording_id:
            host.show_recording(here)
        else:
            host.recording = here

    @property
    def _project(self) -> Project:
        assert self.host.project is not None
        return self.host.project

    def _now(self, found: Found) -> KnownRecording:
        """With the length that is known by now: while it was opened, a compressed one had what its header says."""
        recording = self.document.recording
        return found.now if recording is None else replace(found.now, frames=recording.expected_frames)

    def _count(self, recording_id: int) -> int:
        return len(self._project.labels.view(recording_id))

    def _beyond(self, found: Found) -> int:
        places = relink.shifted(self._project, found.known.id, 0.0, relink.duration_s(found.now))
        return len(places.cut) + len(places.outside)

    # Messages

    @property
    def _subject(self) -> str:
        return "" if self.document.recording is None else str(self.document.recording.path)

    def _say(self, words: str, kind="info", choices: tuple[tuple[str, Callable[[], None]], ...] = ()) -> Message:
        self.message = self.messages.show_message(words, kind, subject=self._subject, choices=choices)
        return self.message

    def _put_away(self) -> None:
        if self.message is not None:
            self.messages.put_away(self.message)
            self.message = None


def replaced_words(found: Found, count: int, beyond: int) -> str:
    """What is asked when a file holds something else than what was labelled."""
    was_s, now_s = relink.duration_s(found.known), relink.duration_s(found.now)
    was, now = lengths(was_s, now_s)
    lasts = f"was {was}, now {now}" if was != now else f"both last {now}"
    words = f"{_name(found.now)} is another file than the one its {_labels(count)} were made on ({lasts})."
    if count == 1:
        words = words.replace(" were made", " was made")
    if beyond and count == 1:
        words += " It reaches beyond the end."
    elif beyond:
        words += f" {beyond:,} of them {'reaches' if beyond == 1 else 'reach'} beyond its end."
    return words


def _labels(count: int) -> str:
    return "1 label" if count == 1 else f"{count:,} labels"


def _name(recording: KnownRecording) -> str:
    return printable(relink.name_of(recording))


def _folder(path: Path) -> str:
    return printable(str(path))


def _gone_steps(path: Path) -> Iterator[bool]:
    yield is_gone(path)


def _borrow_steps(project: Path, recording_id: int) -> Iterator[Contents]:
    yield borrow(project, recording_id)
