"""Models as they are named on the command line."""

from __future__ import annotations

from workbench.errors import UnknownModel, WrongUsage
from workbench.models import catalogue
from workbench.models.contract import Card

_WHO = {"denoise": "denoiser", "synthesise": "synthesiser"}


def card_named(name: str | None, task: str) -> Card:
    """The card of a model of that task, which may be called by the end of its name ("spectral-gate"), as in the window;
    None is the default one.

    Raises `UnknownModel`, `WrongUsage` for a model of another task, `ModelLoadError` if there is none for the task.
    """
    if name is None:
        name = catalogue.default(task)
    elif "/" not in name:
        name = f"{task}/{name}"
    cards = catalogue.cards()
    card = next((card for card in cards if card.name == name), None)
    if card is None:
        known = ", ".join(card.name for card in cards if card.task == task) or "none"
        raise UnknownModel(f"There is no model {name!r}. Known are: {known}.")
    if card.task != task:
        raise WrongUsage(f"{name} is no {_WHO[task]}. See `workbench models`.")
    return card
