"""The words for answers, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping

ANSWER_WORDS: Mapping[str, str] = {
    "yes": "Yes", "no": "No", "class": "Named", "unsure": "Unsure", "skip": "Skipped", "unreadable": "Unreadable",
}  # fmt: skip
"""By what `ReviewClip.answer` says."""
OPEN = "Open"
"""Without an answer."""


def words_of(answer: str) -> str:
    return ANSWER_WORDS.get(answer, OPEN)


def counted(by_answer: Mapping[str, int]) -> str:
    """Such as "12 yes, 3 no", in the order of the words."""
    counts = (f"{by_answer[each]:,} {word.lower()}" for each, word in ANSWER_WORDS.items() if each in by_answer)
    return ", ".join(counts)
