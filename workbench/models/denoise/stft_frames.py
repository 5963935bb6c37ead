"""Overlapping frames of a signal on a grid that the signal alone fixes, to spectra and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples, Signal
from workbench.models.analyse.columns import window_for

OVERLAP = 4
"""Frames that cover each sample."""

_LOUDEST = 1e6
"""Samples beyond this, infinities and NaN count as 0."""


@dataclass(frozen=True)
class Frames:
    """Frame k covers the samples from (k − 3) · `hop` to (k + 1) · `hop`; so each sample from 0 on has four frames."""

    size: int

    @classmethod
    def at(cls, sample_rate: int) -> Frames:
        """Frames of 32 to 64 ms: 512 samples at 16 kHz, 2048 at 44.1 and 48 kHz."""
        return cls(window_for(sample_rate))

    @property
    def hop(self) -> int:
        return self.size // OVERLAP

    @property
    def bins(self) -> int:
        return self.size // 2 + 1

    @property
    def window(self) -> NDArray[np.float32]:
        """A periodic Hann window, scaled so that the squares of four overlapping ones add up to one."""
        return np.asarray(np.hanning(self.size + 1)[:-1] * np.sqrt(2.0 / 3.0), np.float32)

    def count(self, frames: int) -> int:
        """Frames that touch a signal of so many samples a channel."""
        return -(-frames // self.hop) + OVERLAP - 1 if frames else 0

    def covering(self, start: int, stop: int) -> range:
        """The frames that touch the samples `start` ≤ n < `stop`."""
        return range(start // self.hop, -(-stop // self.hop) + OVERLAP - 1)

    def first_sample(self, frame: int) -> int:
        return (frame - OVERLAP + 1) * self.hop

    def spectra(self, signal: Signal, wanted: range) -> NDArray[np.complex64]:
        """Shape (channels, frames, bins); beyond the ends there is silence. Raises `AudioReadError`."""
        from scipy import fft

        samples = read_sound(signal, self.first_sample(wanted.start), self.first_sample(wanted.stop - 1) + self.size)
        windows = np.lib.stride_tricks.sliding_window_view(samples, self.size, axis=1)[:, :: self.hop]
        return np.asarray(fft.rfft(windows * self.window, axis=-1, overwrite_x=True), np.complex64)

    def samples(self, spectra: NDArray[np.complex64]) -> Samples:
        """The sound of neighbouring frames, shape (channels, (frames + 3) · hop), from the first one's start on.

        Only samples with all their four frames are whole: all but three hops at either end.
        """
        from scipy import fft

        windows = fft.irfft(spectra, self.size, axis=-1, overwrite_x=True) * self.window
        channels, frames = windows.shape[:2]
        parts = windows.reshape(channels, frames, OVERLAP, self.hop)
        sound = np.zeros((channels, frames + OVERLAP - 1, self.hop), np.float32)
        for part in range(OVERLAP):
            sound[:, part : part + frames] += parts[:, :, part]
        return sound.reshape(channels, -1)


def read_sound(signal: Signal, start: int, stop: int) -> Samples:
    """Samples `start` ≤ n < `stop`, silence beyond the ends and in place of what is no number."""
    samples = np.zeros((signal.channels, stop - start), np.float32)
    read = signal.read(max(start, 0), max(stop, 0))
    first = max(start, 0) - start
    samples[:, first : first + read.shape[1]] = np.where(np.abs(read) <= _LOUDEST, read, np.float32(0.0))
    return samples
