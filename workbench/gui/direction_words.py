"""What is heard along the directions of a synthesiser, for tooltips."""

from __future__ import annotations

_ENDS = {
    "length": ("shorter", "longer"),
    "brightness": ("darker", "brighter"),
    "low end": ("lighter", "heavier"),
    "attack": ("softer", "sharper"),
    "pitch": ("lower", "higher"),
    "tone": ("noisier", "more tonal"),
    "body": ("thinner", "fuller"),
    "sizzle": ("highs fade sooner", "highs ring longer"),
}
"""Of the names that training gives; a card may have others."""


def ends(name: str) -> tuple[str, str]:
    """What the sound becomes towards smaller and towards larger amounts, such as ("darker", "brighter")."""
    return _ENDS.get(name, (f"less {name}", f"more {name}"))
