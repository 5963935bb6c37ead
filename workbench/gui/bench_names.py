"""What the sounds on the bench are called, so that each can be told from the others and found again."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count

from workbench.models.synthesise.recipe import Recipe

_MADE_FROM = re.compile(r" (v\d+|bent( \d+)?)$")


def seed_name(label: str, seed: int) -> str:
    """Such as "snare 4711"."""
    return f"{label.replace('_', ' ')} {seed}"


def variation_names(name: str, number: int, taken: Container[str]) -> list[str]:
    """Names of variations of a sound: "snare 4711 v1", "snare 4711 v2"; those of a variation are variations of the
    first one too."""
    root = _MADE_FROM.sub("", name)
    free = (f"{root} v{n}" for n in count(1) if f"{root} v{n}" not in taken)
    return [next(free) for _ in range(number)]


def bent_name(name: str, taken: Container[str]) -> str:
    """Of a sound whose sliders were moved: "snare 4711 bent"."""
    root = f"{_MADE_FROM.sub('', name)} bent"
    return next(each for each in (root, *(f"{root} {n}" for n in range(2, 10_000))) if each not in taken)


def between_names(first: str, last: str, number: int) -> list[str]:
    """Of the steps from one sound to another, both included: "snare 4711 to 12, 25 %"."""
    words = last.split()
    shared = 0
    for ours, theirs in zip(first.split(), words[:-1], strict=False):
        if ours != theirs:
            break
        shared += 1
    way = f"{first} to {' '.join(words[shared:])}"
    return [f"{way}, {round(100 * step / (number - 1))} %" for step in range(number)]


def typed_name(recipes: tuple[Recipe, ...]) -> str:
    """Of a sequence: "3227"."""
    return "".join(recipe.label for recipe in recipes)
