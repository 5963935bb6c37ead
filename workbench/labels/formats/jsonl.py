"""JSON Lines, one object a line: all that a project knows of its labels, without loss.

The first line names the format and its version; then come recordings, tiers and classes in their order, then labels.
Times are seconds with all digits, and frames beside them where the rate is known: both must agree to one frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from workbench.errors import LabelFileError
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.sheet import (
    Sheet,
    SheetAuthor,
    SheetClass,
    SheetLabel,
    SheetRecording,
    SheetTier,
    sheet_of,
)
from workbench.labels.formats.text_file import read_text
from workbench.labels.label import Status

NAME, VERSION = "workbench-labels", 1


def _recognises(path: Path, head: str) -> bool:
    first = head.split("\n", 1)[0]
    return first.startswith("{") and f'"{NAME}"' in first


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Lines that are no label, or whose seconds and frames disagree, are bad."""
    lines = read_text(path).body.split("\n")
    _check_first(path, lines[0])
    kept: dict[str, list[Any]] = {"recording": [], "tier": [], "class": [], "label": []}
    bad: list[BadRow] = []
    rates = {"": recording.sample_rate}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            kind, made = _read_line(json.loads(line), number, rates)
            kept[kind].append(made)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            bad.append(BadRow(number, _why(error)))
        else:
            if kind == "recording":
                rates[made.path] = made.sample_rate
    sheet = sheet_of(kept["label"], kept["tier"], kept["class"], kept["recording"])
    return Reading(sheet, tuple(bad))


def _check_first(path: Path, line: str) -> None:
    try:
        first = json.loads(line)
        version = first["version"]
        known = first["format"] == NAME
    except (ValueError, TypeError, KeyError, RecursionError):
        known = False
    if not known:
        raise LabelFileError(path, f'the first line does not say {{"format": "{NAME}", …}}. Choose another format', 1)
    if version != VERSION:
        reason = f"it is of version {version}, and this program knows version {VERSION}. Take a newer program"
        raise LabelFileError(path, reason, 1)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"this is not a whole JSON object ({error.msg})"
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error)


def _read_line(values: Any, number: int, rates: dict[str, int]) -> tuple[str, Any]:
    if not isinstance(values, dict):
        raise ValueError("this is no JSON object")
    kind = values.pop("kind", "label")
    if kind == "recording":
        return kind, SheetRecording(**values)
    if kind == "tier":
        return kind, SheetTier(**values)
    if kind == "class":
        return kind, SheetClass(**values)
    if kind == "label":
        return kind, _label(values, number, rates)
    raise ValueError(f"“{kind}” is no kind of line. Known are recording, tier, class and label")


def _label(values: dict[str, Any], number: int, rates: dict[str, int]) -> SheetLabel:
    frames = values.pop("start_frame", None), values.pop("end_frame", None)
    for name in ("author", "judged_by"):
        if name in values:
            values[name] = SheetAuthor(**values[name])
    values["status"] = Status[values.get("status", "accepted").upper()]
    label = SheetLabel(**values, line=number)
    rate = rates.get(label.recording, 0)
    for frame, time_s in zip(frames, (label.start_s, label.end_s), strict=True):
        if frame is not None and rate and abs(frame - time_s * rate) > 1.0:
            raise ValueError(f"{time_s} s are not frame {frame} at {rate:,} Hz. Correct or remove one of the two")
    return label


def write(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _lines(sheet):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _lines(sheet: Sheet) -> Iterator[dict[str, Any]]:
    yield {"format": NAME, "version": VERSION}
    for kind, rows in (("recording", sheet.recordings), ("tier", sheet.tiers), ("class", sheet.classes)):
        for row in rows:
            yield {"kind": kind} | _plain(row)
    rates = {each.path: each.sample_rate for each in sheet.recordings}
    for label in sheet.labels:
        yield _label_line(label, rates.get(label.recording, 0))


def _label_line(label: SheetLabel, rate: int) -> dict[str, Any]:
    line = _plain(label) | {"status": label.status.name.lower()}
    line.pop("line", None)
    for name in ("author", "judged_by"):
        if name in line:
            line[name] = _plain(line[name])
    if rate:
        line |= {"start_frame": round(label.start_s * rate), "end_frame": round(label.end_s * rate)}
    return line


def _plain(row: Any) -> dict[str, Any]:
    """The fields by name, without those that are as they would be anyway."""
    return {each.name: value for each in fields(row) if (value := getattr(row, each.name)) != each.default}


FORMAT = LabelFormat(
    "jsonl",
    "JSON Lines (everything)",
    (".jsonl",),
    Holds(
        boxes=True, tiers=True, empty_tiers=True, settings=True, channels=True, scores=True, statuses=True,
        authors=True, dates=True, ids=True, recordings=True, line_breaks=True, control_characters=True,
        blank_edges=True,
    ),
    _recognises,
    read,
    write,
)  # fmt: skip
