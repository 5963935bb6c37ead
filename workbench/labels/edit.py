"""Changes as data: what was before and what is after, so that each can be undone, stored, and done again."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_LINE_VALUES = 4000

Rows = dict[str, list[Any]]
"""Values by column, all lists of the same length; "id" is always there. Numbers, words, None: fit for JSON and SQL."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "labels": (
        "id", "recording", "tier", "start_s", "end_s", "low_hz", "high_hz", "channel", "text", "author", "score",
        "status", "judged_by", "created_s", "changed_s",
    ),
    "tiers": ("id", "name", "position", "hidden", "locked", "exclusive"),
    "classes": ("id", "name", "position", "color", "key"),
    "recordings": ("id", "path", "size", "fingerprint", "sample_rate", "frames", "channels"),
    "authors": ("id", "kind", "name", "version"),
    "reviews": ("id", "name", "made_s", "listing", "settings", "position"),
    "review_clips": (
        "id", "review", "position", "recording", "start_s", "end_s", "label", "text", "score", "answer", "given", "was",
        "answered_s", "took_s",
    ),
}  # fmt: skip
"""The columns of each table, in the order in which rows are read."""


@dataclass(frozen=True)
class Edit:
    """Rows of one table added (`before` None), removed (`after` None) or changed (both, with the same ids and columns).

    Added and removed rows have all columns of `COLUMNS`; changed ones only those that changed, and "id".
    """

    table: str
    before: Rows | None
    after: Rows | None

    def __post_init__(self) -> None:
        if self.before is not None and self.after is not None and self.before["id"] != self.after["id"]:
            raise ValueError("a change keeps the ids")

    def inverted(self) -> Edit:
        return Edit(self.table, self.after, self.before)

    def __len__(self) -> int:
        rows = self.after if self.after is not None else self.before
        return 0 if rows is None else len(rows["id"])


@dataclass(frozen=True)
class Step:
    """What one gesture or command changed: done, undone and stored as a whole.

    `name` is what the Edit menu says after "Undo"; steps of the same `series`, given shortly after each other, become
    one (a label nudged ten times is undone at once).
    """

    name: str
    edits: tuple[Edit, ...]
    series: str = ""
    made_s: float = field(default_factory=time.time)

    def inverted(self) -> Step:
        return Step(self.name, tuple(edit.inverted() for edit in reversed(self.edits)), self.series, self.made_s)

    def __len__(self) -> int:
        return sum(len(edit) for edit in self.edits)


def added(table: str, rows: Rows) -> Edit:
    return Edit(table, None, rows)


def removed(table: str, rows: Rows) -> Edit:
    return Edit(table, rows, None)


def to_bytes(step: Step) -> bytes:
    """The edits as compressed JSON, a line for each thousands of values: the whole in one go would hold up all other
    threads for as long as it takes."""
    packer = zlib.compressobj(1)
    return b"".join([*(packer.compress(line.encode() + b"\n") for line in _lines(step.edits)), packer.flush()])


def _lines(edits: tuple[Edit, ...]) -> Iterator[str]:
    """First which tables, and whether there is a before and an after; then the edit, the side, a column and values."""
    yield _json([[edit.table, edit.before is not None, edit.after is not None] for edit in edits])
    for number, edit in enumerate(edits):
        for side, rows in enumerate((edit.before, edit.after)):
            for column, values in (rows or {}).items():
                for first in range(0, max(len(values), 1), _LINE_VALUES):
                    yield _json([number, side, column, values[first : first + _LINE_VALUES]])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_bytes(stored: bytes, name: str, series: str, made_s: float) -> Step:
    """The inverse of `to_bytes`. Raises `ValueError` for what is damaged."""
    try:
        lines = zlib.decompress(stored).decode().removesuffix("\n").split("\n")
        tables = json.loads(lines[0])
        sides: list[list[Rows | None]] = [[{} if there else None for there in both] for _, *both in tables]
        for line in lines[1:]:
            number, side, column, values = json.loads(line)
            sides[number][side].setdefault(column, []).extend(values)
        edits = tuple(Edit(table[0], *both) for table, both in zip(tables, sides, strict=True))
        return Step(name, edits, series, made_s)
    except (zlib.error, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"not a stored step: {error}") from error


def merged(earlier: Step, later: Step) -> Step | None:
    """Both as one: what `earlier` began from, and what `later` ended at. None unless they change the same cells."""
    pairs = list(zip(earlier.edits, later.edits, strict=False))
    if len(earlier.edits) != len(later.edits) or not all(_same_cells(*pair) for pair in pairs):
        return None
    edits = tuple(Edit(one.table, one.before, other.after) for one, other in pairs)
    return Step(later.name, edits, later.series, later.made_s)


def _same_cells(one: Edit, other: Edit) -> bool:
    if one.before is None or one.after is None or other.before is None or other.after is None:
        return False
    same_rows = one.table == other.table and one.after["id"] == other.after["id"]
    return same_rows and one.after.keys() == other.after.keys()
