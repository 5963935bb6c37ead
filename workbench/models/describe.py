"""A model's card as a person reads it, and as a program does."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict

from workbench.models.contract import Card
from workbench.models.synthesise.space import space_of

_WIDTH = 100


def as_text(card: Card) -> str:
    """The card in plain lines."""
    facts = [
        ("what", card.summary),
        *(_output(card) if card.task == "synthesise" else _input(card)),
        ("size", f"{card.parameters:,} parameters" if card.parameters else "no parameters: a formula"),
        ("trained on", card.trained_on),
        *(("measured", line) for line in card.quality),
        ("licence", card.licence),
        ("not for", card.not_meant_for),
    ]
    lines = [f"{card.name}  ({card.task})"]
    for name, text in facts:
        lines += textwrap.wrap(text, _WIDTH, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13)
    return "\n".join(lines) + "\n"


def _input(card: Card) -> list[tuple[str, str]]:
    hears = f"{card.window_s:g} s at {card.sample_rate:,} Hz" if card.sample_rate else "any sample rate"
    classes = [("classes", f"{len(card.classes)}: {_names(card)}")] if card.classes else []
    return [*classes, ("input", hears)]


def _output(card: Card) -> list[tuple[str, str]]:
    directions = ", ".join(direction.name for direction in space_of(card).directions)
    return [
        ("makes", f"{len(card.classes)} classes: {_names(card)}"),
        ("output", f"at most {card.window_s:g} s at {card.sample_rate:,} Hz, one channel"),
        *([("can vary", directions)] if directions else []),
    ]


def _names(card: Card) -> str:
    return ", ".join(name.replace("_", " ") for name in card.classes)


def as_json(card: Card) -> str:
    """The card as one line of JSON."""
    return json.dumps(asdict(card), ensure_ascii=False)
