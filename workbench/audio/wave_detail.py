"""The waveform nearer than the overview shows it, or where that is not there yet: columns, or the samples."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.audio.columns import Columns, sample_columns
from workbench.audio.signal import Signal

SAMPLES_BELOW = 2.0
"""With fewer frames a column than this, the samples themselves are drawn."""

_MARGIN = 0.5
"""So much of the view is read on either side too, so that panning finds it there."""

_STEP_SAMPLES = 1_000_000
"""Samples (frames × channels) of one step: a few milliseconds."""


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
    def of(cls, start_frame: float, frames: float, columns: int) -> WaveGrid:
        """The columns of a view that begins at `start_frame`, is `frames` long and `columns` wide."""
        per_column = frames / columns
        return cls(round(start_frame / per_column), columns, per_column)

    @property
    def start_frame(self) -> float:
        return self.first * self.per_column

    @property
    def frames(self) -> float:
        return self.count * self.per_column

    def widened(self) -> WaveGrid:
        margin = math.ceil(self.count * _MARGIN)
        first = max(self.first - margin, 0)
        return replace(self, first=first, count=self.first + self.count + margin - first)

    def covers(self, other: WaveGrid) -> bool:
        return self.matches(other) and self.first <= other.first and other.stop <= self.stop

    def matches(self, other: WaveGrid) -> bool:
        """Whether the columns of both lie on each other."""
        return abs(self.per_column - other.per_column) <= 1e-9 * self.per_column

    @property
    def stop(self) -> int:
        return self.first + self.count


@dataclass(frozen=True)
class WaveDetail:
    """All channels' columns on a grid, float32, shape (channels, columns), see `Columns`; very near also the samples,
    shape (channels, n), from `first_frame` on."""

    grid: WaveGrid
    minimum: NDArray[np.float32]
    maximum: NDArray[np.float32]
    rms: NDArray[np.float32]
    first_frame: int = 0
    samples: NDArray[np.float32] | None = None

    def columns_of(self, channel: int, grid: WaveGrid) -> Columns:
        """One channel's columns of a grid that this covers."""
        where = slice(grid.first - self.grid.first, grid.stop - self.grid.first)
        return Columns(self.minimum[channel, where], self.maximum[channel, where], self.rms[channel, where])

    def column_at(self, channel: int, frame: float) -> Columns | None:
        """The column, or the sample, at a frame; None if it is not here."""
        if self.samples is not None:
            index = round(frame) - self.first_frame
            if not 0 <= index < self.samples.shape[1]:
                return None
            value = np.nan_to_num(self.samples[channel, index : index + 1])
            return Columns(value, value, np.abs(value))
        at = math.floor(frame / self.grid.per_column)
        if not self.grid.first <= at < self.grid.stop:
            return None
        return self.columns_of(channel, replace(self.grid, first=at, count=1))


def detail_steps(signal: Signal, grid: WaveGrid) -> Iterator[WaveDetail | None]:
    """Read what the grid needs, a few milliseconds a step, and yield it. Raises `AudioReadError`."""
    minimum, maximum, rms = (np.full((signal.channels, grid.count), np.nan, np.float32) for _ in range(3))
    step = max(1, int(_STEP_SAMPLES / signal.channels / grid.per_column))
    first_frame, samples = 0, None
    for begin in range(0, grid.count, step):
        part = replace(grid, first=grid.first + begin, count=min(step, grid.count - begin))
        first_frame = max(math.floor(part.start_frame), 0)
        samples = signal.read(first_frame, math.ceil(part.start_frame + part.frames) + 2)
        for channel in range(signal.channels):
            one = np.ascontiguousarray(samples[channel])
            found = sample_columns(one, first_frame, part.start_frame, part.per_column, part.count)
            for target, values in zip((minimum, maximum, rms), found, strict=True):
                target[channel, begin : begin + part.count] = values
        if begin + step < grid.count:
            yield None
    # So near, one step reads all.
    keeps = grid.per_column < SAMPLES_BELOW and step >= grid.count
    yield WaveDetail(grid, minimum, maximum, rms, first_frame, samples if keeps else None)
