"""A model's card as a person reads it, and as a program does."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict

from workbench.models.contract import Card

_WIDTH = 100


def as_text(card: Card) -> str:
    """The card in plain lines."""
    facts = [
        ("what", card.summary),
        ("classes", f"{len(card.classes)}: " + ", ".join(name.replace("_", " ") for name in card.classes)),
        ("input", f"{card.window_s:g} s at {card.sample_rate:,} Hz" if card.sample_rate else "any sample rate"),
        ("size", f"{card.parameters:,} parameters" if card.parameters else "no parameters: a formula"),
        ("trained on", card.trained_on),
        *(("measured", line) for line in card.quality),
        ("licence", card.licence),
        ("not for", card.not_meant_for),
    ]
    lines = [f"{card.name}  ({card.task})"]
    if not card.classes:
        facts = [fact for fact in facts if fact[0] != "classes"]
    for name, text in facts:
        lines += textwrap.wrap(text, _WIDTH, initial_indent=f"  {name:<11}", subsequent_indent=" " * 13)
    return "\n".join(lines) + "\n"


def as_json(card: Card) -> str:
    """The card as one line of JSON."""
    return json.dumps(asdict(card), ensure_ascii=False)
