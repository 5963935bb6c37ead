"""Where waveform lanes have their columns from that the overview cannot give: read once for all channels."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.audio.columns import Columns, columns
from workbench.audio.open import Recording
from workbench.audio.overview_bins import BASE_FRAMES
from workbench.audio.wave_detail import WaveDetail, WaveGrid
from workbench.gui.document import Document
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MakeWave
from workbench.jobs.worker import Job, Worker

_LONGEST_SAMPLES = 4e8
"""Views with more samples than this (frames × channels: half a second of work) wait for the overview."""


class WaveSource(QObject):
    """The waveform of the span in view, for all lanes of one document.

    Signals
    -------
    changed() : another detail is here, or will not come
    """

    changed = Signal()

    def __init__(self, document: Document, worker: Worker) -> None:
        super().__init__(document)
        self.document, self.worker = document, worker
        self._detail: WaveDetail | None = None
        self._job: Job | None = None
        self._wanted: WaveGrid | None = None
        self._made_for: object = None
        self._made: dict[int, tuple] = {}
        document.opened.connect(self._forget)

    @classmethod
    def of(cls, document: Document, worker: Worker) -> WaveSource:
        """The one source of that document."""
        return document.findChild(cls) or cls(document, worker)

    @property
    def busy(self) -> bool:
        return self._job is not None

    def detail(self, grid: WaveGrid) -> WaveDetail | None:
        """What there is for that grid; if nothing, it is asked for where the overview cannot serve."""
        if self._detail is not None and self._detail.grid.covers(grid):
            return self._detail
        if self._needs(grid) and (self._wanted is None or not self._wanted.covers(grid)):
            self._ask(grid)
        return None

    def columns(self, channel: int, grid: WaveGrid) -> Columns:
        """One channel's columns from the overview; made for all channels shown at once, since all lanes ask alike."""
        overview = self.document.overview
        key = (grid, overview.frames_done, overview.finished, overview.glance, self.document.channels.shown)
        if key != self._made_for:
            shown = self.document.channels.shown
            made = columns(overview, list(shown), grid.start_frame, grid.per_column, grid.count)
            self._made_for, self._made = key, dict(zip(shown, zip(*made, strict=True), strict=True))
        if channel not in self._made:
            return columns(overview, channel, grid.start_frame, grid.per_column, grid.count)
        return Columns(*self._made[channel])

    def detail_near(self, frames_per_column: float) -> WaveDetail | None:
        """What was read last, if the overview is coarser than such columns."""
        return self._detail if frames_per_column < BASE_FRAMES else None

    def _needs(self, grid: WaveGrid) -> bool:
        recording, overview = self.document.recording, self.document.overview
        # Samples that are still being decoded read as silence, and would be kept as such.
        end = min(grid.start_frame + grid.frames, recording.expected_frames)
        if overview.finished or overview.frames_done >= end:
            return grid.per_column < BASE_FRAMES and recording.frames >= end
        return recording.complete and grid.frames * recording.channels < _LONGEST_SAMPLES

    def _ask(self, grid: WaveGrid) -> None:
        if self._job is not None:
            self._job.cancel()
        recording = self.document.recording
        self._wanted = grid.widened() if grid.per_column < BASE_FRAMES else grid
        self._job = job = self.worker.work_on(recording, MakeWave(self._wanted), Priority.VIEW)
        job.result.connect(partial(self._take, recording))
        job.ended.connect(partial(self._end, job))

    def _take(self, recording: Recording, detail: WaveDetail) -> None:
        if recording is self.document.recording:
            self._detail = detail
            self.changed.emit()

    def _end(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            # A span that could not be read is not asked for again and again.
            self._job, self._wanted = None, self._wanted if end.state == "failed" else None
            self.changed.emit()

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._detail = self._wanted = self._job = self._made_for = None
