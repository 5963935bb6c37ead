"""A recording and what a model made of it, as signals that are computed when read: nothing is stored twice."""

from __future__ import annotations

import numpy as np

from workbench.audio.made_file import MadeFile
from workbench.audio.signal import Samples, Signal, is_complete


class _Blend:
    """Shared by output and difference: as many frames and channels as the original, silence where nothing was made.

    Parameters
    ----------
    original : the recording, whole
    made : what a model made of it at full strength; of the same rate, channels and frames
    strength : 0 (the original) … 1 (as made)
    """

    def __init__(self, original: Signal, made: MadeFile, strength: float = 1.0) -> None:
        self.original, self.made, self.strength = original, made, strength
        self.sample_rate, self.channels, self.frames = made.sample_rate, made.channels, made.frames

    @property
    def complete(self) -> bool:
        """Whether `frames` is final; what was made of them is another question, see `made.covered`."""
        return is_complete(self.original)

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`."""
        start, stop = max(start, 0), min(stop, self.frames)
        samples = np.zeros((self.channels, max(stop - start, 0)), np.float32)
        for first, last in self.made.spans(start, stop):
            samples[:, first - start : last - start] = self._blended(first, last)
        return samples

    def _blended(self, start: int, stop: int) -> Samples:
        raise NotImplementedError


class Output(_Blend):
    """original + strength · (made − original). At strength 1 the samples are as made, at 0 those of the original."""

    def _blended(self, start: int, stop: int) -> Samples:
        if self.strength == 1.0:
            return self.made.read(start, stop)
        original = self.original.read(start, stop)
        if self.strength == 0.0:
            return original
        strength = np.float32(self.strength)
        return _finite(original) * (1 - strength) + self.made.read(start, stop) * strength


class Difference(_Blend):
    """original − output: what the model took away (and, with its sign turned, what it added)."""

    def _blended(self, start: int, stop: int) -> Samples:
        taken = _finite(self.original.read(start, stop)) - self.made.read(start, stop)
        return taken * np.float32(self.strength)


class Louder:
    """Another signal, louder or softer.

    Parameters
    ----------
    signal : any signal
    gain : factor on its samples
    """

    def __init__(self, signal: Signal, gain: float) -> None:
        self.signal, self.gain = signal, gain
        self.sample_rate, self.channels = signal.sample_rate, signal.channels

    @classmethod
    def by_db(cls, signal: Signal, gain_db: float) -> Signal:
        """At 0 dB the signal itself."""
        return cls(signal, 10 ** (gain_db / 20)) if gain_db else signal

    @property
    def frames(self) -> int:
        return self.signal.frames

    @property
    def complete(self) -> bool:
        return is_complete(self.signal)

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`."""
        return self.signal.read(start, stop) * np.float32(self.gain)


def _finite(samples: Samples) -> Samples:
    """NaN and infinities of a damaged recording count as silence."""
    finite = np.isfinite(samples)
    return samples if finite.all() else np.where(finite, samples, np.float32(0))
