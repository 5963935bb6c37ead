"""Beats: one steady tempo, and the moments that follow it and the onsets best.

D. Ellis, "Beat tracking by dynamic programming", Journal of New Music Research 36 (2007). The definitions are those of
`librosa.beat.beat_track` with its defaults, whose results these are. It is done anew because importing that module
compiles for seconds, in which no other analysis would go on, and because its tempogram of ten hours would take 4 GB.

Each function is a generator that yields None between short steps and returns its result.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from workbench.models.analyse.compiled import load_librosa

Array = NDArray[np.float64]
Steps = Generator[None, None, Array]

_TEMPO_WINDOW_S = 8.0
_COLUMNS_AT_ONCE = 2048
_BLOCKS_AT_ONCE = 1024
_TIGHTNESS = 100.0
_FAINT = 0.01
"""Share of the strongest score that the first beat must reach."""


def beat_steps(strength: NDArray[np.float32], columns_per_s: float) -> Steps:
    """Times of the beats in seconds, float64, shape (n,), from the onset strength of the whole."""
    if len(strength) < 2 or not strength.any():
        return np.empty(0)
    bpm = yield from tempo_steps(strength, columns_per_s)
    period = int(np.round(columns_per_s * 60.0 / bpm[0]))
    score = _score(strength.astype(np.float64), period)
    yield
    total, origin = np.empty(len(score)), np.empty(len(score), np.intp)
    for first in range(0, len(score), _BLOCKS_AT_ONCE * period):
        _follow(score, period, range(first, min(first + _BLOCKS_AT_ONCE * period, len(score))), (total, origin))
        yield
    begins = np.flatnonzero(score >= _FAINT * score.max())[0]
    origin[:begins] = -1
    beats = [_last(total)]
    while origin[beats[-1]] >= 0:
        beats.append(int(origin[beats[-1]]))
    return _trim(np.array(beats[::-1]), score) / columns_per_s


def tempo_steps(strength: NDArray[np.float32], columns_per_s: float) -> Steps:
    """The tempo in beats per minute, shape (1,), as `librosa.feature.tempo` estimates it.

    It is read off the mean of all local autocorrelations, which is gathered piece by piece.
    """
    librosa = load_librosa()

    window = int(_TEMPO_WINDOW_S * columns_per_s)
    padded = np.pad(strength, window // 2, mode="linear_ramp", end_values=0)
    total = np.zeros(window)
    for first in range(0, len(strength), _COLUMNS_AT_ONCE):
        stop = min(first + _COLUMNS_AT_ONCE, len(strength))
        part = padded[first : stop + window - 1]
        total += librosa.feature.tempogram(onset_envelope=part, win_length=window, center=False).sum(axis=1)
        yield
    bpm: Array = librosa.feature.tempo(tg=(total / len(strength))[:, np.newaxis], sr=columns_per_s, hop_length=1)
    return bpm


def _score(strength: Array, period: int) -> Array:
    """How well a beat would stand at each column: the strength about there, in its standard deviations."""
    scaled = strength / (strength.std(ddof=1) + np.finfo(np.float32).tiny)
    window = np.exp(-0.5 * (np.arange(-period, period + 1) * 32.0 / period) ** 2)
    return np.convolve(scaled, window)[period : period + len(scaled)]


def _follow(score: Array, period: int, columns: range, known: tuple[Array, NDArray[np.intp]]) -> None:
    """Fill in, for these columns, the best total score of a chain of beats that ends there, and the beat before.

    Parameters
    ----------
    known : total, and origin (-1 where a chain begins); filled in up to the first of `columns`
    """
    total, origin = known
    nearest, farthest = int(np.round(period / 2)), 2 * period
    lags = np.arange(max(nearest, 1), farthest + 1)
    cost = _TIGHTNESS * (np.log(lags) - np.log(period)) ** 2
    # No beat follows another sooner than the shortest lag, so as many columns do not depend on each other.
    for first in range(columns.start, columns.stop, lags[0]):
        here = np.arange(first, min(first + lags[0], columns.stop))
        before = here[:, np.newaxis] - lags
        gains = np.where(before >= 0, total[np.maximum(before, 0)] - cost, -np.inf)
        best = gains.argmax(axis=1)
        gain = gains[np.arange(len(here)), best]
        chained = np.isfinite(gain)
        total[here] = score[here] + np.where(chained, gain, 0.0)
        origin[here] = np.where(chained, here - lags[best], -1)


def _last(total: Array) -> int:
    """The last column with a peak of the total score that is not faint beside the others."""
    peak = np.r_[False, total[1:] > total[:-1]] & np.r_[total[:-1] >= total[1:], True]
    if not peak.any():
        return len(total) - 1
    return int(np.flatnonzero(peak & (total >= 0.5 * np.median(total[peak])))[-1])


def _trim(beats: NDArray[np.intp], score: Array) -> NDArray[np.intp]:
    """Without the faint beats at both ends."""
    smooth = np.convolve(score[beats], np.hanning(5))[2:]
    loud = np.flatnonzero(score > 0.5 * np.sqrt(np.mean(smooth**2)))
    return beats[(beats >= loud[0]) & (beats <= loud[-1])] if len(loud) else beats[:0]
