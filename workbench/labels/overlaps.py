"""Which labels share time, and where they are boxes frequencies too: a tier may forbid that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.labels.edit import Rows
from workbench.labels.table import LabelView

_PAIRS_AT_ONCE = 1 << 20
_EDGES = ("start_s", "end_s", "low_hz", "high_hz")

PLACE = ("recording", "tier", "start_s", "end_s", "low_hz", "high_hz", "status")
"""The columns that say where a label is, and whether it counts."""


@dataclass(frozen=True)
class Places:
    """Where labels are: arrays of shape (labels,), seconds and Hz; NaN for what reaches over all frequencies."""

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    low_hz: NDArray[np.float64]
    high_hz: NDArray[np.float64]

    @classmethod
    def of_rows(cls, rows: Rows) -> Places:
        """None becomes NaN."""
        return cls(*(np.array(rows[name], np.float64) for name in _EDGES))

    @classmethod
    def of_view(cls, view: LabelView, picked: NDArray[np.intp]) -> Places:
        return cls(*(view.column(name)[picked] for name in _EDGES))

    def __len__(self) -> int:
        return len(self.start_s)

    def picked(self, which: NDArray[np.intp]) -> Places:
        return Places(self.start_s[which], self.end_s[which], self.low_hz[which], self.high_hz[which])

    def joined(self, others: Places) -> Places:
        return Places(
            np.concatenate([self.start_s, others.start_s]), np.concatenate([self.end_s, others.end_s]),
            np.concatenate([self.low_hz, others.low_hz]), np.concatenate([self.high_hz, others.high_hz]),
        )  # fmt: skip


def first_overlap(wanted: Places, others: Places) -> float | None:
    """Where one of the wanted labels begins that overlaps another label, in seconds; None where all are apart.

    That the others overlap each other does not matter.
    """
    for one, other in _overlapping(wanted.joined(others)):
        ours = np.minimum(one, other)
        ours = ours[ours < len(wanted)]
        if len(ours):
            return float(wanted.start_s[ours].min())
    return None


def overlaps(places: Places) -> int:
    """How many labels overlap one that begins earlier, or with them."""
    late = np.zeros(len(places), bool)
    for _one, other in _overlapping(places):
        late[other] = True
    return int(late.sum())


def _overlapping(places: Places) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The pairs of labels that overlap, each pair once, some at a time: indices of the ones and of the others.

    Labels that only touch do not overlap; two at the same time do, also when they are points. Boxes of other
    frequencies do not. Sorted by start, so it takes as long as there are pairs that share time, not as there are pairs.
    """
    order = np.lexsort((places.end_s, places.start_s))
    ordered = places.picked(order)
    behind = np.arange(len(order)) + 1
    counts = np.maximum(np.searchsorted(ordered.start_s, ordered.end_s, "right") - behind, 0)
    ends = np.cumsum(counts)
    first = 0
    while first < len(order):
        before = int(ends[first - 1]) if first else 0
        stop = max(int(np.searchsorted(ends, before + _PAIRS_AT_ONCE, "right")), first + 1)
        some = counts[first:stop]
        ones = np.repeat(np.arange(first, stop), some)
        others = ones + 1 + np.arange(len(ones)) - np.repeat(ends[first:stop] - some - before, some)
        kept = _overlap(ordered, ones, others)
        if kept.any():
            yield order[ones[kept]], order[others[kept]]
        first = stop


def _overlap(places: Places, ones: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.bool_]:
    start, end, low, high = places.start_s, places.end_s, places.low_hz, places.high_hz
    found: NDArray[np.bool_] = start[others] < end[ones]
    found |= (start[others] == start[ones]) & (end[others] == end[ones])
    found &= ~((low[others] >= high[ones]) | (high[others] <= low[ones]))  # where one has none, both are false
    return found
