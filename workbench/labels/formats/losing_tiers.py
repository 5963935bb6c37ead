"""What tiers lose: where a format has none, or wants other names, or labels that are alike and do not overlap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from heapq import heappop, heappush

from workbench.labels.formats.format import Holds
from workbench.labels.formats.fresh_names import FreshNames
from workbench.labels.formats.losing import Losing
from workbench.labels.formats.losing_words import CONTROL, plain_name
from workbench.labels.formats.sheet import SheetLabel, SheetTier, in_order


def lose_tiers(losing: Losing, holds: Holds) -> None:
    used = {label.tier for label in losing.sheet.labels}
    losing.each(lambda label: label.tier != "", lambda label: replace(label, tier=""))
    losing.sheet = replace(losing.sheet, tiers=(SheetTier(""),) if losing.sheet.labels else ())
    if len(used) > 1:
        losing.words.append(f"{len(used):,} tiers become one.")
    elif used - {""}:
        losing.words.append(f"The name of the tier, “{used.pop()}”, is not kept.")


def name_tiers(losing: Losing, holds: Holds) -> None:
    """Names that the format can write."""
    sheet, names = losing.sheet, dict[str, str]()
    fresh = FreshNames(each.name for each in sheet.tiers)
    for tier in sheet.tiers:
        plain = plain_name(tier.name, holds)
        if not holds.odd_tier_names:
            plain = " ".join(CONTROL.sub(" ", tier.name).split())
        wanted = plain if plain or (holds.nameless_tiers and not tier.name) else "labels"
        names[tier.name] = wanted if wanted == tier.name else fresh.take(wanted)
    for old, new in names.items():
        if new != old:
            losing.words.append(f"T{_the_tier(old)[1:]} is called “{new}”.")
    losing.each(lambda label: names[label.tier] != label.tier, lambda each: replace(each, tier=names[each.tier]))
    losing.sheet = replace(losing.sheet, tiers=tuple(replace(each, name=names[each.name]) for each in sheet.tiers))


def _the_tier(name: str) -> str:
    return f"the tier “{name}”" if name else "the nameless tier"


def part_kinds(losing: Losing, holds: Holds) -> None:
    """Points go into a tier of their own where there are intervals, too."""
    labels, tiers = losing.sheet.labels, losing.sheet.tiers
    both = {label.tier for label in labels if label.is_point} & {label.tier for label in labels if not label.is_point}
    fresh = FreshNames(tier.name for tier in tiers)
    others = {tier.name: fresh.take(f"{tier.name} (points)".strip()) for tier in tiers if tier.name in both}
    for name, other in others.items():
        losing.words.append(f"The points of {_the_tier(name)} go into a tier “{other}”.")
    moved = {n: others[label.tier] for n, label in enumerate(labels) if label.is_point and label.tier in both}
    _move(losing, moved, {name: [other] for name, other in others.items()})


def part_overlaps(losing: Losing, holds: Holds) -> None:
    """What overlaps goes into further tiers."""
    labels, rows = losing.sheet.labels, _rows(losing.sheet.labels)
    counts = Counter(labels[index].tier for index in rows)
    fresh, further = FreshNames(tier.name for tier in losing.sheet.tiers), dict[str, list[str]]()
    for index, row in sorted(rows.items(), key=lambda item: item[1]):
        names = further.setdefault(labels[index].tier, [])
        if row > len(names):
            names.append(fresh.take(labels[index].tier))
    for tier in losing.sheet.tiers:
        names = further.get(tier.name, [])
        if names:
            where = f"a tier “{names[0]}”"
            if len(names) > 1:
                where = f"{len(names):,} tiers, “{names[0]}” to “{names[-1]}”"
            one = f"1 label of {_the_tier(tier.name)} goes into {where}, since it overlaps another."
            many = f"{{}} labels of {_the_tier(tier.name)} go into {where}, since they overlap others."
            losing.say(counts[tier.name], one, many)
    _move(losing, {index: further[labels[index].tier][row - 1] for index, row in rows.items()}, further)


def _rows(labels: Sequence[SheetLabel]) -> dict[int, int]:
    """The labels that do not fit into the first row of their tier and recording, by index; the row of each, from 1.

    Each goes into the first row that is free where it starts. Two points at one time do not fit into one row.
    """
    busy: dict[tuple[str, str], list[tuple[float, bool, int]]] = defaultdict(list)
    free: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = dict[int, int]()
    for index in sorted(range(len(labels)), key=lambda index: (labels[index].start_s, labels[index].end_s)):
        label = labels[index]
        mine, idle = busy[label.recording, label.tier], free[label.recording, label.tier]
        while mine and _is_over(mine[0], label):
            heappush(idle, heappop(mine)[2])
        row = heappop(idle) if idle else len(mine)
        heappush(mine, (label.end_s, label.is_point, row))
        if row:
            rows[index] = row
    return rows


def _is_over(last: tuple[float, bool, int], label: SheetLabel) -> bool:
    """Whether a row, of which the end of its last label and whether that is a point are known, is free for a label."""
    until_s, was_point, _row = last
    return until_s < label.start_s or (until_s == label.start_s and not (was_point and label.is_point))


def _move(losing: Losing, moved: Mapping[int, str], further: Mapping[str, Sequence[str]]) -> None:
    """Labels, by their indices, into new tiers; `further` : those that come below each tier"""
    sheet = losing.sheet
    labels = tuple(replace(each, tier=moved[n]) if n in moved else each for n, each in enumerate(sheet.labels))
    tiers = [new for tier in sheet.tiers for new in (tier, *map(SheetTier, further.get(tier.name, ())))]
    losing.sheet = replace(sheet, labels=labels, tiers=tuple(tiers))


def lose_settings(losing: Losing, holds: Holds) -> None:
    sheet = losing.sheet
    if sheet.classes:
        losing.words.append("Colours and keys of classes are not kept.")
    if any(tier != SheetTier(tier.name) for tier in sheet.tiers):
        losing.words.append("Whether tiers are hidden, locked or free of overlaps is not kept.")
    losing.sheet = replace(sheet, classes=(), tiers=tuple(SheetTier(tier.name) for tier in sheet.tiers))


def lose_empty_tiers(losing: Losing, holds: Holds) -> None:
    """Tiers are named by their labels only, in the order in which these are written."""
    sheet = losing.sheet
    used = dict.fromkeys(label.tier for label in in_order(sheet.labels, sheet.tiers, sheet.recordings))
    count = len(losing.sheet.tiers) - len(used)
    losing.say(count, "1 empty tier is left out.", "{} empty tiers are left out.")
    losing.sheet = replace(losing.sheet, tiers=tuple(SheetTier(name) for name in used))
