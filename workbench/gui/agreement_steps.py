"""What the worker compares of two annotators of a project, and what it finds. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.labels.agreement import Agreement, Disagreement, compare, durations_of, last_end_s
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side, events_of
from workbench.labels.project import Excerpt, Project
from workbench.labels.relink import duration_s

Key = tuple[str, int | None, int | None]


@dataclass(frozen=True)
class Wish:
    """What is compared: `one` with `other` by `rule`; in `recording` (its id), or in all that both have labelled."""

    one: Side | None = None
    other: Side | None = None
    rule: MatchRule = MatchRule()  # noqa: RUF009
    recording: int | None = None


@dataclass(frozen=True)
class Compared:
    """What the worker found.

    Attributes
    ----------
    rows : the disagreements that are open, in order
    ranks, starts_s : of the rows: the place of its recording among those compared, and its start in seconds
    recordings : ids in that order
    settled : how many were kept as they are
    left_out : recordings in which only one side has labels
    texts : by code
    """

    found: Agreement
    rows: tuple[Disagreement, ...]
    ranks: NDArray[np.intp]
    starts_s: NDArray[np.float64]
    recordings: tuple[int, ...]
    settled: int
    left_out: int
    texts: tuple[str, ...]

    def place_from(self, recording: int | None, time_s: float) -> int:
        """Of the first row not before a time in a recording."""
        rank = self.recordings.index(recording) if recording in self.recordings else 0
        before = (self.ranks < rank) | ((self.ranks == rank) & (self.starts_s < time_s))
        return int(before.sum())


def key_of(found: Agreement, each: Disagreement) -> Key:
    """What a disagreement is known by when labels are compared anew."""
    sides = ((found.one, each.one), (found.other, each.other))
    one, other = (None if place is None else int(events.id[place]) for events, place in sides)
    return (each.kind, one, other)


def compare_steps(excerpt: Excerpt, wish: Wish, kept: frozenset[Key]) -> Iterator[Compared]:
    """For the worker."""
    assert wish.one is not None and wish.other is not None
    project = excerpt.project()
    one, other = (events_of(project, side, wish.recording) for side in (wish.one, wish.other))
    if wish.recording is None:
        durations = durations_of(project, one, other)
        either = len(np.union1d(one.recording, other.recording))
    else:
        known = project.recordings.get(wish.recording)
        length_s = 0.0 if known is None else duration_s(known)
        durations = {wish.recording: length_s or last_end_s(wish.recording, one, other)}
        either = 1
    found = compare(one, other, durations, wish.rule)
    rows = tuple(each for each in found.disagreements if not kept or key_of(found, each) not in kept)
    rank_of = {each: rank for rank, each in enumerate(durations)}
    yield Compared(
        found, rows, np.array([rank_of[each.recording] for each in rows], np.intp),
        np.array([each.start_s for each in rows]), tuple(durations), len(found.disagreements) - len(rows),
        either - len(durations), tuple(project.labels.texts),
    )  # fmt: skip


def sides_of(project: Project) -> list[tuple[str, Side]]:
    """Whose labels can be compared: each tier's, and each author's."""
    tiers = [(tier.name, Side(tier=tier.id)) for tier in project.tier_list]
    authors = [(f"by {each.name} {each.version}".rstrip(), Side(author=each.id)) for each in project.authors.values()]
    return tiers + (sorted(authors, key=lambda pair: pair[0]) if len(authors) > 1 else [])


def proposed_sides(project: Project) -> tuple[Side, Side] | None:
    """A tier and the one that was imported beside it, or the first two of all."""
    tiers = {tier.name: tier.id for tier in project.tier_list}
    for name, tier_id in tiers.items():
        mine = name.rpartition(" (")[0]
        if name.endswith(")") and mine in tiers:
            return Side(tier=tiers[mine]), Side(tier=tier_id)
    sides = [side for _, side in sides_of(project)]
    return (sides[0], sides[1]) if len(tiers) >= 2 else None
