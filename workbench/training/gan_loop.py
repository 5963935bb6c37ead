"""The loop of adversarial training: rounds of steps that may be stopped at any time and taken up at the last round.

Each round draws its random numbers from the seed and its own number, so a run that was interrupted and resumed makes
the very steps of one that was not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from workbench.errors import DataError
from workbench.training import checkpoint

Losses = dict[str, float]

_CLEARLY = 20.0
_WARM_UP = 200
_LARGEST_GRADIENT = 5.0


class Adversaries(Protocol):
    """Networks that learn against each other, and one step of it."""

    networks: dict[str, nn.Module]
    optimisers: dict[str, torch.optim.Optimizer]

    def step(self, random: np.random.Generator, done: int, progress: float) -> Losses:
        """Learn from one batch; `done` steps were made before, `progress` 0…1 of the whole training."""
        ...


@dataclass(frozen=True)
class RoundDone:
    """`steps` steps were made, `losses` are the means over the last round; `left_s` is an estimate."""

    round: int
    steps: int
    progress: float
    losses: Losses
    left_s: float

    def __str__(self) -> str:
        return ", ".join(f"{name} {value:.3f}" for name, value in self.losses.items())


def learn(
    adversaries: Adversaries, rounds: int, steps: int, seed: int, path: Path, *, resume: bool
) -> Iterator[RoundDone]:
    """Make `rounds` rounds of `steps` steps; `path` is the checkpoint. To cancel, stop iterating.

    A run may be made longer or shorter when it is resumed: what depends on its length changes from there on.
    Raises `DataError` when a checkpoint belongs to another training, or training fails.
    """
    what = {"steps": steps, "seed": seed}
    first = 0
    if resume and (notes := checkpoint.load(path, adversaries.networks, adversaries.optimisers)) is not None:
        if {name: notes.get(name) for name in what} != what:
            raise DataError(f"{path}: was made with other settings. Resume with those, or start anew.")
        first = int(notes["round"])
    began = time.monotonic()
    for number in range(first, rounds):
        torch.manual_seed(seed * 100_003 + number)
        random = np.random.default_rng([seed, number])
        sums: Losses = {}
        for index in range(steps):
            losses = adversaries.step(random, number * steps + index, (number + index / steps) / rounds)
            sums = {name: sums.get(name, 0.0) + value for name, value in losses.items()}
        means = {name: value / steps for name, value in sums.items()}
        if not np.isfinite(list(means.values())).all():
            raise DataError(f"Training failed: a loss is no number any more ({means}). Try another seed.")
        checkpoint.save(path, adversaries.networks, adversaries.optimisers, {**what, "round": number + 1})
        left_s = (time.monotonic() - began) / (number + 1 - first) * (rounds - number - 1)
        yield RoundDone(number, (number + 1) * steps, (number + 1) / rounds, means, left_s)


def rate_at(done: int, progress: float, *, falls_over: float) -> float:
    """Share of the learning rate: rises over the first steps, is held, falls to nothing over the last share."""
    return min((done + 1) / _WARM_UP, (1.0 - progress) / falls_over, 1.0)


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate


def descend(optimiser: torch.optim.Optimizer, weights: Iterable[nn.Parameter], loss: Tensor) -> None:
    """One step down the loss, with gradients of a bearable size."""
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(weights, _LARGEST_GRADIENT)
    optimiser.step()


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, done: int, kept: float = 0.997) -> None:
    """Move a running mean of a network's weights; it soon forgets the random start."""
    share = 1.0 - min(kept, done / (done + _CLEARLY))
    for mean, now in zip(average.parameters(), network.parameters(), strict=True):
        mean.lerp_(now, share)
