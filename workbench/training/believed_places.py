"""Moves the usual places of labels to where sorters believe what is made there: the cross-entropy method.

Between the places of real sounds of one label, which a Gaussian fills, there may be sounds of another. Places are
drawn from the Gaussian of a label, those believed most are kept, and the Gaussian goes to where they are (Rubinstein,
1999; de Boer et al., A Tutorial on the Cross-Entropy Method, 2005). To choose by a classifier among what a generator
makes is known from Azadi et al., Discriminator Rejection Sampling (ICLR 2019); here the choice is made once, and what
is drawn stays Gaussian.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from workbench.models.synthesise.usual_places import UsualPlaces

DRAWN = 500
_KEPT = 200
_TRUST = _KEPT / (_KEPT + 64.0)
"""Of the shape and the centre of those kept: as told from them, beside the ones before, which count as 64."""
_ENOUGH = 0.95
_MOST_MOVES = 5
_TOGETHER = 64


@torch.no_grad()
def move_to_believed(places: UsualPlaces, generator: nn.Module, sorters: Sequence[nn.Module], seed: int) -> None:
    """Move the Gaussians of labels of which too little is believed, until enough is, or `_MOST_MOVES` times.

    Their volumes stay, so that they are not made narrower on the whole. `sorters` give logits of descriptions; belief
    is the geometric mean of theirs: a sound that one of them takes for something else is not believed.
    """
    labels, size = places.centre.shape
    random = torch.Generator().manual_seed(seed)
    for number in range(labels):
        label = torch.full((DRAWN,), number)
        for _ in range(_MOST_MOVES):
            points = torch.randn(DRAWN, size, generator=random)
            log_chances = _log_chances(generator, sorters, places.place(points, label), label)
            if float((log_chances.argmax(1) == number).float().mean()) >= _ENOUGH:
                break
            kept = points[log_chances[:, number].topk(_KEPT).indices]
            _move(places, number, kept)


def _move(places: UsualPlaces, number: int, kept: Tensor) -> None:
    size = kept.shape[1]
    covariance = _TRUST * torch.cov(kept.double().T) + (1.0 - _TRUST) * torch.eye(size, dtype=torch.float64)
    values, axes = torch.linalg.eigh(covariance)
    values = values / values.log().mean().exp()
    root = (axes * values.sqrt()) @ axes.T
    spread = places.spread[number].double()
    places.centre[number] += (_TRUST * spread @ kept.double().mean(0)).float()
    places.spread[number] = (spread @ root).float()


def _log_chances(generator: nn.Module, sorters: Sequence[nn.Module], place: Tensor, label: Tensor) -> Tensor:
    """Shape (batch, labels): what the sorters think of what is made there."""
    parts = []
    for first in range(0, len(label), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        made = generator(place[some], label[some])
        mean = torch.stack([sorter(made).log_softmax(1) for sorter in sorters]).mean(0)
        parts.append(mean.log_softmax(1))
    return torch.cat(parts)
