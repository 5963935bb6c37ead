"""Measures where the sounds of each label lie in a generator's space."""

from __future__ import annotations

import torch
from torch import Tensor

from workbench.models.synthesise.generator import Encoder
from workbench.models.synthesise.usual_places import UsualPlaces
from workbench.training.described_sounds import DescribedSounds

_TOGETHER = 256
_AS_MANY_AS = 5.0
"""The mean shape of all labels counts as so many sounds when that of one is told from few."""


@torch.no_grad()
def measure_places(places: UsualPlaces, encoder: Encoder, sounds: DescribedSounds, narrowed: float) -> None:
    """Set `places` to the Gaussians of the sounds' own, `narrowed` to that share of their width.

    The square root of the covariance is the symmetric one: axes keep their meaning from label to label.
    """
    label = torch.from_numpy(sounds.label)
    mean, variance = _encoded(encoder, sounds, label)
    own_shapes = {number: torch.cov(mean[label == number].T) for number in _told(label)}
    among_all = torch.stack(list(own_shapes.values()) or [torch.zeros(mean.shape[1], mean.shape[1])]).double().mean(0)
    for number in range(len(sounds.labels)):
        of_label = mean[label == number]
        count = len(of_label)
        own = own_shapes.get(number, among_all)
        trust = count / (count + _AS_MANY_AS)
        covariance = trust * own + (1.0 - trust) * among_all + torch.diag(variance[label == number].mean(0))
        values, axes = torch.linalg.eigh(covariance)
        places.centre[number] = of_label.mean(0).float()
        places.spread[number] = (narrowed * (axes * values.clamp_min(1e-6).sqrt()) @ axes.T).float()


def _encoded(encoder: Encoder, sounds: DescribedSounds, label: Tensor) -> tuple[Tensor, Tensor]:
    means, variances = [], []
    for first in range(0, len(label), _TOGETHER):
        part = slice(first, first + _TOGETHER)
        mean, log_variance = encoder(torch.from_numpy(sounds.descriptions[part].copy()), label[part])
        means.append(mean.double())
        variances.append(log_variance.exp().double())
    return torch.cat(means), torch.cat(variances)


def _told(label: Tensor) -> list[int]:
    """Labels with two sounds or more: fewer have no shape."""
    return [number for number, count in enumerate(torch.bincount(label).tolist()) if count > 1]
