"""Extremes and loudness of a whole recording at every zoom: a pyramid, filled while the recording is read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.audio.resample import is_complete
from workbench.audio.signal import Signal
from workbench.audio.stored import FULL_SCALE, Stored

BASE_FRAMES = 512
"""Frames in one bin of the finest level."""

FACTOR = 4
"""Bins of one level in one bin of the next."""

STEP_SAMPLES = 524_288
"""Samples (frames × channels) read in one step: 1 to 3 ms."""

_PIECE_SAMPLES = 131_072
"""Samples worked on at a time, so that the work stays in the processor's cache."""

_FIRST_CAPACITY = 4_000_000
"""Bins reserved at most on a header's word; more are made when they are needed."""

_LARGEST = 1e15
"""Samples are limited to this, so that their squares are finite."""


class Level(NamedTuple):
    """Bins of `bin_frames` frames; arrays are float32, shape (channels, capacity), full scale ±1.

    `squares` is the sum of squared samples of each bin. Only bins below ceil(frames_done / bin_frames) are valid.
    """

    bin_frames: int
    minimum: NDArray[np.float32]
    maximum: NDArray[np.float32]
    squares: NDArray[np.float32]


class Overview:
    """Minimum, maximum and sum of squares per channel in bins of 512, 2048, 8192 … frames.

    One thread appends; any number of threads may look at the same time (see `columns`). Samples that are NaN or
    infinite count as 0 here.

    Attributes
    ----------
    frames_done : frames that the bins stand for so far
    finished : whether that is the whole recording
    nonfinite_samples : how many samples were NaN or infinite

    Parameters
    ----------
    channels : count
    sample_rate : Hz
    expected_frames : how much room to make at first; a guess is enough
    """

    def __init__(self, channels: int, sample_rate: int, expected_frames: int = 0) -> None:
        self.channels = channels
        self.sample_rate = sample_rate
        self.frames_done = 0
        self.finished = False
        self.nonfinite_samples = 0
        bins = min(expected_frames // BASE_FRAMES, _FIRST_CAPACITY // channels)
        self._levels = _make_levels(channels, max(bins, 1024))
        self._rest: Stored | None = None
        self._piece_frames = max(1, _PIECE_SAMPLES // channels // BASE_FRAMES) * BASE_FRAMES
        self._scratch = np.empty(self._piece_frames, np.float32)
        self._stored_scratch: dict[np.dtype[Any], Stored] = {}

    @property
    def frames_taken(self) -> int:
        """Frames appended so far, with those that wait for their bin to fill."""
        return self.frames_done + (0 if self._rest is None else len(self._rest))

    @property
    def levels(self) -> tuple[Level, ...]:
        """From fine to coarse. Read `frames_done` first: what it promises is in the levels taken after it."""
        return self._levels

    def append(self, block: Stored) -> None:
        """Add the next frames of the recording, interleaved, shape (frames, channels), in a stored type.

        Frames that do not fill a bin wait for the next call, or for `finish`.
        """
        if self._rest is not None:
            block = np.concatenate([self._rest, block])
            self._rest = None
        whole = len(block) // BASE_FRAMES * BASE_FRAMES
        if whole < len(block):
            self._rest = block[whole:].copy()
        self._append_bins(block[:whole])

    def finish(self) -> None:
        """The recording ends here: the last bin may be shorter than the others."""
        if self._rest is not None:
            self._append_bins(self._rest)
            self._rest = None
        self.finished = True

    def _append_bins(self, block: Stored) -> None:
        first_bin = self.frames_done // BASE_FRAMES
        bins = -(-len(block) // BASE_FRAMES)
        self._make_room(first_bin + bins)
        for start in range(0, len(block), self._piece_frames):
            self._reduce(block[start : start + self._piece_frames], first_bin + start // BASE_FRAMES)
        self._fill_upper_levels(first_bin, first_bin + bins)
        self.frames_done += len(block)

    def _reduce(self, piece: Stored, first_bin: int) -> None:
        """Reduce one piece into the finest level, channel by channel: interleaved it would take 30 times as long."""
        base = self._levels[0]
        starts = np.arange(0, len(piece), BASE_FRAMES)
        bins = slice(first_bin, first_bin + len(starts))
        scale = np.float32(1.0 / FULL_SCALE[piece.dtype.name])
        one_channel = self._stored_scratch.setdefault(piece.dtype, np.empty(self._piece_frames, piece.dtype))
        one_channel, as_float = one_channel[: len(piece)], self._scratch[: len(piece)]
        for channel in range(self.channels):
            np.copyto(one_channel, piece[:, channel])
            if piece.dtype.kind == "f":
                self._make_finite(one_channel)
            base.minimum[channel, bins] = np.minimum.reduceat(one_channel, starts) * scale
            base.maximum[channel, bins] = np.maximum.reduceat(one_channel, starts) * scale
            np.copyto(as_float, one_channel, casting="unsafe")
            base.squares[channel, bins] = _sums_of_squares(as_float) * scale * scale

    def _make_finite(self, samples: Stored) -> None:
        """Put 0 for NaN and infinities, in place, and count them."""
        finite = np.isfinite(samples)
        if not finite.all():
            self.nonfinite_samples += int(samples.size - np.count_nonzero(finite))
            samples[~finite] = 0.0
        np.clip(samples, -_LARGEST, _LARGEST, out=samples)

    def _fill_upper_levels(self, first: int, stop: int) -> None:
        """Bring all levels up to date with bins `first` to `stop` of the finest."""
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            first, above_stop = first // FACTOR, -(-stop // FACTOR)
            starts = np.arange(0, stop - first * FACTOR, FACTOR)
            source = slice(first * FACTOR, stop)
            target = slice(first, above_stop)
            level.minimum[:, target] = np.minimum.reduceat(below.minimum[:, source], starts, axis=1)
            level.maximum[:, target] = np.maximum.reduceat(below.maximum[:, source], starts, axis=1)
            level.squares[:, target] = np.add.reduceat(below.squares[:, source], starts, axis=1)
            stop = above_stop

    def _make_room(self, bins: int) -> None:
        capacity = self._levels[0].minimum.shape[1]
        if bins < capacity:
            return
        grown = _make_levels(self.channels, max(2 * capacity, bins + 1))
        for old, new in zip(self._levels, grown, strict=False):
            for before, after in zip(old[1:], new[1:], strict=True):
                after[:, : before.shape[1]] = before
        first_new = len(self._levels)
        self._fill_new_levels(grown, first_new)
        self._levels = grown

    def _fill_new_levels(self, levels: tuple[Level, ...], first_new: int) -> None:
        """Levels that came in by growing hold nothing yet: make them from the whole of the level below."""
        for number in range(first_new, len(levels)):
            below, level = levels[number - 1], levels[number]
            valid = -(-self.frames_done // below.bin_frames)
            if valid == 0:
                return
            starts = np.arange(0, valid, FACTOR)
            target = slice(0, len(starts))
            level.minimum[:, target] = np.minimum.reduceat(below.minimum[:, :valid], starts, axis=1)
            level.maximum[:, target] = np.maximum.reduceat(below.maximum[:, :valid], starts, axis=1)
            level.squares[:, target] = np.add.reduceat(below.squares[:, :valid], starts, axis=1)


def overview_steps(signal: Signal, overview: Overview) -> Iterator[float]:
    """Fill the overview from the signal, a few milliseconds a step, yielding how much is done (0…1).

    A recording that is still to be decoded is decoded on the way (by its `decode_steps`, which nobody else may then
    drive), so that one pass does both. Any signal will do; recordings are read as stored, which is fastest.
    Raises `AudioReadError`.
    """
    decoding: Iterator[float] = signal.decode_steps() if hasattr(signal, "decode_steps") else iter(())
    step_frames = max(BASE_FRAMES, STEP_SAMPLES // signal.channels)
    position = overview.frames_taken
    while True:
        complete = is_complete(signal)  # asked first: once True, `frames` is final
        frames = signal.frames
        if position < frames:
            block = _read_stored(signal, position, min(position + step_frames, frames))
            overview.append(block)
            position += len(block)
        elif complete:
            break
        if not complete:
            next(decoding, None)
        expected = max(getattr(signal, "expected_frames", 0), signal.frames)
        yield min(position / expected, 1.0) if expected else 0.0
    overview.finish()
    yield 1.0


def _read_stored(signal: Signal, start: int, stop: int) -> Stored:
    if hasattr(signal, "read_stored"):
        block: Stored = signal.read_stored(start, stop)
        return block
    return signal.read(start, stop).T


def _sums_of_squares(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum of squares of each bin; the last may be short."""
    whole = len(samples) // BASE_FRAMES * BASE_FRAMES
    rows = samples[:whole].reshape(-1, BASE_FRAMES)
    sums: NDArray[np.float32] = np.vecdot(rows, rows)
    if whole < len(samples):
        rest = samples[whole:]
        sums = np.append(sums, np.dot(rest, rest))
    return sums.astype(np.float32, copy=False)


def _make_levels(channels: int, bins: int) -> tuple[Level, ...]:
    """Empty levels up to one with a handful of bins; one spare bin each, which `columns` counts on."""
    levels = []
    bin_frames = BASE_FRAMES
    while True:
        shape = (channels, bins + 1)
        levels.append(
            Level(bin_frames, np.empty(shape, np.float32), np.empty(shape, np.float32), np.empty(shape, np.float32))
        )
        if bins <= 2 * FACTOR:
            return tuple(levels)
        bins = -(-bins // FACTOR)
        bin_frames *= FACTOR
