"""What of a sheet a format can hold, and in words what it cannot: said before labels are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import astuple, dataclass, replace
from functools import cache
from typing import Any

from workbench.labels.formats.checked import LONGEST_S
from workbench.labels.formats.format import Holds
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetLabel, SheetTier, in_order
from workbench.labels.label import Status

SHORTEST_S = 0.001
"""A point becomes so long an interval where a format has no points."""
_BREAK = re.compile("[\\t\\n\\x85\\u2028\\u2029]+")
_BLANK_LINES = re.compile("\\n\\s*\\n")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|-->")
_PLAIN = str.maketrans("<>{}", "‹›()")
CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")
"""Characters that XML does not have, and other files of text do not keep."""


@dataclass(frozen=True)
class Held:
    """`sheet` : as a format can hold it, and as it is read again; `losses` : what differs, a sentence each."""

    sheet: Sheet
    losses: tuple[str, ...]


def held(sheet: Sheet, holds: Holds) -> Held:
    """A sheet without what the format cannot hold, and what that is."""
    losing = _Losing(sheet)
    for lacks, lose in _STEPS:
        if lacks(holds):
            lose(losing, holds)
    made = losing.sheet
    return Held(replace(made, labels=in_order(made.labels, made.tiers, made.recordings)), tuple(losing.words))


class _Losing:
    """A sheet on its way, and what it lost."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.words = sheet, list[str]()

    def each(self, wanted: Callable[[SheetLabel], bool], change: Callable[[SheetLabel], SheetLabel | None]) -> int:
        """Change the labels that are wanted, or take them out; returns how many those are."""
        labels: list[SheetLabel | None] = []
        count = 0
        for label in self.sheet.labels:
            if wanted(label):
                count += 1
                labels.append(change(label))
            else:
                labels.append(label)
        self.sheet = replace(self.sheet, labels=tuple(label for label in labels if label is not None))
        return count

    def say(self, count: int, one: str, many: str) -> None:
        """`many` begins with {} for the number; names in it may have braces."""
        if count:
            self.words.append(one if count == 1 else many.replace("{}", f"{count:,}", 1))


def _lose_rejected(losing: _Losing, holds: Holds) -> None:
    count = losing.each(lambda label: label.status is Status.REJECTED, lambda label: None)
    losing.say(count, "1 rejected label is left out.", "{} rejected labels are left out.")
    count = losing.each(
        lambda label: label.status is Status.PROPOSED, lambda label: replace(label, status=Status.ACCEPTED)
    )
    losing.say(count, "1 proposed label will look like an accepted one.", "{} proposed labels will look accepted.")


def _lose_empty(losing: _Losing, holds: Holds) -> None:
    count = losing.each(lambda label: not label.is_point and not label.text.strip(), lambda label: None)
    losing.say(count, "1 interval without text is left out.", "{} intervals without text are left out.")


def _lose_intervals(losing: _Losing, holds: Holds) -> None:
    count = losing.each(lambda label: not label.is_point, lambda label: replace(label, end_s=label.start_s))
    losing.say(count, "1 interval keeps its start only.", "{} intervals keep their starts only.")


def _lose_points(losing: _Losing, holds: Holds) -> None:
    """One at the end of its recording becomes an interval up to there, and none beyond it."""
    step = max(SHORTEST_S, holds.step_s)
    ends = {each.path: each.duration_s or LONGEST_S for each in losing.sheet.recordings}

    def widened(label: SheetLabel) -> SheetLabel:
        end_s = ends[label.recording]
        is_last = end_s - step < label.start_s <= end_s
        start_s = max(end_s - step, 0.0) if is_last else label.start_s
        return replace(label, start_s=start_s, end_s=end_s if is_last else start_s + step)

    count = losing.each(lambda label: label.is_point, widened)
    ms = f"{step * 1000:g} ms"
    losing.say(count, f"1 point becomes an interval of {ms}.", f"{{}} points become intervals of {ms}.")


def _lose_boxes(losing: _Losing, holds: Holds) -> None:
    count = losing.each(lambda label: label.is_box, lambda label: replace(label, low_hz=None, high_hz=None))
    losing.say(count, "1 box loses its frequencies.", "{} boxes lose their frequencies.")


def _without_control(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _lose_control(losing: _Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: CONTROL.search(label.text) is not None,
        lambda label: replace(label, text=_without_control(label.text)),
    )
    losing.say(count, "1 text loses control characters.", "{} texts lose control characters.")


def _lose_line_breaks(losing: _Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _BREAK.search(label.text) is not None,
        lambda label: replace(label, text=_BREAK.sub(" ", label.text)),
    )
    losing.say(count, "1 text becomes a single line.", "{} texts become single lines.")


def _lose_blank_lines(losing: _Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _BLANK_LINES.search(label.text) is not None,
        lambda label: replace(label, text=_BLANK_LINES.sub("\n", label.text)),
    )
    losing.say(count, "1 text loses empty lines.", "{} texts lose empty lines.")


def _lose_markup(losing: _Losing, holds: Holds) -> None:
    count = losing.each(
        lambda label: _MARKUP.search(label.text) is not None,
        lambda label: replace(label, text=_MARKUP.sub(_not_markup, label.text)),
    )
    why = "changed, since they would be read as formatting"
    losing.say(count, f"1 text has its brackets or arrows {why}.", f"{{}} texts have their brackets or arrows {why}.")


def _not_markup(found: re.Match[str]) -> str:
    return "→" if found[0] == "-->" else found[0].translate(_PLAIN)


def _lose_blank_edges(losing: _Losing, holds: Holds) -> None:
    losing.each(lambda label: label.text != label.text.strip(), lambda each: replace(each, text=each.text.strip()))


def _round(losing: _Losing, holds: Holds) -> None:
    """Whole steps. Nothing becomes shorter than one, nor begins where its recording is over; and where labels must not
    overlap, those that touch do not."""
    labels = list(losing.sheet.labels)
    ends = {each.path: each.duration_s for each in losing.sheet.recordings}
    until: dict[tuple[str, str], tuple[float, float]] = {}
    for index in sorted(range(len(labels)), key=lambda index: labels[index].start_s):
        label = labels[index]
        whose = label.recording, label.tier
        before, free_s = until.get(whose, (0.0, 0.0))
        least_s = free_s if not holds.overlaps and label.start_s >= before else 0.0
        labels[index] = _rounded(label, holds.step_s, least_s, ends[label.recording])
        if label.end_s >= before:
            until[whose] = label.end_s, max(free_s, labels[index].end_s)
    count = sum(one != other for one, other in zip(labels, losing.sheet.labels, strict=True))
    losing.sheet = replace(losing.sheet, labels=in_order(labels, losing.sheet.tiers, losing.sheet.recordings))
    unit = f"{holds.step_s * 1000:g} ms" if holds.step_s >= 1e-4 else f"{holds.step_s * 1e6:g} µs"
    losing.say(count, f"1 label has its times rounded to {unit}.", f"{{}} labels have their times rounded to {unit}.")


def _rounded(label: SheetLabel, step_s: float, least_s: float, last_s: float) -> SheetLabel:
    """`least_s` : a whole step that it does not start before; `last_s` : the end of its recording, 0 if not known."""

    def whole(time_s: float) -> float:
        return round(round(time_s / step_s) * step_s, 9)

    start_s = whole(label.start_s)
    if label.start_s < last_s <= start_s and not label.is_point:
        start_s = whole(start_s - step_s)
    start_s = max(least_s, start_s)
    end_s = start_s if label.is_point else max(whole(label.end_s), whole(start_s + step_s))
    return replace(label, start_s=start_s, end_s=end_s)


def _lose_tiers(losing: _Losing, holds: Holds) -> None:
    used = {label.tier for label in losing.sheet.labels}
    losing.each(lambda label: label.tier != "", lambda label: replace(label, tier=""))
    losing.sheet = replace(losing.sheet, tiers=(SheetTier(""),) if losing.sheet.labels else ())
    if len(used) > 1:
        losing.words.append(f"{len(used):,} tiers become one.")
    elif used - {""}:
        losing.words.append(f"The name of the tier, “{used.pop()}”, is not kept.")


def _plain_name(name: str, holds: Holds) -> str:
    """What of a name can be written where texts are without control characters and line breaks."""
    plain = name if holds.control_characters else _without_control(name)
    return plain if holds.line_breaks else _BREAK.sub(" ", plain)


def _name_authors(losing: _Losing, holds: Holds) -> None:
    @cache
    def plain(author: SheetAuthor | None) -> SheetAuthor | None:
        return author and SheetAuthor(*(_plain_name(word, holds) for word in astuple(author)))

    count = losing.each(
        lambda label: any(each != plain(each) for each in (label.author, label.judged_by)),
        lambda label: replace(label, author=plain(label.author), judged_by=plain(label.judged_by)),
    )
    how = "written without line breaks and control characters"
    losing.say(count, f"1 label has the name of its author {how}.", f"{{}} labels have the names of authors {how}.")


def _name_recordings(losing: _Losing, holds: Holds) -> None:
    """Paths may have any character but a null on some systems."""
    sheet = losing.sheet
    names = dict.fromkeys((each.path for each in sheet.recordings), "")
    for path in names:
        plain = _plain_name(path, holds)
        names[path] = plain if plain == path else _unused(plain, {*names, *names.values()})
    renamed = sum(old != new for old, new in names.items())
    how = "written without line breaks and control characters, and may not be found by that"
    losing.say(renamed, f"1 recording has its name {how}.", f"{{}} recordings have their names {how}.")
    losing.each(
        lambda label: names[label.recording] != label.recording,
        lambda label: replace(label, recording=names[label.recording]),
    )
    recordings = tuple(replace(each, path=names[each.path]) for each in sheet.recordings)
    losing.sheet = replace(losing.sheet, recordings=recordings)


def _name_tiers(losing: _Losing, holds: Holds) -> None:
    """Names that the format can write."""
    sheet, names = losing.sheet, dict[str, str]()
    for tier in sheet.tiers:
        plain = _plain_name(tier.name, holds)
        if not holds.odd_tier_names:
            plain = " ".join(CONTROL.sub(" ", tier.name).split())
        wanted = plain if plain or (holds.nameless_tiers and not tier.name) else "labels"
        others = {each.name for each in sheet.tiers if each is not tier} | set(names.values())
        names[tier.name] = wanted if wanted == tier.name else _unused(wanted, others)
    for old, new in names.items():
        if new != old:
            losing.words.append(f"T{_the_tier(old)[1:]} is called “{new}”.")
    losing.each(lambda label: names[label.tier] != label.tier, lambda each: replace(each, tier=names[each.tier]))
    losing.sheet = replace(losing.sheet, tiers=tuple(replace(each, name=names[each.name]) for each in sheet.tiers))


def _the_tier(name: str) -> str:
    return f"the tier “{name}”" if name else "the nameless tier"


def _unused(wanted: str, known: Collection[str]) -> str:
    name, number = wanted, 2
    while name in known:
        name, number = f"{wanted} {number}", number + 1
    return name


def _part_kinds(losing: _Losing, holds: Holds) -> None:
    """Points go into a tier of their own where there are intervals, too."""
    labels = losing.sheet.labels
    both = {label.tier for label in labels if label.is_point} & {label.tier for label in labels if not label.is_point}
    for name in (tier.name for tier in losing.sheet.tiers if tier.name in both):
        other = _move(losing, name, f"{name} (points)".strip(), {n for n, e in enumerate(labels) if e.is_point})
        losing.words.append(f"The points of {_the_tier(name)} go into a tier “{other}”.")
        labels = losing.sheet.labels


def _part_overlaps(losing: _Losing, holds: Holds) -> None:
    """What overlaps goes into a further tier."""
    for tier in losing.sheet.tiers:
        name, number = tier.name, 2
        while later := set(_second_row(losing.sheet.labels, name)):
            other = _move(losing, name, f"{tier.name} ({number})".strip(), later)
            whose, where = f"of {_the_tier(tier.name)}", f"into a tier “{other}”"
            one = f"1 label {whose} goes {where}, since it overlaps another."
            losing.say(len(later), one, f"{{}} labels {whose} go {where}, since they overlap others.")
            name, number = other, number + 1


def _second_row(labels: tuple[SheetLabel, ...], tier: str) -> Iterable[int]:
    """Indices of the labels that begin before one of the same tier and recording ends; labels are in order."""
    until: dict[str, float] = {}
    last_point: dict[str, float] = {}
    for index, label in enumerate(labels):
        if label.tier != tier:
            continue
        where = label.recording
        if label.start_s < until.get(where, 0.0) or (label.is_point and last_point.get(where) == label.start_s):
            yield index
        else:
            until[where] = max(until.get(where, 0.0), label.end_s)
            if label.is_point:
                last_point[where] = label.start_s


def _move(losing: _Losing, tier: str, wanted: str, indices: set[int]) -> str:
    """Labels, by their indices, from a tier into a new one below it; returns the name that it got."""
    sheet = losing.sheet
    name = _unused(wanted, {each.name for each in sheet.tiers})
    place = next(number for number, each in enumerate(sheet.tiers, 1) if each.name == tier)
    labels = tuple(replace(each, tier=name) if n in indices else each for n, each in enumerate(sheet.labels))
    tiers = (*sheet.tiers[:place], SheetTier(name), *sheet.tiers[place:])
    losing.sheet = replace(sheet, labels=labels, tiers=tiers)
    return name


def _lose_settings(losing: _Losing, holds: Holds) -> None:
    sheet = losing.sheet
    if sheet.classes:
        losing.words.append("Colours and keys of classes are not kept.")
    if any(tier != SheetTier(tier.name) for tier in sheet.tiers):
        losing.words.append("Whether tiers are hidden, locked or free of overlaps is not kept.")
    losing.sheet = replace(sheet, classes=(), tiers=tuple(SheetTier(tier.name) for tier in sheet.tiers))


def _lose_channels(losing: _Losing, holds: Holds) -> None:
    """Of a recording with one channel it is nothing that is lost."""
    mono = {each.path for each in losing.sheet.recordings if each.channels == 1}
    losing.each(lambda label: label.recording in mono, lambda label: replace(label, channel=None))
    count = losing.each(lambda label: label.channel is not None, lambda label: replace(label, channel=None))
    losing.say(count, "1 label loses its channel.", "{} labels lose their channels.")


def _lose_values(*names: str, one: str, many: str) -> Callable[[_Losing, Holds], None]:
    """A step that takes such values from all labels; with "" as words it is not worth a sentence."""

    missing: dict[str, Any] = dict.fromkeys(names)

    def lose(losing: _Losing, holds: Holds) -> None:
        count = losing.each(
            lambda label: any(getattr(label, name) is not None for name in names),
            lambda label: replace(label, **missing),
        )
        if one:
            losing.say(count, one, many)

    return lose


def _lose_empty_tiers(losing: _Losing, holds: Holds) -> None:
    """Tiers are named by their labels only, in the order in which these are written."""
    sheet = losing.sheet
    used = dict.fromkeys(label.tier for label in in_order(sheet.labels, sheet.tiers, sheet.recordings))
    count = len(losing.sheet.tiers) - len(used)
    losing.say(count, "1 empty tier is left out.", "{} empty tiers are left out.")
    losing.sheet = replace(losing.sheet, tiers=tuple(SheetTier(name) for name in used))


_STEPS: tuple[tuple[Callable[[Holds], bool], Callable[[_Losing, Holds], None]], ...] = (
    (lambda holds: not holds.statuses, _lose_rejected),
    (lambda holds: not holds.boxes, _lose_boxes),
    (lambda holds: not holds.intervals, _lose_intervals),
    (lambda holds: not holds.points, _lose_points),
    (lambda holds: not holds.control_characters, _lose_control),
    (lambda holds: not holds.line_breaks, _lose_line_breaks),
    (lambda holds: not holds.blank_lines, _lose_blank_lines),
    (lambda holds: not holds.markup, _lose_markup),
    (lambda holds: not holds.blank_edges, _lose_blank_edges),
    (lambda holds: not holds.empty_texts, _lose_empty),
    (lambda holds: holds.step_s > 0.0, _round),
    (lambda holds: not holds.tiers, _lose_tiers),
    (lambda holds: holds.recordings, _name_recordings),
    (lambda holds: holds.authors, _name_authors),
    (lambda holds: holds.tiers, _name_tiers),
    (lambda holds: not holds.mixed_tiers, _part_kinds),
    (lambda holds: not holds.overlaps, _part_overlaps),
    (lambda holds: not holds.settings, _lose_settings),
    (lambda holds: holds.tiers and not holds.empty_tiers, _lose_empty_tiers),
    (lambda holds: not holds.channels, _lose_channels),
    (
        lambda holds: not holds.scores,
        _lose_values("score", one="1 label loses its score.", many="{} labels lose their scores."),
    ),
    (
        lambda holds: not holds.authors,
        _lose_values("author", "judged_by", one="1 label loses its author.", many="{} labels lose their authors."),
    ),
    (lambda holds: not holds.dates, _lose_values("created_s", "changed_s", one="", many="")),
    (lambda holds: not holds.ids, _lose_values("id", one="", many="")),
)
"""In this order: what was merged or made shorter can overlap afterwards."""
