"""How loud a sound is to the ear, by Recommendation ITU-R BS.1770-5: K-weighted, gated, in LUFS.

for step in loudness_steps(signal, [(0, signal.frames)]):
    ...                                   # fractions, and last a `Loudness`
gain = match_gain(of_the_original, of_the_output)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.recursive_filter import RecursiveFilter
from workbench.audio.signal import Samples, Signal

GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LU = -0.691
"""So that a sine of 997 Hz at full scale in one channel measures -3.01 LUFS."""

HOPS_PER_S, HOPS_PER_BLOCK = 10, 4
"""Blocks of 400 ms begin every 100 ms."""

MOST_GAIN_DB = 20.0
STEP_FRAMES = 32_768

_SURROUND = {5: (1.0, 1.0, 1.0, 1.41, 1.41), 6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41)}
"""Weights of L R C (LFE) Ls Rs; any other number of channels is taken as so many equal ones."""


@dataclass(frozen=True)
class Loudness:
    """What was measured. `lufs` : integrated loudness, None where all is silence; `peak` : largest magnitude, 1 is
    full scale; `frames` : how many were measured"""

    lufs: float | None
    peak: float
    frames: int


class LoudnessMeter:
    """Measures sound as it comes; its result may be asked for at any time.

    Keeps 8 bytes for each tenth of a second. A span shorter than 400 ms counts as one short block, of which the
    Recommendation says nothing. NaN and infinities count as silence.

    Parameters
    ----------
    sample_rate : Hz
    channels : in WAV's order
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.peak = 0.0
        self.frames = 0
        self._rate = sample_rate
        self._weights = np.array(_SURROUND.get(channels, (1.0,) * channels))
        self._sections = k_weighting(sample_rate)
        self._blocks: list[NDArray[np.float64]] = []
        self.begin_span()

    def begin_span(self) -> None:
        """What comes next does not follow what came before: the filters are at rest again, no block reaches across."""
        if self.frames:
            self._take_short_span()
        self._filter = RecursiveFilter(self._sections, len(self._weights))
        self._at = 0
        """Frames of this span so far."""
        self._hops = np.zeros(0)
        """Energies of the last hops of the span, which the next blocks begin with; at most three."""
        self._hop_count = 0
        self._open = np.zeros(0)
        """Weighted power of each frame of the hop that is not whole yet."""

    def add(self, samples: Samples) -> None:
        """The next frames, shape (channels, n)."""
        if samples.shape[1] == 0:
            return
        finite = np.where(np.isfinite(samples), samples, np.float32(0)).astype(np.float64)
        self.peak = max(self.peak, float(np.abs(finite).max()))
        power = np.concatenate([self._open, self._weights @ np.square(self._filter(finite))])
        self.frames += samples.shape[1]
        self._at += samples.shape[1]
        self._take_hops(power)

    @property
    def result(self) -> Loudness:
        """Loudness of all so far."""
        blocks = np.concatenate([*self._blocks, self._short_span()])
        return Loudness(gated_lufs(blocks), self.peak, self.frames)

    def _take_hops(self, power: NDArray[np.float64]) -> None:
        """Cut off the hops that are whole, and make blocks of them. Hop k begins at frame round(k · rate / 10)."""
        last_hop = self._at * HOPS_PER_S // self._rate
        numbers = np.arange(self._hop_count, last_hop + 1)
        edges = np.rint(numbers * self._rate / HOPS_PER_S).astype(int)
        edges = edges[edges <= self._at]
        begin = self._at - len(power)
        self._open = power[edges[-1] - begin :]
        if len(edges) == 1:
            return
        means = np.add.reduceat(power[: edges[-1] - begin], edges[:-1] - begin) / np.diff(edges)
        self._hop_count += len(means)
        hops = np.concatenate([self._hops, means])
        if len(hops) >= HOPS_PER_BLOCK:
            self._blocks.append(np.lib.stride_tricks.sliding_window_view(hops, HOPS_PER_BLOCK).mean(1))
        self._hops = hops[-(HOPS_PER_BLOCK - 1) :]

    def _short_span(self) -> NDArray[np.float64]:
        """The power of a span that has no whole block; empty if it has one."""
        if self._hop_count >= HOPS_PER_BLOCK or self._at == 0:
            return np.zeros(0)
        hop_frames = self._at - len(self._open)
        energy = float(self._open.sum()) + (float(self._hops.mean()) * hop_frames if hop_frames else 0.0)
        return np.array([energy / self._at])

    def _take_short_span(self) -> None:
        self._blocks.append(self._short_span())


def loudness_steps(signal: Signal, spans: Sequence[tuple[int, int]]) -> Iterator[float | Loudness]:
    """Measure spans of frames (first, last + 1) as one sound: yields how much is done (0…1), and last the `Loudness`.

    Raises `AudioReadError`.
    """
    meter = LoudnessMeter(signal.sample_rate, signal.channels)
    frames = sum(stop - start for start, stop in spans)
    for start, stop in spans:
        meter.begin_span()
        for at in range(start, stop, STEP_FRAMES):
            meter.add(signal.read(at, min(at + STEP_FRAMES, stop)))
            yield min(1.0, meter.frames / frames)
    yield meter.result


def measure_loudness(signal: Signal) -> Loudness:
    """All of a signal at once. Raises `AudioReadError`."""
    *_, last = loudness_steps(signal, [(0, signal.frames)])
    assert isinstance(last, Loudness)
    return last


def match_gain(original: Loudness, other: Loudness) -> float | None:
    """The factor that makes `other` as loud as `original`; None where either is silence.

    At most 20 dB up or down, and no more than brings the peaks of `other` to full scale.
    """
    if original.lufs is None or other.lufs is None:
        return None
    decibels = min(max(original.lufs - other.lufs, -MOST_GAIN_DB), MOST_GAIN_DB)
    return min(10 ** (decibels / 20), 1 / other.peak)


def gated_lufs(blocks: NDArray[np.float64]) -> float | None:
    """Integrated loudness from the weighted power of each block; None if none is above the absolute gate."""
    loud = blocks[blocks > _power(GATE_LUFS)]
    if len(loud) == 0:
        return None
    above = loud[loud > loud.mean() * 10 ** (RELATIVE_GATE_LU / 10)]
    return OFFSET_LU + 10 * math.log10(float(above.mean()))


def k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """The two filters as second-order sections, shape (2, 6), for any rate.

    The Recommendation gives numbers for 48 kHz only. These come from the analog filters they were made of (B. De Man,
    "Evaluation of implementations of the EBU R128 loudness measurement", AES 145, 2018), and equal them there to 1e-8.
    At other rates they differ a little, as they do in libebur128 and ffmpeg: at 16 kHz the same sound measures up to
    0.13 LU more, at 8 kHz up to 0.4. A rate too low for the shelf at 1,682 Hz does without it: nothing that it would
    lift is left.
    """
    high_pass = _bilinear(38.13547087602444, 0.5003270373238773, sample_rate)
    k, q, norm = high_pass
    sections = [[1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm]]
    corner_hz, shelf_db = 1681.974450955533, 3.999843853973347
    if corner_hz < 0.45 * sample_rate:
        k, q, norm = _bilinear(corner_hz, 0.7071752369554196, sample_rate)
        high = 10 ** (shelf_db / 20)
        middle = high**0.4996667741545416
        above = [high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k]
        below = [1.0, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm]
        sections.insert(0, [*(value / norm for value in above), *below])
    return np.array(sections)


def _bilinear(corner_hz: float, q: float, sample_rate: int) -> tuple[float, float, float]:
    k = math.tan(math.pi * corner_hz / sample_rate)
    return k, q, 1 + k / q + k * k


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET_LU) / 10))
