"""The generator, from label and place to the description of a sound, and the encoder, the other way.

Both are trained together, as in CVAE-GAN (Bao et al., ICCV 2017): the encoder gives real sounds places that are
standard normal, the generator makes them again from there, and a critic compares what it makes, there and at places
drawn at random, with real descriptions.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.synthesise.sound_shape import SoundShape

_STAGES = 3


class Generator(nn.Module):
    """Places, shape (batch, size), and labels, shape (batch,), to descriptions, shape (batch, rows, frames).

    Parameters
    ----------
    shape : of the sounds; its frames are a multiple of 8
    labels : how many there are
    size : numbers of a place
    widths : channels of the three stages, each with twice the frames of the one before; the last numbers come in pairs
        of frames
    """

    def __init__(
        self, shape: SoundShape, labels: int, size: int = 64, widths: tuple[int, ...] = (192, 160, 112)
    ) -> None:
        super().__init__()
        if len(widths) != _STAGES:
            raise ValueError(f"widths {widths}, which must be {_STAGES}")
        self._rows, self._frames = shape.rows, shape.frames // 2**_STAGES
        style = 192
        self.label = nn.Embedding(labels, 32)
        self.style = nn.Sequential(nn.Linear(size + 32, style), nn.GELU(), nn.Linear(style, style), nn.GELU())
        self.start = nn.Linear(style, widths[0] * self._frames // 2)
        self.stages = nn.ModuleList(
            Styled(before, after, style) for before, after in zip((widths[0] // 2, *widths), widths, strict=False)
        )
        self.out = nn.Conv1d(widths[-1], 2 * shape.rows, 5, padding=2)

    def forward(self, place: Tensor, label: Tensor) -> Tensor:
        style = self.style(torch.cat([place, self.label(label)], dim=1))
        hidden = self.start(style).reshape(place.shape[0], -1, self._frames)
        for index, stage in enumerate(self.stages):
            if index:
                hidden = functional.interpolate(hidden, scale_factor=2, mode="linear", align_corners=False)
            hidden = stage(hidden, style)
        pairs = self.out(hidden).unflatten(1, (self._rows, 2))
        made: Tensor = pairs.transpose(2, 3).flatten(2)
        return made


class Styled(nn.Module):
    """Two convolutions over time whose channels are scaled and shifted by the style (FiLM, Perez et al., 2018)."""

    def __init__(self, before: int, after: int, style: int) -> None:
        super().__init__()
        self.first = nn.Conv1d(before, after, 5, padding=2)
        self.second = nn.Conv1d(after, after, 5, padding=2)
        self.skip = nn.Conv1d(before, after, 1)
        self.film = nn.Linear(style, 4 * after)
        self.norms = nn.ModuleList(nn.GroupNorm(8, after) for _ in range(2))

    def forward(self, hidden: Tensor, style: Tensor) -> Tensor:
        scale, shift, scale2, shift2 = self.film(style)[..., None].chunk(4, dim=1)
        change = functional.gelu(self.norms[0](self.first(hidden)) * (1.0 + scale) + shift)
        change = functional.gelu(self.norms[1](self.second(change)) * (1.0 + scale2) + shift2)
        skipped: Tensor = self.skip(hidden)
        return skipped + change


class Encoder(nn.Module):
    """Descriptions and labels to the mean and the log variance of their places, each of shape (batch, size)."""

    def __init__(
        self, shape: SoundShape, labels: int, size: int = 64, widths: tuple[int, ...] = (128, 160, 192)
    ) -> None:
        super().__init__()
        self.label = nn.Embedding(labels, 32)
        steps = zip((shape.rows + 32, *widths), widths, strict=False)
        self.body = nn.Sequential(
            *(
                nn.Sequential(nn.Conv1d(before, after, 5, stride=2, padding=2), nn.GroupNorm(8, after), nn.GELU())
                for before, after in steps
            )
        )
        self.out = nn.Linear(widths[-1] * shape.frames // 2**_STAGES, 2 * size)
        nn.init.normal_(self.out.weight, std=1e-3)

    def forward(self, description: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        tag = self.label(label)[:, :, None].expand(-1, -1, description.shape[2])
        mean, log_variance = self.out(self.body(torch.cat([description, tag], dim=1)).flatten(1)).chunk(2, dim=1)
        return mean, log_variance.clamp(-8.0, 2.0)
