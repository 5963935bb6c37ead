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
        self._as_float = np.empty(self._piece_frames * channels, np.float32)
        self._by_channel: dict[np.dtype[Any], Stored] = {}

    def reduce(self, block: Stored) -> Bins:
        """The bins of a block, interleaved, shape (frames, channels), in a stored type; its first frame begins one."""
        shape = (self.channels, -(-len(block) // BASE_FRAMES))
        bins = Bins(np.empty(shape, np.float32), np.empty(shape, np.float32), np.empty(shape, np.float32), len(block))
        nonfinite = 0
        whole = len(block) // BASE_FRAMES * BASE_FRAMES
        for start in range(0, whole, self._piece_frames):
            piece = block[start : min(start + self._piece_frames, whole)]
            nonfinite += self._reduce(piece, BASE_FRAMES, bins, start // BASE_FRAMES)
        if whole < len(block):
            nonfinite += self._reduce(block[whole:], len(block) - whole, bins, whole // BASE_FRAMES)
        return Bins(bins.minimum, bins.maximum, bins.squares, len(block), nonfinite)

    def _reduce(self, piece: Stored, bin_frames: int, into: Bins, first_bin: int) -> int:
        """Reduce one piece of whole bins, sorted by channel first: interleaved it would take 30 times as long."""
        where = slice(first_bin, first_bin + len(piece) // bin_frames)
        scale = np.float32(1.0 / FULL_SCALE[piece.dtype.name])
        scratch = self._by_channel.setdefault(piece.dtype, np.empty(len(self._as_float), piece.dtype))
        samples, as_float = scratch[: piece.size], self._as_float[: piece.size]
        np.copyto(samples.reshape(self.channels, -1), piece.T)
        starts = np.arange(0, piece.size, bin_frames)
        low, high = np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)
        nonfinite = 0
        if piece.dtype.kind == "f" and not (low.min() >= -_LARGEST and high.max() <= _LARGEST):  # not for NaN either
            nonfinite = _make_finite(samples)
            low, high = np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)
        np.copyto(as_float, samples, casting="unsafe")
        rows = as_float.reshape(-1, bin_frames)
        for values, factor, target in (
            (low, scale, into.minimum),
            (high, scale, into.maximum),
            (np.vecdot(rows, rows), scale * scale, into.squares),
        ):
            np.multiply(values.reshape(self.channels, -1), factor, out=target[:, where])
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
