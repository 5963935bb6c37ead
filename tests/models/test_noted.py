"""What is written into a sound's file is read again; anything else is taken for what it is."""

from __future__ import annotations

import json

import pytest

from workbench.models.placeholder import Tones
from workbench.models.synthesise.noted import noted
from workbench.models.synthesise.recipe import random_recipe
from workbench.models.synthesise.sequence import sound_notes


def test_notes_give_back_the_recipes() -> None:
    recipes = tuple(random_recipe(Tones.card, label, seed) for label, seed in (("low", 7), ("high", 8)))
    found = noted(sound_notes(Tones.card, recipes, 0.05))
    assert found is not None and found.model == "placeholder/tones"
    for recipe, wanted in zip(found.recipes, recipes, strict=True):
        assert (recipe.label, recipe.seed) == (wanted.label, wanted.seed)
        assert recipe.point == pytest.approx(wanted.point, abs=1e-5)
    assert found.words == "low high, seed 7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "recorded in the woods",
        "{}",
        "{",
        "[" * 100_000,
        '{"model": "m"}',
        json.dumps({"model": "m", "point": [0.0], "sounds": []}),
        json.dumps({"model": "m", "point": ["x"], "sounds": [{"label": "a", "seed": 1}]}),
        json.dumps({"model": "m", "point": [0.0], "sounds": [{"label": "a", "seed": -1}]}),
        json.dumps({"model": 5, "point": [0.0], "sounds": [{"label": "a", "seed": 1}]}),
        '{"model": "m", "point": [1e999], "sounds": [{"label": "a", "seed": 1}]}',
        '{"a": ' * 100_000,
    ],
)
def test_other_words_are_no_notes(text) -> None:
    assert noted(text) is None
