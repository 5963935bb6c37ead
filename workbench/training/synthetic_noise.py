"""Noises that need no recording: hiss and rumble of any colour, swelling and fading, and the hum of the mains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.training.rooms import colour

Sound = NDArray[np.float32]


def coloured_noise(random: np.random.Generator, count: int, sample_rate: int) -> Sound:
    """Noise whose spectrum falls by −2…8 dB an octave with a random colour on it, of unit level; shape (count,)."""
    bins = count // 2 + 1
    octave = np.log2(np.linspace(0.0, sample_rate / 2.0, bins).clip(60.0) / 1000.0)
    gain = 10.0 ** (-random.uniform(-2.0, 8.0) * octave / 20.0) * colour(random, bins, sample_rate, 8.0)
    noise = np.fft.irfft(np.fft.rfft(random.standard_normal(count)) * gain, count)
    if random.random() < 0.5:
        noise *= _swell(random, count)
    return np.asarray(noise / np.sqrt(np.mean(np.square(noise))), np.float32)


def hum(random: np.random.Generator, count: int, sample_rate: int) -> Sound:
    """A buzz at 50 or 60 Hz, or another pitch of machines, with its harmonics; unit level; shape (count,)."""
    pitch_hz = float(random.choice([50.0, 60.0, random.uniform(40.0, 400.0)]))
    harmonics = np.arange(1, min(40, int(sample_rate / 2.2 / pitch_hz)) + 1)
    amplitudes = harmonics ** -random.uniform(0.5, 2.0) * random.uniform(0.1, 1.0, harmonics.size)
    phases = random.uniform(0.0, 2.0 * np.pi, harmonics.size)
    angle = 2.0 * np.pi * pitch_hz / sample_rate * np.arange(count)
    buzz = np.zeros(count)
    for harmonic, amplitude, phase in zip(harmonics, amplitudes, phases, strict=True):
        buzz += amplitude * np.sin(harmonic * angle + phase)
    return np.asarray(buzz / np.sqrt(np.mean(np.square(buzz))), np.float32)


def _swell(random: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A level that wanders by up to 24 dB."""
    corners = int(random.integers(3, 25))
    level_db = random.uniform(-24.0, 0.0, corners)
    return np.asarray(
        10.0 ** (np.interp(np.linspace(0.0, 1.0, count), np.linspace(0.0, 1.0, corners), level_db) / 20.0)
    )
