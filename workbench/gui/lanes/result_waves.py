"""Where the waveform of the chosen result has its columns from: read for the view, or from bins when far away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from workbench.audio.blend import Output
from workbench.audio.columns import Columns
from workbench.audio.wave_detail import WaveDetail, WaveGrid
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.lanes.result_bins import BIN_FRAMES, CHUNK_FRAMES, ResultBins, columns_on, loudest
from workbench.gui.results import Side
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MakeWave
from workbench.jobs.worker import Job, Worker

_NEAR_SAMPLES = 2e7
"""Views with fewer samples (frames × channels) are read as a whole: a tenth of a second of work at most."""


class ResultWaves(QObject):
    """Asks the worker for what is in view, and for that again when more of it was made. Lives in the window's thread.

    Signals
    -------
    changed() : there is more to draw
    """

    changed = Signal()

    def __init__(self, worker: Worker, chosen: ChosenResult, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker, self.chosen = worker, chosen
        self.detail: WaveDetail | None = None
        """What was read last for a view."""
        self._loudest: Columns | None = None
        self._detail_of = 0
        """How many frames of it were made then."""
        self._bins: ResultBins | None = None
        self._made: dict[int, int] = {}
        self._signal: Output | None = None
        self._wanted: WaveGrid | None = None
        self._job: Job | None = None
        self._failed: set[object] = set()

    def begin(self) -> None:
        """Another result, or none."""
        self.refresh()
        result = self.chosen.result
        self.detail = self._loudest = self._wanted = None
        self._bins = None if result is None else ResultBins(result.made.frames)

    def refresh(self) -> None:
        """Other samples of the same result: what is there stands until the new is."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._signal = self.chosen.signal(Side.OUTPUT)
        self._detail_of = 0
        self._made.clear()
        self._failed.clear()

    @property
    def busy(self) -> bool:
        return self._job is not None

    def want(self, grid: WaveGrid | None) -> None:
        """See to it that the columns of that grid come; None: of none."""
        self._wanted = grid
        self._ask()

    def is_near(self, grid: WaveGrid) -> bool:
        """Whether a view is read by itself."""
        channels = 1 if self._signal is None else self._signal.channels
        return grid.frames * channels < _NEAR_SAMPLES or grid.per_column < BIN_FRAMES

    def columns(self, grid: WaveGrid) -> Columns:
        """What there is of a grid, all channels together; NaN where nothing is known."""
        if self.detail is not None and self._loudest is not None:
            if self.detail.grid.covers(grid):
                first = grid.first - self.detail.grid.first
                return Columns(*(values[first : first + grid.count] for values in self._loudest))
            if self._bins is None or self.is_near(grid):
                return columns_on(grid, self._loudest, self.detail.grid)
        if self._bins is None:
            return Columns(*(np.full(grid.count, np.nan, np.float32) for _ in range(3)))
        return self._bins.columns(grid)

    def is_exact(self, grid: WaveGrid) -> bool:
        """Whether the columns of that grid stay as they are until `changed`."""
        return self.detail is not None and self.detail.grid.covers(grid)

    def _due(self, start: float, frames: float) -> int:
        """How many of these frames are made."""
        within = self.chosen.known.within(max(int(start), 0), int(start + frames) + 1)
        return sum(last - first for first, last in within)

    def _ask(self) -> None:
        grid = self._wanted
        if grid is None or self._signal is None or self._job is not None:
            return
        if self.is_near(grid):
            self._ask_near(grid)
        else:
            self._ask_far(grid)

    def _ask_near(self, grid: WaveGrid) -> None:
        have = self.detail is not None and self.detail.grid.covers(grid)
        wide = self.detail.grid if have else self._widened(grid)
        due = self._due(wide.start_frame, wide.frames)
        if due and wide not in self._failed and not (have and self._detail_of >= due):
            self._start(wide, partial(self._take_near, due), wide)

    def _widened(self, grid: WaveGrid) -> WaveGrid:
        wide = grid.widened()
        return wide if self.is_near(wide) else grid

    def _ask_far(self, grid: WaveGrid) -> None:
        for chunk in ResultBins.chunks_of(grid):
            due = self._due(chunk * CHUNK_FRAMES, CHUNK_FRAMES)
            if due > self._made.get(chunk, 0) and chunk not in self._failed:
                self._start(self._within(ResultBins.grid_of(chunk)), partial(self._take_far, chunk, due), chunk)
                return

    def _within(self, grid: WaveGrid) -> WaveGrid:
        """The grid as far as the sound goes."""
        bins = -(-self._signal.frames // BIN_FRAMES)
        return replace(grid, count=max(min(grid.count, bins - grid.first), 1))

    def _start(self, grid: WaveGrid, take, name: object) -> None:
        self._job = job = self.worker.work_on(self._signal, MakeWave(grid), Priority.VIEW)
        job.result.connect(take)
        job.ended.connect(partial(self._end, job, name))

    def _take_near(self, due: int, detail: WaveDetail) -> None:
        self.detail, self._loudest, self._detail_of = detail, loudest(detail), due
        self.changed.emit()

    def _take_far(self, chunk: int, due: int, detail: WaveDetail) -> None:
        self._bins.put(detail)
        self._made[chunk] = due
        self.changed.emit()

    def _end(self, job: Job, name: object, end: JobEnd) -> None:
        if job is self._job:
            self._job = None
            if end.state == "failed":
                self._failed.add(name)  # not asked for again and again
            self._ask()
            self.changed.emit()
