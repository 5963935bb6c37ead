"""What a model found, as labels: proposed, or judged at once. What was judged before is not asked again."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.edit import Edit, Rows, Step, added
from workbench.labels.label import Status
from workbench.labels.project import Project

_SAME_S = 1e-6
_SAME_SCORE = 1e-6

Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Found:
    """Segments of one recording as arrays of shape (segments,), in order of their start.

    `start_s`, `end_s` : seconds
    `name` : which of `names` each has, from 0
    `score` : 0…1
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    name: Indices
    score: NDArray[np.float64]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start_s)

    def where(self, mask: Mask) -> Found:
        return Found(self.start_s[mask], self.end_s[mask], self.name[mask], self.score[mask], self.names)

    @property
    def used_names(self) -> list[str]:
        return [self.names[index] for index in np.unique(self.name).tolist()]


@dataclass(frozen=True)
class Origin:
    """Whose findings they are, and where they go.

    `recording`, `author` : ids of the recording, and of the model
    `tier` : the name of the tier, made if there is none
    `colors` : for classes that are new, as "#rrggbb"
    `shown_colors` : those in which some classes, by name, are shown already
    """

    recording: int
    author: int
    tier: str
    colors: Sequence[str]
    shown_colors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What becomes of what was found; `judge` is the author who says so, None for what is proposed."""

    status: Status
    judge: int | None = None


PROPOSED = Verdict(Status.PROPOSED)


@dataclass(frozen=True)
class _Standing:
    """Labels that this model, in whatever version, has in the recording, as they are now; by start."""

    id: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    name: Indices
    score: NDArray[np.float64]
    status: NDArray[np.uint8]
    author: NDArray[np.int64]

    def where(self, mask: Mask) -> _Standing:
        picked: dict[str, Any] = {each.name: getattr(self, each.name)[mask] for each in fields(self)}
        return replace(self, **picked)


def proposed_ids(project: Project, recording: int, text: str | None = None) -> NDArray[np.int64]:
    """Ids of the labels of a recording, and of one class if given, that wait to be judged; in order of time."""
    view = project.labels.view(recording)
    wanted = view.column("status") == Status.PROPOSED
    if text is not None:
        wanted &= view.column("text") == project.labels.code(text)
    ids: NDArray[np.int64] = view.column("id")[wanted]
    return ids


def propose(project: Project, origin: Origin, found: Found, only: str | None = None) -> Step:
    """Propose what was found, in place of what this model has proposed before and nobody has judged.

    What meets a label of the same class that was made by this model and judged since is left out: they overlap by at
    least half of the shorter one. `only` is the class that it is about; None: all. The step has no edits where all
    is as it should be already. Raises `LabelRefused`.
    """
    standing = _standing(project, origin, found.names)
    is_open = standing.status == Status.PROPOSED
    known = _met(found, standing.where(~is_open))
    if only is not None:
        is_open &= standing.name == found.names.index(only)
    wanted = found.where(~known)
    edits = _replacing(project, origin, wanted, standing.where(is_open), PROPOSED)
    count = len(wanted)
    name = f"Propose {_counted(count)}" if count else "Take back what was proposed"
    return Step(name, edits)


def judge_found(project: Project, origin: Origin, found: Found, verdict: Verdict, *, again: bool = False) -> Step:
    """Accept or reject what was found as if it had been proposed, as the judge of `verdict` says.

    What was judged before stays as it is, unless `again`. Raises `LabelRefused`.
    """
    standing = _standing(project, origin, found.names)
    is_open = standing.status == Status.PROPOSED
    judged, waiting = standing.where(~is_open), standing.where(is_open)
    first, second = _pairs(found, judged)
    known = np.zeros(len(found), bool)
    known[first] = True
    turned = np.unique(second[judged.status[second] != verdict.status]) if again else np.empty(0, np.intp)
    replaced = np.zeros(len(waiting.id), bool)
    replaced[_pairs(found, waiting)[1]] = True
    wanted = found.where(~known)
    edits: tuple[Edit, ...] = ()
    if len(turned):
        edits = changes.set_status(project, judged.id[turned].tolist(), verdict.status, verdict.judge).edits
    edits += _replacing(project, origin, wanted, waiting.where(replaced), verdict)
    verb = "Accept" if verdict.status == Status.ACCEPTED else "Reject"
    count, names = len(wanted) + len(turned), found.used_names
    return Step(f"{verb} {_counted(count)}" + (f" “{names[0]}”" if len(names) == 1 else ""), edits)


def _replacing(project: Project, origin: Origin, wanted: Found, old: _Standing, verdict: Verdict) -> tuple[Edit, ...]:
    """The edits after which what is wanted stands with that verdict in place of the old; what is the same stays."""
    first, second = _pairs(wanted, old)
    same = np.abs(wanted.start_s[first] - old.start_s[second]) < _SAME_S
    same &= np.abs(wanted.end_s[first] - old.end_s[second]) < _SAME_S
    same &= (np.abs(wanted.score[first] - old.score[second]) < _SAME_SCORE) & (old.author[second] == origin.author)
    missing, kept = np.ones(len(wanted), bool), np.zeros(len(old.id), bool)
    missing[first[same]], kept[second[same]] = False, True
    edits: tuple[Edit, ...] = ()
    if not kept.all():
        edits += changes.remove_labels(project, old.id[~kept].tolist()).edits
    if kept.any() and verdict != PROPOSED:
        edits += changes.set_status(project, old.id[kept].tolist(), verdict.status, verdict.judge).edits
    fresh = wanted.where(missing)
    if len(fresh):
        tier_id, tier_edits = _tier(project, origin, fresh, old.id[~kept], verdict)
        rows = _rows(origin, fresh, tier_id, verdict)
        edits += (*tier_edits, *_class_edits(project, origin, fresh.used_names), added("labels", rows))
    return edits


def _tier(
    project: Project, origin: Origin, fresh: Found, without: NDArray[np.int64], verdict: Verdict
) -> tuple[int, tuple[Edit, ...]]:
    """The tier of that name, made if there is none. Raises `LabelRefused` if it is locked or would get overlaps."""
    for tier in project.tiers.values():
        if tier.name == origin.tier:
            changes.check_open(project, tier.id)
            is_shown = verdict.status != Status.REJECTED
            if tier.exclusive and is_shown and _crowded(project, origin, tier.id, fresh, without):
                raise LabelRefused(
                    f"The tier {tier.name} forbids overlaps, and what the model found overlaps. "
                    "Allow overlaps in it, or raise the threshold."
                )
            return tier.id, ()
    tier, step = changes.add_tier(project, origin.tier)
    return tier.id, step.edits


def _class_edits(project: Project, origin: Origin, names: Sequence[str]) -> tuple[Edit, ...]:
    edits = changes.add_classes(project, names, origin.colors)
    for rows in (edit.after for edit in edits):
        if rows is not None:
            pairs = zip(rows["name"], rows["color"], strict=True)
            rows["color"] = [origin.shown_colors.get(name, color) for name, color in pairs]
            rows["key"] = [""] * len(rows["name"])  # the free keys are for what a person chooses
    return edits


def _crowded(project: Project, origin: Origin, tier_id: int, fresh: Found, without: NDArray[np.int64]) -> bool:
    view = project.labels.view(origin.recording)
    there = (view.column("tier") == tier_id) & (view.column("status") != Status.REJECTED)
    there &= ~np.isin(view.column("id"), without)
    start = np.concatenate([fresh.start_s, view.column("start_s")[there]])
    end = np.concatenate([fresh.end_s, view.column("end_s")[there]])
    order = np.argsort(start, kind="stable")
    latest = np.maximum.accumulate(end[order])
    return bool((start[order][1:] < latest[:-1] - _SAME_S).any())


def _rows(origin: Origin, found: Found, tier_id: int, verdict: Verdict) -> Rows:
    count, now = len(found), time.time()
    names = np.array(found.names, object)[found.name]
    return {
        "id": np.random.default_rng().integers(1, 2**62, count, endpoint=True).tolist(),
        "recording": [origin.recording] * count, "tier": [tier_id] * count,
        "start_s": found.start_s.tolist(), "end_s": found.end_s.tolist(),
        "low_hz": [None] * count, "high_hz": [None] * count, "channel": [None] * count,
        "text": names.tolist(), "author": [origin.author] * count, "score": found.score.tolist(),
        "status": [int(verdict.status)] * count, "judged_by": [verdict.judge] * count,
        "created_s": [now] * count, "changed_s": [now] * count,
    }  # fmt: skip


# What stands already


def standing_ids(project: Project, recording: int, author: int, found: Found) -> list[int | None]:
    """The label of this model that each segment meets, as in `propose`, each label once; None where there is none."""
    ids: list[int | None] = [None] * len(found)
    if author not in project.authors:
        return ids
    standing = _standing(project, Origin(recording, author, "", ()), found.names)
    taken: set[int] = set()
    for at, other in zip(*(each.tolist() for each in _pairs(found, standing)), strict=True):
        label_id = int(standing.id[other])
        if ids[at] is None and label_id not in taken:
            ids[at] = label_id
            taken.add(label_id)
    return ids


def _standing(project: Project, origin: Origin, names: Sequence[str]) -> _Standing:
    model = project.authors[origin.author].name
    authors = [each.id for each in project.authors.values() if each.kind == "model" and each.name == model]
    view = project.labels.view(origin.recording)
    ours = np.isin(view.column("author"), authors)
    # Their words as numbers of `names`; −1 for what a person has renamed to something else.
    name_of_code = np.full(len(project.labels.texts) + len(names), -1, np.intp)
    for index, name in enumerate(names):
        name_of_code[project.labels.code(name)] = index
    names_there = name_of_code[view.column("text")[ours]]
    others = ("id", "start_s", "end_s", "score", "status", "author")
    return _Standing(name=names_there, **{each: view.column(each)[ours] for each in others})


def _met(found: Found, standing: _Standing) -> Mask:
    """Which of the found meet one that stands."""
    met = np.zeros(len(found), bool)
    met[_pairs(found, standing)[0]] = True
    return met


def _pairs(found: Found, standing: _Standing) -> tuple[Indices, Indices]:
    """Which of the found and which that stand are of one class and share at least half of the shorter one's time."""
    ones, others = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    by_name, by_other = np.argsort(found.name, kind="stable"), np.argsort(standing.name, kind="stable")
    sorted_names, sorted_others = found.name[by_name], standing.name[by_other]
    for index in np.intersect1d(sorted_names, sorted_others):
        here = by_name[slice(*np.searchsorted(sorted_names, [index, index + 1]))]
        there = by_other[slice(*np.searchsorted(sorted_others, [index, index + 1]))]
        first, second = _overlapping(
            found.start_s[here], found.end_s[here], standing.start_s[there], standing.end_s[there]
        )
        ones.append(here[first])
        others.append(there[second])
    return np.concatenate(ones), np.concatenate(others)


def _overlapping(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    other_start: NDArray[np.float64],
    other_end: NDArray[np.float64],
) -> tuple[Indices, Indices]:
    """Pairs that share at least half of the shorter one; `start` is sorted."""
    first = np.searchsorted(np.maximum.accumulate(end), other_start, "left")
    count = np.maximum(np.searchsorted(start, other_end, "right") - first, 0)
    other = np.repeat(np.arange(len(other_start)), count)
    one = np.arange(len(other)) + np.repeat(first - (np.cumsum(count) - count), count)
    shared = np.minimum(end[one], other_end[other]) - np.maximum(start[one], other_start[other])
    shorter = np.minimum(end[one] - start[one], other_end[other] - other_start[other])
    good = shared >= shorter / 2 - _SAME_S / 10
    return one[good], other[good]


def _counted(count: int) -> str:
    return f"{count:,} label" if count == 1 else f"{count:,} labels"
