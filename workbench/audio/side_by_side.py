"""Laying another sound beside a recording, so that both are heard under one play head, sample by sample.

The other sound takes the rate of the recording (soxr) and its channels, begins at a frame of it and ends where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.audio.channels import ChannelSignal, MonoSignal
from workbench.audio.made_file import MadeFile
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Samples, Signal, is_complete

_STEP_FRAMES = 2**16
_ROOM_S = 0.5


class Excerpt:
    """A span of a signal: its frame 0 is frame `start` of `signal`, and it ends before frame `stop`."""

    def __init__(self, signal: Signal, start: int, stop: int) -> None:
        self._signal = signal
        self._start = max(start, 0)
        self._stop = max(min(stop, signal.frames), self._start)
        self.sample_rate, self.channels = signal.sample_rate, signal.channels
        self.frames = self._stop - self._start

    @property
    def complete(self) -> bool:
        return is_complete(self._signal)

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`."""
        return self._signal.read(self._start + max(start, 0), min(self._start + max(stop, 0), self._stop))


def fitted(sound: Signal, sample_rate: int, channels: int) -> Signal:
    """`sound` at that rate (Hz) and with so many channels: as they are where there are as many, else all in each."""
    if sound.channels != channels:
        sound = ChannelSignal(MonoSignal(sound), (0,) * channels)
    return sound if sound.sample_rate == sample_rate else ResampledSignal(sound, sample_rate)


def frames_for_both(first: Signal, other: Signal) -> int:
    """How long `first` must be to be compared with `other`, in its own frames: as it is, or, where the other one is
    longer, as long as that, rounded up to half a second, so that few copies of one sound are made."""
    frames = fitted(other, first.sample_rate, 1).frames
    step = round(_ROOM_S * first.sample_rate)
    return first.frames if frames <= first.frames else -(-frames // step) * step


def padded(samples: Samples, frames: int) -> Samples:
    """With silence at the end, so that there are `frames`; shape (channels, frames)."""
    return np.pad(samples, ((0, 0), (0, max(frames - samples.shape[1], 0))))


def lay_steps(made: MadeFile, sound: Signal, start: int, *, to_end: bool) -> Iterator[float]:
    """Write `sound`, which fits `made`, from frame `start` on, in steps, yielding how much is done (0…1).

    `to_end` : what follows it is silence that is there, as in a sound by itself; else nothing is there, as in a
    recording in which the other sound takes one place only.

    Raises `MadeFileError`, `AudioReadError`.
    """
    stop = made.frames if to_end else min(start + sound.frames, made.frames)
    for first in range(start, stop, _STEP_FRAMES):
        last = min(first + _STEP_FRAMES, stop)
        made.write(first, padded(sound.read(first - start, last - start), last - first))
        yield (last - start) / (stop - start)
