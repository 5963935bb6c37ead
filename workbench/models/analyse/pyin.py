"""pYIN: pitch candidates of each frame with their probabilities, and the most likely path through them.

M. Mauch and S. Dixon, "pYIN: A fundamental frequency estimator using probabilistic threshold distributions",
ICASSP 2014. Definitions and parameters are those of `librosa.pyin` with its defaults, whose results these are. It is
done anew here because the search for the path took librosa 180 ms a second of sound, two hours for ten hours: here a
step looks only at the pitches that can be reached in a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAMPLE_RATE, WINDOW, HOP = 22_050, 2048, 512
LOWEST_HZ, HIGHEST_HZ = 440.0 * 2.0 ** (-33 / 12), 440.0 * 2.0 ** (27 / 12)
"""C2 and C7."""

_BINS_A_SEMITONE = 10
_SEMITONES_A_SECOND = 12 * 35.92
"""How fast a pitch may move."""
_SWITCH = 0.01
"""Probability that a voice begins or ends from one frame to the next."""
_THRESHOLDS = 100
_BETA = (2, 18)
_BOLTZMANN = 2.0
"""How much the shorter of several likely periods is preferred."""
_NO_TROUGH = 0.01

_SHORTEST = int(SAMPLE_RATE / HIGHEST_HZ)
_LONGEST = min(int(np.ceil(SAMPLE_RATE / LOWEST_HZ)), WINDOW - 1)
_TINY = np.finfo(np.float64).tiny


def track(samples: NDArray[np.float32]) -> tuple[Array, Array]:
    """Pitch and voicing of consecutive frames.

    Parameters
    ----------
    samples : float32, shape ((frames - 1) · `HOP` + `WINDOW`,), finite

    Returns
    -------
    pitch in Hz, NaN where there is none; probability of being voiced, 0…1; both float64, shape (frames,)
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    difference = normalised_difference(frames)
    observed = _observe(difference)
    voiced = np.clip(observed.sum(axis=1), 0.0, 1.0)
    states = _most_likely_path(np.log(observed + _TINY), np.log((1.0 - voiced) / _model().bins + _TINY))
    pitch_hz = LOWEST_HZ * 2.0 ** (states % _model().bins / (12 * _BINS_A_SEMITONE))
    return np.where(states < _model().bins, pitch_hz, np.nan), voiced


def normalised_difference(frames: NDArray[np.float32]) -> Array:
    """YIN's cumulative mean normalised difference (equation 8 of de Cheveigné and Kawahara, JASA 2002).

    Parameters
    ----------
    frames : shape (frames, `WINDOW`)

    Returns
    -------
    shape (frames, periods), for periods of `_SHORTEST` … `_LONGEST` samples
    """
    from scipy import fft

    spectrum = fft.rfft(frames, 2 * WINDOW, axis=1)
    correlation = fft.irfft(spectrum.real**2 + spectrum.imag**2, axis=1)[:, : _LONGEST + 1].astype(np.float64)
    energy = np.cumsum(np.square(frames[:, :_LONGEST], dtype=np.float64), axis=1)
    difference = 2.0 * (correlation[:, :1] - correlation[:, 1:]) - energy
    mean = np.cumsum(difference, axis=1) / np.arange(1, _LONGEST + 1)
    tiny = np.finfo(np.float32).tiny
    return np.asarray(difference[:, _SHORTEST - 1 :] / (mean[:, _SHORTEST - 1 :] + tiny))


@dataclass(frozen=True)
class _Model:
    """What is known beforehand.

    `bins` : number of pitches; `limits`, `beliefs` : thresholds of a trough's depth and their probabilities
    `steps` : log probability of coming to pitch j from pitch j - reach + d, shape (bins, 2 · reach + 1)
    """

    bins: int
    limits: Array
    beliefs: Array
    reach: int
    steps: Array


@lru_cache(maxsize=1)
def _model() -> _Model:
    from scipy.special import betainc  # the beta distribution; scipy.stats takes ten times as long to import

    bins = int(12 * _BINS_A_SEMITONE * np.log2(HIGHEST_HZ / LOWEST_HZ)) + 1
    limits = np.linspace(0.0, 1.0, _THRESHOLDS + 1)
    reach = round(_SEMITONES_A_SECOND * HOP / SAMPLE_RATE) * _BINS_A_SEMITONE // 2
    triangle = 1.0 - np.abs(np.arange(-reach, reach + 1)) / (reach + 1)
    origin = np.arange(bins)[:, np.newaxis] + np.arange(-reach, reach + 1)
    there = (origin >= 0) & (origin < bins)
    # What leads from a pitch adds up to 1; near the ends there are fewer pitches to go to.
    out_of = np.where(there, triangle, 0.0).sum(axis=1)
    with np.errstate(divide="ignore"):
        steps = np.log(np.where(there, triangle / out_of[np.clip(origin, 0, bins - 1)], 0.0))
    return _Model(bins, limits[1:], np.diff(betainc(*_BETA, limits)), reach, steps)


def _observe(difference: Array) -> Array:
    """Probability of each pitch in each frame, shape (frames, bins)."""
    model = _model()
    observed = np.zeros((len(difference), model.bins + 1))
    shifts = _parabolic_shifts(difference)
    for frame, depths in enumerate(difference):
        troughs, likely = _candidates(depths)
        period = _SHORTEST + troughs + shifts[frame, troughs]
        place = np.round(12 * _BINS_A_SEMITONE * np.log2(SAMPLE_RATE / period / LOWEST_HZ))
        observed[frame, np.clip(place, 0, model.bins).astype(np.intp)] = likely
    return observed[:, : model.bins]


def _candidates(depths: Array) -> tuple[NDArray[np.intp], Array]:
    """Troughs of one frame's difference, and the probability that each is the period."""
    model = _model()
    falls = np.r_[depths[0] < depths[1], depths[1:] < depths[:-1]]
    troughs = np.flatnonzero(falls & np.r_[depths[:-1] <= depths[1:], True])
    if not len(troughs):
        return troughs, np.empty(0)
    below = depths[troughs, np.newaxis] < model.limits
    order = np.cumsum(below, axis=0) - 1
    count = np.maximum(np.count_nonzero(below, axis=0), 1)
    share = np.exp(-_BOLTZMANN * order) * (1 - np.exp(-_BOLTZMANN)) / (1 - np.exp(-_BOLTZMANN * count))
    likely = np.where(below, share, 0.0) @ model.beliefs
    deepest = np.argmin(depths[troughs])
    likely[deepest] += _NO_TROUGH * model.beliefs[~below[deepest]].sum()
    return troughs[likely > 0], likely[likely > 0]


def _parabolic_shifts(difference: Array) -> Array:
    """Where between samples each trough is deepest: −1…1, the top of the parabola through three values."""
    shifts = np.zeros_like(difference)
    left, middle, right = difference[:, :-2], difference[:, 1:-1], difference[:, 2:]
    bend, slope = right + left - 2 * middle, (right - left) / 2
    inside = np.abs(slope) < np.abs(bend)
    np.divide(-slope, bend, out=shifts[:, 1:-1], where=inside)
    return shifts


def _most_likely_path(voiced: Array, unvoiced: Array) -> NDArray[np.intp]:
    """Viterbi's path: for each frame a pitch, or a pitch + `bins` where it is only thought of.

    Parameters
    ----------
    voiced : log probabilities, shape (frames, bins)
    unvoiced : the same for each unvoiced state, shape (frames,)
    """
    model = _model()
    frames, bins = voiced.shape
    stay, switch = np.log(1.0 - _SWITCH), np.log(_SWITCH)
    came_from = np.zeros((frames, 2, bins), np.intp)
    padded = np.full((2, bins + 2 * model.reach), -np.inf)
    value = padded[:, model.reach : model.reach + bins]
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * model.reach + 1, axis=1)
    value[0] = voiced[0] - np.log(2 * bins)
    value[1] = unvoiced[0] - np.log(2 * bins)
    rows = np.arange(bins)
    sums = np.empty((2, bins, 2 * model.reach + 1))
    for frame in range(1, frames):
        np.add(windows, model.steps, out=sums)
        best = sums.argmax(axis=2)
        gain = np.take_along_axis(sums, best[:, :, np.newaxis], axis=2)[:, :, 0]
        origin = rows - model.reach + best
        for now, bonus in ((0, (stay, switch)), (1, (switch, stay))):
            from_voiced = gain[0] + bonus[0] >= gain[1] + bonus[1]
            came_from[frame, now] = np.where(from_voiced, origin[0], origin[1] + bins)
            value[now] = np.where(from_voiced, gain[0] + bonus[0], gain[1] + bonus[1])
        value[0] += voiced[frame]
        value[1] += unvoiced[frame]
    path = np.empty(frames, np.intp)
    path[-1] = np.argmax(value)
    for frame in range(frames - 1, 0, -1):
        path[frame - 1] = came_from[frame].reshape(-1)[path[frame]]
    return path
