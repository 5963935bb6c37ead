"""Tables of text: rows with their lines in the file, columns by names that ignore case, dots and brackets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.format import BadRow
from workbench.labels.formats.numbers import plain_number

LONGEST_LINE = 1 << 20
"""Characters: no row of labels is longer, and a hostile one would take gigabytes as cells."""
_DELIMITERS = ("\t", ";", ",", "|")
_BLANK = {"", "na", "n/a", "nan", "none", "null", "-"}
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d*)?)")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` : where it begins in the file, from 1."""

    line: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """ "" where there is no such column, or the row ends before it."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """`titles` : of the columns, as written; `notes` : what a person should know of how it was split."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(map(normal, self.titles))

    def column(self, *names: str) -> int | None:
        """The first of these names that is there."""
        known = self.names
        return next((known.index(name) for name in names if name in known), None)

    def values(self, index: int | None) -> Iterator[str]:
        """Those that are not blank."""
        return (value for row in self.rows if not is_blank(value := row.cell(index)))


def normal(title: str) -> str:
    """ "Begin Time (s)", "begin_time_s" and R's "Begin.Time..s." are "begin time s"; "startTime" is "start time"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", title.replace("kHz", "khz"))
    return " ".join(re.findall(r"[^\W_]+", parted.casefold()))


def is_blank(cell: str) -> bool:
    return not cell or cell.strip().casefold() in _BLANK


def number(cell: str, what: str) -> float | None:
    """None for a blank cell; decimal commas are understood. Raises `ValueError` for words."""
    if not cell:
        return None
    if (value := plain_number(cell)) is not None or is_blank(cell):
        return value
    value = plain_number(cell.replace("," if cell.rfind(",") < cell.rfind(".") else ".", ""))
    if value is None:
        raise ValueError(f"its {what}, “{_short(cell)}”, is no number. Correct it")
    return value


def whole(cell: str, what: str) -> int | None:
    """As `number`, of whole ones. Raises `ValueError`."""
    value = number(cell, what)
    if value is None:
        return None
    if not value.is_integer():
        raise ValueError(f"its {what}, “{_short(cell)}”, is no whole number. Correct it")
    return int(value)


def seconds(cell: str, what: str) -> float | None:
    """As `number`, and clock times as h:mm:ss.sss or m:ss.sss."""
    clock = _CLOCK.fullmatch(cell.strip()) if ":" in cell else None
    if clock is None:
        return number(cell, what)
    hours, minutes, rest = clock.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))


def read_table(path: Path, body: str, delimiter: str, *, quotes: bool = True) -> Table:
    """Split text into rows; the first that is not blank has the titles.

    Where quotes do not match, lines are rows, and the notes say so. Raises `LabelFileError` for what is no table.
    """
    _check_lines(path, body)
    bad: list[BadRow] = []
    notes: list[str] = []
    try:
        rows = list(_quoted(body, delimiter)) if quotes else _plain(body, delimiter)
    except csv.Error:
        rows = list(_by_lines(body, delimiter, bad))
        notes.append("Its quotation marks do not match, so each line was read as a row of its own.")
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    while rows and rows[0].cells[0].lstrip().startswith(("#", "sep=")):
        del rows[0]
    if not rows:
        raise LabelFileError(path, "it is empty. Choose another file")
    return Table(rows[0].cells, tuple(rows[1:]), tuple(bad), tuple(notes))


def delimiter_of(head: str) -> str | None:
    """What parts the cells: the first of tab, semicolon, comma and bar that gives all rows as many; None for none."""
    lines = [line for line in head.split("\n")[:50] if line.strip()]
    if lines and lines[0].startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4]
    text = "\n".join(line for line in lines if not line.startswith("#"))
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        if widths and widths[0] > 1 and widths.count(widths[0]) >= 0.8 * len(widths):
            return delimiter
    return next((each for each in _DELIMITERS if each in (lines[0] if lines else "")), None)


def _widths(text: str, delimiter: str) -> list[int]:
    try:
        widths = [len(cells) for cells in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        return []
    return widths[:-1] if len(widths) > 2 else widths


def _check_lines(path: Path, body: str) -> None:
    start, line = 0, 1
    while (end := body.find("\n", start)) >= 0 or start < len(body):
        end = len(body) if end < 0 else end
        if end - start > LONGEST_LINE:
            raise LabelFileError(path, "this line is too long for a table of labels. Choose another file", line)
        start, line = end + 1, line + 1


def _plain(body: str, delimiter: str) -> list[Row]:
    return [Row(line, tuple(text.split(delimiter))) for line, text in enumerate(body.split("\n"), 1)]


def _quoted(body: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(body, newline="\n"), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if cells:
            yield Row(line, tuple(cells))
        line = reader.line_num + 1


def _by_lines(body: str, delimiter: str, bad: list[BadRow]) -> Iterator[Row]:
    for line, text in enumerate(body.split("\n"), 1):
        try:
            cells = next(csv.reader([text], delimiter=delimiter), [])
        except csv.Error as error:
            bad.append(BadRow(line, f"it cannot be parted into cells ({error}). Correct its quotation marks"))
            continue
        if cells:
            yield Row(line, tuple(cells))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
