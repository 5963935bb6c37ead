"""What noise is like, frequency by frequency: learned from a stretch without other sounds, or from what is steady."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import ArraySignal, Signal
from workbench.models.denoise.stft_frames import Frames

FLOOR_DB = -160.0
"""Levels below this are silence: digital silence, and rounding."""

QUIET_SHARE = 0.2
"""Of all frames at a frequency: the quietest ones, which are taken to hold only noise."""

_QUANTILE_BELOW_MEAN = 0.8416
"""By how many standard deviations that quantile of a normal distribution lies below its mean."""

_MOST_FRAMES = 2400
"""So many frames, all over the stretch, are enough for a steady estimate, and are read in a fraction of a second."""
_RUN = 24

BESIDE = 2
"""Frames before and behind each whose power counts in its level."""


@dataclass(frozen=True)
class Smoothing:
    """A level is that of the mean power of 2 · `BESIDE` + 1 frames and of `bins` bins, an odd number."""

    bins: int

    @classmethod
    def over(cls, hertz: float, frames: Frames, sample_rate: int) -> Smoothing:
        return cls(2 * round(hertz * frames.size / sample_rate / 2.0) + 1)

    def levels(self, spectra: NDArray[np.complex64]) -> NDArray[np.float32]:
        """Levels in dB, shape (channels, frames − 2 · `BESIDE`, bins): `BESIDE` fewer at each end."""
        power = np.square(spectra.real) + np.square(spectra.imag)
        count = power.shape[1] - 2 * BESIDE
        mean = power[:, :count].copy()
        for shift in range(1, 2 * BESIDE + 1):
            mean += power[:, shift : shift + count]
        mean = mean_over_bins(mean, self.bins) * np.float32(1.0 / (2 * BESIDE + 1))
        return np.asarray(10.0 * np.log10(np.maximum(mean, np.float32(10.0 ** (FLOOR_DB / 10.0)))), np.float32)


def mean_over_bins(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """The running mean over `width` (odd) bins of the last axis; at the edges over those there are."""
    if width == 1:
        return values
    half = width // 2
    # Shifted sums, not differences of running sums: a loud bin would leave its rounding in all that follow.
    total, bins = values.copy(), values.shape[-1]
    for shift in range(1, min(half, bins - 1) + 1):
        total[..., shift:] += values[..., :-shift]
        total[..., :-shift] += values[..., shift:]
    place = np.arange(bins)
    total /= (np.minimum(place, half) + np.minimum(bins - 1 - place, half) + 1).astype(np.float32)
    return total


@dataclass(frozen=True, eq=False)
class NoiseProfile:
    """Mean and standard deviation of the noise's level in dB, float32, each of shape (channels, 1, bins)."""

    mean_db: NDArray[np.float32]
    spread_db: NDArray[np.float32]


def learn(signal: Signal, noise: tuple[float, float] | None, smoothing: Smoothing) -> NoiseProfile:
    """The profile of the stretch `noise` (start and end in seconds), or of what is steady in the whole recording.

    Without a stretch the noise is estimated from the quietest fifth of the frames at each frequency, in the manner of
    minimum statistics (Martin, 2001): between other sounds nothing but noise is left. Raises `AudioReadError`.
    """
    frames = Frames.at(signal.sample_rate)
    if noise is None:
        wanted = range(frames.count(signal.frames))
    else:
        start, stop = (min(round(time_s * signal.sample_rate), signal.frames) for time_s in noise)
        # Frames inside the stretch; of one shorter than a frame, those that touch it.
        inside = range(-(-start // frames.hop) + 3, stop // frames.hop)
        wanted = inside if len(inside) >= 3 else frames.covering(start, max(stop, start + 1))
    levels = np.concatenate(list(_sampled_levels(signal, frames, wanted, smoothing)), axis=1)
    known_db = white_spread_db(frames, smoothing)
    if noise is None:
        return _of_the_quietest(levels, known_db)
    spread = levels.std(axis=1, keepdims=True)
    return NoiseProfile(levels.mean(axis=1, keepdims=True), np.maximum(spread, 0.5 * known_db))


@lru_cache(maxsize=16)
def white_spread_db(frames: Frames, smoothing: Smoothing) -> float:
    """The standard deviation of smoothed levels in steady Gaussian noise, in dB; measured, always in the same noise."""
    noise = np.random.default_rng(0).standard_normal(200 * frames.hop).astype(np.float32)
    spectra = frames.spectra(ArraySignal(noise, 1), range(3, 200))
    return float(smoothing.levels(spectra)[0, :, 2:-2].std(axis=0).mean())


def _of_the_quietest(levels: NDArray[np.float32], spread_db: float) -> NoiseProfile:
    channels, _, bins = levels.shape
    mean = np.full((channels, 1, bins), FLOOR_DB, np.float32)
    for channel, own in enumerate(levels):
        # Stretches of digital silence say nothing about the noise elsewhere.
        sounding = own[(own > FLOOR_DB).any(axis=1)]
        if len(sounding):
            place = int(QUIET_SHARE * (len(sounding) - 1))
            mean[channel, 0] = np.partition(sounding, place, axis=0)[place] + _QUANTILE_BELOW_MEAN * spread_db
    return NoiseProfile(mean, np.full((channels, 1, bins), spread_db, np.float32))


def _sampled_levels(
    signal: Signal, frames: Frames, wanted: range, smoothing: Smoothing
) -> Iterator[NDArray[np.float32]]:
    """Levels of `wanted`, or of runs of them that stand evenly in it."""
    runs = _MOST_FRAMES // _RUN
    if len(wanted) <= _MOST_FRAMES:
        starts = list(range(wanted.start, wanted.stop, _RUN))
    else:
        starts = [wanted.start + index * (len(wanted) - _RUN) // (runs - 1) for index in range(runs)]
    for start in starts:
        stop = min(start + _RUN, wanted.stop)
        yield smoothing.levels(frames.spectra(signal, range(start - BESIDE, stop + BESIDE)))
