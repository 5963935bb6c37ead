"""Into which tier labels of a sheet go: one of their tier's name, made where missing, or a further one beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from workbench.labels import changes
from workbench.labels.edit import Edit, Rows
from workbench.labels.formats.sheet import SheetTier
from workbench.labels.label import Tier, new_id
from workbench.labels.overlaps import PLACE
from workbench.labels.project import Project

_IMPORTED = re.compile(r" \(imported(?: \d+)?\)$")


def plain_name(name: str) -> str:
    """A tier's name without what `TierPlacing` adds to it."""
    return _IMPORTED.sub("", name)


class TierPlacing:
    """The tiers of a project and those that an import makes.

    Parameters
    ----------
    sheet_tiers : by name, what the sheet says of tiers; heeded for those that are made

    Attributes
    ----------
    notes : in words, what did not go where it should
    """

    def __init__(self, project: Project, sheet_tiers: Mapping[str, SheetTier]) -> None:
        self.notes: list[str] = []
        self._project, self._sheet_tiers = project, sheet_tiers
        self._there = {tier.name: tier for tier in project.tiers.values()}
        self._next = max((tier.position for tier in project.tiers.values()), default=-1.0) + 1.0
        self._made: dict[str, Tier] = {}

    @property
    def made(self) -> tuple[Tier, ...]:
        """The tiers that are not in the project yet, from top to bottom."""
        return tuple(self._made.values())

    def further(self, name: str) -> list[Tier]:
        """The tier of that name in the project, and those beside it that earlier imports made."""
        every = self._project.tiers.values()
        return [tier for tier in every if tier.name == name or _IMPORTED.sub("", tier.name) == name]

    def named(self, name: str, exclusive: bool | None = None) -> int:
        """The id of the tier of that name, made if there is none, with what the sheet says of it."""
        tier = self._there.get(name)
        if tier is None:
            wanted = self._sheet_tiers.get(name, SheetTier(name))
            alone = wanted.exclusive if exclusive is None else exclusive
            tier = Tier(new_id(), name, self._next, wanted.hidden, wanted.locked, alone)
            self._there[name] = self._made[name] = tier
            self._next += 1.0
        return tier.id

    def choose(self, wanted: str, rows: Rows, edits: Sequence[Edit]) -> int:
        """The id of a tier for labels that want to go into the one of that name.

        `rows` : the columns of `PLACE`; `edits` : what is changed in the project at the same time
        """
        for name in self._names_from(wanted):
            tier = self._there.get(name)
            is_here = tier is not None and tier.id in self._project.tiers
            if tier is not None and is_here and (tier.locked or self._clashes(tier, rows, edits)):
                continue
            if name != wanted:
                self._tell(name, wanted, rows)
            return self.named(name) if is_here else self._into_new(name, rows)
        raise AssertionError("the names have no end")

    def _names_from(self, name: str) -> Iterator[str]:
        yield name
        yield f"{name} (imported)"
        yield from (f"{name} (imported {number})" for number in count(2))

    def _into_new(self, name: str, rows: Rows) -> int:
        alone = name in self._sheet_tiers and self._sheet_tiers[name].exclusive
        if alone and changes.first_clash(self._project, 0, rows) is not None:
            self.notes.append(f"The tier “{name}” does not forbid overlaps, since its labels overlap.")
            alone = False
        return self.named(name, alone)

    def _clashes(self, tier: Tier, rows: Rows, edits: Sequence[Edit]) -> bool:
        """Whether labels, together with those changed, would overlap others in a tier that forbids it."""
        if not tier.exclusive:
            return False
        after = [edit.after for edit in edits if edit.after is not None]
        ids = [label_id for changed in after for label_id in changed["id"]]
        moved = self._project.labels.rows(ids, PLACE)
        for changed in after:
            moved |= {name: changed[name] for name in PLACE if name in changed}
        mine = [index for index, each in enumerate(moved["tier"]) if each == tier.id]
        together = {name: [*rows[name], *(moved[name][index] for index in mine)] for name in PLACE}
        return changes.first_clash(self._project, tier.id, together, ids) is not None

    def _tell(self, name: str, wanted: str, rows: Rows) -> None:
        why = "is locked" if self._there[wanted].locked else "forbids overlaps"
        labels = len(rows["tier"])
        go = "1 label goes" if labels == 1 else f"{labels:,} labels go"
        self.notes.append(f"{go} into the tier “{name}”, since the tier “{wanted}” {why}.")
