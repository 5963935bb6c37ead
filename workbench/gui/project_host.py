"""The project that the window's labels are in: opened with the recording, changed step by step, always on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.audio.open import Recording
from workbench.errors import LabelRefused, ProjectDamaged, ProjectError, ProjectReadOnly, WorkbenchError
from workbench.gui.document import Document
from workbench.gui.saving import Saving
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority, Steps
from workbench.jobs.worker import Job, Worker
from workbench.labels.copying import save_as
from workbench.labels.edit import Edit, Step, added
from workbench.labels.keeper import Keeper
from workbench.labels.label import KnownRecording
from workbench.labels.library import stored_folder
from workbench.labels.opening import ComeBack, Follower, LetGo, Opened, OpenFile, Sound, Wanted, open_steps
from workbench.labels.project import Project, rows_of
from workbench.labels.relink import Found
from workbench.labels.store import Store

WAIT_S = 0.04
"""So long the window waits for a change to be on the disk; a slower disk goes on by itself."""
_WAIT_FOR_ROWS = 2000


class ProjectHost(QObject):
    """Finds the project of each recording that is opened, and is the one way to change it.

    Signals
    -------
    opened() : `project` or `recording_id` are others now, or None
    changed(object) : which tables (a frozenset of their names) a step, undo or redo, or another window, has changed
    turned(object) : after `changed`, the step that an undo or redo was
    refused(object) : the error because of which a change was not made
    damaged(object) : the `ProjectDamaged` because of which the project could not be opened
    noted(str) : something about how it was opened
    state_changed() : `unsaved`, `read_only`, `undo_name` or `redo_name` may differ
    """

    opened = Signal()
    changed = Signal(object)
    turned = Signal(object)
    refused = Signal(object)
    damaged = Signal(object)
    noted = Signal(str)
    state_changed = Signal()
    _turned = Signal(object, object, bool, bool)

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
        self.follower: Follower | None = None
        """There when another window changes the project; see `Following`."""
        self.chosen: Path | None = None
        """The project that the person opened; None while each folder has its own."""
        self.remembered: dict[str, str] = {}
        """Projects chosen for folders; see `opening.Wanted`."""
        self.saving = Saving(self)
        self._trouble: WorkbenchError | None = None
        self._keeper: Keeper | None = None
        self._turning: Keeper | None = None
        self._copying = False
        self._job: Job | None = None
        self.saving.changed.connect(self.state_changed)
        self.saving.backup_failed.connect(self.refused)
        self._turned.connect(self._take_turn)
        document.opened.connect(self.reopen)

    # What there is

    @property
    def opening(self) -> bool:
        """Whether the labels of the recording are still being read."""
        return self._job is not None

    @property
    def recording_id(self) -> int | None:
        return None if self.recording is None else self.recording.id

    @property
    def unsaved(self) -> ProjectError | None:
        """Why changes are not on the disk, if they are not."""
        return self.saving.error

    @property
    def unsaved_count(self) -> int:
        """How many changes are not on the disk yet, of this project and of those that were open before."""
        return self.saving.unsaved

    @property
    def undo_name(self) -> str | None:
        return None if self._keeper is None else self._keeper.undo_name

    @property
    def redo_name(self) -> str | None:
        return None if self._keeper is None else self._keeper.redo_name

    # Opening

    def choose(self, path: Path | None) -> None:
        """Open a project, and stay with it whatever recordings are opened; None: each folder has its own again."""
        self.chosen = path
        self.reopen()

    def reopen(self) -> None:
        """Find the project of the recording in the window, and the recording in it."""
        recording = self.document.recording
        if self._job is not None:
            self._job.cancel()
        self.recording = self.found = None
        if recording is None and self.chosen is None:
            self.let_go()
        self.opened.emit()
        if recording is not None or self.chosen is not None:
            self._find(recording)

    def look_again(self) -> None:
        """Find the recording in its project once more: what was found while nothing could be changed is asked now."""
        if self._job is None and self.document.recording is not None:
            self._find(self.document.recording)

    def _find(self, recording: Recording | None) -> None:
        wanted = Wanted(
            _sound(recording), self.chosen, dict(self.remembered), self.path, self.project, self.saving.leaving.keepers
        )
        self._job = job = self.worker.run(partial(open_steps, wanted), Priority.VIEW)
        job.result.connect(partial(self._take, recording))
        job.ended.connect(partial(self._ended, job))

    def _ended(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            self._job = None
        if end.state != "failed":
            return
        if isinstance(end.error, ProjectError):
            self.let_go()
            self._trouble = end.error
            self.opened.emit()
            self.state_changed.emit()
        (self.damaged if isinstance(end.error, ProjectDamaged) else self.refused).emit(end.error)

    def _take(self, recording: Recording | None, found: Opened | LetGo | ComeBack) -> None:
        if recording is not self.document.recording:
            return
        if not isinstance(found, Opened):
            self.let_go()
            if isinstance(found, ComeBack) and (keeper := self.saving.leaving.take(found.path)) is not None:
                self._use(found.path, keeper)
            self.reopen()
            return
        if found.file is not None:
            self.let_go()
            self._take_file(found.file)
        if found.found is not None:
            self.recording, self.found = found.found.known, found.found
        self._say_opened(found.note)

    def _say_opened(self, note: str) -> None:
        self.opened.emit()
        self.state_changed.emit()
        if note:
            self.noted.emit(note)

    def _take_file(self, file: OpenFile) -> None:
        self.path, self.project, self.read_only, self.follower = file.path, file.project, file.read_only, file.follower
        self._trouble = None
        if not file.read_only:
            make = partial(Store, file.path)
            self._use(file.path, Keeper(make, file.project, file.step_names, self.saving.told.emit, file.lock))

    def _use(self, path: Path, keeper: Keeper) -> None:
        self.path, self.project, self._keeper, self._trouble = path, keeper.project, keeper, None
        self.saving.begin(path, keeper)

    def renew(self, file: OpenFile) -> None:
        """Another window has changed the project, or given it back."""
        shown = self.recording
        self._take_file(file)
        if shown is not None:
            known = (each for each in file.project.recordings.values() if each.path == shown.path)
            self.recording = next(known, shown)
        self._say_opened("")

    def show_recording(self, recording: KnownRecording) -> None:
        """The labels shown are those of another recording of the project, or of one that it does not know yet."""
        self.recording = recording
        self.opened.emit()

    def let_go(self) -> None:
        """Close the project; what is not on the disk yet is written in the background, and kept until it is."""
        if self._keeper is not None and self.path is not None:
            self.saving.leave(self.path, self._keeper)
        if self.follower is not None:
            self.worker.run(partial(_close_steps, self.follower), Priority.VIEW)
        self._keeper = self.project = self.path = self.recording = self.follower = None
        self.read_only = ""

    def close(self, *, losing: bool = False) -> bool:
        """Let go of all projects, before the window goes; False, with nothing changed, when something could not be
        written in a few seconds. With `losing` that is given up."""
        if not self.saving.finish(losing=losing):
            return False
        self._keeper = None
        self.let_go()
        return True

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

    def undo(self, *, for_good: bool = False) -> None:
        """With `for_good` it cannot be redone: it was begun, and not meant."""
        self._turn(undone=True, for_good=for_good)

    def redo(self) -> None:
        self._turn(undone=False)

    def retry(self) -> None:
        """Write again what could not be written."""
        self.saving.retry()

    def can_change(self) -> bool:
        """Whether a change can be made now; the person is told why not."""
        return self._ready_keeper() is not None

    def refuse(self, error: WorkbenchError) -> None:
        """Tell the person why a change was not made."""
        self.refused.emit(error)

    def save_as_steps(self, target: Path) -> Callable[[], Steps] | None:
        """For the worker: copy the project, with what is not on the disk yet, to another file. Nothing can be changed
        until `end_copying`. None where there is no project, or a copy is being made already."""
        if self.path is None or self.project is None or self._copying:
            return None
        self._copying = True
        return partial(_copy_steps, self.path, self.project, self._keeper, target)

    def end_copying(self, *, abandon: bool = False) -> None:
        """The copy is made; with `abandon` what is not written yet is in it, and need not be written here."""
        self._copying = False
        if abandon and self._keeper is not None and self._keeper.error is not None:
            self._keeper.close(0.0)

    def _ready_keeper(self) -> Keeper | None:
        """None, said to the person, where nothing can be changed now."""
        if self._copying:
            self.refuse(LabelRefused("The project is being copied. Try again in a moment."))
        elif self.read_only and self.path is not None:
            self.refuse(ProjectReadOnly(self.path, self.read_only))
        elif self._keeper is None:
            self.refuse(
                self._trouble or LabelRefused("Open a recording first: its labels are being read, or there is none.")
            )
        elif self._turning is self._keeper:
            self.refuse(LabelRefused("The last undo is still on its way to the disk. Try again in a moment."))
        else:
            return self._keeper
        return None

    def note_recording(self) -> None:
        """Let the project know the recording in the window though it has no label yet: one is about to come."""
        keeper = self._ready_keeper()
        if keeper is not None:
            self._note_recording(keeper)

    def _note_recording(self, keeper: Keeper) -> None:
        """With its first label a recording becomes one of the project's."""
        assert self.project is not None
        if self.recording is not None and self.recording.id not in self.project.recordings:
            about = {} if "folder" in self.project.about else {"folder": _folder_of(self.document.recording)}
            keeper.note((added("recordings", rows_of("recordings", [self.recording])),), about)

    def _turn(self, undone: bool, for_good: bool = False) -> None:
        keeper = self._ready_keeper()
        if keeper is None or (keeper.undo_name if undone else keeper.redo_name) is None:
            return
        try:
            future = keeper.undo() if undone else keeper.redo()
        except ProjectError as error:
            self.refuse(error)
            return
        self._turning = keeper
        wait([future], WAIT_S)
        if future.done():
            self._take_turn(keeper, future, undone, for_good)
        else:
            future.add_done_callback(lambda done: self._turned.emit(keeper, done, undone, for_good))

    def _take_turn(self, keeper: Keeper, future: Future[Step | None], undone: bool, for_good: bool) -> None:
        if self._turning is keeper:
            self._turning = None
        if future.exception() is not None:
            self.refused.emit(future.exception())
            return
        step = future.result()
        if step is None:
            return
        keeper.take_turn(step, undone=undone)  # which may be that of a project that was let go meanwhile
        if for_good and not keeper.closing:
            keeper.forget_undone()
        if keeper is self._keeper:
            self._say(step.edits)
            self.turned.emit(step)

    def _wait_for(self, future: Future[Step | None], rows: int) -> None:
        if self.unsaved is None and rows <= _WAIT_FOR_ROWS:
            wait([future], WAIT_S)

    def _say(self, edits: tuple[Edit, ...]) -> None:
        self.changed.emit(frozenset(edit.table for edit in edits))
        self.state_changed.emit()


def _folder_of(recording: Recording | None) -> str:
    return "" if recording is None else stored_folder(recording.path.parent)


def _close_steps(follower: Follower) -> Iterator[None]:
    follower.close()
    yield None


def _copy_steps(source: Path, project: Project, keeper: Keeper | None, target: Path) -> Iterator[Path]:
    save_as(source, project, keeper, target)
    yield target


def _sound(recording: Recording | None) -> Sound | None:
    if recording is None:
        return None
    return Sound(recording.path, recording.sample_rate, recording.expected_frames, recording.channels)
