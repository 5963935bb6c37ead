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

_ALL_FREE = (-1.0,) * (MOST_ROWS - 1)
_BEFORE_S = -10.0
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

    def __len__(self) -> int:
        return len(self.row)

    def within(self, start_s: float, end_s: float) -> DrawnLabels:
        """The labels that touch a span of time."""
        near_view = self.view.within(start_s, end_s)
        first, stop = near_view.start, near_view.stop
        if self.kept is not None:
            first, stop = np.searchsorted(self.kept, [first, stop]).tolist()
        near = self._drawn(np.arange(first, stop), slice(first, stop))
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
        there = where if self.kept is None else self.kept[where]
        columns = {name: self.view.part(name, there) for name in ("id", "start_s", "end_s", "text", "status", "score")}
        return DrawnLabels(place, row=self.row[where], is_box=~np.isnan(self.view.part("low_hz", there)), **columns)

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._columns:
            column = self.view.column(name)
            self._columns[name] = column if self.kept is None else column[self.kept]
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {}


def sub_rows(start_s: Times, end_s: Times, free_from_s: Sequence[float] = _ALL_FREE) -> Rows:
    """For each label of a tier its row, from 0: the first one in which nothing before it is still there.

    Labels are in order of their start. A point takes a place, so that two at the same time are told apart. Labels
    for which none of the first rows is free share the last one. `free_from_s` says from when on each row but the last
    is free.
    """
    count = len(free_from_s)
    start_s = np.concatenate([_BEFORE_S + np.arange(count), start_s])  # one label a row, up to when it is free
    end_s = np.concatenate([np.maximum(free_from_s, -1.0), _ends(start_s[count:], end_s)])
    rows = np.full(len(start_s), count, np.int64)
    left = np.arange(len(start_s))
    for row in range(count):
        fits = _first_fit(start_s[left], end_s[left])
        rows[left[fits]] = row
        left = left[~fits]
        if not len(left):
            break
    return rows[count:]


def _ends(start_s: Times, end_s: Times) -> Times:
    """With a little length for points."""
    points = end_s <= start_s
    if not points.any():
        return end_s
    end_s = end_s.copy()
    end_s[points] = np.nextafter(start_s[points], np.inf)
    return end_s


def _first_fit(start_s: Times, end_s: Times) -> NDArray[np.bool_]:
    """Which labels one row takes, if each is taken that starts when the last one taken has ended."""
    fits = np.ones(len(start_s), bool)
    fits[1:] = start_s[1:] >= np.maximum.accumulate(end_s)[:-1]
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


class RowMemory:
    """Rows of the labels of each tier; where few labels change, few rows are found anew."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Times, Times, Rows]] = {}

    def rows(self, tier_id: int, start_s: Times, end_s: Times) -> Rows:
        """As `sub_rows`."""
        known = self._known.get(tier_id)
        rows = sub_rows(start_s, end_s) if known is None else _renewed(*known, start_s, end_s)
        self._known[tier_id] = (start_s, end_s, rows)
        return rows


def _renewed(old_start_s: Times, old_end_s: Times, old_rows: Rows, start_s: Times, end_s: Times) -> Rows:
    """`sub_rows`, known for labels of which some were others: from the first change on, until it makes no difference
    any more in which rows there is room."""
    old, new = len(old_start_s), len(start_s)
    both = min(old, new)
    same = (old_start_s[:both] == start_s[:both]) & (old_end_s[:both] == end_s[:both])
    head = both if same.all() else int(np.argmin(same))
    if head == old == new:
        return old_rows
    same = (old_start_s[old - both :] == start_s[new - both :]) & (old_end_s[old - both :] == end_s[new - both :])
    tail = both if same.all() else int(np.argmin(same[::-1]))
    tail = min(tail, both - head)
    free, old_free = (_free_from(old_start_s, old_end_s, old_rows, upto) for upto in (head, old - tail))
    behind = new - tail  # from here on the labels are the same again
    stop = min(behind + _WINDOW, new)
    while True:
        rows = sub_rows(start_s[head:stop], end_s[head:stop], free)
        now = _free_before(start_s[head:stop], end_s[head:stop], rows, free)[:, behind - head :]
        part = slice(old - tail, old - new + stop)
        then = _free_before(old_start_s[part], old_end_s[part], old_rows[part], old_free)
        alike = (np.maximum(now, start_s[behind:stop]) == np.maximum(then, start_s[behind:stop])).all(axis=0)
        if alike.any():
            stop = behind + int(np.argmax(alike))
            break
        if stop == new:
            break
        stop = min(head + 4 * (stop - head), new)
    return np.concatenate([old_rows[:head], rows[: stop - head], old_rows[old - new + stop :]])


def _free_from(start_s: Times, end_s: Times, rows: Rows, upto: int) -> list[float]:
    """From when on each row but the last is free, after the first `upto` labels."""
    free = list(_ALL_FREE)
    for row in range(len(free)):
        ours = np.flatnonzero(rows[:upto] == row)[-1:]
        if len(ours):
            free[row] = float(_ends(start_s[ours], end_s[ours])[0])
    return free


def _free_before(start_s: Times, end_s: Times, rows: Rows, free_from_s: Sequence[float]) -> Times:
    """The same before each label, shape (rows but the last, labels)."""
    ends = _ends(start_s, end_s)
    steps = np.where(rows == np.arange(len(free_from_s))[:, np.newaxis], ends, -1.0)
    steps = np.concatenate([np.array(free_from_s)[:, np.newaxis], steps], axis=1)
    free: Times = np.maximum.accumulate(steps, axis=1)[:, :-1]
    return free


def layout_of(view: LabelView, tiers: Sequence[Tier], memory: RowMemory, *, with_rejected: bool = False) -> LabelLayout:
    """Rows for the labels of one recording in the tiers that are shown."""
    tier_of = _tier_index(view.column("tier"), tiers)
    if not with_rejected:
        rejected = view.column("status") == Status.REJECTED
        if rejected.any():
            tier_of[rejected] = -1
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
            index += (tier_ids == tier.id) * np.int16(number + 1)
        return index
    ids = np.array([tier.id for tier in tiers], np.int64)
    order = np.argsort(ids)
    found = order[np.minimum(np.searchsorted(ids[order], tier_ids), len(ids) - 1)]
    return np.where(ids[found] == tier_ids, found, -1).astype(np.int16)
