"""Another tempo at the same pitch, block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples

HOP_S = 0.020
"""Length of one crossfade; also the lowest pitch that stays whole is about 1 / HOP_S = 50 Hz."""
SEARCH_S = 0.010
"""How far before and after its proper place a segment may be taken, to join the waveform in phase."""


class TimeStretch:
    """Streaming time-stretch by waveform similarity (WSOLA).

    The output is a chain of crossfades: each fades from the natural continuation of the segment heard before into a
    new segment, taken near where the tempo asks, at the place that resembles the continuation most (normalised
    cross-correlation). At speed 1 the output equals the input. Output frame k sounds as
    input frame k · speed does. At speed 2 and above, part of the input is left out and single clicks can be lost:
    where each must be heard, play faster without keeping the pitch.
    Source: Verhelst & Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
    time-scale modification of speech", ICASSP 1993.

    Parameters
    ----------
    channels : number of channels; all are cut at the same places
    sample_rate : Hz
    speed : input seconds per output second, > 0
    """

    def __init__(self, channels: int, sample_rate: int, speed: float) -> None:
        self.speed = speed
        self._hop = max(16, round(HOP_S * sample_rate))
        self._reach = max(8, round(SEARCH_S * sample_rate))
        phase = (np.arange(self._hop) + 0.5) / self._hop
        self._fade_in = (np.sin(0.5 * np.pi * phase) ** 2).astype(np.float32)
        self._fade_out = 1.0 - self._fade_in
        self._fft_size = 1 << (2 * self._hop + 2 * self._reach).bit_length()
        self._input: Samples = np.zeros((channels, 0), np.float32)
        self._input_start = 0
        self._received = 0
        self._made = 0
        self._continuation = 0

    def push(self, samples: Samples) -> Samples:
        """Take more input (channels, n); return the output that is settled by now (channels, m), perhaps none."""
        self._input = np.concatenate([self._input, samples], axis=1)
        self._received += samples.shape[1]
        blocks = [self._input[:, :0]]
        while self._needed() <= self._received:
            blocks.append(self._next(round(self._made * self.speed)))
        return np.concatenate(blocks, axis=1)

    def finish(self) -> Samples:
        """The rest of the output, after the last input; the whole is round(input / speed) frames long."""
        missing = max(0, round(self._received / self.speed) - self._made)
        last = max(0, self._received - self._hop)
        self._input = np.pad(self._input, ((0, 0), (0, 2 * self._hop + 2 * self._reach)))
        blocks = [self._input[:, :0]]
        for _block in range(-(-missing // self._hop)):
            blocks.append(self._next(min(round(self._made * self.speed), last)))  # not the silence after the end
        return np.concatenate(blocks, axis=1)[:, :missing]

    def _needed(self) -> int:
        """How much input the next block asks for."""
        return max(self._continuation, round(self._made * self.speed) + self._reach) + self._hop

    def _next(self, proper: int) -> Samples:
        """The next crossfade, into a segment near `proper`."""
        chosen = self._continuation if self.speed == 1.0 else self._most_similar(proper)
        new = self._segment(chosen)
        joins = chosen == self._continuation
        block = new if joins else self._segment(self._continuation) * self._fade_out + new * self._fade_in
        self._made += self._hop
        self._continuation = chosen + self._hop
        self._forget(min(self._continuation, round(self._made * self.speed) - self._reach - self._hop))
        return block

    def _most_similar(self, proper: int) -> int:
        """Where, at most `reach` from `proper`, the input resembles the natural continuation most."""
        first, last = max(0, proper - self._reach), proper + self._reach
        template = self._segment(self._continuation).sum(axis=0)
        if not template.any():
            return proper
        region = self._input[:, first - self._input_start : last + self._hop - self._input_start].sum(axis=0)
        spectrum = np.fft.rfft(region, self._fft_size) * np.conj(np.fft.rfft(template, self._fft_size))
        likeness: NDArray[np.float64] = np.fft.irfft(spectrum, self._fft_size)[: last - first + 1]
        energy = np.concatenate([[0.0], np.cumsum(np.square(region, dtype=np.float64))])
        norm = np.sqrt(np.maximum(energy[self._hop :] - energy[: -self._hop], 0.0) + 1e-9)
        return first + int(np.argmax(likeness / norm[: likeness.size]))

    def _segment(self, start: int) -> Samples:
        offset = start - self._input_start
        return self._input[:, offset : offset + self._hop]

    def _forget(self, before: int) -> None:
        drop = max(0, before - self._input_start)
        self._input = self._input[:, drop:]
        self._input_start += drop
