"""The network of the shipped denoiser: convolutions over frequency around recurrent layers, a mask as its output.

A small causal network in the manner of Braun et al., "Towards efficient models for real-time deep noise suppression"
(2021): strided convolutions gather bands, gated recurrent units remember, transposed convolutions give a mask for
each band back, with a short cut from each step down to its step up. The mask is complex and takes the current frame
and the two before it, as in Mack and Habets, "Deep filtering" (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.denoise.bands import upper_bands

SAMPLE_RATE = 16_000
FRAME = 512
HOP = 256
"""Frames of 32 ms every 16 ms; both windows are the root of a Hann window."""

LATENCY = FRAME
"""Samples between what comes in and what of it comes out at the latest: a hop to gather, and one to overlap."""

_BINS = FRAME // 2 + 1
_KEPT_BINS = 64
_BANDS = 128
_TAPS = 3
_POWER = 0.3
"""Spectra are compressed by this power before the network sees them."""

_MEMORY_S = 2.0
_LEVEL_FLOOR = 10.0 ** (-70.0 / 20.0)


class State(NamedTuple):
    """What the network remembers between two stretches of sound, for a batch of B signals of C channels.

    `samples` (B, C, HOP): the last input. `overlap` (B, C, HOP): what is still to be added to the next output.
    `level` (B, 2): sum and weight of the running mean power. `spectrum` (B, C, 2, taps − 1, bins): real and imaginary
    part of the frames before. `encoder`: the last frame that each convolution saw. `memory` (layers, B, units).
    """

    samples: Tensor
    overlap: Tensor
    level: Tensor
    spectrum: Tensor
    encoder: tuple[Tensor, ...]
    memory: Tensor


class Stretch(NamedTuple):
    """What the network made of a stretch of sound.

    `sound` (B, C, k · HOP) lies `HOP` later than the input. `heard` and `made`, (B, C, 2, k, bins), are the spectra of
    the frames before and after filtering; the k-th frame ends with the k-th hop of the input.
    """

    sound: Tensor
    heard: Tensor
    made: Tensor


class MaskGru(nn.Module):
    """Speech with noise to speech without, at 16 kHz.

    The input is brought to a common level by its running mean power, so that what comes out does not depend on how
    loud a recording is, down to −70 dBFS; zeros give zeros.

    Parameters
    ----------
    channels : of each convolution; every one halves the number of bands
    units : of each recurrent layer
    layers : number of recurrent layers
    """

    spread: Tensor
    gather: Tensor
    window: Tensor

    def __init__(self, channels: Sequence[int] = (16, 32, 64, 64), units: int = 256, layers: int = 2) -> None:
        super().__init__()
        spread = torch.from_numpy(upper_bands(_BINS, _KEPT_BINS, _BANDS - _KEPT_BINS, SAMPLE_RATE))
        self.register_buffer("spread", spread, persistent=False)
        self.register_buffer("gather", (spread / spread.sum(dim=1, keepdim=True)).T.contiguous(), persistent=False)
        self.register_buffer("window", torch.hann_window(FRAME).sqrt(), persistent=False)
        self.widths = widths = [3, *channels]
        self.encoder = nn.ModuleList(_Down(a, b) for a, b in pairwise(widths))
        self.narrow_bands = _BANDS >> len(channels)
        self.enter = nn.Linear(widths[-1] * self.narrow_bands, units)
        self.recurrent = nn.GRU(units, units, layers, batch_first=True)
        self.leave = nn.Linear(units, widths[-1] * self.narrow_bands)
        self.short_cuts = nn.ModuleList(nn.Conv2d(width, width, 1) for width in reversed(channels))
        self.decoder = nn.ModuleList(_Up(a, b) for a, b in pairwise(reversed(channels)))
        self.to_mask = nn.ConvTranspose2d(channels[0], 2 * _TAPS, (1, 4), (1, 2), (0, 1))
        with torch.no_grad():  # before it learns anything, the network lets most of the sound through
            self.to_mask.weight.mul_(0.1)
            self.to_mask.bias.zero_()  # type: ignore[union-attr]
            self.to_mask.bias[0] = 1.0  # type: ignore[index]

    def start(self, batch: int, channels: int = 1) -> State:
        """The state before the first sample: silence."""
        like = self.window

        def zeros(*shape: int) -> Tensor:
            return like.new_zeros(shape)

        return State(
            samples=zeros(batch, channels, HOP),
            overlap=zeros(batch, channels, HOP),
            level=zeros(batch, 2),
            spectrum=zeros(batch, channels, 2, _TAPS - 1, _BINS),
            encoder=tuple(zeros(batch, width, 1, _BANDS >> step) for step, width in enumerate(self.widths[:-1])),
            memory=zeros(self.recurrent.num_layers, batch, self.recurrent.hidden_size),
        )

    def forward(self, noisy: Tensor) -> Tensor:
        """Whole signals, shape (batch, samples), to as many samples that lie where the input's do."""
        length = noisy.shape[1]
        filled = functional.pad(noisy, (0, -length % HOP + HOP))
        return self.stream(filled, self.start(noisy.shape[0]))[0][:, HOP : HOP + length]

    def stream(self, noisy: Tensor, state: State) -> tuple[Tensor, State]:
        """The next stretch, shape (batch, k · HOP), to as many samples, which lie `HOP` later than the input's."""
        made, state = self.advance(noisy[:, None], state)
        return made.sound[:, 0], state

    def advance(self, noisy: Tensor, state: State) -> tuple[Stretch, State]:
        """The next stretch of signals with several channels, shape (batch, channels, k · HOP).

        One mask is found from all channels of a signal and applied to each, so that they keep their relations.
        """
        sound = torch.cat([state.samples, noisy], dim=2)
        frames = sound.unfold(2, FRAME, HOP) * self.window  # (B, C, T, FRAME)
        level, power = self._level(frames, state.level)
        spectrum = torch.view_as_real(torch.fft.rfft(frames)).permute(0, 1, 4, 2, 3)  # (B, C, 2, T, bins)
        x, encoder, memory = self._features(_common(spectrum), level), [], state.memory
        short_cuts = []
        for down, before in zip(self.encoder, state.encoder, strict=True):
            encoder.append(x[:, :, -1:])
            x = down(torch.cat([before, x], dim=2))  # (B, F, T, bands) -> (B, F', T, bands / 2)
            short_cuts.append(x)
        x, memory = self._remember(x, memory)
        for short_cut, skipped, up in zip(
            self.short_cuts, reversed(short_cuts), [*self.decoder, self.to_mask], strict=True
        ):
            x = up(x + short_cut(skipped))
        filtered, past = self._filter(torch.tanh(x), spectrum, state.spectrum)
        out, overlap = self._synthesise(filtered, state.overlap)
        after = State(sound[:, :, -HOP:], overlap, power, past, tuple(encoder), memory)
        return Stretch(out, spectrum, filtered), after

    def _level(self, frames: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Running root mean square for each frame, shape (B, T), and the sum and weight behind it."""
        count = frames.shape[2]
        kept = torch.exp(torch.tensor(-HOP / SAMPLE_RATE / _MEMORY_S, device=frames.device))
        ago = torch.arange(count, device=frames.device)[:, None] - torch.arange(count, device=frames.device)
        shares = torch.where(ago >= 0, kept ** ago.clamp_min(0), 0.0)  # of frame j in the mean at frame i
        power = frames.square().mean(dim=(1, 3)) * 2.0  # the window takes half
        sums = torch.stack([power @ shares.T, shares.sum(dim=1).expand_as(power)], dim=2)
        sums = sums + before[:, None] * (kept ** torch.arange(1, count + 1, device=frames.device))[None, :, None]
        mean = sums[..., 0] / sums[..., 1]
        return mean.sqrt().clamp_min(_LEVEL_FLOOR), sums[:, -1]

    def _features(self, spectrum: Tensor, level: Tensor) -> Tensor:
        """Compressed magnitude, and real and imaginary part, in bands: shape (B, 3, T, bands)."""
        scaled = spectrum / (level[:, None, :, None] * (FRAME / 2) ** 0.5)  # white noise has bins of about 1
        magnitude = scaled.square().sum(dim=1, keepdim=True).add(1e-10).sqrt()
        compressed = magnitude**_POWER
        features = torch.cat([compressed, scaled * (compressed / magnitude)], dim=1)
        return torch.cat([features[..., :_KEPT_BINS], features[..., _KEPT_BINS:] @ self.gather], dim=3)

    def _remember(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        batch, channels, count, bands = x.shape
        flat = x.transpose(1, 2).reshape(batch, count, channels * bands)
        entered = self.enter(flat)
        remembered, memory = self.recurrent(entered, memory)
        left = self.leave(remembered + entered)
        return left.view(batch, count, channels, bands).transpose(1, 2), memory

    def _filter(self, mask: Tensor, spectrum: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Complex products of `mask`, shape (B, 2 · taps, T, bands), and the frames now and before, summed."""
        count = spectrum.shape[3]
        mask = torch.cat([mask[..., :_KEPT_BINS], mask[..., _KEPT_BINS:] @ self.spread], dim=3)
        frames = torch.cat([before, spectrum], dim=3)
        real, imaginary = torch.zeros_like(spectrum[:, :, 0]), torch.zeros_like(spectrum[:, :, 0])
        for tap in range(_TAPS):
            first = _TAPS - 1 - tap
            x, y = frames[:, :, 0, first : first + count], frames[:, :, 1, first : first + count]
            a, b = mask[:, None, 2 * tap], mask[:, None, 2 * tap + 1]
            real, imaginary = real + a * x - b * y, imaginary + a * y + b * x
        return torch.stack([real, imaginary], dim=2), frames[:, :, :, -(_TAPS - 1) :]

    def _synthesise(self, spectrum: Tensor, overlap: Tensor) -> tuple[Tensor, Tensor]:
        frames = torch.fft.irfft(torch.complex(spectrum[:, :, 0], spectrum[:, :, 1]), FRAME) * self.window
        halves = torch.cat([overlap[:, :, None], frames[..., HOP:]], dim=2)
        out = frames[..., :HOP] + halves[:, :, :-1]
        return out.flatten(2), halves[:, :, -1]


def _common(spectrum: Tensor) -> Tensor:
    """One spectrum for all channels, (B, C, 2, T, bins) to (B, 2, T, bins).

    Its power is their mean, so that channels of opposite sign do not cancel; its phase is that of a sum in which the
    first channels weigh a little more, for the same reason.
    """
    channels = spectrum.shape[1]
    if channels == 1:
        return spectrum[:, 0]
    shares = 0.9 ** torch.arange(channels, device=spectrum.device)
    total = torch.einsum("bctfk,c->btfk", spectrum, shares)
    power = spectrum.square().sum(dim=2).mean(dim=1)
    towards = total.square().sum(dim=1)
    return total * (power / towards.clamp_min(1e-30)).sqrt()[:, None]


class _Down(nn.Module):
    """A frame and the one before it to half as many bands: shape (B, in, T + 1, F) -> (B, out, T, F / 2)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.convolve = nn.Conv2d(channels_in, channels_out, (2, 4), (1, 2), (0, 1), bias=False)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu_(self.norm(self.convolve(x)))


class _Up(nn.Module):
    """To twice as many bands: shape (B, in, T, F) -> (B, out, T, 2 F)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.convolve = nn.ConvTranspose2d(channels_in, channels_out, (1, 4), (1, 2), (0, 1), bias=False)
        self.norm = nn.BatchNorm2d(channels_out)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu_(self.norm(self.convolve(x)))
