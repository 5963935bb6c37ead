"""How rooms and microphones change sound: made up at random, so that a network meets more of them than there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CROSSOVER_HZ = 2000.0
_LOWEST_HZ = 60.0


def room_response(random: np.random.Generator, sample_rate: int) -> NDArray[np.float32]:
    """Impulse response of a room that does not exist: the direct sound, then noise that dies away.

    Reverberation time 0.15…0.9 s, shorter above 2 kHz; direct to reverberant sound −3…15 dB; shape (samples,), the
    direct sound first and of amplitude 1.
    """
    low_s = random.uniform(0.15, 0.9)
    high_s = low_s * random.uniform(0.4, 1.0)
    count = round(min(low_s, 0.6) * sample_rate)
    spectrum = np.fft.rfft(random.standard_normal(count))
    share = 1.0 / (1.0 + (np.fft.rfftfreq(count, 1.0 / sample_rate) / _CROSSOVER_HZ) ** 2)
    time_s = np.arange(count) / sample_rate
    tail = np.fft.irfft(spectrum * share, count) * _decay(time_s, low_s)
    tail += np.fft.irfft(spectrum * (1.0 - share), count) * _decay(time_s, high_s)
    tail[: round(random.uniform(0.001, 0.02) * sample_rate)] = 0.0
    tail *= 10.0 ** (-random.uniform(-3.0, 15.0) / 20.0) / np.sqrt(np.square(tail).sum())
    tail[0] = 1.0
    return np.asarray(tail, np.float32)


def colour(random: np.random.Generator, bins: int, sample_rate: int, largest_db: float) -> NDArray[np.float32]:
    """A smooth random gain over the `bins` of a real spectrum, within ±`largest_db`, as a microphone has."""
    octave = np.log2(np.linspace(0.0, sample_rate / 2.0, bins).clip(_LOWEST_HZ))
    corners = np.linspace(octave[0], octave[-1], 6)
    gain_db = np.interp(octave, corners, random.uniform(-largest_db, largest_db, corners.size))
    return np.asarray(10.0 ** (gain_db / 20.0), np.float32)


def low_pass(bins: int, sample_rate: int, corner_hz: float) -> NDArray[np.float32]:
    """Gain that falls from 1 to 0 over the tenth above `corner_hz`, as telephone and radio do; shape (bins,)."""
    hertz = np.linspace(0.0, sample_rate / 2.0, bins)
    return np.clip(1.0 - (hertz - corner_hz) / (0.1 * corner_hz), 0.0, 1.0).astype(np.float32)


def _decay(time_s: NDArray[np.float64], reverberation_s: float) -> NDArray[np.float64]:
    """Amplitude that falls by 60 dB within the reverberation time."""
    return np.asarray(10.0 ** (-3.0 * time_s / reverberation_s))
