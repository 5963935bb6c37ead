"""Critics: networks that tell real sounds from made ones, against which synthesisers learn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from workbench.models.synthesise.sound_shape import SoundShape

_SLOPE = 0.2
_COMPRESSION = 0.3


class DescriptionCritic(nn.Module):
    """Judges descriptions with their labels: as pictures of their mel bands, and as series of all their rows.

    Each part scores places by themselves and, by projection, the whole under its label (Miyato and Koyama, ICLR 2018);
    spectral norms keep it smooth.
    """

    def __init__(self, shape: SoundShape, labels: int, width: int = 16) -> None:
        super().__init__()
        self.mels = shape.n_mels
        widths, series = (1, width, 2 * width, 4 * width, 6 * width), (shape.rows, 96, 128, 128)
        self.picture = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 4, stride=2, padding=1)) for a, b in pairwise(widths)
        )
        self.series = nn.ModuleList(spectral_norm(nn.Conv1d(a, b, 5, stride=2, padding=2)) for a, b in pairwise(series))
        self.places = spectral_norm(nn.Linear(widths[-1], 1))
        self.whole = spectral_norm(nn.Linear(series[-1], 1))
        self.picture_label, self.series_label = (nn.Embedding(labels, size) for size in (widths[-1], series[-1]))
        for embedding in (self.picture_label, self.series_label):
            nn.init.normal_(embedding.weight, std=0.1)
        self.label = nn.Linear(widths[-1] + series[-1], labels)

    def forward(self, description: Tensor, label: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """How real each is, shape (batch,); which label it has, as logits; and what the layers found."""
        layers: list[Tensor] = []
        picture, series = description[:, None, : self.mels], description
        for convolution in self.picture:
            picture = functional.leaky_relu(convolution(picture), _SLOPE)
            layers.append(picture)
        for convolution in self.series:
            series = functional.leaky_relu(convolution(series), _SLOPE)
            layers.append(series)
        seen, heard = picture.mean((2, 3)), series.mean(2)
        score = self.places(picture.flatten(2).transpose(1, 2)).mean(1)[:, 0] + self.whole(heard)[:, 0]
        score = score + (seen * self.picture_label(label)).sum(1) + (heard * self.series_label(label)).sum(1)
        return score, self.label(torch.cat([seen, heard], dim=1)), layers


class SpectrogramCritic(nn.Module):
    """Judges sound by its complex spectrogram, place by place (as in EnCodec, Défossez et al., 2022)."""

    window: Tensor

    def __init__(self, n_fft: int, width: int = 12) -> None:
        super().__init__()
        self.n_fft = n_fft
        self.register_buffer("window", torch.hann_window(n_fft), persistent=False)
        narrow = {"kernel_size": (3, 9), "padding": (1, 4)}
        self.layers = nn.ModuleList(
            weight_norm(convolution)
            for convolution in (
                nn.Conv2d(2, width, stride=(1, 2), **narrow),  # type: ignore[arg-type]
                nn.Conv2d(width, width, stride=(1, 2), **narrow),  # type: ignore[arg-type]
                nn.Conv2d(width, width, stride=(2, 2), **narrow),  # type: ignore[arg-type]
                nn.Conv2d(width, 2 * width, (3, 5), stride=(1, 2), padding=(1, 2)),
            )
        )
        self.out = weight_norm(nn.Conv2d(2 * width, 1, 3, padding=1))

    def forward(self, sound: Tensor) -> tuple[Tensor, list[Tensor]]:
        """How real each place is, and what the layers found; `sound` has the shape (batch, samples)."""
        spectrum = torch.stft(
            sound, self.n_fft, self.n_fft // 4, window=self.window, pad_mode="constant", return_complex=True
        ) * (8.0 / self.window.sum())
        spectrum = spectrum * (spectrum.abs() + 1e-7) ** (_COMPRESSION - 1.0)
        hidden, layers = torch.stack([spectrum.real, spectrum.imag], dim=1).transpose(2, 3), []
        for layer in self.layers:
            hidden = functional.leaky_relu(layer(hidden), _SLOPE)
            layers.append(hidden)
        return self.out(hidden), layers


class SoundCritic(nn.Module):
    """Several spectrogram critics, each with its own window."""

    def __init__(self, n_ffts: Sequence[int]) -> None:
        super().__init__()
        self.critics = nn.ModuleList(SpectrogramCritic(n_fft) for n_fft in n_ffts)

    def forward(self, sound: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        return [critic(sound) for critic in self.critics]


def difference_of_layers(real: Sequence[Tensor], made: Sequence[Tensor]) -> Tensor:
    """Mean distance of what a critic's layers found, relative to how much they found in what is real."""
    parts = [(a - b).abs().mean() / (a.abs().mean() + 1e-3) for a, b in zip(real, made, strict=True)]
    return torch.stack(parts).mean()
