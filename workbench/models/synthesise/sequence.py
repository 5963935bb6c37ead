"""Sounds one after the other: a typed text becomes recipes, and what is made from them one sound. No torch."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import numpy as np

from workbench.audio.signal import Samples
from workbench.errors import RecipeError
from workbench.models.contract import Card, MadeSound
from workbench.models.synthesise.recipe import MAX_SEED, Recipe, check_recipe, check_seed
from workbench.models.synthesise.space import Point

DEFAULT_GAP_S = 0.05
MAX_GAP_S = 10.0
MAX_SOUNDS = 32
"""In one sequence: so many have their notes in the metadata of a file."""

_BETWEEN_WORDS = re.compile(r"[\s,;]+")


def typed_recipes(card: Card, text: str, point: Point, seed: int) -> tuple[Recipe, ...]:
    """What is to be made for a text such as "3227" or "kick hihat snare": all from one place, so in one voice.

    Words stand between white space or commas. One that is no label is a row of labels without spaces, of which each is
    the longest that fits. The seed of the noise rises by one from sound to sound, so that none is repeated.

    Raises `RecipeError` for what is no label, no text at all, more than `MAX_SOUNDS`, and as `check_recipe`.
    """
    labels = [label for word in _BETWEEN_WORDS.split(text) for label in _labels(card, word)]
    if not 1 <= len(labels) <= MAX_SOUNDS:
        raise RecipeError(f"{len(labels)} sounds are typed. Type 1 to {MAX_SOUNDS} of: {', '.join(card.classes)}.")
    check_seed(seed)
    recipes = tuple(Recipe(label, point, (seed + place) % (MAX_SEED + 1)) for place, label in enumerate(labels))
    check_recipe(card, recipes[0])
    return recipes


def joined(sounds: Sequence[MadeSound], gap_s: float = DEFAULT_GAP_S) -> Samples:
    """The sounds, as they are, with silence of `gap_s` seconds between them; float32, shape (1, frames).

    All have the same sample rate, and there is at least one. Raises `RecipeError` unless 0 ≤ `gap_s` ≤ `MAX_GAP_S`.
    """
    check_gap(gap_s)
    gap = np.zeros((1, round(gap_s * sounds[0].sample_rate)), np.float32)
    parts = [part for sound in sounds for part in (gap, sound.samples)]
    return np.concatenate(parts[1:], axis=1)


def check_gap(gap_s: float) -> None:
    """Raises `RecipeError` unless sounds can be that far apart."""
    if not 0.0 <= gap_s <= MAX_GAP_S:
        raise RecipeError(f"Between sounds there can be 0 to {MAX_GAP_S:g} s, not {gap_s:g} s.")


def sound_name(card: Card, recipes: Sequence[Recipe]) -> str:
    """Such as "snare 4711 oneshots-gan", or "3227 4711 digits-gan" for a sequence."""
    return f"{labels_text(recipes)} {recipes[0].seed} {card.name.rpartition('/')[2]}"


def labels_text(recipes: Sequence[Recipe]) -> str:
    """The labels of the recipes as a person would type them: "3227", "kick-hihat-snare"."""
    labels = [recipe.label.replace("_", " ") for recipe in recipes]
    return ("" if all(len(label) == 1 for label in labels) else "-").join(labels)


def sound_notes(card: Card, recipes: Sequence[Recipe], gap_s: float = 0.0) -> str:
    """All that is needed to make it again, as one line of JSON for a file's metadata.

    It names the model and the beginning of its weights' SHA-256, the place of the first sound, and label and seed of
    each; the place too where it is another. Places are in the precision in which networks compute, float32.
    """
    place = _short(recipes[0].point)
    sounds = [
        {"label": recipe.label, "seed": recipe.seed}
        | ({} if recipe.point == recipes[0].point else {"point": _short(recipe.point)})
        for recipe in recipes
    ]
    notes = {"model": card.name, "weights": card.weights_sha256[:12], "point": place, "sounds": sounds}
    return json.dumps(notes | ({"gap_s": gap_s} if len(recipes) > 1 else {}), separators=(",", ":"))


def _short(point: Point) -> Point:
    return tuple(float(str(np.float32(number))) for number in point)


def _labels(card: Card, word: str) -> list[str]:
    """The labels of which a word without white space consists."""
    if word in card.classes:
        return [word]
    longest_first = sorted(card.classes, key=len, reverse=True)
    found, place = [], 0
    while place < len(word):
        label = next((each for each in longest_first if word.startswith(each, place)), "")
        if not label:
            raise RecipeError(f"{card.name} cannot make {word[place:]!r}. It knows: {', '.join(card.classes)}.")
        found.append(label)
        place += len(label)
    return found
