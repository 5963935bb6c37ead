"""What a sound file says about how it was made: the notes of `sequence.sound_notes`, read again. No torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workbench.errors import RecipeError
from workbench.models.synthesise.recipe import Recipe

_LONGEST_NOTES = 2**20


@dataclass(frozen=True)
class Noted:
    """`model` : name of the synthesiser; `weights` : the beginning of their SHA-256; `recipes` : one a sound."""

    model: str
    weights: str
    recipes: tuple[Recipe, ...]

    @property
    def words(self) -> str:
        """The recipe in short: "snare, seed 4711", or "3 2 2 7, seed 4711" for a sequence."""
        labels = " ".join(recipe.label.replace("_", " ") for recipe in self.recipes)
        return f"{labels}, seed {self.recipes[0].seed}"


def noted(text: str) -> Noted | None:
    """What the notes in a file say; None where they are something else, or not as they should be."""
    if not text.startswith("{") or len(text) > _LONGEST_NOTES:
        return None
    try:
        return _noted(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RecipeError):
        return None


def _noted(content: Any) -> Noted:
    place = content["point"]
    recipes = tuple(
        Recipe(str(sound["label"]), tuple(float(x) for x in sound.get("point", place)), int(sound["seed"]))
        for sound in content["sounds"]
    )
    if not recipes or not isinstance(content["model"], str):
        raise ValueError("no sound, or no model")
    return Noted(content["model"], str(content.get("weights", "")), recipes)
