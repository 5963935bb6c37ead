"""Typed sequences: which sounds they are, how they are joined, and what is written down of them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from workbench.audio.made_sounds import MAX_NOTES
from workbench.errors import RecipeError
from workbench.models.contract import MadeSound
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import MAX_SEED
from workbench.models.synthesise.sequence import MAX_SOUNDS, joined, sound_name, sound_notes, typed_recipes

DIGITS = replace(
    Tones.card, name="synthesise/digits-gan", classes=tuple("0123456789"), weights_sha256="0123456789abcdef"
)
HITS = replace(DIGITS, name="synthesise/oneshots-gan", classes=("tom", "tom_low", "hihat", "snare"))
POINT = (0.1, -1.25, 1e-17, 2 / 3)


@pytest.mark.parametrize(
    ("card", "text", "labels"),
    [
        (DIGITS, "3227", "3 2 2 7"),
        (DIGITS, " 32, 27\n", "3 2 2 7"),
        (HITS, "tom hihat,snare", "tom hihat snare"),
        (HITS, "tom_lowtomsnare", "tom_low tom snare"),
    ],
)
def test_a_text_becomes_labels(card, text, labels) -> None:
    recipes = typed_recipes(card, text, POINT, 5)
    assert [recipe.label for recipe in recipes] == labels.split()
    assert {recipe.point for recipe in recipes} == {POINT}  # one voice
    assert [recipe.seed for recipe in recipes] == list(range(5, 5 + len(recipes)))


def test_seeds_go_on_at_their_end() -> None:
    assert [recipe.seed for recipe in typed_recipes(DIGITS, "111", POINT, MAX_SEED)] == [MAX_SEED, 0, 1]


@pytest.mark.parametrize(
    ("text", "point", "seed", "said"),
    [
        ("32x7", POINT, 0, "digits-gan cannot make 'x7'. It knows: 0, 1, 2"),
        (" , ", POINT, 0, "0 sounds are typed. Type 1 to 32 of: 0, 1"),
        ("1" * 33, POINT, 0, "33 sounds are typed"),
        ("1", POINT[:2], 0, "needs places of 4 numbers, not 2"),
        ("1", POINT, MAX_SEED + 1, "is out of range"),
        ("1", POINT, -1, "is out of range"),
    ],
)
def test_what_cannot_be_made_is_said(text, point, seed, said) -> None:
    with pytest.raises(RecipeError, match=said):
        typed_recipes(DIGITS, text, point, seed)
    with pytest.raises(RecipeError, match="cannot make"):
        typed_recipes(replace(DIGITS, classes=()), "1", POINT, 0)


def test_sounds_are_joined_as_they_are_with_silence_between() -> None:
    sounds = [
        MadeSound(place, np.full((1, length), 0.1 * length, np.float32), 1000) for place, length in ((0, 3), (1, 2))
    ]
    expected = [0.3, 0.3, 0.3, *[0.0] * 10, 0.2, 0.2]
    np.testing.assert_allclose(joined(sounds, 0.01), [expected], rtol=1e-6)
    assert joined(sounds, 0.01).dtype == np.float32
    np.testing.assert_array_equal(joined(sounds, 0.0)[0], np.concatenate([each.samples[0] for each in sounds]))
    np.testing.assert_array_equal(joined(sounds[:1], 1.0), sounds[0].samples)
    for gap_s in (-0.01, 10.1, float("nan")):
        with pytest.raises(RecipeError, match="there can be 0 to 10 s"):
            joined(sounds, gap_s)


def test_notes_are_enough_to_make_it_again() -> None:
    recipes = typed_recipes(DIGITS, "32", POINT, 7)
    notes = json.loads(sound_notes(DIGITS, recipes, 0.05))
    assert [(each["label"], each["seed"]) for each in notes["sounds"]] == [("3", 7), ("2", 8)]
    np.testing.assert_array_equal(np.float32(notes["point"]), np.float32(POINT))
    assert (notes["model"], notes["weights"], notes["gap_s"]) == ("synthesise/digits-gan", "0123456789ab", 0.05)
    elsewhere = replace(recipes[1], point=(0.0,) * 4)
    sounds = json.loads(sound_notes(DIGITS, (recipes[0], elsewhere)))["sounds"]
    assert [each.get("point") for each in sounds] == [None, [0.0] * 4]


def test_notes_of_the_longest_sequence_have_room_in_a_file() -> None:
    card = replace(HITS, extra={"space": {"size": 64, "directions": []}})
    point = tuple(float(number) for number in np.random.default_rng(0).normal(size=64))
    recipes = typed_recipes(card, "snare" * MAX_SOUNDS, point, MAX_SEED - MAX_SOUNDS)
    assert len(sound_notes(card, recipes, 0.125)) <= MAX_NOTES


def test_names_can_be_read() -> None:
    assert sound_name(DIGITS, typed_recipes(DIGITS, "3227", POINT, 7)) == "3227 7 digits-gan"
    assert sound_name(HITS, typed_recipes(HITS, "tom_low", POINT, 7)) == "tom low 7 oneshots-gan"
    assert sound_name(HITS, typed_recipes(HITS, "tom snare", POINT, 7)) == "tom-snare 7 oneshots-gan"
