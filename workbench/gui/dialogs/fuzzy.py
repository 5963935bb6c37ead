"""How well typed letters fit a name, for lists that narrow while one types."""

from __future__ import annotations


def score(typed: str, name: str) -> float | None:
    """None when the letters of `typed` do not all come, in this order, in `name`; else larger for a better fit.

    Beginnings of words count most, letters in a row count more than scattered ones, short names more than long ones.
    """
    name_folded = name.casefold()
    total, at, last = 0.0, 0, -2
    for letter in typed.casefold():
        if letter.isspace():
            continue
        found = _next(letter, name_folded, at, last)
        if found < 0:
            return None
        begins_word = found == 0 or not name_folded[found - 1].isalnum()
        total += 3.0 if begins_word else 2.0 if found == last + 1 else 1.0
        at, last = found + 1, found
    return total - len(name) / 1000


def _next(letter: str, name: str, at: int, last: int) -> int:
    """Where to take the letter: in the row, else at the beginning of a word, else anywhere."""
    if at < len(name) and name[at] == letter and last >= 0:
        return at
    place = name.find(letter, at)
    first = place
    while place >= 0:
        if place == 0 or not name[place - 1].isalnum():
            return place
        place = name.find(letter, place + 1)
    return first
