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
from workbench.labels.formats.checked import LONGEST_S, MOST_ID, reason_against
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.json_fields import made_of, shown
from workbench.labels.formats.sheet import (
    Sheet,
    SheetClass,
    SheetLabel,
    SheetRecording,
    SheetTier,
    sheet_of,
)
from workbench.labels.formats.text_file import read_text
from workbench.labels.vocabulary import reason_against_class

NAME, VERSION = "workbench-labels", 1


def _recognises(path: Path, head: str) -> bool:
    first = head.split("\n", 1)[0]
    return first.startswith("{") and f'"{NAME}"' in first


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Lines that are no label, or whose seconds and frames disagree, are bad."""
    lines = read_text(path).body.split("\n")
    _check_first(path, lines[0])
    kept: dict[str, list[Any]] = {"recording": [], "tier": [], "class": [], "label": []}
    seen: set[tuple[str, str]] = set()
    bad: list[BadRow] = []
    rates = {"": recording.sample_rate}
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            kind, made = _read_line(_object(line), number, rates)
            _check_new(kind, made, seen)
        except ValueError as error:
            bad.append(BadRow(number, str(error)))
            continue
        kept[kind].append(made)
        if kind == "recording":
            rates[made.path] = made.sample_rate
    sheet = sheet_of(kept["label"], kept["tier"], kept["class"], kept["recording"])
    return Reading(sheet, tuple(bad))


def _object(line: str) -> dict[str, Any]:
    """Raises `ValueError` with words for a person, as all below."""
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not a whole JSON object ({error.msg}). Correct or remove the line") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a thousand brackets
        raise ValueError("this is a JSON object beyond measure. Correct or remove the line") from error
    if not isinstance(values, dict):
        raise ValueError("this is no JSON object. Correct or remove the line")
    return values


def _check_first(path: Path, line: str) -> None:
    try:
        first = _object(line)
    except ValueError:
        first = {}
    version = first.get("version")
    if first.get("format") != NAME:
        raise LabelFileError(path, f'the first line does not say {{"format": "{NAME}", …}}. Choose another format', 1)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise LabelFileError(path, f'the first line does not say which version it is. Add "version": {VERSION}', 1)
    if version > VERSION:
        reason = f"it is of version {version}, and this program knows version {VERSION}. Take a newer program"
        raise LabelFileError(path, reason, 1)


def _check_new(kind: str, made: Any, seen: set[tuple[str, str]]) -> None:
    """Recordings, tiers and classes are known by their names."""
    if kind == "label":
        return
    name = made.path if kind == "recording" else made.name
    if (kind, name) in seen:
        raise ValueError(f"the {kind} “{name}” is named a second time. Remove one of the two")
    seen.add((kind, name))


def _read_line(values: dict[str, Any], number: int, rates: dict[str, int]) -> tuple[str, Any]:
    kind = values.pop("kind", "label")
    if kind == "label":
        return kind, _label(values, number, rates)
    if kind == "class":
        entry = made_of(SheetClass, values)
        if reason := reason_against_class(entry.name, entry.key, entry.color):
            raise ValueError(reason)
        return kind, entry
    if kind == "recording":
        recording = made_of(SheetRecording, values)
        if not 0 <= recording.length_s <= LONGEST_S:
            raise ValueError(f"its length, {recording.length_s:g} s, is none. Correct it, or leave it out")
        return kind, recording
    if kind == "tier":
        return kind, made_of(SheetTier, values)
    raise ValueError(f"{shown(kind)} is no kind of line. Known are recording, tier, class and label")


def _label(values: dict[str, Any], number: int, rates: dict[str, int]) -> SheetLabel:
    frames = [values.pop(name, None) for name in ("start_frame", "end_frame")]
    label = made_of(SheetLabel, values, line=number)
    if reason := reason_against(label):
        raise ValueError(reason)
    rate = rates.get(label.recording, 0)
    for frame, time_s in zip(frames, (label.start_s, label.end_s), strict=True):
        if frame is None:
            continue
        if not isinstance(frame, int) or not 0 <= frame < MOST_ID:
            raise ValueError(f"{shown(frame)} is no frame. Correct or remove it")
        if rate and abs(frame - time_s * rate) > 1.0:
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
