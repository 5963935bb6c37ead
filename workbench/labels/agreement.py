"""How far two annotators agree on the same recordings: event scores, Cohen's kappa, and where they do not agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from workbench.labels.event_matching import MatchRule, Pairs, matched, overlapping
from workbench.labels.events import Events, Indices, Mask
from workbench.labels.kappa import GRID_S, kappa, time_agreement
from workbench.labels.project import Project
from workbench.labels.relink import duration_s

_NONE = -1


class Kind(StrEnum):
    """What a disagreement is about."""

    MISSING_IN_ONE = "missing in one"
    MISSING_IN_OTHER = "missing in other"
    CLASS = "class"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place where two annotators differ.

    Attributes
    ----------
    kind : `CLASS` for labels at the same time that are called otherwise; `TIMES` for labels of one class that overlap,
        but whose edges differ by more than the rule allows
    recording : an id
    start_s, end_s : seconds, from the earlier start to the later end
    one, other : places in the events that were given, None for what is missing
    """

    kind: Kind
    recording: int
    start_s: float
    end_s: float
    one: int | None
    other: int | None


@dataclass(frozen=True, slots=True)
class EventScore:
    """How many labels there are with one, with the other, and how many of them are paired.

    The first is the reference where that makes a difference; each share is None where there is nothing to divide by.
    """

    one: int
    other: int
    paired: int

    @property
    def precision(self) -> float | None:
        """Share of the other's labels that are the first one's, too."""
        return self.paired / self.other if self.other else None

    @property
    def recall(self) -> float | None:
        """Share of the first one's labels that are the other's, too."""
        return self.paired / self.one if self.one else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both, the same whoever is the first."""
        both = self.one + self.other
        return 2 * self.paired / both if both else None


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """Of one class (all recordings) or of one recording (all classes). `kappa` : on the grid of time."""

    events: EventScore
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """What two sets of labels have in common.

    Attributes
    ----------
    one, other : the labels that were given
    events : labels of the same class that the rule pairs
    kappa : on a grid of time, with "nothing" as a category
    same_time : the share of that grid on which both agree
    kappa_events : of the classes of labels that are paired by their times; of those that can be paired with several,
        such with the same class are preferred
    paired_by_time : how many those are
    of_class : by text
    of_recording : by id
    disagreements : by recording, in the order in which these were given, and start
    """

    one: Events
    other: Events
    events: EventScore
    kappa: float | None
    same_time: float | None
    kappa_events: float | None
    paired_by_time: int
    of_class: dict[int, PartAgreement]
    of_recording: dict[int, PartAgreement]
    disagreements: tuple[Disagreement, ...]


def compare(
    one: Events, other: Events, durations: Mapping[int, float], rule: MatchRule | None = None, grid_s: float = GRID_S
) -> Agreement:
    """Compare two annotators' labels; 100,000 of each take a few seconds.

    Parameters
    ----------
    durations : seconds by recording. Labels of others are left out; a recording in which one side has no labels counts
        as one in which that annotator found nothing
    rule : when two labels are the same event; None: within 0.2 s
    grid_s : the width of a cell of time for kappa, in seconds

    Raises `LabelRefused` where too many labels lie near each other.
    """
    known = np.fromiter(durations, np.int64, len(durations))
    given = (one, other)
    mine, theirs = (np.flatnonzero(np.isin(side.recording, known)) for side in given)
    one, other = one.at(mine), other.at(theirs)
    found = _find(one, other, rule or MatchRule())
    time = time_agreement(one, other, durations, grid_s)
    in_time = found.agreed + found.renamed
    classes = {
        text: PartAgreement(score, time.of_class[text])
        for text, score in _scores(one.text, other.text, found.agreed, time.of_class).items()
    }
    recordings = {
        each: PartAgreement(score, time.of_recording[each])
        for each, score in _scores(one.recording, other.recording, found.agreed, durations).items()
    }
    differing = [(kind, _placed(pairs, mine, theirs)) for kind, pairs in found.differing(len(one), len(other))]
    return Agreement(
        *given, EventScore(len(one), len(other), len(found.agreed)), time.overall, time.same,
        kappa(one.text[in_time.one], other.text[in_time.other]), len(in_time), classes, recordings,
        _in_order(differing, given, list(durations)),
    )  # fmt: skip


def durations_of(project: Project, one: Events, other: Events, *, both_only: bool = True) -> dict[int, float]:
    """The lengths in seconds of the recordings in which there are labels, in order of their paths.

    `both_only` : leave out those in which one side has none, as it may never have listened to them
    """
    sides = [set(np.unique(side.recording).tolist()) for side in (one, other)]
    wanted = sides[0] & sides[1] if both_only else sides[0] | sides[1]
    known = sorted(
        (project.recordings[each] for each in wanted if each in project.recordings), key=lambda each: each.path
    )
    return {each.id: duration_s(each) or last_end_s(each.id, one, other) for each in known}


def last_end_s(recording: int, one: Events, other: Events) -> float:
    """What stands for the length of a recording where that is not known."""
    return float(max(side.end_s[side.recording == recording].max(initial=0.0) for side in (one, other)))


@dataclass(frozen=True)
class _Found:
    """Pairs: the same event (`agreed`), the same time (`renamed`), the same class and near (`moved`)."""

    agreed: Pairs
    renamed: Pairs
    moved: Pairs

    def differing(self, ones: int, others: int) -> Iterator[tuple[Kind, Pairs]]:
        """What differs, of so many labels of each side; `_NONE` is the partner of a label that has none."""
        every = self.agreed + self.renamed + self.moved
        alone, apart = _rest(ones, every.one), _rest(others, every.other)
        yield Kind.CLASS, self.renamed
        yield Kind.TIMES, self.moved
        yield Kind.MISSING_IN_OTHER, Pairs(alone, np.full(len(alone), _NONE))
        yield Kind.MISSING_IN_ONE, Pairs(np.full(len(apart), _NONE), apart)


def _find(one: Events, other: Events, rule: MatchRule) -> _Found:
    """Each kind of pair is looked for among what the former ones have left."""
    agreed = matched(one, other, rule)
    left, right = _rest(len(one), agreed.one), _rest(len(other), agreed.other)
    renamed = _placed(matched(one.at(left), other.at(right), rule, by_class=False), left, right)
    in_time = agreed + renamed
    left, right = _rest(len(one), in_time.one), _rest(len(other), in_time.other)
    moved = _placed(overlapping(one.at(left), other.at(right)), left, right)
    return _Found(agreed, renamed, moved)


def _rest(count: int, taken: Indices) -> Indices:
    free: Mask = np.ones(count, bool)
    free[taken] = False
    return np.flatnonzero(free)


def _placed(pairs: Pairs, left: Indices, right: Indices) -> Pairs:
    """Pairs among some of the labels (`left` and `right` say which) as pairs among all."""
    return Pairs(*(np.append(all_of, _NONE)[at] for at, all_of in ((pairs.one, left), (pairs.other, right))))


def _scores(
    one: NDArray[np.int64], other: NDArray[np.int64], agreed: Pairs, keys: Mapping[int, object]
) -> dict[int, EventScore]:
    """By what the labels have in `one` and `other`: their class, or their recording."""
    known = np.array(sorted(keys), np.int64)
    counts = [np.bincount(np.searchsorted(known, each), minlength=len(known)) for each in (one, other, one[agreed.one])]
    columns = (each.tolist() for each in counts)
    by_key = dict(zip(known.tolist(), map(EventScore, *columns), strict=True))
    return {key: by_key[key] for key in keys}


def _in_order(
    differing: Iterable[tuple[Kind, Pairs]], sides: tuple[Events, Events], recordings: list[int]
) -> tuple[Disagreement, ...]:
    listed = [each for kind, pairs in differing for each in _listed(kind, *sides, pairs)]
    place_of = {each: place for place, each in enumerate(recordings)}
    return tuple(sorted(listed, key=lambda each: (place_of[each.recording], each.start_s, each.end_s, each.kind)))


def _listed(kind: Kind, one: Events, other: Events, pairs: Pairs) -> Iterator[Disagreement]:
    """In no order; on one side of all pairs there may be none."""
    sides = [side.at(which) for side, which in ((one, pairs.one), (other, pairs.other)) if (which != _NONE).all()]
    start_s = np.minimum.reduce([side.start_s for side in sides])
    end_s = np.maximum.reduce([side.end_s for side in sides])
    columns = (sides[0].recording, start_s, end_s, pairs.one, pairs.other)
    for recording, start, end, a, b in zip(*(each.tolist() for each in columns), strict=True):
        yield Disagreement(kind, recording, start, end, None if a == _NONE else a, None if b == _NONE else b)
