"""What of a sheet a format can hold, and in words what it cannot: said before labels are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from workbench.labels.formats.checked import LONGEST_S
from workbench.labels.formats.format import Holds
from workbench.labels.formats.losing import Losing
from workbench.labels.formats.losing_tiers import (
    lose_empty_tiers,
    lose_settings,
    lose_tiers,
    name_tiers,
    part_kinds,
    part_overlaps,
)
from workbench.labels.formats.losing_words import (
    lose_blank_edges,
    lose_blank_lines,
    lose_control,
    lose_line_breaks,
    lose_markup,
    name_authors,
    name_recordings,
)
from workbench.labels.formats.sheet import Sheet, SheetLabel, in_order
from workbench.labels.label import Status

SHORTEST_S = 0.001
"""A point becomes so long an interval where a format has no points."""


@dataclass(frozen=True)
class Held:
    """`sheet` : as a format can hold it, and as it is read again; `losses` : what differs, a sentence each."""

    sheet: Sheet
    losses: tuple[str, ...]


def held(sheet: Sheet, holds: Holds) -> Held:
    """A sheet without what the format cannot hold, and what that is."""
    losing = Losing(sheet)
    for lacks, lose in _STEPS:
        if lacks(holds):
            lose(losing, holds)
    made = losing.sheet
    return Held(replace(made, labels=in_order(made.labels, made.tiers, made.recordings)), tuple(losing.words))


def _lose_rejected(losing: Losing, holds: Holds) -> None:
    count = losing.each(lambda label: label.status is Status.REJECTED, lambda label: None)
    losing.say(count, "1 rejected label is left out.", "{} rejected labels are left out.")
    count = losing.each(
        lambda label: label.status is Status.PROPOSED, lambda label: replace(label, status=Status.ACCEPTED)
    )
    losing.say(count, "1 proposed label will look like an accepted one.", "{} proposed labels will look accepted.")


def _lose_empty(losing: Losing, holds: Holds) -> None:
    count = losing.each(lambda label: not label.is_point and not label.text.strip(), lambda label: None)
    losing.say(count, "1 interval without text is left out.", "{} intervals without text are left out.")


def _lose_intervals(losing: Losing, holds: Holds) -> None:
    count = losing.each(lambda label: not label.is_point, lambda label: replace(label, end_s=label.start_s))
    losing.say(count, "1 interval keeps its start only.", "{} intervals keep their starts only.")


def _lose_points(losing: Losing, holds: Holds) -> None:
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


def _lose_boxes(losing: Losing, holds: Holds) -> None:
    count = losing.each(lambda label: label.is_box, lambda label: replace(label, low_hz=None, high_hz=None))
    losing.say(count, "1 box loses its frequencies.", "{} boxes lose their frequencies.")


def _round(losing: Losing, holds: Holds) -> None:
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


def _lose_channels(losing: Losing, holds: Holds) -> None:
    """Of a recording with one channel it is nothing that is lost."""
    mono = {each.path for each in losing.sheet.recordings if each.channels == 1}
    losing.each(lambda label: label.recording in mono, lambda label: replace(label, channel=None))
    count = losing.each(lambda label: label.channel is not None, lambda label: replace(label, channel=None))
    losing.say(count, "1 label loses its channel.", "{} labels lose their channels.")


def _lose_values(*names: str, one: str, many: str) -> Callable[[Losing, Holds], None]:
    """A step that takes such values from all labels; with "" as words it is not worth a sentence."""

    missing: dict[str, Any] = dict.fromkeys(names)

    def lose(losing: Losing, holds: Holds) -> None:
        count = losing.each(
            lambda label: any(getattr(label, name) is not None for name in names),
            lambda label: replace(label, **missing),
        )
        if one:
            losing.say(count, one, many)

    return lose


_STEPS: tuple[tuple[Callable[[Holds], bool], Callable[[Losing, Holds], None]], ...] = (
    (lambda holds: not holds.statuses, _lose_rejected),
    (lambda holds: not holds.boxes, _lose_boxes),
    (lambda holds: not holds.intervals, _lose_intervals),
    (lambda holds: not holds.points, _lose_points),
    (lambda holds: not holds.control_characters, lose_control),
    (lambda holds: not holds.line_breaks, lose_line_breaks),
    (lambda holds: not holds.blank_lines, lose_blank_lines),
    (lambda holds: not holds.markup, lose_markup),
    (lambda holds: not holds.blank_edges, lose_blank_edges),
    (lambda holds: not holds.empty_texts, _lose_empty),
    (lambda holds: holds.step_s > 0.0, _round),
    (lambda holds: not holds.tiers, lose_tiers),
    (lambda holds: holds.recordings, name_recordings),
    (lambda holds: holds.authors, name_authors),
    (lambda holds: holds.tiers, name_tiers),
    (lambda holds: not holds.mixed_tiers, part_kinds),
    (lambda holds: not holds.overlaps, part_overlaps),
    (lambda holds: not holds.settings, lose_settings),
    (lambda holds: holds.tiers and not holds.empty_tiers, lose_empty_tiers),
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
