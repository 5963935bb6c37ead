"""The one contract of all sound: a signal is anything that can be read."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""float32, shape (channels, frames), full scale ±1."""


@runtime_checkable
class Signal(Protocol):
    """A file, an edited file, a model's output: all the lanes, the player and the models ask for.

    `sample_rate` is in Hz. `frames` is the number of frames that exist; a recording that is still being
    decoded grows, so it may rise (never fall) until decoding ends.
    """

    @property
    def sample_rate(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def frames(self) -> int: ...

    def read(self, start: int, stop: int) -> Samples:
        """Frames `start` to `stop` (exclusive) as float32, shape (channels, n). Thread-safe.

        The span is clipped to 0…`frames`, so fewer frames (down to none) come back at the ends.
        Samples are as stored: NaN, infinities and values beyond ±1 are passed on.
        Raises `AudioReadError`, naming the file, the place and the reason.
        """
        ...


class ArraySignal:
    """Samples in memory as a signal: for tests, generated sounds and short results.

    Parameters
    ----------
    samples : float32, shape (channels, frames) or (frames,), full scale ±1
    sample_rate : Hz
    """

    def __init__(self, samples: NDArray[np.floating], sample_rate: int) -> None:
        self._samples: Samples = np.atleast_2d(samples).astype(np.float32)
        self.sample_rate = sample_rate
        self.channels, self.frames = self._samples.shape

    def read(self, start: int, stop: int) -> Samples:
        return self._samples[:, max(start, 0) : max(stop, 0)].copy()


def duration_s(signal: Signal) -> float:
    """Length of the signal in seconds."""
    return signal.frames / signal.sample_rate


def is_complete(signal: Signal) -> bool:
    """Whether all frames of the signal exist: False only for a recording that is still being decoded."""
    return bool(getattr(signal, "complete", True))
