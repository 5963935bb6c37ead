"""Whether a model fits what a person is about to give it, said before it runs."""

from __future__ import annotations

from workbench.features.speech_likeness import SpeechLikeness
from workbench.models.contract import Card

MEANT_FOR = "meant_for"
"""The entry of a card's `extra` that says so; models with "speech" are warned about."""


def is_for_speech(card: Card) -> bool:
    """Whether it is worth looking for speech (`speech_likeness.judge_steps`) before this model runs."""
    return card.extra.get(MEANT_FOR) == "speech"


def warning(card: Card, likeness: SpeechLikeness) -> str | None:
    """What to tell a person before the model runs on a sound that was judged so; None where nothing speaks against it.

    A warning, not a refusal: the judgement may be wrong.
    """
    if not is_for_speech(card) or not likeness.is_unlikely:
        return None
    why = f" ({likeness.reason})" if likeness.reason else ""
    return (
        f"This does not sound like speech{why}, and {card.name} takes everything else for noise. "
        f"denoise/spectral-gate works on any sound."
    )
