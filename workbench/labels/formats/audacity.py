"""Label tracks of Audacity as text files, as its manual describes them in "Importing and Exporting Labels".

A line a label: start, end and text, with tabs between them; a point has equal times. A line below it that begins with
a backslash has its frequencies, where -1 means that one is not defined. Audacity reads such lines always, and writes
them only if its settings say so. It writes several label tracks into one file without their names. Version 1.2 wrote
the start and the text only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.numbers import plain_number
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.text_file import read_text

UNDEFINED_HZ = -1.0
_MARK = "\\"
_MOST_COLUMNS = 3
_LOOKED_AT = 50
Rows = list[tuple[int, list[str]]]


def _recognises(path: Path, head: str) -> bool:
    """Three columns at most, times in the first, and no header; a track without labels is an empty file."""
    if not head.strip():
        return path.suffix.lower() == ".txt"
    lines, _, rest = head.rpartition("\n")
    rows = [_cells(line) for line in (lines or rest).split("\n") if line.strip()][:_LOOKED_AT]
    return isinstance(_label(1, rows[0], False), SheetLabel) and 1 < max(map(len, rows)) <= _MOST_COLUMNS


def _cells(line: str) -> list[str]:
    """Not more than are looked at, however long the line is."""
    return line.split("\t", _MOST_COLUMNS)


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. A frequency that is not defined becomes 0, or half the recording's rate if that is known."""
    text = read_text(path)
    rows: Rows = [(n, _cells(line)) for n, line in enumerate(text.body.split("\n"), 1) if line.strip()]
    found = _Found(recording.sample_rate / 2)
    starts_only = _has_starts_only(rows)
    for line, cells in rows:
        if cells[0].startswith(_MARK):
            found.add_frequencies(line, cells)
        else:
            found.add_label(line, cells, starts_only)
    if rows and not found.numbered:
        raise LabelFileError(path, "no line begins with a time in seconds and a tab. Choose another format", rows[0][0])
    notes = [text.note] if text.note else []
    if starts_only:
        notes.append("It has starts and texts only, as Audacity 1.2 wrote them; all labels are points.")
    return Reading(sheet_of(found.labels), tuple(found.bad), (*notes, *found.notes()))


def _has_starts_only(rows: Rows) -> bool:
    """Whether the second of two columns is text: then its numbers are text, too."""
    labels = [cells for _, cells in rows if not cells[0].startswith(_MARK)]
    if not labels or any(len(cells) > 2 for cells in labels):
        return False
    pairs = [(plain_number(cells[0]), plain_number(cells[1])) for cells in labels if len(cells) == 2]
    return any(end is None or (start is not None and end < start) for start, end in pairs)


@dataclass
class _Found:
    """What the lines say, one after the other; `highest_hz` is 0 where it is not known."""

    highest_hz: float
    labels: list[SheetLabel] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    numbered: bool = False
    _closed: bool = False
    _open: int = 0
    _dropped: int = 0

    def add_label(self, line: int, cells: list[str], starts_only: bool) -> None:
        made = _label(line, cells, starts_only)
        reason = made if isinstance(made, str) else reason_against(made)
        self._closed = reason is not None
        self.numbered |= plain_number(cells[0]) is not None
        if reason is not None:
            self.bad.append(BadRow(line, reason))
        elif isinstance(made, SheetLabel):
            self.labels.append(made)

    def add_frequencies(self, line: int, cells: list[str]) -> None:
        """Of the label above; what further such lines say is of later versions, and Audacity skips it, too."""
        if self._closed:
            return
        self._closed = True
        if not self.labels:
            self.bad.append(BadRow(line, "there is no label above these frequencies. Remove the line"))
            return
        low, high = (plain_number(cell) for cell in (*cells[1:3], "", "")[:2])
        if cells[0] != _MARK or low is None or high is None:
            reason = "this is not a backslash and two frequencies with tabs between them. Correct or remove the line"
            self.bad.append(BadRow(line, f"{reason}; its label is read without them"))
            return
        self._give(line, low, high)

    def _give(self, line: int, low: float, high: float) -> None:
        one_sided = (low < 0) != (high < 0)
        low_hz = 0.0 if low == UNDEFINED_HZ else low
        high_hz = self.highest_hz if high == UNDEFINED_HZ else high
        if low == high or (high == UNDEFINED_HZ and high_hz <= low_hz):
            self._dropped += low >= 0
            return
        made = replace(self.labels[-1], low_hz=low_hz, high_hz=high_hz)
        reason = reason_against(made)
        if reason is not None:
            self.bad.append(BadRow(line, f"{reason}; its label is read without them"))
            return
        self.labels[-1] = made
        self._open += one_sided

    def notes(self) -> Iterator[str]:
        if self._open:
            yield f"Labels with one frequency only, which reach to 0 Hz or to the highest one now: {self._open:,}."
        if self._dropped:
            yield f"Labels with one frequency only, which is left out: {self._dropped:,}."


def _label(line: int, cells: list[str], starts_only: bool) -> SheetLabel | str:
    """A label, or what is wrong with the line."""
    start_s = plain_number(cells[0])
    if start_s is None:
        return f"“{cells[0][:40]}” is no time in seconds. Begin the line with one, and a tab"
    second = cells[1] if len(cells) > 1 else ""
    end_s = None if starts_only else plain_number(second)
    if end_s is None and second and len(cells) > 2:
        return f"its end, “{second[:40]}”, is no time in seconds. Correct it"
    texts = cells[1:] if end_s is None and second else cells[2:]
    text = " ".join(texts).replace("\t", " ")
    return SheetLabel(start_s, start_s if end_s is None else end_s, text=text, line=line)


def write(path: Path, sheet: Sheet) -> None:
    """Times to a nanosecond, which Audacity reads as well as the microseconds that it writes."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for label in sheet.labels:
            file.write(f"{label.start_s:.9f}\t{label.end_s:.9f}\t{label.text}\n")
            if label.is_box:
                file.write(f"{_MARK}\t{label.low_hz:.6f}\t{label.high_hz:.6f}\n")


FORMAT = LabelFormat(
    "audacity", "Audacity labels", (".txt",), Holds(boxes=True, blank_edges=True), _recognises, read, write
)
