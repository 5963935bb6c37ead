"""The models that can be run: those shipped, and those the person trained or added.

Analyses are models without weights, in `analyse.menu`; `load` knows them too, the list of cards does not. Any other
model is a folder `<task>/<name>` with a `card.json` and its weights, in `resources/models` or in the `models` folder
of the person's own data. Reading the cards needs no torch: the window does it.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from workbench import paths
from workbench.errors import ModelLoadError, UnknownModel
from workbench.models.classify.settings import ClassifySettings
from workbench.models.contract import Card, Model, Synthesiser
from workbench.models.denoise.gate_settings import GateSettings
from workbench.models.denoise.settings import DenoiseSettings
from workbench.models.synthesise.space import space_of

DEFAULTS = {"classify": "classify/compact-cnn", "denoise": "denoise/mask-gru", "synthesise": "synthesise/oneshots-gan"}
"""The model used for a task when none is named."""

CARD_NAME = "card.json"
WEIGHTS_NAME = "weights.safetensors"
SPECTRAL_GATE = "spectral-gate"
"""The one architecture without weights."""

logger = logging.getLogger(__name__)


def cards() -> list[Card]:
    """The cards of all models, the default of each task first, then by name.

    A model of the person's own whose card cannot be read is left out and named in the log.
    """
    found = [card for _, card in _found().values()]
    return sorted(found, key=lambda card: (card.task, card.name != DEFAULTS.get(card.task), card.name))


def default(task: str) -> str:
    """Name of the model to use for a task. Raises `ModelLoadError` if there is none."""
    names = [card.name for card in cards() if card.task == task]
    if not names:
        raise ModelLoadError(f"There is no model to {task} with. Install the program again, or train one.")
    return names[0]


def settings_of(card: Card) -> type[Any] | None:
    """The dataclass of what may be chosen before this model runs; None where there is nothing. Without torch."""
    if card.extra.get("architecture") == SPECTRAL_GATE:
        return GateSettings
    return {"classify": ClassifySettings, "denoise": DenoiseSettings}.get(card.task)


def load(name: str, device: str = "auto") -> Model | Synthesiser:
    """The model of that name, ready to run on one of `device.DEVICES`.

    Raises `ModelLoadError` when it is unknown or its files are damaged, `DeviceUnavailable`.
    """
    from workbench.models.analyse.menu import ANALYSES  # the window reads cards only

    if name in ANALYSES:
        ANALYSES[name].prepare()
        return ANALYSES[name]
    found = _found()
    if name not in found:
        raise UnknownModel(f"There is no model {name!r}. Known are: {', '.join(sorted(found)) or 'none'}.")
    folder, card = found[name]
    if card.task == "classify":
        from workbench.models.classify.classifier import load_classifier

        return load_classifier(card, folder / WEIGHTS_NAME, device)
    if card.extra.get("architecture") == SPECTRAL_GATE:
        from workbench.models.denoise.spectral_gate import SpectralGate

        return SpectralGate(card)
    if card.task == "denoise":
        from workbench.models.denoise.denoiser import load_denoiser

        return load_denoiser(card, folder / WEIGHTS_NAME, device)
    if card.task == "synthesise":
        from workbench.models.synthesise.synthesiser import load_synthesiser

        return load_synthesiser(card, folder / WEIGHTS_NAME, device)
    raise ModelLoadError(f"{folder}: this version of the program has no use for the task {card.task!r}.")


def read_card(path: Path) -> Card:
    """The card in a JSON file. Raises `ModelLoadError` naming the file and what is wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelLoadError(f"{path}: the card cannot be read ({error}). Install the model again.") from error
    if not isinstance(content, dict):
        raise ModelLoadError(f"{path}: is not a card. Install the model again.")
    try:
        return _card(content)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelLoadError(f"{path}: the card lacks or misstates {error}. Install the model again.") from error


def _card(content: dict[str, Any]) -> Card:
    classes = tuple(str(name) for name in content["classes"])
    if (not classes and content["task"] in ("classify", "synthesise")) or len(set(classes)) != len(classes):
        raise ValueError("classes, which must differ from one another")
    card = Card(
        name=str(content["name"]),
        task=str(content["task"]),
        summary=str(content["summary"]),
        classes=classes,
        sample_rate=int(content["sample_rate"]),
        window_s=float(content["window_s"]),
        licence=str(content["licence"]),
        trained_on=str(content["trained_on"]),
        quality=tuple(str(line) for line in content["quality"]),
        not_meant_for=str(content["not_meant_for"]),
        parameters=int(content["parameters"]),
        weights_sha256=str(content["weights_sha256"]),
        extra=dict(content.get("extra", {})),
    )
    if card.task == "synthesise":
        space_of(card)  # so that whoever has the card can count on it
    return card


def _found() -> dict[str, tuple[Path, Card]]:
    """Folder and card of each model by name; what is shipped wins over a model of the same name."""
    found: dict[str, tuple[Path, Card]] = {}
    for root in (paths.data_dir() / "models", paths.resources_dir() / "models"):
        for path in sorted(root.glob(f"*/*/{CARD_NAME}")):
            try:
                card = read_card(path)
            except ModelLoadError as error:
                logger.warning("%s", error)
                continue
            found[card.name] = (path.parent, card)
    return found
