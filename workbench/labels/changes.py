"""What can be done to labels, tiers and classes, each as a step; nothing is changed here."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from workbench.errors import LabelRefused
from workbench.labels.edit import Edit, Rows, Step, added, removed
from workbench.labels.label import Label, LabelClass, Status, Tier, new_id
from workbench.labels.overlaps import PLACE, Places, first_overlap, overlaps
from workbench.labels.project import Project, rows_of
from workbench.labels.review.following import class_edits

FIRST_TIER = "Tier 1"
"""The name of a tier that is made because a label needs one."""


def add_labels(project: Project, labels: Sequence[Label], name: str = "", also: Iterable[Edit] = ()) -> Step:
    """Add labels; `also` is done before (such as making their tier). Raises `LabelRefused`."""
    fresh_tiers = {row for edit in also if edit.table == "tiers" and edit.after for row in edit.after["id"]}
    for tier_id in {label.tier for label in labels} - fresh_tiers:
        check_open(project, tier_id)
    _check_room(project, labels)
    words = name or ("Add label" if len(labels) == 1 else f"Add {len(labels):,} labels")
    return Step(words, (*also, added("labels", rows_of("labels", labels))))


def remove_labels(project: Project, ids: Sequence[int], name: str = "") -> Step:
    """Raises `LabelRefused`."""
    _check_unlocked(project, ids)
    words = name or ("Delete label" if len(ids) == 1 else f"Delete {len(ids):,} labels")
    return Step(words, (removed("labels", project.labels.rows(ids)),))


def change_labels(
    project: Project, ids: Sequence[int], columns: Mapping[str, Sequence[Any]], name: str, *,
    series: str = "", also: Iterable[Edit] = (),
) -> Step:  # fmt: skip
    """Give labels other values in some columns. Raises `LabelRefused` (locked, overlapping, end before start)."""
    _check_unlocked(project, ids)
    before = project.labels.rows(ids, [*columns, "changed_s"])
    after: Rows = {"id": list(ids), **{k: list(v) for k, v in columns.items()}, "changed_s": [time.time()] * len(ids)}
    after = {column: after[column] for column in before}
    if {"start_s", "end_s", "low_hz", "high_hz", "tier"} & columns.keys():
        _check_place(project, ids, after)
    elif "status" in columns and (back := [row for row, was in enumerate(before["status"]) if was == Status.REJECTED]):
        _check_place(project, [ids[row] for row in back], {"status": [after["status"][row] for row in back]})
    return Step(name, (*also, Edit("labels", before, after)), series)


def set_text(
    project: Project, ids: Sequence[int], text: str, also: Iterable[Edit] = (), judge: int | None = None
) -> Step:
    """Name labels; what was proposed is thereby accepted by the author `judge`."""
    words = f"Name label “{text}”" if len(ids) == 1 else f"Name {len(ids):,} labels “{text}”"
    columns = {"text": [text] * len(ids), **_judged(project, ids, Status.ACCEPTED, judge)}
    return change_labels(project, ids, columns, words, also=also)


def set_status(project: Project, ids: Sequence[int], status: Status, judge: int | None = None, name: str = "") -> Step:
    """Accept or reject in the name of the author `judge`, or propose again."""
    verb = {Status.ACCEPTED: "Accept", Status.REJECTED: "Reject", Status.PROPOSED: "Propose"}[status]
    words = name or (f"{verb} label" if len(ids) == 1 else f"{verb} {len(ids):,} labels")
    return change_labels(project, ids, _judged(project, ids, status, judge), words)


def _judged(project: Project, ids: Sequence[int], status: Status, judge: int | None) -> Rows:
    """A label whose status stays as it is keeps its judge, if any: naming one's own label is no judgement."""
    old = project.labels.rows(ids, ["status", "judged_by"])
    judges = [was if before == status else judge for before, was in zip(old["status"], old["judged_by"], strict=True)]
    if status == Status.PROPOSED:
        judges = [None] * len(ids)
    return {"status": [int(status)] * len(ids), "judged_by": judges}


def set_tier(project: Project, ids: Sequence[int], tier_id: int) -> Step:
    """Move labels to another tier."""
    check_open(project, tier_id)
    return change_labels(project, ids, {"tier": [tier_id] * len(ids)}, f"Move to {project.tiers[tier_id].name}")


def move_labels(project: Project, ids: Sequence[int], by_s: float, name: str = "", series: str = "") -> Step:
    """Earlier or later, all by the same; not before the start of the recording."""
    rows = project.labels.rows(ids, ["start_s", "end_s"])
    by_s = max(by_s, -min(rows["start_s"]))
    columns = {edge: [value + by_s for value in rows[edge]] for edge in ("start_s", "end_s")}
    words = name or ("Move label" if len(ids) == 1 else f"Move {len(ids):,} labels")
    return change_labels(project, ids, columns, words, series=series)


@dataclass(frozen=True)
class Bounds:
    """Where a label is: seconds and Hz; ends in any order."""

    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None

    def in_order(self) -> Bounds:
        start_s, end_s = sorted((self.start_s, self.end_s))
        if self.low_hz is None or self.high_hz is None:
            return Bounds(max(start_s, 0.0), end_s)
        return Bounds(max(start_s, 0.0), end_s, min(self.low_hz, self.high_hz), max(self.low_hz, self.high_hz))


def set_bounds(project: Project, label_id: int, bounds: Bounds, name: str = "Change label", series: str = "") -> Step:
    """Give a label other edges."""
    columns: Rows = {column: [value] for column, value in asdict(bounds.in_order()).items()}
    return change_labels(project, [label_id], columns, name, series=series)


def split_labels(project: Project, ids: Sequence[int], at_s: float) -> Step:
    """Each of these labels that a time lies within becomes two that meet there. Raises `LabelRefused`."""
    cut = [label for label in project.labels.labels(ids) if label.start_s < at_s < label.end_s]
    if not cut:
        raise LabelRefused("To split a label, click within it in the waveform, or play it, then split.")
    cut_ids = [label.id for label in cut]
    _check_unlocked(project, cut_ids)
    now, count = time.time(), len(cut)
    first = Edit("labels", project.labels.rows(cut_ids, ("id", "end_s", "changed_s")),
                 {"id": cut_ids, "end_s": [at_s] * count, "changed_s": [now] * count})  # fmt: skip
    rest = [replace(label, id=new_id(), start_s=at_s, created_s=now, changed_s=now) for label in cut]
    words = "Split label" if count == 1 else f"Split {count:,} labels"
    return Step(words, (first, added("labels", rows_of("labels", rest))))


def merge_labels(project: Project, ids: Sequence[int]) -> Step:
    """Labels of one tier become one, from the first start to the last end, with the words of the longest of them."""
    labels = project.labels.labels(ids)
    if len(labels) < 2 or len({label.tier for label in labels}) > 1 or len({label.recording for label in labels}) > 1:
        raise LabelRefused("To merge labels, select at least two of the same tier.")
    kept = max(labels, key=lambda label: label.duration_s)
    lows = [label.low_hz for label in labels if label.low_hz is not None]
    highs = [label.high_hz for label in labels if label.high_hz is not None]
    is_box = len(lows) == len(labels)
    columns: Rows = {
        "start_s": [min(label.start_s for label in labels)], "end_s": [max(label.end_s for label in labels)],
        "low_hz": [min(lows) if is_box else None], "high_hz": [max(highs) if is_box else None],
    }  # fmt: skip
    others = [label.id for label in labels if label.id != kept.id]
    _check_unlocked(project, ids)
    before = project.labels.rows([kept.id], [*columns, "changed_s"])
    after: Rows = {name: [kept.id] if name == "id" else columns.get(name, [time.time()]) for name in before}
    _check_place(project, [kept.id], after, besides=others)
    edits = (removed("labels", project.labels.rows(others)), Edit("labels", before, after))
    return Step(f"Merge {len(labels):,} labels", edits)


def duplicate_labels(project: Project, ids: Sequence[int], tier_id: int | None = None) -> Step:
    """The same labels once more, in another tier or right on top."""
    now = time.time()
    copies = [
        replace(label, id=new_id(), tier=label.tier if tier_id is None else tier_id, created_s=now, changed_s=now)
        for label in project.labels.labels(ids)
    ]
    return add_labels(project, copies, "Duplicate label" if len(ids) == 1 else f"Duplicate {len(ids):,} labels")


# Tiers and classes


def add_tier(project: Project, name: str) -> tuple[Tier, Step]:
    """A tier below the others. Raises `LabelRefused` when there is one of that name."""
    if any(tier.name == name for tier in project.tiers.values()):
        raise LabelRefused(f"There is a tier “{name}” already. Choose another name.")
    tier = Tier(new_id(), name, max((tier.position for tier in project.tiers.values()), default=-1.0) + 1.0)
    return tier, Step(f"Add tier {name}", (added("tiers", rows_of("tiers", [tier])),))


def change_tier(project: Project, tier_id: int, *, words: str = "", **values: Any) -> Step:
    """Rename, hide, lock … a tier, for instance `change_tier(project, 3, locked=True)`. Raises `LabelRefused`."""
    tier = project.tiers[tier_id]
    new_name = values.get("name", tier.name)
    if any(other.name == new_name and other.id != tier_id for other in project.tiers.values()):
        raise LabelRefused(f"There is a tier “{new_name}” already. Choose another name.")
    if values.get("exclusive") and (count := _overlaps_in(project, tier_id)):
        which = "1 label of {} overlaps another" if count == 1 else f"{count:,} labels of {{}} overlap others"
        raise LabelRefused(f"{which.format(tier.name)}. Move them apart before forbidding overlaps.")
    return _changed("tiers", tier, words or f"Change tier {tier.name}", values)


def remove_tier(project: Project, tier_id: int) -> Step:
    """A tier with all its labels, in all recordings. Raises `LabelRefused`."""
    tier = project.tiers[tier_id]
    check_open(project, tier_id)
    view = project.labels.view()
    ids = view.column("id")[view.column("tier") == tier_id].tolist()
    edits = [removed("labels", project.labels.rows(ids))] if ids else []
    return Step(f"Delete tier {tier.name}", (*edits, removed("tiers", rows_of("tiers", [tier]))))


def move_tier(project: Project, tier_id: int, index: int) -> Step:
    """To another place among the tiers."""
    others = [tier for tier in project.tier_list if tier.id != tier_id]
    before = others[index - 1].position if index > 0 else None
    after = others[index].position if index < len(others) else None
    position = 0.0
    if before is not None or after is not None:
        low = before if before is not None else after - 2.0  # type: ignore[operator]
        high = after if after is not None else low + 2.0
        position = (low + high) / 2
    return _changed("tiers", project.tiers[tier_id], f"Move tier {project.tiers[tier_id].name}", {"position": position})


def add_classes(project: Project, names: Iterable[str], colors: Sequence[str]) -> tuple[Edit, ...]:
    """The edits that make the classes of these names known, those that are not: each with a colour, the first ten of
    all with a digit as key."""
    known = {each.name for each in project.classes.values()}
    keys = {each.key for each in project.classes.values()}
    place = max((each.position for each in project.classes.values()), default=-1.0) + 1.0
    made: list[LabelClass] = []
    for name in dict.fromkeys(names):
        if name and name not in known:
            free = [key for key in "1234567890" if key not in keys]
            key = free[0] if free else ""
            keys.add(key)
            made.append(LabelClass(new_id(), name, place, colors[(len(known) + len(made)) % len(colors)], key))
            place += 1.0
    return (added("classes", rows_of("classes", made)),) if made else ()


def change_class(project: Project, class_id: int, **values: Any) -> Step:
    """Other name, colour or key. Another name renames the labels of that class, in all recordings, and what reviews say
    of it.

    Raises `LabelRefused` when there is a class of that name, or a label of this one in a locked tier: left as it is, it
    would be of no class. Takes the key from the class that has it.
    """
    old = project.classes[class_id]
    edits: list[Edit] = []
    name = values.get("name", old.name)
    if name != old.name:
        if not name.strip():
            raise LabelRefused("A class needs a name.")
        if project.class_of(name) is not None:
            raise LabelRefused(f"There is a class “{name}” already. Choose another name.")
        view = project.labels.view()
        ids = view.column("id")[view.column("text") == project.labels.code(old.name)].tolist()
        _check_unlocked(project, ids)
        if ids:
            edits.append(
                Edit("labels", {"id": ids, "text": [old.name] * len(ids)}, {"id": ids, "text": [name] * len(ids)})
            )
        edits += class_edits(project, old.name, name)
    for other in project.classes.values():
        if values.get("key") and other.key == values["key"] and other.id != class_id:
            edits += _changed("classes", other, "", {"key": ""}).edits
    step = _changed("classes", old, f"Change class {old.name}", values)
    return replace(step, edits=(*edits, *step.edits))


def remove_class(project: Project, class_id: int) -> Step:
    """From the palette; labels keep their words."""
    old = project.classes[class_id]
    return Step(f"Remove class {old.name}", (removed("classes", rows_of("classes", [old])),))


def _changed(table: str, old: Any, name: str, values: Mapping[str, Any]) -> Step:
    new = rows_of(table, [replace(old, **values)])
    before = rows_of(table, [old])
    columns = ["id", *values]
    return Step(name, (Edit(table, {c: before[c] for c in columns}, {c: new[c] for c in columns}),))


# What may not be


def check_open(project: Project, tier_id: int) -> None:
    """Raises `LabelRefused` for a tier that is locked, or is there no more."""
    tier = project.tiers.get(tier_id)
    if tier is None:
        raise LabelRefused("That tier is there no more. Choose another one.")
    if tier.locked:
        raise LabelRefused(f"The tier {tier.name} is locked. Unlock it to change its labels.")


def _check_unlocked(project: Project, ids: Sequence[int]) -> None:
    for tier_id in set(project.labels.rows(ids, ["tier"])["tier"]):
        check_open(project, tier_id)


def _check_room(project: Project, labels: Sequence[Label]) -> None:
    """Raises `LabelRefused` where a tier that forbids overlaps would get one."""
    if any(tier.exclusive for tier in project.tiers.values()):
        _check_apart(project, rows_of("labels", labels), ())


def _check_place(project: Project, ids: Sequence[int], after: Rows, besides: Sequence[int] = ()) -> None:
    """The same for labels that change; and where one would end before it starts. `besides` are about to go."""
    rows = {**project.labels.rows(ids, PLACE), **{name: after[name] for name in PLACE if name in after}}
    if not all(start_s <= end_s for start_s, end_s in zip(rows["start_s"], rows["end_s"], strict=True)):
        raise LabelRefused("A label cannot end before it starts.")
    _check_apart(project, rows, [*ids, *besides])


def _check_apart(project: Project, rows: Rows, without: Sequence[int]) -> None:
    """Of labels that are about to be as `rows` say; those with the ids `without` are not in their way."""
    for tier in project.tiers.values():
        if tier.exclusive:
            ours = [index for index, tier_id in enumerate(rows["tier"]) if tier_id == tier.id]
            picked = {name: [rows[name][index] for index in ours] for name in PLACE}
            at_s = first_clash(project, tier.id, picked, without)
            if at_s is not None:
                clash = f"The label at {at_s:.3f} s would overlap another"
                raise LabelRefused(f"{clash}, and the tier {tier.name} forbids overlaps.")


def first_clash(project: Project, tier_id: int, rows: Rows, without: Sequence[int] = ()) -> float | None:
    """Where one of the labels that are about to be in a tier would overlap another one there, in seconds; None where
    none does. `rows` : the columns of `PLACE`; `without` : ids of labels that are not in their way."""
    groups: dict[int, list[int]] = {}
    for index, (recording, status) in enumerate(zip(rows["recording"], rows["status"], strict=True)):
        if status != Status.REJECTED:
            groups.setdefault(recording, []).append(index)
    for recording, indices in groups.items():
        wanted = Places.of_rows({name: [rows[name][index] for index in indices] for name in PLACE})
        at_s = first_overlap(wanted, _others(project, recording, tier_id, wanted, without))
        if at_s is not None:
            return at_s
    return None


def _others(project: Project, recording: int, tier_id: int, wanted: Places, without: Sequence[int]) -> Places:
    """The labels of a tier that may be in the way."""
    view = project.labels.view(recording)
    near = view.within(float(wanted.start_s.min()), float(wanted.end_s.max()))
    there = (view.column("tier")[near] == tier_id) & (view.column("status")[near] != Status.REJECTED)
    there &= ~np.isin(view.column("id")[near], np.array(without, np.int64))
    return Places.of_view(view, np.flatnonzero(there) + near.start)


def _overlaps_in(project: Project, tier_id: int) -> int:
    """How many labels of a tier overlap an earlier one."""
    view = project.labels.view()
    ours = np.flatnonzero((view.column("tier") == tier_id) & (view.column("status") != Status.REJECTED))
    recordings = view.column("recording")[ours]
    return sum(overlaps(Places.of_view(view, ours[recordings == each])) for each in np.unique(recordings))
