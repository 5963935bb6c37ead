"""A denoiser without a network: what is no louder than the noise, frequency by frequency, is lowered.

A spectral gate after Boll, "Suppression of acoustic noise in speech using spectral subtraction" (1979), with a noise
profile that is learned from a stretch of the recording. It works on any sound at any rate; each frame's gains depend
on nothing but the profile and on the frames beside it.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples, Signal
from workbench.models.contract import AudioBlock, Card, Span
from workbench.models.denoise.gate_settings import GateSettings
from workbench.models.denoise.noise_profile import BESIDE, NoiseProfile, Smoothing, learn
from workbench.models.denoise.stft_frames import Frames, read_sound

BLOCK_S = 1.0

KNEE_DB = 6.0
"""From the threshold to so far above it the gate opens."""

FADE = 2
"""Frames over which the gate opens before a sound, and closes behind it."""

REACH = BESIDE + FADE
"""Frames before and behind each that its gains depend on."""


class SpectralGate:
    """The `Model`; see `GateSettings`. Keeps the last noise profile, so that a recording's pieces share it."""

    settings_type = GateSettings

    def __init__(self, card: Card) -> None:
        self.card = card
        self._signal: weakref.ref[Signal] | None = None
        self._key: object = None
        self._profile: NoiseProfile | None = None

    def run(self, signal: Signal, span: Span, settings: GateSettings) -> Iterator[AudioBlock]:
        """See `Model.run`; blocks of `BLOCK_S` tile the span, at the signal's rate. Raises `AudioReadError`."""
        rate = signal.sample_rate
        start, end = (min(max(round(time_s * rate), 0), signal.frames) for time_s in (span.start_s, span.end_s))
        if start >= end:
            return
        profile = self._learned(signal, settings)
        for first in range(start, end, round(BLOCK_S * rate)):
            stop = min(first + round(BLOCK_S * rate), end)
            yield AudioBlock(first / rate, denoised(signal, first, stop, profile, settings), rate)

    def _learned(self, signal: Signal, settings: GateSettings) -> NoiseProfile:
        key = (settings.noise, settings.smoothing_hz, signal.frames)
        if self._profile is None or self._signal is None or self._signal() is not signal or self._key != key:
            self._profile = learn(signal, settings.noise, _smoothing(signal.sample_rate, settings))
            self._signal, self._key = weakref.ref(signal), key
        return self._profile


def denoised(signal: Signal, start: int, stop: int, profile: NoiseProfile, settings: GateSettings) -> Samples:
    """Samples `start` ≤ n < `stop` of the signal with less noise, shape (channels, stop − start).

    What is taken is computed, and subtracted: where the gate is open, samples are exactly those of the signal.
    """
    frames = Frames.at(signal.sample_rate)
    wanted = frames.covering(start, stop)
    spectra = frames.spectra(signal, range(wanted.start - REACH, wanted.stop + REACH))
    closed = closing(_smoothing(signal.sample_rate, settings).levels(spectra), profile, settings)
    taken = 1.0 - np.power(np.float32(10.0), np.float32(-settings.reduction_db / 20.0) * closed)
    removed = frames.samples(spectra[:, REACH:-REACH] * taken)
    first = start - frames.first_sample(wanted.start)
    return read_sound(signal, start, stop) - removed[:, first : first + stop - start]


def closing(levels: NDArray[np.float32], profile: NoiseProfile, settings: GateSettings) -> NDArray[np.float32]:
    """How far the gate is closed, 0…1, from levels of shape (channels, frames, bins): `FADE` fewer at each end."""
    threshold = profile.mean_db + np.float32(settings.sensitivity) * profile.spread_db
    closed = np.clip(1.0 - (levels - threshold) / np.float32(KNEE_DB), 0.0, 1.0)
    if settings.channels == "together":
        closed = closed.min(axis=0, keepdims=True)
    weights = np.hanning(2 * FADE + 3)[1:-1].astype(np.float32)
    count = closed.shape[1] - 2 * FADE
    faded = sum(weight * closed[:, at : at + count] for at, weight in enumerate(weights / weights.sum()))
    return np.asarray(faded, np.float32)


def _smoothing(sample_rate: int, settings: GateSettings) -> Smoothing:
    return Smoothing.over(settings.smoothing_hz, Frames.at(sample_rate), sample_rate)
