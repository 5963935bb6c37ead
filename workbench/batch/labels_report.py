"""What is told of labels that were read and of those to be written: for a person in lines, for a program as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from workbench.batch.labels_convert import Plan
from workbench.batch.labels_source import Source
from workbench.errors import printable
from workbench.labels.formats.format import BadRow, Holds, LabelFormat
from workbench.labels.formats.sheet import SheetLabel

MOST_LINES = 20
"""Of one kind that are told to a person; a program gets all."""


def counted(number: int, one: str, many: str = "") -> str:
    """Such as "1 label", "2,000 labels"."""
    return f"1 {one}" if number == 1 else f"{number:,} {many or f'{one}s'}"


def cut(lines: Sequence[str]) -> Iterator[str]:
    """The first lines, and how many more there are."""
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"and {len(lines) - MOST_LINES:,} more"


def read_words(source: Source) -> str:
    """What was read, in a line."""
    of = f", of the recording {printable(source.audio.path.name)}" if source.audio else ""
    labels = counted(len(source.sheet.labels), "label")
    return f"{printable(source.path.name)} was read as {source.title}{of}: {labels}"


def bad_words(source: Source) -> list[str]:
    """A line each."""
    return [f"{printable(source.path.name)}{_line(row)}: {printable(row.reason)}" for row in source.bad]


def loss_words(plan: Plan) -> Iterator[str]:
    """What the files cannot hold, file by file."""
    losing = [file for file in plan.files if file.losses]
    for file in losing[:MOST_LINES]:
        yield f"{printable(file.path.name)}, as {plan.form.title}, cannot hold all of it:"
        yield from (f"  {printable(line)}" for line in cut(file.losses))
    if len(losing) > MOST_LINES:
        yield f"and {len(losing) - MOST_LINES:,} more files cannot (--json names them all)"


def source_json(source: Source) -> dict[str, Any]:
    """Of what was read."""
    return {
        "in": {"file": str(source.path), "format": source.format_name},
        "recording": str(source.audio.path) if source.audio else None,
        "labels": len(source.sheet.labels),
        "bad": [{"line": row.line or None, "reason": row.reason} for row in source.bad],
    }


def plan_json(source: Source, plan: Plan) -> dict[str, Any]:
    """Of what was read, and what each file would hold."""
    files = [
        {
            "file": str(file.path),
            "recording": file.recording or None,
            "labels": len(file.sheet.labels),
            "losses": list(file.losses),
        }
        for file in plan.files
    ]
    notes = [*source.notes, *plan.notes]
    return source_json(source) | {"notes": notes, "out": {"format": plan.form.name}, "files": files}


def json_text(content: dict[str, Any]) -> str:
    """In a line of ASCII, which goes through any stream."""
    return json.dumps(content)


def format_lines(forms: Iterable[LabelFormat]) -> Iterator[str]:
    """Two lines a format: name, endings and title; what it holds."""
    for form in forms:
        yield f"{form.name:<15} {' '.join(form.suffixes):<26} {form.title}"
        yield f"{'':<15} {holds_words(form.holds)}"


def format_json(form: LabelFormat) -> dict[str, Any]:
    return {"name": form.name, "title": form.title, "suffixes": list(form.suffixes), "holds": asdict(form.holds)}


def holds_words(holds: Holds) -> str:
    """What a format holds, in a line; what is not named it does not hold."""
    named = (
        ("points", holds.points),
        ("intervals", holds.intervals),
        ("boxes", holds.boxes),
        ("tiers", holds.tiers),
        ("channels", holds.channels),
        ("scores", holds.scores),
        ("statuses", holds.statuses),
        ("authors", holds.authors),
        ("dates", holds.dates),
        ("colours and keys", holds.settings),
        ("several recordings", holds.recordings),
    )
    words = [word for word, is_held in named if is_held]
    if holds.step_s:
        words.append(f"times in steps of {holds.step_s * 1000:g} ms")
    for word, is_held in (
        ("no overlaps within a tier", holds.overlaps),
        ("points in tiers of their own", holds.mixed_tiers),
        ("no intervals without text", holds.empty_texts),
    ):
        if not is_held:
            words.append(word)
    return ", ".join(words)


def check_lines(source: Source) -> Iterator[str]:
    """What is in a file of labels."""
    sheet = source.sheet
    yield f"File        {printable(str(source.path))}"
    yield f"Format      {source.title}"
    yield f"Recordings  {_recordings(source)}"
    yield f"Labels      {_labels(sheet.labels)}"
    yield f"Tiers       {_counts(label.tier for label in sheet.labels)}"
    yield f"Classes     {_counts(label.text for label in sheet.labels)}"
    yield f"Bad rows    {len(source.bad):,}"


def check_json(source: Source) -> dict[str, Any]:
    sheet = source.sheet
    return source_json(source) | {
        "notes": list(source.notes),
        "recordings": [asdict(each) for each in sheet.recordings],
        "tiers": Counter(label.tier for label in sheet.labels),
        "classes": Counter(label.text for label in sheet.labels),
    }


def _line(row: BadRow) -> str:
    return f", line {row.line}" if row.line else ""


def _recordings(source: Source) -> str:
    if source.audio is not None:
        known = source.audio.known
        channels = counted(known.channels, "channel")
        return f"{printable(known.path)}: {known.sample_rate:,} Hz, {channels}, {known.duration_s:.3f} s"
    named = [printable(each.path) for each in source.sheet.recordings if each.path]
    return "; ".join(cut(named)) if named else "not named, and none lies beside it"


def _labels(labels: Sequence[SheetLabel]) -> str:
    points = sum(label.is_point for label in labels)
    boxes = sum(label.is_box for label in labels)
    kinds = (
        counted(points, "point"),
        counted(len(labels) - points - boxes, "interval"),
        counted(boxes, "box", "boxes"),
    )
    if not labels:
        return "0"
    start_s, end_s = min(label.start_s for label in labels), max(label.end_s for label in labels)
    return f"{len(labels):,}: {', '.join(kinds)}; from {start_s:.3f} to {end_s:.3f} s"


def _counts(names: Iterable[str]) -> str:
    found = Counter(names).most_common()
    return ", ".join(cut([f"{printable(name) or '(none)'} {count:,}" for name, count in found])) or "-"
