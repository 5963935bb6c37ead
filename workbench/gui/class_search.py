"""Finds classes by a part of their name, the best first; ten thousand of them within a key press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BEGINS, BEGINS_WORD, WITHIN = range(3)
"""How well a name fits what was typed."""


class ClassSearch:
    """Searches a list of names, upper or lower case alike."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._folded = [name.casefold() for name in names]
        self._place = {name: place for place, name in enumerate(names)}

    def best(self, typed: str, most: int, recent: Iterable[str] = ()) -> list[tuple[int, int]]:
        """Up to `most` names as (place in the list, how well it fits), the best first; equals with `recent` ones first,
        then in the order of the list. With nothing typed all fit."""
        wanted = typed.strip().casefold()
        first = [self._place[name] for name in recent if name in self._place]
        again = set(first)
        found: tuple[list[int], ...] = ([], [], [])
        for place in (*first, *(place for place in range(len(self.names)) if place not in again)):
            name = self._folded[place]
            at = name.find(wanted)
            if at >= 0:
                found[_fit(name, wanted, at)].append(place)
                if len(found[BEGINS]) == most:
                    break
        return [(place, fit) for fit, places in enumerate(found) for place in places][:most]


def _fit(name: str, wanted: str, at: int) -> int:
    if at == 0:
        return BEGINS
    while at > 0:
        if not name[at - 1].isalnum():
            return BEGINS_WORD
        at = name.find(wanted, at + 1)
    return WITHIN
