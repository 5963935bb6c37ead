"""Small classifiers of descriptions, which tell a generator's labels apart; they learn from what it learns from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.models.synthesise.sound_shape import SoundShape
from workbench.training.described_sounds import DescribedSounds

COUNT = 4
"""Each leaves out another one in so many sounds, so that their mistakes differ."""

STEPS = 700
_BATCH_SIZE = 32
_LEARNING_RATE = 2e-3
_WARM_UP = 50
_WEIGHT_DECAY = 0.05
_RARE = 0.75
"""Labels are heard in proportion to the number of their sounds to the power of one less this."""
_NOISE = 0.02
_SHIFT = 4
_LEVELS = 0.2


class Sorter(nn.Module):
    """Which label descriptions have, as logits: seen as pictures of mel bands, and as series of all rows."""

    def __init__(self, shape: SoundShape, labels: int, width: int = 16) -> None:
        super().__init__()
        self.mels = shape.n_mels
        widths, series = (1, width, 2 * width, 4 * width, 6 * width), (shape.rows, 96, 128, 128)
        self.picture = nn.Sequential(
            *(
                layer
                for a, b in pairwise(widths)
                for layer in (nn.Conv2d(a, b, 4, stride=2, padding=1), nn.GroupNorm(8, b), nn.GELU())
            )
        )
        self.series = nn.Sequential(
            *(
                layer
                for a, b in pairwise(series)
                for layer in (nn.Conv1d(a, b, 5, stride=2, padding=2), nn.GroupNorm(8, b), nn.GELU())
            )
        )
        self.label = nn.Sequential(nn.Dropout(0.3), nn.Linear(widths[-1] + series[-1], labels))

    def forward(self, description: Tensor) -> Tensor:
        seen = self.picture(description[:, None, : self.mels]).mean((2, 3))
        heard = self.series(description).mean(2)
        found: Tensor = self.label(torch.cat([seen, heard], dim=1))
        return found


def trained_sorters(sounds: DescribedSounds, seed: int) -> Iterator[Sorter]:
    """`COUNT` sorters, each trained on all sounds but one in `COUNT`; the same seed gives the same ones."""
    return (_trained(sounds, left_out, seed) for left_out in range(COUNT))


def _trained(sounds: DescribedSounds, left_out: int, seed: int) -> Sorter:
    torch.manual_seed(seed * 100_003 + left_out)
    random = np.random.default_rng([seed, left_out])
    sorter = Sorter(sounds.shape, len(sounds.labels))
    optimiser = torch.optim.AdamW(sorter.parameters(), _LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    chances = np.bincount(sounds.label)[sounds.label] ** -_RARE
    if len(chances) > COUNT:
        chances[left_out::COUNT] = 0.0
    chances /= chances.sum()
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = _LEARNING_RATE * min((step + 1) / _WARM_UP, 1.0) * (1.0 - step / STEPS)
        indices = random.choice(len(chances), _BATCH_SIZE, p=chances)
        descriptions = _disturbed(torch.from_numpy(sounds.read(indices)[1]), sounds.shape.n_mels)
        loss = functional.cross_entropy(sorter(descriptions), torch.from_numpy(sounds.label[indices]))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return sorter.eval()


def _disturbed(descriptions: Tensor, mels: int) -> Tensor:
    """Each shifted by itself, louder or softer, noisy, and together with a gap in time and in bands now and then."""
    shifts = torch.randint(-_SHIFT, _SHIFT + 1, (len(descriptions),)).tolist()
    moved = torch.stack([torch.roll(one, shift, 1) for one, shift in zip(descriptions, shifts, strict=True)])
    moved[:, :mels] += (torch.rand(len(moved), 1, 1) - 0.5) * 2.0 * _LEVELS
    moved += _NOISE * torch.randn_like(moved)
    for axis in (1, 2):
        if float(torch.rand(())) < 0.5:
            size = mels if axis == 1 else moved.shape[2]
            length = size // 8
            start = int(torch.randint(0, size - length, ()))
            moved[:, :mels].narrow(axis, start, length).fill_(-1.0)
    return moved
