"""What the catalogue and `workbench models` make of a synthesiser's card."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from workbench import paths
from workbench.models import catalogue
from workbench.models.describe import as_text
from workbench.models.placeholder import Tones

CARD = replace(Tones.card, name="synthesise/tones", sample_rate=48_000, window_s=1.5)


@pytest.fixture
def write_card(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    path = paths.data_dir() / "models" / CARD.name / catalogue.CARD_NAME
    path.parent.mkdir(parents=True)
    return lambda **fields: path.write_text(json.dumps(asdict(CARD) | fields))


def _listed():
    return CARD.name in [card.name for card in catalogue.cards()]


def test_a_card_says_what_is_made_and_has_no_input(write_card):
    write_card()
    (card,) = (card for card in catalogue.cards() if card.name == CARD.name)
    lines = as_text(card).splitlines()
    assert "  makes      2 classes: low, high" in lines
    assert "  output     at most 1.5 s at 48,000 Hz, one channel" in lines
    assert "  can vary   pitch, length" in lines
    assert not any(line.startswith(("  input", "  classes")) for line in lines)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"classes": []}, "classes"),
        ({"extra": {}}, "its space"),
        ({"extra": {"space": {"size": 2, "directions": [{"name": "up", "vector": [1.0, 1.0]}]}}}, "'up'"),
    ],
)
def test_a_card_without_classes_or_a_sound_space_is_left_out_and_named_in_the_log(write_card, caplog, fields, message):
    write_card(**fields)
    assert not _listed()
    assert "synthesise" in caplog.text and message in caplog.text
