"""Whether a label can be meant: asked by all readers, so that a bad row is told in the same words in any format."""

from __future__ import annotations

import math

from workbench.labels.formats.sheet import SheetLabel

LONGEST_S = 1e9
"""Some thirty years: no recording is longer, while a date that was taken for a time is."""
MOST_CHANNELS = 32_767
MOST_ID = 2**63 - 1
"""What a project's database can keep."""


def reason_against(label: SheetLabel) -> str | None:
    """Why a label cannot be meant, with the remedy, as a `BadRow` says it; None for a good one."""
    return _against_times(label) or _against_frequencies(label) or _against_others(label) or _against_words(label)


def _against_times(label: SheetLabel) -> str | None:
    for name, time_s in (("start", label.start_s), ("end", label.end_s)):
        if not math.isfinite(time_s):
            return f"its {name}, {time_s}, is no time. Correct it"
        if time_s > LONGEST_S:
            return f"its {name}, {time_s:g} s, is later than any recording is long. Give seconds from its beginning"
    if label.start_s < 0:
        return f"it starts at {label.start_s:g} s, before the recording does. Correct its times"
    if label.end_s < label.start_s:
        return f"it ends at {label.end_s:g} s, before it starts, at {label.start_s:g} s. Correct one of the two"
    return None


def _against_frequencies(label: SheetLabel) -> str | None:
    low_hz, high_hz = label.low_hz, label.high_hz
    if low_hz is None and high_hz is None:
        return None
    if low_hz is None or high_hz is None:
        return "it has one frequency only. Give both, or none"
    for hertz in (low_hz, high_hz):
        if not math.isfinite(hertz) or hertz < 0:
            return f"{hertz:g} Hz is no frequency. Correct it, or remove both frequencies"
    if low_hz >= high_hz:
        return f"its low frequency, {low_hz:g} Hz, is not below its high one, {high_hz:g} Hz. Correct one of the two"
    return None


def _against_others(label: SheetLabel) -> str | None:
    if label.channel is not None and label.channel < 0:
        return "its channel is before the first. Correct it, or leave it out"
    if label.channel is not None and label.channel >= MOST_CHANNELS:
        return f"no recording has {label.channel:,} channels. Correct its channel, or leave it out"
    if label.score is not None and not 0 <= label.score <= 1:
        return f"its score, {label.score:g}, is not between 0 and 1. Correct it, or leave it out"
    if label.id is not None and not 1 <= label.id <= MOST_ID:
        return f"its id, {label.id}, is not between 1 and {MOST_ID}. Leave it out"
    for time_s in (label.created_s, label.changed_s):
        if time_s is not None and not math.isfinite(time_s):
            return f"{time_s} is no date. Correct it, or leave it out"
    return None


def _against_words(label: SheetLabel) -> str | None:
    words = [label.text, label.tier, label.recording]
    for who in (label.author, label.judged_by):
        if who is not None:
            words += (who.kind, who.name, who.version)
    if is_unicode("".join(words)):
        return None
    return "it has half a character (a lone surrogate) in its words. Remove it"


def is_unicode(text: str) -> bool:
    """Whether it can be written as UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
