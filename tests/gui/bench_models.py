"""Synthesisers for tests of the bench: one that speaks digits, and one whose weights are damaged."""

from __future__ import annotations

from dataclasses import replace

from workbench.errors import ModelLoadError
from workbench.models.placeholder import Tones


class DigitTones(Tones):
    """Tones whose labels are the ten digits; all are low."""

    card = replace(Tones.card, classes=tuple("0123456789"))

    def make(self, recipes):
        return Tones().make([replace(recipe, label="low") for recipe in recipes])


def load_digits(name: str, device: str) -> DigitTones:
    return DigitTones()


def load_damaged(name: str, device: str) -> Tones:
    raise ModelLoadError("The weights are damaged. Install the model again.")
