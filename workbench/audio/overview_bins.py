"""Blocks of samples reduced to bins: extremes and sums of squares, the material of an overview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal
from workbench.audio.stored import FULL_SCALE, Stored

BASE_FRAMES = 512
"""Frames in one bin of the finest level."""

STEP_SAMPLES = 524_288
"""Samples (frames × channels) read at once: about a millisecond of work."""

_PIECE_SAMPLES = 131_072
"""Samples worked on at a time, so that the work stays in the processor's cache."""

_LARGEST = 1e15
"""Samples are limited to this, so that their squares are finite."""

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Bins:
    """Consecutive bins of `BASE_FRAMES` frames; arrays are float32, shape (channels, bins), full scale ±1.

    `squares` : the sum of squared samples of each bin
    `frames` : how many frames they stand for; only the last bin of a recording may stand for fewer
    `nonfinite` : samples among them that were NaN or infinite, and count as 0
    """

    minimum: Values
    maximum: Values
    squares: Values
    frames: int
    nonfinite: int = 0


class Reducer:
    """Reduces blocks of stored samples to bins; keeps its scratch arrays between them."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._piece_frames = max(1, _PIECE_SAMPLES // channels // BASE_FRAMES) * BASE_FRAMES
        self._scratch = np.empty(self._piece_frames, np.float32)
        self._stored_scratch: dict[np.dtype[Any], Stored] = {}

    def reduce(self, block: Stored) -> Bins:
        """The bins of a block, interleaved, shape (frames, channels), in a stored type; its first frame begins one."""
        shape = (self.channels, -(-len(block) // BASE_FRAMES))
        bins = Bins(np.empty(shape, np.float32), np.empty(shape, np.float32), np.empty(shape, np.float32), len(block))
        nonfinite = 0
        for start in range(0, len(block), self._piece_frames):
            nonfinite += self._reduce(block[start : start + self._piece_frames], bins, start // BASE_FRAMES)
        return Bins(bins.minimum, bins.maximum, bins.squares, len(block), nonfinite)

    def _reduce(self, piece: Stored, into: Bins, first_bin: int) -> int:
        """Reduce one piece, channel by channel: interleaved it would take 30 times as long."""
        starts = np.arange(0, len(piece), BASE_FRAMES)
        where = slice(first_bin, first_bin + len(starts))
        scale = np.float32(1.0 / FULL_SCALE[piece.dtype.name])
        one_channel = self._stored_scratch.setdefault(piece.dtype, np.empty(self._piece_frames, piece.dtype))
        one_channel, as_float = one_channel[: len(piece)], self._scratch[: len(piece)]
        nonfinite = 0
        for channel in range(self.channels):
            np.copyto(one_channel, piece[:, channel])
            low, high = np.minimum.reduceat(one_channel, starts), np.maximum.reduceat(one_channel, starts)
            if piece.dtype.kind == "f" and not (low.min() >= -_LARGEST and high.max() <= _LARGEST):  # True for NaN too
                nonfinite += _make_finite(one_channel)
                low, high = np.minimum.reduceat(one_channel, starts), np.maximum.reduceat(one_channel, starts)
            np.multiply(low, scale, out=into.minimum[channel, where])
            np.multiply(high, scale, out=into.maximum[channel, where])
            np.copyto(as_float, one_channel, casting="unsafe")
            np.multiply(_sums_of_squares(as_float), scale * scale, out=into.squares[channel, where])
        return nonfinite


def read_bins(signal: Signal, step_s: float) -> Iterator[Bins]:
    """All bins of a signal whose frames are all there, in order, as many at a time as take about `step_s` seconds.

    Raises `AudioReadError`.
    """
    reducer = Reducer(signal.channels)
    step_frames = max(1, STEP_SAMPLES // signal.channels // BASE_FRAMES) * BASE_FRAMES
    # One array for all reads: fresh pages of memory for each would cost as much as the reading.
    dtype = getattr(signal, "dtype", None)
    buffer = None if dtype is None else np.empty((step_frames, signal.channels), dtype)
    collected: list[Bins] = []
    until = perf_counter() + step_s
    for start in range(0, signal.frames, step_frames):
        collected.append(reducer.reduce(read_stored(signal, start, start + step_frames, buffer)))
        if perf_counter() >= until:
            yield joined(collected)
            collected.clear()
            until = perf_counter() + step_s
    if collected:
        yield joined(collected)


def joined(parts: list[Bins]) -> Bins:
    """Several runs of bins, one after the other, as one."""
    return Bins(
        np.concatenate([part.minimum for part in parts], axis=1),
        np.concatenate([part.maximum for part in parts], axis=1),
        np.concatenate([part.squares for part in parts], axis=1),
        sum(part.frames for part in parts),
        sum(part.nonfinite for part in parts),
    )


def read_stored(signal: Signal, start: int, stop: int, out: Stored | None = None) -> Stored:
    """Interleaved samples, shape (frames, channels): of recordings as stored, which is fastest, else as float32."""
    if hasattr(signal, "read_stored"):
        block: Stored = signal.read_stored(start, stop, out)
        return block
    return signal.read(start, stop).T


def _make_finite(samples: Stored) -> int:
    """Put 0 for NaN and infinities, in place; how many there were."""
    finite = np.isfinite(samples)
    samples[~finite] = 0.0
    np.clip(samples, -_LARGEST, _LARGEST, out=samples)
    return int(samples.size - np.count_nonzero(finite))


def _sums_of_squares(samples: Values) -> Values:
    """Sum of squares of each bin; the last may be short."""
    whole = len(samples) // BASE_FRAMES * BASE_FRAMES
    rows = samples[:whole].reshape(-1, BASE_FRAMES)
    sums: Values = np.vecdot(rows, rows)
    if whole < len(samples):
        rest = samples[whole:]
        sums = np.append(sums, np.dot(rest, rest))
    return sums.astype(np.float32, copy=False)
