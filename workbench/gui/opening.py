"""Opening recordings: in the worker, with the overview growing while one already looks and listens."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.audio.cache import Cache
from workbench.audio.glance import Glance
from workbench.audio.open import Recording, open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.audio.overview_bins import Bins
from workbench.audio.overview_file import load_overview, save_steps
from workbench.audio.probe import SUPPORTED_SUFFIXES
from workbench.errors import printable
from workbench.gui.document import Document
from workbench.gui.made_as import is_made_sound
from workbench.gui.settings import with_recent
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.job import JobEnd, Progress
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MakeOverview
from workbench.jobs.worker import Job, Worker
from workbench.labels.schema import SUFFIX

GROW_EVERY_S = 0.1
"""So often the lanes take in what has come of the overview."""

TURN_S = 0.008
"""So long reading goes on before others have their turn."""


class Opener(QObject):
    """Opens files for the document, one at a time; a later wish overtakes an earlier one.

    Signals
    -------
    began(str, Job) : a recording is opened and read: its name, and the job
    opened(str) : its path; the document shows it
    ready() : the overview is complete
    failed(str, Exception) : path and error
    folder_chosen(Path)
    project_chosen(Path) : what is to be opened is no recording, but a project
    """

    began = Signal(str, object)
    opened = Signal(str)
    ready = Signal()
    failed = Signal(str, object)
    folder_chosen = Signal(object)
    project_chosen = Signal(object)

    def __init__(self, document: Document, worker: Worker, settings: SettingsFile, window: QWidget) -> None:
        super().__init__(window)
        self.document, self.worker, self.settings, self.window = document, worker, settings, window
        self._job: Job | None = None
        self._path: Path | None = None
        self.audition = False
        """The recording opened last is one to be heard at once."""
        self._grown = 0.0
        self._opening: Job | None = None
        self._announced = self._ready = False
        self._next: Recording | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None or self._opening is not None

    def open(self, path: Path | str, audition: bool = False) -> None:
        """Open a recording (and play it at once), or make a folder the one that is browsed. Returns at once."""
        if Path(path).suffix == SUFFIX:
            self.project_chosen.emit(Path(path))
        else:
            self._begin(Path(path), audition)

    def reload(self) -> None:
        """Read the file again: it changed on disk."""
        if self.document.recording is not None:
            self._begin(self.document.recording.path)

    def ask_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(SUPPORTED_SUFFIXES))
        dialog = QFileDialog(self.window, "Open a recording", self.settings.settings.last_folder)
        dialog.setNameFilters([f"Recordings ({patterns})", "All files (*)"])
        dialog.setOption(QFileDialog.Option.HideNameFilterDetails)  # thirty endings say less than the one word
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def ask_folder(self) -> None:
        dialog = QFileDialog(self.window, "Open a folder of recordings", self.settings.settings.last_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.folder_chosen.emit(Path(folder)))
        dialog.open()

    def _begin(self, path: Path, audition: bool = False) -> None:
        """Open another one. What is read of the one that is shown goes on until the other is there: it may be none."""
        if self._opening is not None:
            self._opening.cancel()
        self._path, self.audition = path, audition
        self._opening = job = self.worker.run(partial(_open_steps, path, self._cache_limit()), Priority.VIEW)
        job.result.connect(self._take)
        job.ended.connect(partial(self._opening_ended, job))

    def _opening_ended(self, job: Job, end: JobEnd) -> None:
        if job is self._opening:
            self._opening = None
        if end.state == "failed":
            self.failed.emit(str(self._path), end.error)

    def _read(self, recording: Recording, overview: Overview) -> Job:
        """Fill the overview: from the sound process, or, what is still to be decoded, in the worker thread."""
        if not recording.complete:
            return self.worker.run(partial(_decode_steps, recording, overview), Priority.BACKGROUND)
        job = self.worker.work_on(recording, MakeOverview(), Priority.VIEW)
        job.result.connect(partial(_fill, overview))
        return job

    def _cache_limit(self) -> int:
        return round(self.settings.settings.cache_limit_gb * 1e9)

    def _take(self, result: tuple[Recording, Overview] | Path) -> None:
        if isinstance(result, Path):
            self.folder_chosen.emit(result)
            return
        recording, overview = result
        if self._job is not None:
            self._job.cancel()
        self._job, self._announced, self._ready = None, False, overview.finished and recording.complete
        if not self._ready:
            self._follow(recording, overview)
        self.worker.forget_foreseen()
        if not is_made_sound(recording.path):
            recent = with_recent(self.settings.settings, str(recording.path))
            self.settings.change(recent_files=recent, last_folder=str(recording.path.parent))
        # In a turn of its own: showing the window's middle for the first time takes as long as all this.
        self._next = recording
        QTimer.singleShot(0, self, lambda: self._show(recording, overview))

    def _follow(self, recording: Recording, overview: Overview) -> None:
        known = overview.finished
        self._job = job = self._read(recording, overview)
        job.progress.connect(self._grow)
        job.ended.connect(lambda end: self._ended(job, recording, overview, end))
        if not known:
            job.ended.connect(lambda end: end.state == "done" and self._keep(recording, overview))
        self.began.emit(printable(recording.path.name), job)

    def _show(self, recording: Recording, overview: Overview) -> None:
        if recording is self._next:
            self.document.open(recording, overview)
            self.opened.emit(str(recording.path))
            self._announced = True
            self._say_ready()

    def _say_ready(self) -> None:
        """Once it is both announced and whole, which may come in either order."""
        if self._announced and self._ready:
            self._ready = False
            self.ready.emit()

    def _keep(self, recording: Recording, overview: Overview) -> None:
        """So that opening it again shows it at once."""
        cache = Cache(limit_bytes=self._cache_limit())
        self.worker.run(partial(save_steps, cache, recording, overview), Priority.BACKGROUND)

    def _grow(self, _done: float, _left: float | None) -> None:
        now = time.monotonic()
        if now - self._grown >= GROW_EVERY_S:
            self._grown = now
            self.document.note_growth()

    def _ended(self, job: Job, recording: Recording, overview: Overview, end: JobEnd) -> None:
        if job is not self._job:
            return
        self._job = None
        if end.state == "failed":
            self.failed.emit(str(recording.path), end.error)
        shorter = overview.finished and overview.frames_done != recording.frames
        if end.state == "done" and not overview.finished:
            overview.finish()
        if recording is self.document.recording:
            self.document.note_growth()
        if end.state == "done":
            self._ready = True
            self._say_ready()
            if shorter:
                self.open(recording.path)  # decoded anew, it has another length than its overview in the cache


def _open_steps(path: Path, cache_limit: int):
    if path.is_dir():
        yield path.resolve()
        return
    cache = Cache(limit_bytes=cache_limit)
    recording = open_recording(path.absolute(), cache)
    overview = load_overview(cache, recording)
    yield recording, overview or Overview(recording.channels, recording.sample_rate, recording.expected_frames)


def _decode_steps(recording: Recording, overview: Overview):
    """Several short steps a turn, so that decoding keeps its share beside many tiles."""
    turn_ends = time.monotonic() + TURN_S
    for done in recording.decode_steps() if overview.finished else overview_steps(recording, overview):
        if time.monotonic() >= turn_ends:
            yield Progress(done)
            turn_ends = time.monotonic() + TURN_S
    yield Progress(1.0)


def _fill(overview: Overview, found: Glance | Bins) -> None:
    if isinstance(found, Glance):
        overview.glance = found
    else:
        overview.append_bins(found)
