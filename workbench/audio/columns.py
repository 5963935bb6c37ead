"""What a waveform shows in each pixel column: extremes, which are never lost, and the RMS within them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.audio.glance import Glance
from workbench.audio.overview import Level, Overview

_BINS_PER_COLUMN = 4
"""A column is made of at least so many bins, so that its edges are at most a quarter of a column off."""

_MERGED_VALUES = 2**20
"""`loudest_columns` looks at four times so many bins of all channels together at most: some milliseconds."""


Channels = int | list[int]
"""One channel, or several; of several, results have one row each."""


class Columns(NamedTuple):
    """Per column, float32, full scale ±1; NaN where there is no sound (yet). |extreme| ≥ 1 means clipped.

    Shape (columns,) of one channel, (channels, columns) of several.
    """

    minimum: NDArray[np.float32]
    maximum: NDArray[np.float32]
    rms: NDArray[np.float32]


class _Bins(NamedTuple):
    """Consecutive bins; the arrays are float32, shape (channels, bins + 1 spare or more)."""

    bin_frames: int
    frames: int
    minimum: NDArray[np.float32]
    maximum: NDArray[np.float32]
    squares: NDArray[np.float32]


def columns(
    overview: Overview, channels: Channels, start_frame: float, frames_per_column: float, n_columns: int
) -> Columns:
    """Columns from the overview, at any zoom.

    Beyond `overview.frames_done` its glance stands in, where it has one.

    Column i stands for frames `start_frame` + i · `frames_per_column` up to the next column's start. All bins that
    touch it count, so no extreme is ever lost, and one near an edge may show in both neighbours. Finer than 512
    frames a column, the bins are wider than the columns: use `sample_columns` there.

    Parameters
    ----------
    start_frame : may be negative or fractional
    frames_per_column : > 0
    """
    frames_done = overview.frames_done  # before the levels, see there
    level = _level_for(overview.levels, frames_per_column)
    bins = _Bins(level.bin_frames, frames_done, level.minimum, level.maximum, level.squares)
    found = _reduce(bins, channels, start_frame, frames_per_column, n_columns)
    if overview.glance is not None and not overview.finished:
        starts = start_frame + frames_per_column * np.arange(n_columns, dtype=np.float64)
        _fill_from(overview.glance, channels, found, frames_done, starts)
    return found


def loudest_columns(overview: Overview, frames_per_column: float, n_columns: int) -> Columns:
    """All channels in one, from the first frame on: the extremes of all, and in each bin the RMS of the loudest.

    Like `columns`, and no extreme is lost here either; but of very many channels the bins may be wider than a
    quarter of a column, so that it never takes longer than a window may wait.
    """
    frames_done = overview.frames_done  # before the levels, see there
    affordable = frames_done * overview.channels / _MERGED_VALUES  # frames a bin
    level = _level_for(overview.levels, max(frames_per_column, affordable * _BINS_PER_COLUMN))
    count = -(-frames_done // level.bin_frames)

    def merged(operation: np.ufunc, values: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.zeros((1, count + 1), np.float32)  # one spare, as in levels
        operation.reduce(values[:, :count], axis=0, out=found[0, :count])
        return found

    minimum, maximum = merged(np.minimum, level.minimum), merged(np.maximum, level.maximum)
    bins = _Bins(level.bin_frames, frames_done, minimum, maximum, merged(np.maximum, level.squares))
    found = _reduce(bins, 0, 0.0, frames_per_column, n_columns)
    if overview.glance is not None and not overview.finished:
        glance = overview.glance
        extremes = glance.minimum.min(axis=0, keepdims=True), glance.maximum.max(axis=0, keepdims=True)
        of_all = Glance(glance.frames, *extremes, glance.rms.max(axis=0, keepdims=True))
        _fill_from(of_all, 0, found, frames_done, frames_per_column * np.arange(n_columns, dtype=np.float64))
    return found


def _level_for(levels: tuple[Level, ...], frames_per_column: float) -> Level:
    """The coarsest of which a column has enough bins; the finest if none has."""
    fits = (level for level in reversed(levels) if level.bin_frames * _BINS_PER_COLUMN <= frames_per_column)
    return next(fits, levels[0])


def _fill_from(
    glance: Glance, channels: Channels, into: Columns, frames_done: int, starts: NDArray[np.float64]
) -> None:
    """Columns that begin at `starts` beyond `frames_done` get the place looked at that is nearest."""
    missing = np.flatnonzero((starts >= frames_done) & (starts < glance.frames))
    places = (starts[missing] / glance.frames * glance.rms.shape[1]).astype(np.int64)
    for target, looked in zip(into, (glance.minimum, glance.maximum, glance.rms), strict=True):
        target[..., missing] = looked[channels][..., places]


def sample_columns(
    samples: NDArray[np.float32], first_frame: int, start_frame: float, frames_per_column: float, n_columns: int
) -> Columns:
    """Like `columns`, from the samples themselves: for zooms where a column is narrower than a bin of the overview.

    Parameters
    ----------
    samples : float32, shape (n,), one channel; NaN and infinities count as 0
    first_frame : the place of ``samples[0]``; what lies outside of the samples is NaN in the result
    """
    if not np.isfinite(samples).all():
        samples = np.where(np.isfinite(samples), samples, np.float32(0.0))
    padded = np.append(samples, np.float32(0.0))
    with np.errstate(over="ignore"):
        squares = padded * padded
    bins = _Bins(1, len(samples), padded[np.newaxis], padded[np.newaxis], squares[np.newaxis])
    return _reduce(bins, 0, start_frame - first_frame, frames_per_column, n_columns)


def _reduce(bins: _Bins, channels: Channels, start_frame: float, frames_per_column: float, n_columns: int) -> Columns:
    """Reduce bins to columns."""
    edges = start_frame + frames_per_column * np.arange(n_columns + 1)
    count = -(-bins.frames // bins.bin_frames)
    first = np.clip(np.floor(edges[:-1] / bins.bin_frames), 0, count).astype(np.int64)
    last = np.clip(np.ceil(edges[1:] / bins.bin_frames), 0, count).astype(np.int64)
    shape = (n_columns,) if isinstance(channels, int) else (len(channels), n_columns)
    result = Columns(*(np.full(shape, np.nan, np.float32) for _ in range(3)))
    filled = last > first
    if not filled.any():
        return result
    first, last = first[filled], last[filled]
    frames = np.minimum(last * bins.bin_frames, bins.frames) - first * bins.bin_frames
    # The bins in view and one spare: reduceat goes on to the end of what it is given.
    begin, end = int(first[0]), int(last[-1]) + 1
    pairs = np.stack([first, last], axis=1).ravel() - begin  # it makes one result per index; every second one is ours

    def reduced(operation: np.ufunc, values: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = operation.reduceat(values[:, begin:end][channels], pairs, axis=-1)[..., ::2]
        return found

    minimum, maximum = reduced(np.minimum, bins.minimum), reduced(np.maximum, bins.maximum)
    with np.errstate(over="ignore"):
        rms = np.sqrt(reduced(np.add, bins.squares) / frames)
    result.minimum[..., filled], result.maximum[..., filled] = minimum, maximum
    # Rounding, and squares too large for float32, must not lift it above the extremes.
    result.rms[..., filled] = np.minimum(rms, np.maximum(-minimum, maximum))
    return result
