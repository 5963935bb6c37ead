"""What a project knows of a label beyond its place and text, as cells of a table and back again.

Columns are named as in `EXTRAS`, whatever the spelling: "author_kind" in a CSV is "Author Kind" in a selection table.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from workbench.labels.formats.sheet import SheetAuthor, SheetLabel
from workbench.labels.formats.table import Row, Table, number
from workbench.labels.label import Status

EXTRAS = (
    "tier", "author", "author kind", "author version", "score", "status", "judged by", "judged by kind",
    "judged by version", "created", "changed", "id",
)  # fmt: skip
PEOPLE = ("annotator", "analyst", "observer", "annotated by", "created by", "labeler", "labeller", "reviewer", "user")
_SCORES = ("score", "confidence", "probability", "conf", "prob", "probability score")
_PERCENT = set(_SCORES[1:])


def extra_cells(label: SheetLabel) -> dict[str, str]:
    """The values of a label by the names in `EXTRAS`; what is not known is ""."""
    return {
        "tier": label.tier,
        **_author_cells("author", label.author),
        "score": "" if label.score is None else repr(label.score),
        "status": label.status.name.lower(),
        **_author_cells("judged by", label.judged_by),
        "created": _date_cell(label.created_s),
        "changed": _date_cell(label.changed_s),
        # The letter keeps spreadsheets from rounding it to a number of 15 digits.
        "id": "" if label.id is None else f"L{label.id}",
    }


def _author_cells(name: str, author: SheetAuthor | None) -> dict[str, str]:
    kind, who, version = (author.kind, author.name, author.version) if author else ("", "", "")
    return {name: who, f"{name} kind": kind, f"{name} version": version}


def _date_cell(time_s: float | None) -> str:
    """ISO 8601 to the microsecond, UTC; seconds for what no calendar has."""
    if time_s is None:
        return ""
    try:
        return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="microseconds")
    except (OverflowError, ValueError, OSError):
        return repr(time_s)


class ExtraColumns:
    """Finds the columns of a table and reads them.

    A column that has the name but none of the values, such as a “Status” of another program's, is not taken.
    `taken` : indices of the columns that are read; `notes` : guesses.
    """

    def __init__(self, table: Table) -> None:
        self.notes: list[str] = []
        self._columns = {name: at for name in EXTRAS if (at := _column(table, name)) is not None}
        if "author" not in self._columns and (at := table.column(*PEOPLE)) is not None:
            self._columns["author"] = at
        self._factor = 1.0
        self._find_score(table)
        self.taken = set(self._columns.values())

    def of(self, row: Row) -> dict[str, Any]:
        """Fields of the row's `SheetLabel`. Raises `ValueError` with the reason and the remedy."""
        cells = {name: row.cell(at) for name, at in self._columns.items()}
        fields = {field: _READERS[name](cells[name]) for name, field in _FIELDS.items() if cells.get(name)}
        score = number(cells.get("score", ""), "score")
        return {
            **fields,
            "score": None if score is None else score * self._factor,
            "author": _author(cells, "author"),
            "judged_by": _author(cells, "judged by"),
        }

    def _find_score(self, table: Table) -> None:
        """Scores can be percent, or of no scale at all, such as logits and distances."""
        at = table.column(*_SCORES)
        if at is None:
            return
        title = table.titles[at]
        values = [value for cell in table.values(at) if (value := _number_or_none(cell)) is not None]
        if "%" in title:
            self._factor = 0.01
        elif sum(not 0 <= value <= 1 for value in values) > len(values) / 2:
            if table.names[at] not in _PERCENT or not all(0 <= value <= 100 for value in values):
                self.notes.append(f"The column “{title}” is not between 0 and 1, and was left out.")
                return
            self._factor = 0.01
            self.notes.append(f"The column “{title}” was taken for percent.")
        self._columns["score"] = at


def _column(table: Table, name: str) -> int | None:
    at = table.column(name)
    if at is None or name == "score":
        return None
    values = list(table.values(at))
    return at if not values or any(_reads(name, value) for value in values) else None


def _reads(name: str, value: str) -> bool:
    read = _READERS.get(name)
    try:
        return read is None or read(value) is not None
    except ValueError:
        return False


def _number_or_none(cell: str) -> float | None:
    try:
        return number(cell, "score")
    except ValueError:
        return None


def _author(cells: dict[str, str], name: str) -> SheetAuthor | None:
    who, kind, version = (cells.get(each, "") for each in (name, f"{name} kind", f"{name} version"))
    return SheetAuthor(kind or "person", who, version) if who or kind else None


def _status(cell: str) -> Status:
    name = cell.strip().upper()
    if name and name not in Status.__members__:
        raise ValueError(f"its status, “{cell}”, is none of accepted, proposed and rejected. Correct it")
    return Status[name or "ACCEPTED"]


def _date(cell: str) -> float | None:
    text = cell.strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no date as 2025-06-15T12:00:00+00:00. Correct it, or leave it out") from None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _id(cell: str) -> int | None:
    """Only ours, which begin with a letter: other programs number their rows."""
    return int(cell[1:]) if re.fullmatch(r"L\d{1,19}", cell.strip()) else None


_FIELDS = {"tier": "tier", "status": "status", "created": "created_s", "changed": "changed_s", "id": "id"}
_READERS: dict[str, Callable[[str], Any]] = {
    "tier": str,
    "status": _status,
    "created": _date,
    "changed": _date,
    "id": _id,
}
