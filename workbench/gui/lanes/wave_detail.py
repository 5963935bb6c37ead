"""The waveform nearer than the overview shows it: columns, or the samples themselves, read for the span in view."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.audio.columns import Columns, sample_columns
from workbench.audio.signal import Signal
from workbench.gui.axis import TimeAxis

SAMPLES_BELOW = 2.0
"""With fewer frames a column than this, the samples themselves are drawn."""

_MARGIN = 0.5
"""So much of the view is read on either side too, so that panning finds it there."""


@dataclass(frozen=True)
class WaveGrid:
    """Columns `first` to `first` + `count`, of `per_column` frames each, counted from the start of the recording.

    The grid does not depend on where the view begins: panning by a pixel moves the picture by one, and nothing
    shimmers.
    """

    first: int
    count: int
    per_column: float

    @classmethod
    def of(cls, axis: TimeAxis, sample_rate: int, pixels: int) -> WaveGrid:
        """The columns of the span in view, one a pixel."""
        per_column = axis.span_s * sample_rate / pixels
        return cls(round(axis.start_s * sample_rate / per_column), pixels, per_column)

    @property
    def start_frame(self) -> float:
        return self.first * self.per_column

    def widened(self) -> WaveGrid:
        margin = math.ceil(self.count * _MARGIN)
        first = max(self.first - margin, 0)
        return replace(self, first=first, count=self.first + self.count + margin - first)

    def covers(self, other: WaveGrid) -> bool:
        same = abs(self.per_column - other.per_column) <= 1e-9 * self.per_column
        return same and self.first <= other.first and other.first + other.count <= self.first + self.count


@dataclass(frozen=True)
class WaveDetail:
    """One channel's columns on a grid; very near also the samples, float32, shape (n,), from `first_frame` on."""

    grid: WaveGrid
    columns: Columns
    first_frame: int = 0
    samples: NDArray[np.float32] | None = None

    def serves(self, grid: WaveGrid) -> bool:
        return self.grid.covers(grid)

    def columns_of(self, grid: WaveGrid) -> Columns:
        """The columns of a grid that this serves."""
        begin = grid.first - self.grid.first
        return Columns(*(values[begin : begin + grid.count] for values in self.columns))

    def column_at(self, frame: float) -> Columns | None:
        """The column, or the sample, at a frame; None if it is not here."""
        if self.samples is not None:
            index = round(frame) - self.first_frame
            if not 0 <= index < len(self.samples):
                return None
            value = np.nan_to_num(self.samples[index : index + 1])
            return Columns(value, value, np.abs(value))
        index = math.floor(frame / self.grid.per_column) - self.grid.first
        return Columns(*(v[index : index + 1] for v in self.columns)) if 0 <= index < self.grid.count else None


def detail_steps(signal: Signal, channel: int, grid: WaveGrid) -> Iterator[WaveDetail]:
    """Read what the grid needs and yield it; in one step, for less than a screen of columns is read."""
    first = max(math.floor(grid.start_frame), 0)
    stop = math.ceil(grid.start_frame + grid.per_column * grid.count) + 2
    samples = np.ascontiguousarray(signal.read(first, stop)[channel])
    shown = sample_columns(samples, first, grid.start_frame, grid.per_column, grid.count)
    yield WaveDetail(grid, shown, first, samples if grid.per_column < SAMPLES_BELOW else None)
