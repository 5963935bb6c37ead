"""A model's card as text that can be read before the model is run."""

from __future__ import annotations

from html import escape

from workbench.models.contract import Card


def card_html(card: Card) -> str:
    """The card as simple HTML: what it is, trained on, measured quality, licence, what it is not meant for."""
    facts = f"{len(card.classes)} classes, " if card.classes else ""
    facts += f"{card.parameters:,} parameters"
    if card.sample_rate:
        facts += f", hears {card.window_s:g} s at {card.sample_rate / 1000:g} kHz"
    quality = "<br>".join(escape(line) for line in card.quality) or "Nothing was measured."
    parts = (
        ("Trained on", escape(card.trained_on)),
        ("Measured quality", quality),
        ("Licence", escape(card.licence)),
        ("Not meant for", escape(card.not_meant_for)),
    )
    body = "".join(f"<p><b>{title}</b><br>{text}</p>" for title, text in parts)
    return f"<p>{escape(card.summary)}</p><p>{facts}.</p>{body}"
