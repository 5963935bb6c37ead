"""Annotation layers of Sonic Visualiser as CSV, in the layouts that its version 4.5 exports and imports.

    TIME,VALUE,DURATION,LABEL                  regions
    START,END,EXTENT START,EXTENT END,LABEL    boxes
    TIME,LABEL                                 time instants

Cells are parted by commas, tabs or bars; the header is an option, and so are frames in place of seconds (FRAME,
STARTFRAME, ENDFRAME). Seconds have nine decimals. A row without text ends before its last cell. Sources:
`base/Event.h` and `data/model/BoxModel.h` of svcore for export, `data/fileio/CSVFormat.cpp` for import.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.numbers import plain_number
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.sonic_visualiser_cells import Line, cells_of, field, lines_of, separator_of
from workbench.labels.formats.text_file import read_text

DECIMALS = 9
_FEWEST_FRAMES = 1000
_LOOKED_AT = 50
_ROLES = {
    "TIME": "start", "START": "start", "FRAME": "start", "STARTFRAME": "start", "END": "end", "ENDTIME": "end",
    "ENDFRAME": "end", "DURATION": "duration", "VALUE": "value", "EXTENT START": "low", "EXTENT END": "high",
    "LABEL": "text",
}  # fmt: skip
_FRAMES = {"FRAME", "STARTFRAME", "ENDFRAME"}
_TIMES = {"start", "end", "duration"}
_EXACT = re.compile(r"[0-9]+\.[0-9]{9}")
_FRAME = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Layer:
    """One kind. `roles` : of the columns where there is no header; `header` : as it is written."""

    name: str
    roles: tuple[str, ...]
    header: str

    def fits(self, roles: tuple[str, ...]) -> bool:
        """Whether a header with these has all that this kind needs, and is of no other."""
        needed = set(self.roles) - {"value", "text"}
        return needed <= set(roles) and not set(roles) & (_TIMES | {"low", "high"}) - needed


REGIONS = Layer("regions", ("start", "value", "duration", "text"), "TIME,VALUE,DURATION,LABEL")
# TIME and ENDTIME are understood by name on import; START and END, as exported, only where they increase.
BOXES = Layer("boxes", ("start", "end", "low", "high", "text"), "TIME,ENDTIME,EXTENT START,EXTENT END,LABEL")
INSTANTS = Layer("instants", ("start", "text"), "TIME,LABEL")
_LAYERS = (BOXES, REGIONS, INSTANTS)


def _recognises(layer: Layer, path: Path, head: str) -> bool:
    lines = lines_of(head)[: _LOOKED_AT + 1]
    if not lines:
        return False
    separator = separator_of(lines)
    roles = _roles_of_header(cells_of(lines[0].text, separator))
    if roles is not None:
        return "text" in roles and layer.fits(roles) and lines[0].text == lines[0].text.upper()
    return layer is _layer_by_looks(lines[:-1] or lines, separator)


def _roles_of_header(cells: list[str]) -> tuple[str, ...] | None:
    """None where the first row is no header. Columns of other layers have the role ""."""
    names = [cell.strip().upper() for cell in cells]
    return tuple(_ROLES.get(name, "") for name in names) if _ROLES.get(names[0]) == "start" else None


def _layer_by_looks(lines: list[Line], separator: str) -> Layer | None:
    """Without a header: by times of nine decimals, or by frames, in the right columns of all rows."""
    for layer in _LAYERS:
        # Texts have commas, but no tabs.
        most = len(layer.roles) + (separator != ",")
        rows = [cells_of(line.text, separator, most) for line in lines]
        if all(_is_row(layer, cells, _is_exact) for cells in rows):
            return layer
        if separator == "," and _are_frames(layer.roles, rows) and all(_is_row(layer, row, _is_frame) for row in rows):
            return layer
    return None


def _is_row(layer: Layer, cells: list[str], is_time: Callable[[str], bool]) -> bool:
    if not len(layer.roles) - 1 <= len(cells) <= len(layer.roles):
        return False
    return all(
        is_time(cell) if role in _TIMES else role == "text" or (plain_number(cell) is not None and not _is_exact(cell))
        for role, cell in zip(layer.roles, cells, strict=False)
    )


def _is_exact(cell: str) -> bool:
    return _EXACT.fullmatch(cell) is not None


def _is_frame(cell: str) -> bool:
    return _FRAME.fullmatch(cell) is not None


def _are_frames(roles: tuple[str, ...], rows: list[list[str]]) -> bool:
    """As Sonic Visualiser guesses: whole numbers, and a large one in the first two rows."""
    starts = [cells[roles.index("start")].strip() for cells in rows]
    return all(map(_is_frame, starts)) and any(int(start) > _FEWEST_FRAMES for start in starts[:2])


def _read(layer: Layer, path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`."""
    text = read_text(path)
    lines = lines_of(text.body)
    separator = separator_of(lines)
    columns, lines = _columns(layer, path, lines, separator)
    rows = [cells_of(line.text, separator, len(columns.roles)) for line in lines]
    notes = [text.note] if text.note else []
    if not columns.in_frames and not columns.named and rows and _are_frames(columns.roles, rows):
        columns = replace(columns, in_frames=True)
        notes.append("Its times are whole numbers, and were taken for frames.")
    if columns.in_frames and not recording.sample_rate:
        reason = "its times are frames, and the sample rate is not known. Say which recording it belongs to"
        raise LabelFileError(path, reason, lines[0].number if lines else 1)
    return _reading(columns, recording.sample_rate, lines, rows, notes)


@dataclass(frozen=True)
class _Columns:
    roles: tuple[str, ...]
    in_frames: bool
    named: bool

    def cell(self, role: str, cells: list[str]) -> str:
        """ "" where there is none."""
        index = self.roles.index(role) if role in self.roles else len(cells)
        return cells[index] if index < len(cells) else ""


def _columns(layer: Layer, path: Path, lines: list[Line], separator: str) -> tuple[_Columns, list[Line]]:
    """The columns, and the lines below the header."""
    if not lines:
        raise LabelFileError(path, "it is empty. Choose another file")
    first = cells_of(lines[0].text, separator)
    roles = _roles_of_header(first)
    if roles is None:
        if plain_number(first[0]) is None:
            raise LabelFileError(path, f"“{first[0][:40]}” is no time. Choose another format", lines[0].number)
        return _Columns(layer.roles, False, False), lines
    if not layer.fits(roles):
        reason = f"its header is not that of {layer.name}, “{layer.header}”. Choose another format"
        raise LabelFileError(path, reason, lines[0].number)
    in_frames = first[0].strip().upper() in _FRAMES
    return _Columns(roles, in_frames, True), lines[1:]


def _reading(columns: _Columns, rate: int, lines: list[Line], rows: list[list[str]], notes: list[str]) -> Reading:
    labels: list[SheetLabel] = []
    values: list[str] = []
    bad: list[BadRow] = []
    for line, cells in zip(lines, rows, strict=True):
        try:
            label = _label(columns, rate, cells)
            reason = reason_against(label)
        except ValueError as error:
            reason = str(error)
        if reason is None:
            labels.append(replace(label, line=line.number))
            values.append(columns.cell("value", cells).strip())
        else:
            bad.append(BadRow(line.number, reason))
    if len(set(values)) > 1 and not any(label.text for label in labels):
        labels = [replace(label, text=value) for label, value in zip(labels, values, strict=True)]
        notes.append("It has no texts; its values were taken as these.")
    elif len(set(zip(values, (label.text for label in labels), strict=True))) > len({label.text for label in labels}):
        notes.append("The values of its regions are not kept.")
    return Reading(sheet_of(labels), tuple(bad), tuple(notes))


def _label(columns: _Columns, rate: int, cells: list[str]) -> SheetLabel:
    """Raises `ValueError` where a number is none."""
    unit = rate if columns.in_frames else 1
    start = _number(columns, "start", cells)
    end = start
    if "duration" in columns.roles:
        # Both have nine decimals, so more of their sum is an error that would let neighbours overlap.
        end = round(start + _number(columns, "duration", cells), DECIMALS)
    elif "end" in columns.roles:
        end = _number(columns, "end", cells)
    low_hz, high_hz = (_number(columns, role, cells, 0.0) if role in columns.roles else 0.0 for role in ("low", "high"))
    text = columns.cell("text", cells)
    if low_hz == high_hz == 0.0:
        return SheetLabel(start / unit, end / unit, text=text)
    return SheetLabel(start / unit, end / unit, low_hz, high_hz, text=text)


def _number(columns: _Columns, role: str, cells: list[str], otherwise: float | None = None) -> float:
    cell = columns.cell(role, cells)
    value = plain_number(cell) if cell.strip() else otherwise
    if value is None:
        raise ValueError(f"its {role}, “{cell[:40]}”, is no number. Correct it")
    return value


def _write(layer: Layer, path: Path, sheet: Sheet) -> None:
    """With a header, by which Sonic Visualiser guesses the columns right whatever is in them."""
    # On Windows, it reads a file without a byte order mark in the encoding of the system.
    encoding = "utf-8" if all(label.text.isascii() for label in sheet.labels) else "utf-8-sig"
    values = _values(sheet)
    with path.open("w", encoding=encoding, newline="\n") as file:
        file.write(layer.header + "\n")
        for label in sheet.labels:
            file.write(",".join((*_numbers(layer, label, values[label.text]), field(label.text))) + "\n")


def _values(sheet: Sheet) -> dict[str, int]:
    """A height for each text, the most frequent first, as Sonic Visualiser gives to regions without values."""
    counted = Counter(label.text for label in sheet.labels)
    return {text: value for value, (text, _) in enumerate(counted.most_common())}


def _numbers(layer: Layer, label: SheetLabel, value: int) -> tuple[str, ...]:
    start_s, end_s = round(label.start_s, DECIMALS), round(label.end_s, DECIMALS)
    if layer is REGIONS:
        return _seconds(start_s), str(value), _seconds(end_s - start_s)
    if layer is BOXES:
        return _seconds(start_s), _seconds(end_s), f"{label.low_hz or 0.0:.6f}", f"{label.high_hz or 0.0:.6f}"
    return (_seconds(start_s),)


def _seconds(time_s: float) -> str:
    return f"{time_s:.{DECIMALS}f}"


def _format(layer: Layer, title: str, holds: Holds) -> LabelFormat:
    how = partial(_recognises, layer), partial(_read, layer), partial(_write, layer)
    return LabelFormat(f"sv-{layer.name}", title, (".csv",), holds, *how)


# Regions and boxes without duration are imported, but left out when Sonic Visualiser exports them again.
FORMATS = (
    _format(BOXES, "Sonic Visualiser boxes", Holds(points=False, boxes=True, blank_edges=True)),
    _format(REGIONS, "Sonic Visualiser regions", Holds(points=False, blank_edges=True)),
    _format(INSTANTS, "Sonic Visualiser time instants", Holds(intervals=False, blank_edges=True)),
)
