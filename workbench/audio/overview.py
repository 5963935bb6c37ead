"""Extremes and loudness of a whole recording at every zoom: a pyramid, filled while the recording is read once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.audio.glance import Glance
from workbench.audio.overview_bins import BASE_FRAMES, STEP_SAMPLES, Bins, Reducer, read_stored
from workbench.audio.signal import Signal, is_complete
from workbench.audio.stored import Stored

FACTOR = 4
"""Bins of one level in one bin of the next."""

_FIRST_CAPACITY = 4_000_000
"""Bins reserved at most on a header's word; more are made when they are needed."""


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
    glance : what a first look all over the recording found, if there was one; stands where the bins do not reach yet

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
        self.glance: Glance | None = None
        bins = min(expected_frames // BASE_FRAMES, _FIRST_CAPACITY // channels)
        self._levels = _make_levels(channels, max(bins, 1024))
        self._rest: Stored | None = None
        self._reducer = Reducer(channels)

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
        if whole:
            self.append_bins(self._reducer.reduce(block[:whole]))

    def append_bins(self, bins: Bins) -> None:
        """Add the next bins, reduced elsewhere. All but the last that is ever added stand for whole bins."""
        first, count = self.frames_done // BASE_FRAMES, bins.minimum.shape[1]
        self._make_room(first + count)
        base, where = self._levels[0], slice(first, first + count)
        base.minimum[:, where], base.maximum[:, where], base.squares[:, where] = (
            bins.minimum,
            bins.maximum,
            bins.squares,
        )
        self._fill_upper_levels(first, first + count)
        self.nonfinite_samples += bins.nonfinite
        self.frames_done += bins.frames

    def finish(self) -> None:
        """The recording ends here: the last bin may be shorter than the others."""
        if self._rest is not None:
            self.append_bins(self._reducer.reduce(self._rest))
            self._rest = None
        self.finished = True

    def _fill_upper_levels(self, first: int, stop: int) -> None:
        """Bring all levels up to date with bins `first` to `stop` of the finest."""
        for below, level in zip(self._levels, self._levels[1:], strict=False):
            first, stop = _coarsen(below, level, first, stop)

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
            _coarsen(below, level, 0, valid)


def overview_steps(signal: Signal, overview: Overview) -> Iterator[float]:
    """Fill the overview from the signal, a few milliseconds a step, yielding how much is done (0…1).

    A recording that is still to be decoded is decoded on the way (by its `decode_steps`, which nobody else may then
    drive), so that one pass does both. Any signal will do; recordings are read as stored, which is fastest.
    Raises `AudioReadError`.
    """
    decoding: Iterator[float] = signal.decode_steps() if hasattr(signal, "decode_steps") else iter(())
    step_frames = max(BASE_FRAMES, STEP_SAMPLES // signal.channels)
    position = overview.frames_taken
    # A thread of its own, so that decoding, which may take all of a core, goes on meanwhile.
    with ThreadPoolExecutor(1, "overview") as thread:
        taking: Future[None] | None = None
        while True:
            complete = is_complete(signal)  # asked first: once True, `frames` is final
            frames = signal.frames
            if taking is not None and (taking.done() or complete):
                taking.result()
                taking = None
            if taking is None and position < frames:
                stop = min(position + step_frames, frames)
                taking = thread.submit(_take, signal, overview, position, stop)
                position = stop
            elif taking is None and complete:
                break
            if not complete:
                next(decoding, None)
            expected = max(getattr(signal, "expected_frames", 0), signal.frames)
            yield min(overview.frames_taken / expected, 1.0) if expected else 0.0
    overview.finish()
    for _ in decoding:  # the copy is whole; room is made for it
        yield 1.0
    yield 1.0


def _take(signal: Signal, overview: Overview, start: int, stop: int) -> None:
    overview.append(read_stored(signal, start, stop))


def _coarsen(below: Level, level: Level, first: int, stop: int) -> tuple[int, int]:
    """Bring a level up to date with bins `first` to `stop` of the one below; its own first and stop."""
    target = slice(first // FACTOR, -(-stop // FACTOR))
    source = slice(target.start * FACTOR, stop)
    _reduce(np.minimum, below.minimum[:, source], level.minimum[:, target])
    _reduce(np.maximum, below.maximum[:, source], level.maximum[:, target])
    _reduce(np.add, below.squares[:, source], level.squares[:, target])
    return target.start, target.stop


def _reduce(operation: np.ufunc, fine: NDArray[np.float32], coarse: NDArray[np.float32]) -> None:
    """Each `FACTOR` values in order, the last ones maybe fewer. `reduceat` would take twenty times as long."""
    whole = fine.shape[1] // FACTOR
    parts = [fine[:, part : whole * FACTOR : FACTOR] for part in range(FACTOR)]
    out = coarse[:, :whole]
    operation(parts[0], parts[1], out=out)
    for part in parts[2:]:
        operation(out, part, out=out)
    if whole < coarse.shape[1]:
        operation.reduce(fine[:, whole * FACTOR :], axis=1, out=coarse[:, whole])


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
