"""The waveform of a result far away: extremes and RMS of all channels together, filled in any order."""

from __future__ import annotations

import numpy as np

from workbench.audio.columns import Columns
from workbench.audio.wave_detail import WaveDetail, WaveGrid

BIN_FRAMES = 4096
CHUNK_BINS = 256
"""Bins that are made in one go: 24 seconds at 44.1 kHz, some 10 ms of work."""
CHUNK_FRAMES = BIN_FRAMES * CHUNK_BINS


class ResultBins:
    """Of `frames` frames; 3 MB for ten hours. What is not known is NaN."""

    def __init__(self, frames: int) -> None:
        bins = -(-frames // BIN_FRAMES)
        self._all = Columns(*(np.full(bins, np.nan, np.float32) for _ in range(3)))

    @staticmethod
    def grid_of(chunk: int) -> WaveGrid:
        """The bins of a chunk, to be made."""
        return WaveGrid(chunk * CHUNK_BINS, CHUNK_BINS, float(BIN_FRAMES))

    @staticmethod
    def chunks_of(grid: WaveGrid) -> range:
        """The chunks of which the columns of a grid are made."""
        first = max(int(grid.start_frame), 0) // CHUNK_FRAMES
        return range(first, max(int(grid.start_frame + grid.frames) // CHUNK_FRAMES + 1, first))

    def put(self, detail: WaveDetail) -> None:
        """A chunk is made, perhaps again."""
        start = detail.grid.first
        for target, values in zip(self._all, loudest(detail), strict=True):
            room = target[start : start + detail.grid.count]
            room[:] = values[: len(room)]

    def columns(self, grid: WaveGrid) -> Columns:
        """Columns of a grid, each wider than a bin."""
        return columns_on(grid, self._all, WaveGrid(0, len(self._all.rms), float(BIN_FRAMES)))


def columns_on(grid: WaveGrid, known: Columns, at: WaveGrid) -> Columns:
    """Columns of a grid from those that are known on another: all that touch one count, so no extreme is ever lost.

    NaN where nothing is known.
    """
    found = Columns(*(np.full(grid.count, np.nan, np.float32) for _ in range(3)))
    edges = (grid.start_frame + grid.per_column * np.arange(grid.count + 1)) / at.per_column - at.first
    first = np.clip(np.floor(edges[:-1] + 1e-6), 0, at.count).astype(np.int64)
    last = np.clip(np.ceil(edges[1:] - 1e-6), 0, at.count).astype(np.int64)
    filled = last > first
    if filled.any():
        begin, end = int(first[filled][0]), int(last[filled][-1])
        # Every second result is that of a column; a spare one, since the last pair may end where all do.
        pairs = np.stack([first[filled], last[filled]], axis=1).ravel() - begin
        for target, values, reduce in zip(found, known, (np.fmin, np.fmax, np.fmax), strict=True):
            target[filled] = reduce.reduceat(np.append(values[begin:end], np.float32(np.nan)), pairs)[::2]
    return found


def loudest(detail: WaveDetail) -> Columns:
    """All channels in one: the extremes of all, and in each column the RMS of the loudest."""
    return Columns(
        np.fmin.reduce(detail.minimum, axis=0),
        np.fmax.reduce(detail.maximum, axis=0),
        np.fmax.reduce(detail.rms, axis=0),
    )
