"""What is played, block by block: a span of a signal, looped, at a speed, in the device's rate and channels."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.channels import MixedSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Samples, Signal, is_complete
from workbench.audio.stretch import TimeStretch


@dataclass(frozen=True)
class Passage:
    """What to play: from `start_s` to `stop_s` (None: to the end), once or over and over."""

    start_s: float = 0.0
    stop_s: float | None = None
    loop: bool = False


@dataclass(frozen=True)
class Manner:
    """How to play it. `speed` 0.25…4; `heard` says per channel of the signal whether it is heard (None: all are)."""

    speed: float = 1.0
    keep_pitch: bool = True
    heard: tuple[bool, ...] | None = None


@dataclass(frozen=True)
class Block:
    """Sound ready for the device: (frames, channels), whose frame k is the sound at start_s + k · step_s."""

    samples: NDArray[np.float32]
    start_s: float
    step_s: float


class BlockQueue:
    """Blocks on their way from the thread that reads to the one that plays; each end is used by one thread only.

    `jump` numbers the person's leaps in time (play, seek): what came before the latest does not move the play head.
    """

    def __init__(self, jump: int, begin_s: float) -> None:
        self.jump = jump
        self.begin_s = begin_s
        self.ended = False
        self.waiting = False
        self._blocks: deque[Block] = deque()
        self._put = 0
        self._taken = 0

    def put(self, block: Block) -> None:
        self._blocks.append(block)
        self._put += len(block.samples)

    def take(self) -> Block | None:
        try:
            block = self._blocks.popleft()
        except IndexError:
            return None
        self._taken += len(block.samples)
        return block

    @property
    def frames(self) -> int:
        """Frames that wait to be taken."""
        return self._put - self._taken


class Feed:
    """Reads a passage in order. `read` may wait for the disk and raises what `Signal.read` raises.

    At speed 1, with the device at the signal's rate, the samples are those of the signal, untouched, except that
    NaN and infinities become silence.

    Parameters
    ----------
    signal : what to play; while it is still being decoded, `waiting` says that the frames so far are used up
    begin_s : where to begin: in the passage, or before it
    sample_rate, channels : of the device; 1 or 2 channels
    """

    def __init__(
        self, signal: Signal, passage: Passage, begin_s: float, manner: Manner, *, sample_rate: int, channels: int
    ) -> None:
        self._speed = manner.speed if manner.keep_pitch else 1.0
        pretended = signal.sample_rate if manner.keep_pitch else round(signal.sample_rate * manner.speed)
        gains = channel_gains(signal.channels, channels, manner.heard)
        # Mixed first, so that of many channels only what is heard is resampled.
        mixed: Signal = signal if gains is None else MixedSignal(signal, gains)
        source: Signal = mixed if pretended == signal.sample_rate else _AtAnotherRate(mixed, pretended)
        self._source: Signal = source if pretended == sample_rate else ResampledSignal(source, sample_rate)
        self._rate = sample_rate
        self._frame_s = pretended / signal.sample_rate / sample_rate
        self._start = round(passage.start_s / self._frame_s)
        self._stop = None if passage.stop_s is None else round(passage.stop_s / self._frame_s)
        self._at = max(0, round(begin_s / self._frame_s))
        self._loop = passage.loop
        self._stretch: TimeStretch | None = None
        self._stretch_from = 0
        self._stretched = 0
        self.ended = False
        self.waiting = False

    def read(self, frames: int) -> Block | None:
        """The next block, of about `frames` frames; None when the passage has `ended` or is `waiting` for more."""
        for _lap in range(2):
            block = self._read_plain(frames) if self._speed == 1.0 else self._read_stretched(frames)
            if block is not None or self.waiting:
                return block
            if not self._loop:
                break
            self._at = self._start
        self.ended = True
        return None

    def _read_plain(self, frames: int) -> Block | None:
        at = self._at
        samples = self._read_source(frames)
        if samples is None:
            return None
        return Block(np.ascontiguousarray(samples.T), at * self._frame_s, self._frame_s)

    def _read_stretched(self, frames: int) -> Block | None:
        while True:
            at = self._at
            samples = self._read_source(round(frames * self._speed))
            if samples is not None:
                if self._stretch is None:
                    self._stretch = TimeStretch(samples.shape[0], self._rate, self._speed)
                    self._stretch_from, self._stretched = at, 0
                made = self._stretch.push(samples)
            elif self._stretch is None or self.waiting:
                return None
            else:
                made = self._stretch.finish()
                self._stretch = None
            if made.shape[1]:
                start = self._stretch_from + self._stretched * self._speed
                self._stretched += made.shape[1]
                return Block(np.ascontiguousarray(made.T), start * self._frame_s, self._speed * self._frame_s)

    def _read_source(self, frames: int) -> Samples | None:
        """Frames from `_at` on, which moves; None at the end of what is there to play."""
        complete = is_complete(self._source)  # asked first: once True, `frames` is final
        available = self._source.frames
        stop = available if self._stop is None else min(self._stop, available)
        samples = self._source.read(self._at, min(self._at + frames, stop)) if self._at < stop else None
        if samples is None or samples.shape[1] == 0:
            self.waiting = not complete and stop != self._stop
            return None
        self.waiting = False
        self._at += samples.shape[1]
        finite = np.isfinite(samples)
        return samples if finite.all() else np.where(finite, samples, np.float32(0))


def channel_gains(channels: int, outputs: int, heard: Sequence[bool] | None) -> Samples | None:
    """How loud each channel is in each output, shape (outputs, channels); None: just as they are.

    One channel, be it the only one or the only one that is heard, goes to both ears; two go left and right; more go
    left and right in turn, scaled so that full scale stays full scale. A device with one channel gets the mean of both.
    """
    chosen = [c for c in range(channels) if heard is None or (c < len(heard) and heard[c])]
    gains = np.zeros((2, channels), np.float32)
    if len(chosen) == 1:
        gains[:, chosen] = 1.0
    else:
        for ear in (0, 1):
            mine = chosen[ear::2]
            gains[ear, mine] = 1.0 / max(1, len(chosen[0::2]))
    if outputs == 1:
        gains = gains.mean(axis=0, keepdims=True)
    return None if np.array_equal(gains, np.eye(channels)) else gains


class _AtAnotherRate:
    """The same frames, said to be at another rate: played, they are faster or slower and higher or lower."""

    def __init__(self, signal: Signal, sample_rate: int) -> None:
        self._signal = signal
        self.sample_rate = sample_rate
        self.read = signal.read

    @property
    def channels(self) -> int:
        return self._signal.channels

    @property
    def frames(self) -> int:
        return self._signal.frames

    @property
    def complete(self) -> bool:
        return is_complete(self._signal)
