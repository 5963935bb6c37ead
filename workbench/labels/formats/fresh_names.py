"""Names of tiers and recordings that no other one of a sheet has."""

from __future__ import annotations

from collections.abc import Iterable


class FreshNames:
    """Gives each name once, and none that is `known`: "NAME", else "NAME (2)", "NAME (3)" and so on."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = set(known)
        self._last: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """The name itself, or with the first number that is free."""
        name, number = wanted, self._last.get(wanted, 1)
        while name in self._known:
            number += 1
            name = f"{wanted} ({number})".strip()
        self._known.add(name)
        self._last[wanted] = number
        return name
