"""Directions of a latent space along which sounds change most, and words for what changes.

Where the generator is nearly linear, the directions that move its output most are the leading right singular vectors of
its Jacobian; averaged over places and labels they are the leading eigenvectors of E[JᵀJ] (as in Ramesh et al., 2018).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.models.synthesise.synthesiser import Networks

COUNT = 6
_PLACES = 6
"""Of each label."""
_STEP = 0.5

_Array = NDArray[np.float64]


@torch.no_grad()
def leading_directions(networks: Networks, labels: int, size: int) -> list[tuple[str, _Array]]:
    """The `COUNT` leading directions, each a unit vector of `size` numbers, with a name that no other has."""
    random = torch.Generator().manual_seed(0)
    total = np.zeros((size, size))
    mels = slice(0, networks.shape.n_mels)
    places = [(torch.randn(size, generator=random), label) for label in range(labels) for _ in range(_PLACES)]
    for place, label in places:
        ways = torch.cat([place + _STEP * torch.eye(size), place - _STEP * torch.eye(size)])
        made = networks.described(ways, torch.full((2 * size,), label))[:, mels].flatten(1)
        slopes = ((made[:size] - made[size:]) / (2.0 * _STEP)).double().numpy()
        total += slopes @ slopes.T
    _, vectors = np.linalg.eigh(total)
    return _named(networks, labels, [vectors[:, -1 - index] for index in range(COUNT)])


@torch.no_grad()
def _named(networks: Networks, labels: int, vectors: list[_Array]) -> list[tuple[str, _Array]]:
    """What changes most along each, next to how much it changes among all sounds; the sign is such that it grows."""
    random = torch.Generator().manual_seed(1)
    count = 32
    places = torch.randn(count, len(vectors[0]), generator=random)
    label = torch.arange(count) % labels
    spread = np.std(_measured(networks.described(places, label), networks), axis=0)
    changes = []
    for vector in vectors:
        along = torch.from_numpy(vector).float()
        level = places - (places @ along)[:, None] * along
        more, less = (networks.described(level + sign * 2.0 * along, label) for sign in (1.0, -1.0))
        changes.append(np.mean(_measured(more, networks) - _measured(less, networks), axis=0) / (spread + 1e-6))
    names: list[tuple[str, _Array]] = []
    free = dict.fromkeys(range(len(_WORDS)))
    for vector, change in zip(vectors, changes, strict=True):
        most = max(free, key=lambda index: abs(change[index]))
        del free[most]
        names.append((_WORDS[most], vector if change[most] >= 0.0 else -vector))
    return names


_WORDS = ("length", "brightness", "low end", "attack", "pitch", "tone", "body", "sizzle")
"""What a sound designer would say; "tone" against noise, "body" is the lower middle, "sizzle" are highs that last."""


def _measured(description: Tensor, networks: Networks) -> _Array:
    """For each of `_WORDS` one number of each description: shape (batch, words)."""
    shape = networks.shape
    levels = description[:, : shape.n_mels]
    power = 10.0 ** (4.0 * (levels.clamp(-1.0, 1.5) - 1.0))
    by_time, by_band = power.sum(1), power.sum(2)
    time, band = torch.arange(shape.frames).float(), torch.arange(shape.n_mels).float()
    bands = shape.n_mels
    tones = description[:, bands:]
    if shape.tone == "voice":
        pitch, tone = tones[:, 0].mean(1), (tones[:, 1] > 0.0).float().mean(1)
    else:
        sure = (tones[:, shape.bands :] + 1.0).clamp_min(0.0)
        pitch = (sure.sum(2) * torch.arange(shape.bands)).sum(1) / (sure.sum((1, 2)) + 1e-6)
        tone = sure.mean((1, 2))
    late = levels[:, bands // 2 :, shape.frames // 4 :].mean((1, 2))
    parts = (
        (levels > -0.5).float().mean((1, 2)),
        (by_band * band).sum(1) / by_band.sum(1),
        levels[:, : bands // 6].mean((1, 2)),
        -(by_time * time).sum(1) / by_time.sum(1),
        pitch,
        tone,
        levels[:, bands // 4 : bands // 2].mean((1, 2)),
        late,
    )
    return torch.stack([part.double() for part in parts], dim=1).numpy()
