"""When the annotations of an ELAN document are: directly, interpolated, or from the annotations that they belong to.

As ELAN does (class `TimeOrderImpl.proposeTimeFor`, and "Symbolic Subdivision" in its manual): slots without a time part
the time between their neighbours evenly, and so do annotations that refer to one and the same annotation.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from workbench.labels.formats.eaf_document import Annotation, Document, EafTier

Span = tuple[float, float]
"""Start and end, in ms of the document."""


class Times:
    """`guessed` : how many slots had no time, and were interpolated."""

    def __init__(self, document: Document) -> None:
        self._slots = _filled(document)
        self.guessed = sum(time is None and self._slots[slot] is not None for slot, time in document.slots.items())
        self._annotations = {each.id: each for tier in document.tiers.values() for each in tier.annotations}
        self._shares = _shares(document.tiers.values())
        self._spans: dict[int, Span | str] = {}

    def of(self, annotation: Annotation) -> Span | str:
        """Its span; or why it has none, in words, with the remedy."""
        way, seen = [annotation], {id(annotation)}
        while id(way[-1]) not in self._spans:
            found = self._directly(way[-1])
            if isinstance(found, Annotation):
                if id(found) in seen:
                    found = f"it refers to “{found.id}”, which refers back to it. Correct it in ELAN"
                else:
                    way.append(found)
                    seen.add(id(found))
                    continue
            self._spans[id(way[-1])] = found
        for child, parent in zip(way[-2::-1], way[:0:-1], strict=True):
            self._spans[id(child)] = self._part(child, self._spans[id(parent)])
        return self._spans[id(annotation)]

    def _directly(self, annotation: Annotation) -> Span | str | Annotation:
        """The span of one between slots; of another one, what it refers to."""
        if annotation.slots is None:
            parent = self._annotations.get(annotation.parent)
            return parent or f"it refers to “{annotation.parent}”, which is not there. Correct it in ELAN"
        times: list[float] = []
        for slot in annotation.slots:
            if slot not in self._slots:
                return f"its time slot “{slot}” is not there. Correct it in ELAN"
            time = self._slots[slot]
            if time is None or math.isnan(time):
                return f"its time slot “{slot}” has no time, and none can be interpolated. Give it a TIME_VALUE"
            times.append(time)
        return times[0], times[1]

    def _part(self, child: Annotation, whole: Span | str) -> Span | str:
        if isinstance(whole, str):
            return f"it refers to “{child.parent}”, which has no times. Correct that one"
        place, count = self._shares[id(child)]
        start, end = whole
        length = (end - start) / count
        return start + place * length, end if place == count - 1 else start + (place + 1) * length


def _filled(document: Document) -> dict[str, float | None]:
    """Times of all slots: along the chains of annotations within a tier first, then in the order of slots."""
    slots = dict(document.slots)
    if None in slots.values():
        for tier in _parents_first(document.tiers):
            _fill_chains(slots, tier)
        _fill_order(slots)
    return slots


def _parents_first(tiers: dict[str, EafTier]) -> list[EafTier]:
    depths: dict[str, int] = {}
    for tier in tiers.values():
        way: dict[str, None] = {}
        name = tier.name
        while name in tiers and name not in depths and name not in way:
            way[name] = None
            name = tiers[name].parent
        for depth, one in enumerate(reversed(way), depths.get(name, 0) + 1):
            depths[one] = depth
    return sorted(tiers.values(), key=lambda tier: depths[tier.name])


def _fill_chains(slots: dict[str, float | None], tier: EafTier) -> None:
    """A chain: annotations of which each starts in the slot in which the one before ends."""
    nexts = {each.slots[0]: each.slots[1] for each in tier.annotations if each.slots}
    walked: set[str] = set()
    for start in [slot for slot in nexts if slots.get(slot) is not None]:
        chain = [start, nexts[start]]
        while slots.get(chain[-1]) is None and chain[-1] in nexts and chain[-1] not in walked:
            walked.add(chain[-1])
            chain.append(nexts[chain[-1]])
        _spread(slots, chain)


def _fill_order(slots: dict[str, float | None]) -> None:
    run: list[str] = []
    for slot, time in list(slots.items()):
        run.append(slot)
        if time is not None:
            _spread(slots, run)
            run = [slot]


def _spread(slots: dict[str, float | None], run: list[str]) -> None:
    """Evenly from the first to the last of some slots, which both have times; nothing where they have not."""
    start, end = slots.get(run[0]), slots.get(run[-1])
    if start is None or end is None:
        return
    for number, slot in enumerate(run[1:-1], 1):
        slots[slot] = start + (end - start) * number / (len(run) - 1)


def _shares(tiers: Iterable[EafTier]) -> dict[int, tuple[int, int]]:
    """Which part of its parent each annotation is, from 0, and of how many in its tier."""
    shares: dict[int, tuple[int, int]] = {}
    for tier in tiers:
        groups: dict[str, list[Annotation]] = defaultdict(list)
        for each in tier.annotations:
            if each.slots is None:
                groups[each.parent].append(each)
        for group in groups.values():
            shares |= {id(each): (place, len(group)) for place, each in enumerate(_ordered(group))}
    return shares


def _ordered(group: list[Annotation]) -> list[Annotation]:
    """From the first on, each after its previous one; as in the file where that does not lead through all."""
    nexts = {each.previous: each for each in group}
    ids = {each.id for each in group}
    first = next((each for each in group if each.previous not in ids), None)
    made: list[Annotation] = []
    while first is not None and len(made) < len(group):
        made.append(first)
        first = nexts.get(first.id)
    return made if len(made) == len(group) else group
