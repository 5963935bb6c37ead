"""The training loop: batches in, progress out; may be stopped between any two batches and taken up again.

Each epoch draws its random numbers from the seed and its own number, so a run that was interrupted and resumed
makes the very steps of one that was not, from the last whole epoch on.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.errors import DataError
from workbench.training import checkpoint as checkpoints

Batches = Callable[[np.random.Generator], Iterator[tuple[Tensor, Tensor]]]
"""One epoch of inputs and targets; to learn classes, the targets are shares of them, shape (batch, classes)."""

Loss = Callable[[Tensor, Tensor], Tensor]
"""What the network made, and the target, to one number that is to become small."""


@dataclass(frozen=True)
class Schedule:
    """How a network is trained.

    `learning_rate` is reached after `warm_up_epochs`, held, and brought to nothing evenly over the last
    `cool_down_epochs` (Hägele et al., 2024): until these begin, a run does not depend on `epochs`, and may be made
    longer.
    `weight_decay` is AdamW's, on weights but not on offsets and norms. `averaging` is the share kept of the running
    mean of the weights at each step, 0 for none.
    """

    epochs: int
    learning_rate: float
    warm_up_epochs: float = 0.0
    cool_down_epochs: float = 0.0
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    averaging: float = 0.0
    largest_gradient: float = 5.0

    def rate(self, epochs_done: float) -> float:
        """The learning rate after so many epochs."""
        rising = (epochs_done + 0.1) / self.warm_up_epochs if self.warm_up_epochs else 1.0
        falling = (self.epochs - epochs_done) / self.cool_down_epochs if self.cool_down_epochs else 1.0
        return self.learning_rate * min(rising, falling, 1.0)


@dataclass(frozen=True)
class TrainingStep:
    """One batch was learned.

    `epoch` counts from 0, `progress` is 0…1, `loss` the mean over the epoch so far, `left_s` an estimate.
    """

    epoch: int
    progress: float
    loss: float
    left_s: float
    epoch_ends: bool


class Trainer:
    """A network in training.

    Parameters
    ----------
    network : with its starting weights
    steps_per_epoch : batches in each epoch
    seed : of all random numbers
    checkpoint : the file in which each finished epoch is kept; its folder must exist
    loss : default: cross-entropy, for classes
    """

    def __init__(
        self,
        network: nn.Module,
        schedule: Schedule,
        steps_per_epoch: int,
        seed: int,
        checkpoint: Path,
        *,
        loss: Loss | None = None,
    ) -> None:
        self.network = network
        self.average = copy.deepcopy(network).eval()
        self.schedule = schedule
        self.epoch = 0
        self.loss = 0.0
        self._steps_per_epoch = steps_per_epoch
        self._seed = seed
        self._checkpoint = checkpoint
        self._measure = loss or partial(functional.cross_entropy, label_smoothing=schedule.label_smoothing)
        weights = [p for p in network.parameters() if p.ndim > 1]
        others = [p for p in network.parameters() if p.ndim <= 1]
        groups = [{"params": weights, "weight_decay": schedule.weight_decay}, {"params": others, "weight_decay": 0.0}]
        self._optimiser = torch.optim.AdamW(groups, lr=schedule.learning_rate)
        self._networks = {"network": network, "average": self.average}

    def train(self, batches: Batches) -> Iterator[TrainingStep]:
        """Learn until the last epoch. To cancel, stop iterating."""
        device = next(self.network.parameters()).device
        began, done_before = time.monotonic(), self.epoch / self.schedule.epochs
        while self.epoch < self.schedule.epochs:
            torch.manual_seed(self._seed * 100_003 + self.epoch)
            random = np.random.default_rng([self._seed, self.epoch])
            for step, (inputs, targets) in enumerate(batches(random)):
                loss = self._learn(inputs.to(device), targets.to(device), self.epoch + step / self._steps_per_epoch)
                self.loss += (loss - self.loss) / (step + 1)
                last = step + 1 == self._steps_per_epoch
                progress = min((self.epoch + (step + 1) / self._steps_per_epoch) / self.schedule.epochs, 1.0)
                left_s = (time.monotonic() - began) / (progress - done_before) * (1.0 - progress)
                epoch = self.epoch
                if last:
                    self.epoch += 1
                    self._save()
                yield TrainingStep(epoch, progress, self.loss, left_s, last)

    def _learn(self, inputs: Tensor, targets: Tensor, epochs_done: float) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = self.schedule.rate(epochs_done)
        self.network.train()
        loss = self._measure(self.network(inputs), targets)
        if not torch.isfinite(loss):
            raise DataError(f"Training failed: the loss became {loss.item()}. Try a lower learning rate.")
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.schedule.largest_gradient)
        self._optimiser.step()
        self._update_average(epochs_done)
        return loss.item()

    @torch.no_grad()
    def _update_average(self, epochs_done: float) -> None:
        step = epochs_done * self._steps_per_epoch + 1.0
        kept = min(self.schedule.averaging, step / (step + 20.0))  # soon forgets the random start
        for mean, now in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1.0 - kept)
            else:
                mean.copy_(now)

    def _save(self) -> None:
        notes = {"epoch": self.epoch, "loss": self.loss, "seed": self._seed, "schedule": asdict(self.schedule)}
        checkpoints.save(self._checkpoint, self._networks, {"optimiser": self._optimiser}, notes)

    def resume(self) -> bool:
        """Take up the run in the checkpoint; False if there is none. Raises `DataError` if it belongs to another."""
        notes = checkpoints.load(self._checkpoint, self._networks, {"optimiser": self._optimiser})
        if notes is None:
            return False
        if not self._goes_on(notes):
            raise DataError(f"{self._checkpoint}: was made with other settings. Resume with those, or start anew.")
        self.epoch, self.loss = notes["epoch"], notes["loss"]
        return True

    def _goes_on(self, notes: dict[str, Any]) -> bool:
        """Whether the run in a checkpoint would have come to the same place under this schedule."""
        before, now = dict(notes["schedule"]), asdict(self.schedule)
        least = notes["epoch"] + self.schedule.cool_down_epochs
        if before["epochs"] >= least and now["epochs"] >= least:
            before["epochs"] = now["epochs"]
        return before == now and notes["seed"] == self._seed
