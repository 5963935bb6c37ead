"""The project that the window's labels are in: opened with the recording, changed step by step, always on disk."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.audio.open import Recording
from workbench.errors import LabelRefused, ProjectError, ProjectReadOnly, WorkbenchError
from workbench.gui.document import Document
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.labels.edit import Edit, Step, added
from workbench.labels.elsewhere import adopt, look_elsewhere, renamed
from workbench.labels.keeper import Keeper
from workbench.labels.label import KnownRecording
from workbench.labels.library import project_of_folder, stored_folder
from workbench.labels.project import Project, rows_of
from workbench.labels.relink import Found, What, identify, look_at
from workbench.labels.store import Store

WAIT_S = 0.04
"""So long the window waits for a change to be on the disk; a slower disk goes on by itself."""
_WAIT_FOR_ROWS = 2000

ALL_TABLES = frozenset({"labels", "tiers", "classes", "recordings", "authors"})


@dataclass(frozen=True)
class Opened:
    """What the worker found: the project of a recording (None: the one that is open already), and the recording."""

    path: Path
    found: Found
    project: Project | None = None
    step_names: tuple[list[str], list[str]] = ((), ())  # type: ignore[assignment]
    read_only: str = ""


class LetGo:
    """What the worker says when the project that is open must be closed first, because its file gets another place."""


class ProjectHost(QObject):
    """Finds the project of each recording that is opened, and is the one way to change it.

    Signals
    -------
    opened() : `project` or `recording_id` are others now, or None
    changed(object) : which tables (a frozenset of their names) a step, undo or redo has changed
    refused(object) : the error because of which a change was not made
    state_changed() : `unsaved`, `read_only`, `undo_name` or `redo_name` may differ
    """

    opened = Signal()
    changed = Signal(object)
    refused = Signal(object)
    state_changed = Signal()
    _told = Signal()
    _turned = Signal(object, bool)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self.project: Project | None = None
        self.path: Path | None = None
        self.recording: KnownRecording | None = None
        self.found: Found | None = None
        """What became of the recording since labels were made on it, as it was opened; see `Relinking`."""
        self.read_only = ""
        """Why nothing can be changed; "" where it can."""
        self._keeper: Keeper | None = None
        self._job: Job | None = None
        self._turning = False
        self._told.connect(self.state_changed)
        self._turned.connect(self._take_turn)
        document.opened.connect(self._follow)

    # What there is

    @property
    def recording_id(self) -> int | None:
        return None if self.recording is None else self.recording.id

    @property
    def unsaved(self) -> ProjectError | None:
        """Why changes are not on the disk, if they are not."""
        return None if self._keeper is None else self._keeper.error

    @property
    def undo_name(self) -> str | None:
        return None if self._keeper is None or self.read_only else self._keeper.undo_name

    @property
    def redo_name(self) -> str | None:
        return None if self._keeper is None or self.read_only else self._keeper.redo_name

    # Opening

    def _follow(self) -> None:
        recording = self.document.recording
        if self._job is not None:
            self._job.cancel()
        self.recording = self.found = None
        self.opened.emit()
        if recording is None:
            return
        self._job = job = self.worker.run(partial(_open_steps, recording, self.path, self.project), Priority.VIEW)
        job.result.connect(partial(self._take, recording))
        job.ended.connect(partial(self._ended, job))

    def _ended(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            self._job = None
        if end.state == "failed":
            self.refused.emit(end.error)

    def _take(self, recording: Recording, found: Opened | LetGo) -> None:
        if recording is not self.document.recording:
            return
        if isinstance(found, LetGo):
            self.let_go()
            self._follow()
            return
        if found.project is not None:
            self.let_go()
            self.path, self.project, self.read_only = found.path, found.project, found.read_only
            self._keeper = Keeper(partial(Store, found.path), found.project, found.step_names, self._told.emit)
        self.recording, self.found = found.found.known, found.found
        self.opened.emit()
        self.state_changed.emit()

    def show_recording(self, recording: KnownRecording) -> None:
        """The labels shown are those of another recording of the project, or of one that it does not know yet."""
        self.recording = recording
        self.opened.emit()

    def let_go(self) -> None:
        """Close the project; what is not on the disk yet is written first."""
        if self._keeper is not None:
            self._keeper.close()
        self._keeper = self.project = self.path = self.recording = None
        self.read_only = ""

    # Changing

    def do(self, step: Step) -> bool:
        """Make a change; whether it was made. It is on the disk before the next event, or when a slow disk is ready."""
        keeper = self._ready_keeper()
        if keeper is None or not step.edits:
            return False
        self._note_recording(keeper)
        future = keeper.do(step)
        self._wait_for(future, len(step))
        self._say(step.edits)
        return True

    def note(self, edits: tuple[Edit, ...]) -> None:
        """Make a change that nobody would undo, such as that an author is known."""
        keeper = self._ready_keeper()
        if keeper is not None and edits:
            keeper.note(edits)
            self._say(edits)

    def undo(self) -> None:
        self._turn(undone=True)

    def redo(self) -> None:
        self._turn(undone=False)

    def retry(self) -> None:
        """Write again what could not be written."""
        if self._keeper is not None:
            self._keeper.retry()

    def refuse(self, error: WorkbenchError) -> None:
        """Tell the person why a change was not made."""
        self.refused.emit(error)

    def _ready_keeper(self) -> Keeper | None:
        """None, said to the person, where nothing can be changed now."""
        if self._keeper is None or self.path is None:
            self.refuse(LabelRefused("Open a recording first: its labels are being read, or there is none."))
        elif self.read_only:
            self.refuse(ProjectReadOnly(self.path, self.read_only))
        elif self._turning:
            self.refuse(LabelRefused("The last undo is still on its way to the disk. Try again in a moment."))
        else:
            return self._keeper
        return None

    def _note_recording(self, keeper: Keeper) -> None:
        """With its first label a recording becomes one of the project's."""
        assert self.project is not None
        if self.recording is not None and self.recording.id not in self.project.recordings:
            about = {} if self.project.about else {"folder": _folder_of(self.document.recording)}
            keeper.note((added("recordings", rows_of("recordings", [self.recording])),), about)

    def _turn(self, undone: bool) -> None:
        keeper = self._ready_keeper()
        if keeper is None or (keeper.undo_name if undone else keeper.redo_name) is None:
            return
        try:
            future = keeper.undo() if undone else keeper.redo()
        except ProjectError as error:
            self.refuse(error)
            return
        self._turning = True
        wait([future], WAIT_S)
        if future.done():
            self._take_turn(future, undone)
        else:
            future.add_done_callback(lambda done: self._turned.emit(done, undone))

    def _take_turn(self, future: Future[Step | None], undone: bool) -> None:
        self._turning = False
        if future.exception() is not None:
            self.refused.emit(future.exception())
            return
        step = future.result()
        if step is not None and self._keeper is not None:
            self._keeper.take_turn(step, undone=undone)
            self._say(step.edits)

    def _wait_for(self, future: Future[Step | None], rows: int) -> None:
        if self.unsaved is None and rows <= _WAIT_FOR_ROWS:
            wait([future], WAIT_S)

    def _say(self, edits: tuple[Edit, ...]) -> None:
        self.changed.emit(frozenset(edit.table for edit in edits))
        self.state_changed.emit()


def _folder_of(recording: Recording | None) -> str:
    return "" if recording is None else stored_folder(recording.path.parent)


def _open_steps(recording: Recording, open_path: Path | None, open_project: Project | None) -> Iterator[Opened | LetGo]:
    path, folder = project_of_folder(recording.path.parent), recording.path.parent
    now = look_at(recording.path, "", recording.sample_rate, recording.expected_frames, recording.channels)
    project: Project | None = None
    names: tuple[list[str], list[str]] = ([], [])
    renamed_from, problem = None, None
    if path != open_path or open_project is None:
        project = Project()
        path.parent.mkdir(parents=True, exist_ok=True)
        moved = None if path.exists() else renamed(look_elsewhere(path.parent, now, path), folder)
        if moved is not None and moved.project == open_path:
            yield LetGo()
            return
        if moved is not None:
            try:
                adopt(moved.project, path, folder)
                renamed_from = moved.folder
            except ProjectError as error:
                problem = error
        if path.exists():
            store = Store(path)
            try:
                project, names = Project(store.contents()), store.step_names()
            finally:
                store.close()
    found = identify(project or open_project or Project(), recording.path, now)
    if found.what is What.NEW:
        found = replace(found, elsewhere=next(iter(look_elsewhere(path.parent, now, path)), None))
    yield Opened(path, replace(found, renamed_from=renamed_from, problem=problem), project, names)
