"""What a person chose for each task: the model, its settings, where it computes. Kept until the next start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.models.contract import Card

Kept = dict[str, dict[str, Any]]
"""By task: `model`, `device`, and `settings` by model; plain values, as they stand in the settings file."""


@dataclass(frozen=True)
class Choice:
    """A model, its settings by field, and one of the devices that the catalogue knows."""

    card: Card
    settings: Mapping[str, Any] = field(default_factory=dict)
    device: str = "auto"


class ModelChoices:
    """What is chosen in the panel of models, task by task.

    Parameters
    ----------
    kept : as it was at the last start, perhaps of another version: what does not fit is ignored
    task : the one that was shown
    """

    def __init__(self, kept: Mapping[str, Any] | None = None, task: str = "") -> None:
        self.task = task
        """The one that is shown."""
        self._kept: Kept = {name: dict(each) for name, each in (kept or {}).items() if isinstance(each, Mapping)}

    @property
    def kept(self) -> Kept:
        """For the settings file."""
        return dict(self._kept)

    def model(self, task: str, cards: Sequence[Card]) -> Card | None:
        """That of the task which was chosen last, else the first there is."""
        fitting = [card for card in cards if card.task == task]
        wanted = self._kept.get(task, {}).get("model")
        return next((card for card in fitting if card.name == wanted), fitting[0] if fitting else None)

    def settings(self, card: Card) -> Mapping[str, Any]:
        found = self._kept.get(card.task, {}).get("settings")
        of_this = found.get(card.name) if isinstance(found, Mapping) else None
        return of_this if isinstance(of_this, Mapping) else {}

    def device(self, task: str) -> str:
        return str(self._kept.get(task, {}).get("device", "auto"))

    def note(self, choice: Choice) -> None:
        """This is chosen now."""
        task = choice.card.task
        before = self._kept.get(task, {})
        settings = before.get("settings")
        settings = dict(settings) if isinstance(settings, Mapping) else {}
        settings[choice.card.name] = dict(choice.settings)
        self._kept[task] = {"model": choice.card.name, "device": choice.device, "settings": settings}
