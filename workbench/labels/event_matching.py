"""Which label of one annotator is which of another's: as many pairs as can be, each label in one at most.

The definition is that of event-based scores: two labels may be paired if their starts lie within a collar, and their
ends within the larger of that collar and a share of the length of the first (Mesaros, Heittola and Virtanen, "Metrics
for polyphonic sound event detection", 2016; so do sed_eval and mir_eval.transcription). Or, as in detection of objects,
if the intersection of both is at least a share of their union.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import LabelRefused
from workbench.labels.events import Events, Indices, Mask

ROUNDING_S = 1e-9
"""Times that differ by a collar in decimals may differ by a little more in binary."""

_MOST_CANDIDATES = 40_000_000
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class MatchRule:
    """When two labels may be the same event.

    Attributes
    ----------
    collar_s : so far apart the starts may be, and the ends at least
    length_share : so far apart the ends may be, as a share of the length of the first one's label, if that is more
    overlap : if given, the least intersection over union (0 < overlap <= 1) instead of all that. Points, whose
        union has no length, match where they are equal
    """

    collar_s: float = 0.2
    length_share: float = 0.0
    overlap: float | None = None


@dataclass(frozen=True)
class Pairs:
    """Places in both sets, shape (pairs,): `one[k]` and `other[k]` are a pair."""

    one: Indices
    other: Indices

    def __len__(self) -> int:
        return len(self.one)

    def __add__(self, more: Pairs) -> Pairs:
        return Pairs(np.concatenate([self.one, more.one]), np.concatenate([self.other, more.other]))


def matched(one: Events, other: Events, rule: MatchRule, *, by_class: bool = True) -> Pairs:
    """The largest set of pairs that a rule allows, near ones first among several of that size.

    Only labels of the same recording are paired, of the same text (`by_class`), and whose bands and channels have
    something in common where both have one. Raises `LabelRefused` for a rule that allows too many pairs to count.
    """
    groups = _groups(one, other, by_class)
    found = [
        (left[good], right[good], distance[good])
        for left, right in _candidates(one, other, rule, groups)
        for good, distance in [_allowed(one.at(left), other.at(right), rule)]
    ]
    if not found:
        return Pairs(np.empty(0, np.intp), np.empty(0, np.intp))
    left, right, distance = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.lexsort((right, left, distance))
    return _largest(left[order], right[order], len(one), len(other))


def overlapping(one: Events, other: Events, *, by_class: bool = True) -> Pairs:
    """As `matched`, of labels that have any time in common; those with the most of it first."""
    return matched(one, other, MatchRule(overlap=np.nextafter(0.0, 1.0)), by_class=by_class)


def _groups(one: Events, other: Events, by_class: bool) -> tuple[Indices, Indices]:
    """The same number for labels that may be paired at all."""
    columns = [np.concatenate([one.recording, other.recording])]
    if by_class:
        columns.append(np.concatenate([one.text, other.text]))
    groups = np.zeros(len(one) + len(other), np.intp)
    for column in columns:
        ranks = np.unique(column, return_inverse=True)[1]
        groups = np.unique(groups * (int(ranks.max(initial=0)) + 1) + ranks, return_inverse=True)[1]
    return groups[: len(one)], groups[len(one) :]


def _candidates(
    one: Events, other: Events, rule: MatchRule, groups: tuple[Indices, Indices]
) -> Iterator[tuple[Indices, Indices]]:
    """Places of labels that may be near enough, by their starts; a few millions at a time."""
    if rule.overlap is None:
        collar = np.full(len(one), rule.collar_s + 2 * ROUNDING_S)
        yield from _starting_in(one.start_s - collar, one.start_s + collar, other.start_s, groups)
        return
    # Of two that overlap, one starts within the other.
    yield from _starting_in(one.start_s, one.end_s, other.start_s, groups)
    strictly = np.nextafter(other.start_s, np.inf)
    for right, left in _starting_in(strictly, other.end_s, one.start_s, groups[::-1]):
        yield left, right


def _starting_in(
    first_s: NDArray[np.float64], last_s: NDArray[np.float64], starts_s: NDArray[np.float64],
    groups: tuple[Indices, Indices],
) -> Iterator[tuple[Indices, Indices]]:  # fmt: skip
    """For each span the starts within it, of the same group."""
    order = np.lexsort((starts_s, groups[1]))
    times = np.unique(np.concatenate([starts_s, first_s, last_s]))
    rank_of = np.searchsorted  # ranks instead of times: a group and a rank are one whole number
    keys = groups[1][order] * (len(times) + 1) + rank_of(times, starts_s[order])
    begin = np.searchsorted(keys, groups[0] * (len(times) + 1) + rank_of(times, first_s), "left")
    stop = np.searchsorted(keys, groups[0] * (len(times) + 1) + rank_of(times, last_s), "right")
    counts = np.maximum(stop - begin, 0)
    total = np.cumsum(counts)
    if len(total) and total[-1] > _MOST_CANDIDATES:
        raise LabelRefused("So many labels lie near each other that they cannot be paired. Choose a smaller tolerance.")
    cuts = np.searchsorted(total, np.arange(_AT_ONCE, int(total[-1]) if len(total) else 0, _AT_ONCE))
    for span in np.split(np.arange(len(counts)), np.unique(cuts)):
        number = counts[span]
        left = np.repeat(span, number)
        places = np.arange(len(left)) + np.repeat(begin[span] - (np.cumsum(number) - number), number)
        yield left, order[places]


def _allowed(one: Events, other: Events, rule: MatchRule) -> tuple[Mask, NDArray[np.float64]]:
    """Which of these pairs the rule allows, and how far apart they are, in whatever unit."""
    fits = (one.channel == other.channel) | (one.channel < 0) | (other.channel < 0)
    fits &= ~((one.low_hz >= other.high_hz) | (other.low_hz >= one.high_hz))  # NaN is neither
    if rule.overlap is not None:
        union = np.maximum(one.end_s, other.end_s) - np.minimum(one.start_s, other.start_s)
        common = np.minimum(one.end_s, other.end_s) - np.maximum(one.start_s, other.start_s)
        share = np.divide(common, union, out=np.ones_like(union), where=union > 0)
        return fits & (share > 0) & (share >= rule.overlap - ROUNDING_S), 1.0 - share
    starts, ends = np.abs(one.start_s - other.start_s), np.abs(one.end_s - other.end_s)
    collar = np.maximum(rule.collar_s, rule.length_share * (one.end_s - one.start_s))
    fits &= (starts <= rule.collar_s + ROUNDING_S) & (ends <= collar + ROUNDING_S)
    return fits, starts + ends


def _largest(left: Indices, right: Indices, ones: int, others: int) -> Pairs:
    """A matching of maximum cardinality, by augmenting paths (Berge 1957), from one that takes near pairs first.

    `left`, `right` : the edges, in order of distance
    """
    matching = _Matching(left, right, ones, others)
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if matching.of_one[a] < 0 and matching.of_other[b] < 0:
            matching.of_one[a], matching.of_other[b] = b, a
    for free in np.unique(left).tolist():
        if matching.of_one[free] < 0:
            matching.augment(free)
    pairs = np.array(matching.of_one, np.intp)
    chosen = np.flatnonzero(pairs >= 0)
    return Pairs(chosen, pairs[chosen])


class _Matching:
    """Which is whose now: `of_one` and `of_other` have places in the other set, or -1.

    A search that fails leaves behind what no later one can use either (a Hungarian tree, `_dead`), so all searches
    that fail look at each edge once.
    """

    def __init__(self, left: Indices, right: Indices, ones: int, others: int) -> None:
        self.of_one, self.of_other = [-1] * ones, [-1] * others
        self._dead = [False] * others
        order = np.argsort(left, kind="stable")
        self._begin: list[int] = np.searchsorted(left[order], np.arange(ones + 1)).tolist()
        self._neighbours: list[int] = right[order].tolist()

    def augment(self, free: int) -> None:
        """Pair `free`, if others can be paired otherwise for it."""
        came_from: dict[int, int] = {}
        waiting = deque([free])
        while waiting:
            a = waiting.popleft()
            for b in self._neighbours[self._begin[a] : self._begin[a + 1]]:
                if b in came_from or self._dead[b]:
                    continue
                came_from[b] = a
                if self.of_other[b] < 0:
                    self._turn(b, came_from)
                    return
                waiting.append(self.of_other[b])
        for b in came_from:
            self._dead[b] = True

    def _turn(self, end: int, came_from: dict[int, int]) -> None:
        """Pair along the path that ends there; what was paired on it is paired otherwise."""
        while end >= 0:
            a = came_from[end]
            self.of_one[a], self.of_other[end], end = end, a, self.of_one[a]
