"""By how much a recording is earlier or later than another one that holds the same sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal

ENVELOPE_HZ = 100
LEAST_CORRELATION = 0.8
"""Below it two recordings are not the same sound."""
_SMOOTH = np.hanning(9)[1:-1] / np.hanning(9).sum()
"""Over some 40 ms, so that levels hardly differ where blocks begin half a block later."""
_BLOCKS_A_READ = 200
_FLOOR = 1e-5
_LEAST_OVERLAP_S = 1.0
_EXCERPT_S, _SLACK_S = 2.0, 0.03


@dataclass(frozen=True)
class Alignment:
    """What is at `t` in the first recording is at `t + later_s` in the second.

    `correlation`, −1…1, is that of the samples in an excerpt, or of the levels where the sample rates differ.
    """

    later_s: float
    correlation: float


def align_steps(first: Signal, second: Signal) -> Iterator[float | Alignment]:
    """Yield how much is done, 0…1, and at last the alignment.

    The levels of both, in dB every 10 ms, are cross-correlated as a whole. Where both have the same sample rate, the
    loudest two seconds then give the place to the sample. Memory: some 300 MB for ten hours.
    """
    one: list[NDArray[np.float64]] = []
    other: list[NDArray[np.float64]] = []
    for share, signal, levels in ((0.0, first, one), (0.5, second, other)):
        for done in _level_steps(signal, levels):
            yield share + 0.45 * done
    a, b = (_smooth(np.concatenate(levels)) if levels else np.zeros(0) for levels in (one, other))
    if min(len(a), len(b)) < _LEAST_OVERLAP_S * ENVELOPE_HZ:
        yield Alignment(0.0, 0.0)
        return
    lag = _best_lag(a, b)
    correlation, at = _compare(a, b, lag)
    if first.sample_rate == second.sample_rate:
        yield _to_the_sample(first, second, at / ENVELOPE_HZ, lag / ENVELOPE_HZ)
    else:
        yield Alignment(lag / ENVELOPE_HZ, correlation)


def _level_steps(signal: Signal, levels: list[NDArray[np.float64]]) -> Iterator[float]:
    """Put the mean power of all blocks of 10 ms into a list, some blocks at a time; yields how much is done."""
    count = signal.frames * ENVELOPE_HZ // signal.sample_rate
    for start in range(0, count, _BLOCKS_A_READ):
        stop = min(start + _BLOCKS_A_READ, count)
        edges = np.arange(start, stop + 1) * signal.sample_rate // ENVELOPE_HZ
        samples = signal.read(int(edges[0]), int(edges[-1])).astype(np.float64)
        power = np.mean(np.nan_to_num(samples, posinf=0.0, neginf=0.0) ** 2, axis=0)
        if len(power) < edges[-1] - edges[0]:
            return
        sums = np.add.reduceat(power, edges[:-1] - edges[0])
        levels.append(sums / np.diff(edges))
        yield stop / count


def _smooth(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Levels in dB of mean power in blocks."""
    return 10 * np.log10(np.maximum(np.convolve(power, _SMOOTH, mode="same"), _FLOOR**2))


def _best_lag(a: NDArray[np.float64], b: NDArray[np.float64]) -> int:
    """So many blocks later is `b`."""
    similar = _correlate(b - b.mean(), a - a.mean())
    best = int(np.argmax(similar))
    return best if best < len(b) else best - len(similar)


def _correlate(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of `x[n + k] * y[n]` by lag `k`; negative lags count from the end."""
    from scipy import fft

    size = fft.next_fast_len(len(x) + len(y), real=True)
    found: NDArray[np.float64] = fft.irfft(fft.rfft(x, size) * np.conj(fft.rfft(y, size)), size)
    return found


def _compare(a: NDArray[np.float64], b: NDArray[np.float64], lag: int) -> tuple[float, int]:
    """Their correlation where they overlap, and the block of `a` from which two seconds of the overlap are loudest."""
    start, stop = max(0, -lag), min(len(a), len(b) - lag)
    if stop - start < _LEAST_OVERLAP_S * ENVELOPE_HZ:
        return 0.0, start
    x, y = a[start:stop] - a[start:stop].mean(), b[start + lag : stop + lag] - b[start + lag : stop + lag].mean()
    norm = float(np.sqrt((x @ x) * (y @ y)))
    length = min(round(_EXCERPT_S * ENVELOPE_HZ), stop - start)
    running = np.concatenate([[0.0], np.cumsum(x)])
    loudest = int(np.argmax(running[length:] - running[:-length]))
    return (float(x @ y) / norm if norm > 0 else 0.0), start + loudest


def _to_the_sample(first: Signal, second: Signal, at_s: float, later_s: float) -> Alignment:
    """`later_s` as exactly as the samples have it."""
    rate, slack = first.sample_rate, round(_SLACK_S * first.sample_rate)
    begin = round(at_s * rate)
    excerpt = first.read(begin, begin + round(_EXCERPT_S * rate)).mean(axis=0, dtype=np.float64)
    guess = begin + round(later_s * rate)
    left = min(slack, guess)
    wider = second.read(guess - left, guess + len(excerpt) + slack).mean(axis=0, dtype=np.float64)
    if len(wider) < len(excerpt):
        return Alignment(later_s, 0.0)
    energy = np.concatenate([[0.0], np.cumsum(wider**2)])
    norms = np.sqrt(np.maximum((energy[len(excerpt) :] - energy[: -len(excerpt)]) * (excerpt @ excerpt), 1e-20))
    alike = _correlate(wider, excerpt)[: len(norms)] / norms
    best = int(np.argmax(alike))
    return Alignment((guess - left + best - begin) / rate, float(alike[best]))
