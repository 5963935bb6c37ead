"""Lengths of recordings as a person compares them."""

from __future__ import annotations


def lengths(one_s: float, other_s: float) -> tuple[str, str]:
    """Two lengths as "10:00" and "9:58"; with milliseconds where they would be the same otherwise."""
    digits = 0 if round(one_s) != round(other_s) or round(one_s, 3) == round(other_s, 3) else 3
    return _length(one_s, digits), _length(other_s, digits)


def _length(seconds: float, digits: int) -> str:
    minutes, rest = divmod(round(seconds, digits), 60)
    hours, minutes = divmod(int(minutes), 60)
    width = 3 + digits if digits else 2
    tail = f"{minutes:02}" if hours else f"{minutes}"
    return (f"{hours}:" if hours else "") + f"{tail}:{rest:0{width}.{digits}f}"
