"""Where in the generator's own space the sounds of each label lie, so that points can be standard normal.

Training brings the places of real sounds near to a standard normal distribution, but not there: labels keep centres and
shapes of their own. What is drawn from the standard normal is therefore moved to the Gaussian of its label, which is
measured on the sounds learned from, and made narrower: what lies nearer to the usual is more often right (Brock et
al., BigGAN, ICLR 2019, call it truncation). Where too little of it is taken for its label, training moves it further
(`training/believed_places.py`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class UsualPlaces(nn.Module):
    """From points, standard normal, to places of the generator, and back; each of shape (batch, size).

    `centre`, shape (labels, size), and `spread`, shape (labels, size, size): place = centre + spread · point.
    """

    centre: Tensor
    spread: Tensor

    def __init__(self, labels: int, size: int) -> None:
        super().__init__()
        self.register_buffer("centre", torch.zeros(labels, size))
        self.register_buffer("spread", torch.eye(size).repeat(labels, 1, 1))

    def place(self, point: Tensor, label: Tensor) -> Tensor:
        return self.centre[label] + torch.einsum("bij,bj->bi", self.spread[label], point)

    def point(self, place: Tensor, label: Tensor) -> Tensor:
        point: Tensor = torch.linalg.solve(self.spread[label], place - self.centre[label])
        return point
