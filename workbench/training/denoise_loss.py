"""How far denoised speech is from clean speech, as a network learns it."""

from __future__ import annotations

import torch
from torch import Tensor

_FRAME = 512
_HOP = 192
_POWER = 0.3
_MAGNITUDE_WEIGHT = 70.0
_COMPLEX_WEIGHT = 30.0
_LIMIT = 1e-3
_QUIET = 1e-3 * 0.05**2


def denoise_loss(estimate: Tensor, clean: Tensor) -> Tensor:
    """Mean over a batch of signals, shape (batch, samples), at mixtures of about −26 dBFS.

    The squared difference of compressed spectra, of magnitudes and of complex values (Braun and Tashev, "A
    consolidated view of loss functions for supervised deep learning-based speech enhancement", 2021), plus a tenth of
    the negative signal-to-noise ratio in dB, limited to 30 dB and defined for silence too (Wisdom et al., "What's all
    the fuss about free universal sound separation data?", 2021).
    """
    window = torch.hann_window(_FRAME, device=clean.device)
    power, real, imaginary = _compressed(estimate, window)
    clean_power, clean_real, clean_imaginary = _compressed(clean, window)
    magnitude = (power - clean_power).square().mean()
    complex_values = (real - clean_real).square().mean() + (imaginary - clean_imaginary).square().mean()
    error = (estimate - clean).square().mean(dim=1)
    level = clean.square().mean(dim=1) + _QUIET
    ratio = torch.log10((error + _LIMIT * level) / level).mean()
    return _MAGNITUDE_WEIGHT * magnitude + _COMPLEX_WEIGHT * complex_values + ratio


def _compressed(samples: Tensor, window: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    spectrum = torch.view_as_real(torch.stft(samples, _FRAME, _HOP, window=window, return_complex=True))
    magnitude = spectrum.square().sum(dim=-1).add(1e-10).sqrt()
    compressed = magnitude**_POWER
    scaled = spectrum * (compressed / magnitude)[..., None]
    return compressed, scaled[..., 0], scaled[..., 1]
