"""The recipes of the classifiers: with their defaults, exactly what made the shipped weights."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from workbench.errors import DataError
from workbench.models.classify.architectures import ARCHITECTURES, WINDOW_S
from workbench.models.weights import save_weights
from workbench.training.augment import Augmentation
from workbench.training.clips import Clip, class_names, find_clips
from workbench.training.examples import SPEEDS, Examples
from workbench.training.loop import Schedule, Trainer, TrainingStep
from workbench.training.quality import Quality, measure

_NOT_MEANT_FOR = (
    "Alarms, surveillance or any decision about people or safety; sounds of other classes than those listed, each of "
    "which it will take for one of its own; counting events; speech, music or speaker recognition."
)


@dataclass(frozen=True)
class Recipe:
    """How one architecture is trained; without `augmentation`, on the clips as they are."""

    schedule: Schedule
    batch_size: int
    augmentation: Augmentation | None


RECIPES: dict[str, Recipe] = {
    "compact-cnn": Recipe(
        Schedule(
            epochs=120,
            learning_rate=3e-3,
            warm_up_epochs=5,
            cool_down_epochs=40,
            weight_decay=0.05,
            label_smoothing=0.05,
            averaging=0.998,
        ),
        batch_size=32,
        augmentation=Augmentation(),
    ),
    "reference-cnn": Recipe(Schedule(epochs=20, learning_rate=1e-3), batch_size=32, augmentation=None),
}


@dataclass(frozen=True)
class Plan:
    """What to train on what.

    `validate_fold` is kept out of training and measured on; `free_only` leaves out clips whose licence forbids giving
    the weights away freely; `epochs` overrides the recipe's.
    """

    data: Path
    architecture: str = "compact-cnn"
    validate_fold: int | None = None
    free_only: bool = False
    epochs: int | None = None
    seed: int = 0

    def recipe(self) -> Recipe:
        if self.architecture not in RECIPES:
            raise DataError(f"There is no architecture {self.architecture!r}; choose one of {', '.join(RECIPES)}.")
        recipe = RECIPES[self.architecture]
        return recipe if self.epochs is None else replace(recipe, schedule=replace(recipe.schedule, epochs=self.epochs))


@dataclass(frozen=True)
class Preparing:
    """Clips are being turned into network input; `progress` 0…1."""

    progress: float


@dataclass(frozen=True)
class Validated:
    """The running mean of the weights was measured on the validation fold after so many epochs."""

    epochs: int
    quality: Quality


def train(
    plan: Plan, out: Path, device: torch.device, resume: bool = False, validate_every: int = 10
) -> Iterator[Preparing | TrainingStep | Validated]:
    """Train, and leave a model (card, weights, attribution) in the folder `out`.

    To cancel, stop iterating: with `resume`, the next call goes on after the last whole epoch. Raises `DataError`.
    """
    recipe = plan.recipe()
    architecture = ARCHITECTURES[plan.architecture]
    clips = find_clips(plan.data)
    classes = class_names(clips)
    learning, held_back = _split(clips, plan)
    out.mkdir(parents=True, exist_ok=True)
    examples = Examples(clips, architecture.mel, WINDOW_S, SPEEDS if recipe.augmentation else (1.0,))
    for progress in examples.prepare():
        yield Preparing(progress)
    torch.manual_seed(plan.seed)
    network = architecture.build(len(classes)).to(device)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # faster; missing from torch's types
    truth = np.array([classes.index(clip.label) for clip in clips])
    steps = max(len(learning) // recipe.batch_size, 1)
    trainer = Trainer(network, recipe.schedule, steps, plan.seed, out / "checkpoint.safetensors")
    if resume:
        trainer.resume()

    def batches(random: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        return _batches(examples, learning, truth, len(classes), recipe, random=random)

    quality = None
    for step in trainer.train(batches):
        yield step
        finished = step.epoch + 1
        if step.epoch_ends and len(held_back) and (finished % validate_every == 0 or step.progress == 1.0):
            quality = measure(predict(trainer.average, examples, held_back), truth[held_back], classes)
            yield Validated(finished, quality)
    _write_model(out, trainer.average, plan, [clips[index] for index in learning], classes, quality=quality)


@torch.no_grad()
def predict(network: nn.Module, examples: Examples, indices: NDArray[np.intp]) -> NDArray[np.float32]:
    """Scores 0…1 of clips as they are, shape (len(indices), classes)."""
    device = next(network.parameters()).device
    network.eval()
    parts = []
    for first in range(0, len(indices), 32):
        levels = torch.from_numpy(examples.plain(indices[first : first + 32])).to(device)
        parts.append(network(levels).softmax(dim=1).cpu().numpy())
    scores: NDArray[np.float32] = np.concatenate(parts)
    return scores


def _split(clips: Sequence[Clip], plan: Plan) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of the clips to learn from, and of those to measure on (of any licence)."""
    folds = {clip.fold for clip in clips}
    if plan.validate_fold is not None and plan.validate_fold not in folds:
        known = ", ".join(str(fold) for fold in sorted(fold for fold in folds if fold is not None)) or "none"
        raise DataError(f"{plan.data}: has no fold {plan.validate_fold} to validate on (folds: {known}).")
    held_back = [
        i for i, clip in enumerate(clips) if plan.validate_fold is not None and clip.fold == plan.validate_fold
    ]
    kept = set(held_back)
    learning = [i for i, clip in enumerate(clips) if i not in kept and (clip.is_free or not plan.free_only)]
    if len({clips[i].label for i in learning}) < 2:
        raise DataError(
            f"{plan.data}: leaves {len(learning)} clips to learn from, of fewer than two classes. "
            "Add clips, or train without the limit to free licences."
        )
    return np.array(learning, np.intp), np.array(held_back, np.intp)


def _batches(
    examples: Examples,
    learning: NDArray[np.intp],
    truth: NDArray[np.intp],
    classes: int,
    recipe: Recipe,
    *,
    random: np.random.Generator,
) -> Iterator[tuple[Tensor, Tensor]]:
    order = random.permutation(learning)
    one_hot = torch.eye(classes)
    # What is left over after the last whole batch is heard in other epochs.
    for first in range(0, max(len(order) - recipe.batch_size, 0) + 1, recipe.batch_size):
        chosen = order[first : first + recipe.batch_size]
        target = one_hot[truth[chosen]]
        if recipe.augmentation is None:
            yield torch.from_numpy(examples.plain(chosen)), target
        else:
            yield recipe.augmentation(torch.from_numpy(examples.varied(chosen, random)), target)


def _write_model(
    out: Path, network: nn.Module, plan: Plan, learned: list[Clip], classes: tuple[str, ...], *, quality: Quality | None
) -> None:
    architecture = ARCHITECTURES[plan.architecture]
    sha256 = save_weights(network, out / "weights.safetensors")
    licences = sorted({clip.licence or "not stated" for clip in learned})
    _write_attribution(out / "attribution.csv", learned)
    card = {
        "name": f"classify/{out.name}",
        "task": "classify",
        "summary": architecture.summary,
        "classes": classes,
        "sample_rate": architecture.mel.sample_rate,
        "window_s": WINDOW_S,
        "licence": _licence(learned),
        "trained_on": f"{len(learned)} clips of {plan.data.name}, licences: {', '.join(licences)}",
        "quality": [f"{quality}, fold {plan.validate_fold}"] if quality else [],
        "not_meant_for": _NOT_MEANT_FOR,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "weights_sha256": sha256,
        "extra": {
            "architecture": plan.architecture,
            "mel": asdict(architecture.mel),
            "command": _command(plan),
            "epochs": plan.recipe().schedule.epochs,
            "seed": plan.seed,
        },
    }
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _licence(learned: list[Clip]) -> str:
    if all(clip.is_free for clip in learned):
        return "CC-BY-4.0: free use with credit to the authors of the clips, who are named in attribution.csv"
    return "Bound to the licences of the clips it learned from, see attribution.csv: some forbid commercial use"


def _command(plan: Plan) -> str:
    words = ["workbench train classify", f"--data {plan.data.name}", f"--architecture {plan.architecture}"]
    words += [] if plan.validate_fold is None else [f"--validate-fold {plan.validate_fold}"]
    words += ["--free-only"] if plan.free_only else []
    words += [] if plan.epochs is None else [f"--epochs {plan.epochs}"]
    return " ".join([*words, f"--seed {plan.seed}"])


def _write_attribution(path: Path, clips: list[Clip]) -> None:
    columns = ("author", "title", "url", "licence")
    rows = {tuple({**clip.credit, "licence": clip.licence}.get(name, "") for name in columns) for clip in clips}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(sorted(rows))
