"""Which labels are drawn, and in which row each: overlapping ones of a tier below each other, whatever is in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.labels.label import Status, Tier
from workbench.labels.table import LabelView

MOST_ROWS = 3
"""So many labels at a time are told apart in a tier; what overlaps more shares the last row."""
_FEW_TIERS = 8

_WINDOW = 256
"""So many labels behind a change are looked at first."""

Times = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class DrawnLabels:
    """Columns of labels, all of shape (labels,).

    `row` is counted over all tiers that are shown, from the top; `place` is where a label stands in its layout.
    """

    place: NDArray[np.intp]
    id: NDArray[np.int64]
    start_s: Times
    end_s: Times
    row: Rows
    text: NDArray[np.int32]
    status: NDArray[np.uint8]
    score: Times
    is_box: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.id)

    def picked(self, where: NDArray[Any] | slice) -> DrawnLabels:
        """Some of them."""
        return DrawnLabels(**{each.name: getattr(self, each.name)[where] for each in fields(self)})

    @cached_property
    def next_s(self) -> Times:
        """Where the next one of the same row starts, or infinity."""
        following = np.full(len(self), np.inf)
        order = np.lexsort((self.start_s, self.row))
        same = self.row[order[1:]] == self.row[order[:-1]]
        following[order[:-1][same]] = self.start_s[order[1:][same]]
        return following


@dataclass(frozen=True)
class LabelLayout:
    """The tiers that are shown, how many rows each has, and the labels in them, in order of their start.

    Attributes
    ----------
    kept : places in `view` of the labels that are drawn; None: all of them
    row : the row of each of those, counted over all tiers
    """

    view: LabelView
    tiers: tuple[Tier, ...]
    depths: tuple[int, ...]
    kept: NDArray[np.intp] | None
    row: Rows

    @cached_property
    def tier_of_row(self) -> list[Tier]:
        return [tier for tier, depth in zip(self.tiers, self.depths, strict=True) for _ in range(depth)]

    @cached_property
    def latest_end_s(self) -> Times:
        latest: Times = np.maximum.accumulate(self._column("end_s"))
        return latest

    def __len__(self) -> int:
        return len(self.row)

    def within(self, start_s: float, end_s: float) -> DrawnLabels:
        """The labels that touch a span of time."""
        first = int(np.searchsorted(self.latest_end_s, start_s, "left"))
        stop = int(np.searchsorted(self._column("start_s"), end_s, "right"))
        near = self._drawn(np.arange(min(first, stop), stop), slice(min(first, stop), stop))
        touching = near.end_s >= start_s
        return near if touching.all() else near.picked(touching)

    def of_ids(self, ids: Sequence[int]) -> DrawnLabels:
        """Those with these ids, in order of their start."""
        found = np.flatnonzero(self.mask(ids))
        return self._drawn(found, found)

    def mask(self, ids: Sequence[int]) -> NDArray[np.bool_]:
        """Which labels have one of these ids, by place."""
        return np.isin(self._column("id"), np.fromiter(ids, np.int64, len(ids)))

    def _drawn(self, place: NDArray[np.intp], where: NDArray[np.intp] | slice) -> DrawnLabels:
        columns = {name: self._column(name)[where] for name in ("id", "start_s", "end_s", "text", "status", "score")}
        return DrawnLabels(place, row=self.row[where], is_box=~np.isnan(self._column("low_hz")[where]), **columns)

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._columns:
            column = self.view.column(name)
            self._columns[name] = column if self.kept is None else column[self.kept]
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {}


def sub_rows(start_s: Times, end_s: Times) -> Rows:
    """For each label of a tier its row, from 0: the first one in which nothing before it is still there.

    Labels are in order of their start. A point takes a place, so that two at the same time are told apart. Labels
    for which none of the first rows is free share the last one.
    """
    end_s = _ends(start_s, end_s)
    rows = np.full(len(start_s), MOST_ROWS - 1, np.int64)
    left = np.arange(len(start_s))
    for row in range(MOST_ROWS - 1):
        fits = _first_fit(start_s[left], end_s[left])
        rows[left[fits]] = row
        left = left[~fits]
        if not len(left):
            break
    return rows


def _ends(start_s: Times, end_s: Times) -> Times:
    """With a little length for points."""
    points = end_s <= start_s
    if not points.any():
        return end_s
    end_s = end_s.copy()
    end_s[points] = np.nextafter(start_s[points], np.inf)
    return end_s


def _begins(start_s: Times, end_s: Times) -> NDArray[np.bool_]:
    """Where all labels before have ended."""
    begins = np.ones(len(start_s), bool)
    begins[1:] = start_s[1:] >= np.maximum.accumulate(end_s)[:-1]
    return begins


def _first_fit(start_s: Times, end_s: Times) -> NDArray[np.bool_]:
    """Which labels one row takes, if each is taken that starts when the last one taken has ended."""
    fits = _begins(start_s, end_s)
    crowded = ~fits
    crowded[:-1] |= ~fits[1:]
    members = np.flatnonzero(crowded)
    if not len(members):
        return fits
    # From each label to the one that follows it in the row; how far a chain goes doubles with each round.
    follower = np.append(np.searchsorted(start_s[members], end_s[members], "left"), len(members))
    reached = np.append(fits[members], True)
    while True:
        found = follower[np.flatnonzero(reached)]
        if reached[found].all():
            break
        reached[found] = True
        follower = follower[follower]
    fits[members] = reached[:-1]
    return fits


@dataclass(frozen=True)
class _Known:
    """The labels of a tier, where all before have ended, and their rows."""

    start_s: Times
    end_s: Times
    begins: NDArray[np.bool_]
    rows: Rows


class RowMemory:
    """Rows of the labels of each tier; where few labels change, few rows are found anew."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def rows(self, tier_id: int, start_s: Times, end_s: Times) -> Rows:
        """As `sub_rows`."""
        known = self._known.get(tier_id)
        if known is None:
            begins = _begins(start_s, _ends(start_s, end_s))
            known = _Known(start_s, end_s, begins, sub_rows(start_s, end_s))
        else:
            known = _renewed(known, start_s, end_s)
        self._known[tier_id] = known
        return known.rows


def _renewed(known: _Known, start_s: Times, end_s: Times) -> _Known:
    """What is known, for labels of which some were others."""
    old, new = len(known.start_s), len(start_s)
    both = min(old, new)
    same = (known.start_s[:both] == start_s[:both]) & (known.end_s[:both] == end_s[:both])
    head = both if same.all() else int(np.argmin(same))
    if head == old == new:
        return known
    same = (known.start_s[old - both :] == start_s[new - both :]) & (known.end_s[old - both :] == end_s[new - both :])
    tail = both if same.all() else int(np.argmin(same[::-1]))
    tail = min(tail, both - head)
    # From where all before have ended, to where that is so before and after.
    first = int(np.flatnonzero(known.begins[: max(head, 1)])[-1]) if head else 0
    length = new - tail - first + _WINDOW
    while True:
        stop = min(first + length, new)
        begins = _begins(start_s[first:stop], _ends(start_s[first:stop], end_s[first:stop]))
        met = begins[new - tail - first :] & known.begins[old - tail : old - new + stop]
        if met.any() or stop == new:
            break
        length *= 4
    stop = new - tail + int(np.argmax(met)) if met.any() else new
    rows = sub_rows(start_s[first:stop], end_s[first:stop])
    rows = np.concatenate([known.rows[:first], rows, known.rows[old - new + stop :]])
    begins = np.concatenate([known.begins[:first], begins[: stop - first], known.begins[old - new + stop :]])
    return _Known(start_s, end_s, begins, rows)


def layout_of(view: LabelView, tiers: Sequence[Tier], memory: RowMemory, *, with_rejected: bool = False) -> LabelLayout:
    """Rows for the labels of one recording in the tiers that are shown."""
    tier_of = _tier_index(view.column("tier"), tiers)
    if not with_rejected:
        tier_of[view.column("status") == Status.REJECTED] = -1
    kept = None if (tier_of >= 0).all() else np.flatnonzero(tier_of >= 0)
    start_s, end_s = view.column("start_s"), view.column("end_s")
    if kept is not None:
        tier_of, start_s, end_s = tier_of[kept], start_s[kept], end_s[kept]
    row = np.zeros(len(tier_of), np.int64)
    depths: list[int] = []
    by_tier = np.argsort(tier_of, kind="stable")
    ends = np.searchsorted(tier_of[by_tier], np.arange(len(tiers)), "right").tolist()
    for tier, first, stop in zip(tiers, [0, *ends], ends, strict=False):
        ours = by_tier[first:stop]
        rows = memory.rows(tier.id, start_s[ours], end_s[ours])
        row[ours] = rows + sum(depths)
        depths.append(int(rows.max(initial=0)) + 1)
    return LabelLayout(view, tuple(tiers), tuple(depths), kept, row)


def _tier_index(tier_ids: NDArray[np.int64], tiers: Sequence[Tier]) -> NDArray[np.int16]:
    """For each label the index of its tier; −1 where that is not among `tiers`."""
    if len(tiers) <= _FEW_TIERS:
        index = np.full(len(tier_ids), -1, np.int16)
        for number, tier in enumerate(tiers):
            index[tier_ids == tier.id] = number
        return index
    ids = np.array([tier.id for tier in tiers], np.int64)
    order = np.argsort(ids)
    found = order[np.minimum(np.searchsorted(ids[order], tier_ids), len(ids) - 1)]
    return np.where(ids[found] == tier_ids, found, -1).astype(np.int16)
