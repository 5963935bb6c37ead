"""Makes few clips go a long way: what can be changed in a log-mel spectrogram without changing what is heard in it.

Everything works on batches of levels in dB, shape (batch, n_mels, frames), and draws from torch's global generator.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from workbench.features.mel import FLOOR_DB
from workbench.models.classify.scaling import TYPICAL_DB

_TO_NEPER = math.log(10.0) / 10.0
"""dB of power times this is the natural logarithm of power."""


@dataclass(frozen=True)
class Augmentation:
    """How far training goes from the clips as they are.

    `gain_db`, `colour_db` : largest change of level, as a whole and of single bands
    `noise_share` : share of clips that get a bed of coloured noise, `noise_db` : its level, least and most
    `mix_alpha` : clips are mixed in shares drawn from a Beta distribution with this parameter
    `mask_count` masks over bands and as many over time, up to `mask_bands` and `mask_frames` wide
    """

    gain_db: float = 10.0
    colour_db: float = 6.0
    noise_share: float = 0.3
    noise_db: tuple[float, float] = (-95.0, -40.0)
    mix_alpha: float = 0.7
    mask_count: int = 2
    mask_bands: int = 20
    mask_frames: int = 40

    def __call__(self, mel: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Augmented levels, and targets of shape (batch, classes) mixed likewise."""
        mel = mel + _uniform(mel.shape[0], 1, 1) * self.gain_db + _colour(mel) * self.colour_db
        mel = self._with_noise(mel).clamp_min(FLOOR_DB)
        mel, target = self._mixed(mel, target)
        for _ in range(self.mask_count):
            mel = _masked(mel, 1, self.mask_bands)
            mel = _masked(mel, 2, self.mask_frames)
        return mel, target

    def _with_noise(self, mel: Tensor) -> Tensor:
        batch, bands, _ = mel.shape
        quietest, loudest = self.noise_db
        level = quietest + torch.rand(batch, 1, 1) * (loudest - quietest)
        tilt = (torch.rand(batch, 1, 1) - 0.7) * 40.0 * torch.linspace(0.0, 1.0, bands)[None, :, None]
        # The power of a band of noise is distributed exponentially.
        flicker = torch.log(-torch.log(torch.rand(mel.shape) * 0.998 + 0.001)) / _TO_NEPER
        noise = torch.where(torch.rand(batch, 1, 1) < self.noise_share, level + tilt + flicker, FLOOR_DB)
        return torch.logaddexp(mel * _TO_NEPER, noise * _TO_NEPER) / _TO_NEPER

    def _mixed(self, mel: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Half of the batches mix levels (Zhang et al., mixup, 2018), the others sound (Tokozume et al., 2018)."""
        batch = mel.shape[0]
        partner = torch.randperm(batch)
        shares = torch.distributions.Beta(self.mix_alpha, self.mix_alpha).sample((batch,))
        if torch.rand(()) < 0.5:
            share = shares[:, None, None]
            mixed = share * mel + (1.0 - share) * mel[partner]
        else:
            mixed = _sounding_together(mel, mel[partner], shares)
        return mixed, shares[:, None] * target + (1.0 - shares[:, None]) * target[partner]


def _sounding_together(mel: Tensor, other: Tensor, shares: Tensor) -> Tensor:
    """Two sounds at once, brought to about the same level and then weighted: amplitudes in the ratio of the shares."""
    power, other_power = mel * _TO_NEPER, other * _TO_NEPER
    difference = (_loudness(power) - _loudness(other_power)).clamp(-4.0, 4.0)
    shares = shares.clamp(1e-3, 1.0 - 1e-3)
    gain = 2.0 * shares.log()
    other_gain = 2.0 * (1.0 - shares).log() + difference
    return torch.logaddexp(power + gain[:, None, None], other_power + other_gain[:, None, None]) / _TO_NEPER


def _loudness(log_power: Tensor) -> Tensor:
    return log_power.flatten(1).exp().mean(dim=1).log()


def _colour(mel: Tensor) -> Tensor:
    """A smooth random curve over the bands, −1…1, as another microphone or room gives; shape (batch, n_mels, 1)."""
    corners = _uniform(mel.shape[0], 1, 6)
    curve = functional.interpolate(corners, size=mel.shape[1], mode="linear", align_corners=True)
    return curve.transpose(1, 2)


def _masked(mel: Tensor, axis: int, widest: int) -> Tensor:
    """A random span along one axis set to a typical level (Park et al., SpecAugment, 2019)."""
    batch, length = mel.shape[0], mel.shape[axis]
    width = torch.rand(batch, 1) * min(widest, length // 2)
    start = torch.rand(batch, 1) * (length - width)
    place = torch.arange(length)[None]
    mask = (place >= start) & (place < start + width)  # (batch, length)
    return mel.masked_fill(mask.unsqueeze(2 if axis == 1 else 1), TYPICAL_DB)


def _uniform(*shape: int) -> Tensor:
    return torch.rand(shape) * 2.0 - 1.0
