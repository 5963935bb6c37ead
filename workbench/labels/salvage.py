"""What can still be read of a damaged project, row by row, into a new file."""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ProjectDamaged, ProjectError
from workbench.labels import schema
from workbench.labels.database import connect, told
from workbench.labels.edit import COLUMNS, Edit, Rows, added
from workbench.labels.label import ANSWERS, NEW, Author, KnownRecording, Review, Tier
from workbench.labels.project import rows_of
from workbench.labels.store import Store

_LAST_ID = 2**63 - 1
_ROWS_AT_ONCE = 64
_TEXTS = frozenset({
    "name", "color", "key", "path", "fingerprint", "kind", "version", "text", "listing", "settings", "answer", "given",
    "was",
})  # fmt: skip
_TIMES = frozenset({
    "start_s", "end_s", "position", "created_s", "changed_s", "made_s", "answered_s", "took_s",
})  # fmt: skip
_MAY_BE_NONE = frozenset({"low_hz", "high_hz", "channel", "score", "judged_by", "label"})
_MAY_BE_FRACTIONS = _TIMES | {"low_hz", "high_hz", "score"}


@dataclass(frozen=True)
class Salvaged:
    """How many rows of each table were read, how many made no sense, and in how many places nothing could be read."""

    counts: dict[str, int]
    senseless: int
    gaps: int

    def __str__(self) -> str:
        words = [f"{self.counts['labels']:,} labels", f"{self.counts['recordings']:,} recordings"]
        lost = "nothing was seen to be missing"
        if self.gaps or self.senseless:
            lost = f"{self.gaps:,} places could not be read, and {self.senseless:,} rows made no sense"
        return f"{' and '.join(words)} were read; {lost}. What could be undone before cannot be any more"


def salvage(damaged: Path, target: Path) -> Salvaged:
    """Read what can be read of a project into a new file; the damaged one stays as it is.

    What was done and undone is not taken along: with labels missing it might not fit. Raises `ProjectError`;
    `ProjectDamaged` where nothing at all can be read.
    """
    if target.exists():
        raise ProjectError(target, "there is such a file already; choose another name")
    tables: dict[str, Rows] = {}
    senseless = gaps = 0
    with told(damaged), contextlib.closing(connect(damaged, read_only=True)) as connection:
        connection.execute("PRAGMA query_only = ON")
        about = _about(connection)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for table, columns in COLUMNS.items():
            tables[table] = {name: [] for name in columns}
            if table not in schema.tables_of(version):
                continue
            rows, bad, holes = _read(connection, table, columns)
            tables[table], senseless, gaps = rows, senseless + bad, gaps + holes
    if gaps and not any(len(rows["id"]) for rows in tables.values()):
        raise ProjectDamaged(damaged, "nothing in it can be read")
    _complete(tables)
    store = Store(target)
    try:
        store.note(tuple(_edits(tables)), about)
    finally:
        store.close()
    return Salvaged({table: len(rows["id"]) for table, rows in tables.items()}, senseless, gaps)


def _about(connection: sqlite3.Connection) -> dict[str, str]:
    try:
        found = connection.execute("SELECT key, value FROM about").fetchall()
    except sqlite3.Error:
        return {}
    return {key: value for key, value in found if isinstance(key, str) and isinstance(value, str)}


def _read(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[Rows, int, int]:
    """All rows of a table that read and make sense; how many make none, and how often a place was leapt over."""
    rows: Rows = {name: [] for name in columns}
    seen: set[int] = set()
    names: set[str] = set()
    senseless = gaps = 0

    def fetch(first: int, count: int) -> list[tuple[Any, ...]]:
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE id >= ? ORDER BY id LIMIT ?"
        return connection.execute(query, (first, count)).fetchall()

    for values in _walk(fetch):
        if values is None:
            gaps += 1
            continue
        row = dict(zip(columns, values, strict=True))
        twice = row["id"] in seen or (table == "classes" and row["name"] in names)
        if twice or not _makes_sense(table, row):
            senseless += 1
            continue
        seen.add(row["id"])
        names.add(row.get("name", ""))
        for name, value in row.items():
            rows[name].append(value)
    return rows, senseless, gaps


def _walk(fetch: Callable[[int, int], list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...] | None]:
    """Rows in order of their ids; None for each place that had to be leapt over."""
    first, count = -_LAST_ID, _ROWS_AT_ONCE
    while True:
        try:
            found = fetch(first, count)
        except sqlite3.Error:
            if count > 1:
                count = 1
                continue
            yield None
            beyond = _beyond(fetch, first)
            if beyond is None:
                return
            first, count = beyond, _ROWS_AT_ONCE
            continue
        yield from found
        last = found[-1][0] if found else None
        if not isinstance(last, int) or last < first or last >= _LAST_ID:
            return
        first, count = last + 1, _ROWS_AT_ONCE


def _beyond(fetch: Callable[[int, int], list[tuple[Any, ...]]], bad: int) -> int | None:
    """The first id after `bad` from which reading works again: leaps that double, then the place between halved."""
    leap = 1
    while bad + leap <= _LAST_ID and not _reads(fetch, bad + leap):
        leap *= 2
    good = bad + leap
    if good > _LAST_ID:
        return None
    low = bad + leap // 2
    while good - low > 1:
        middle = (low + good) // 2
        low, good = (low, middle) if _reads(fetch, middle) else (middle, good)
    return good


def _reads(fetch: Callable[[int, int], list[tuple[Any, ...]]], first: int) -> bool:
    try:
        fetch(first, 1)
    except sqlite3.Error:
        return False
    return True


def _makes_sense(table: str, row: dict[str, Any]) -> bool:
    if not all(_may_be(name, value) for name, value in row.items()):
        return False
    if table == "labels":
        return row["start_s"] <= row["end_s"] and (row["low_hz"] is None) == (row["high_hz"] is None)
    if table == "review_clips":
        was_told = row["was"] in ("", NEW) or _is_json(row["was"])
        return row["start_s"] <= row["end_s"] and row["answer"] in ("", *ANSWERS) and was_told
    return table != "reviews" or (_is_json(row["listing"]) and _is_json(row["settings"]))


def _may_be(name: str, value: Any) -> bool:
    """Whether a column may hold such a value."""
    if value is None:
        return name in _MAY_BE_NONE
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _MAY_BE_FRACTIONS:
        return isinstance(value, int | float) and math.isfinite(value)
    return isinstance(value, int)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _complete(tables: dict[str, Rows]) -> None:
    """What labels and clips belong to must be there: where it was lost it comes back without its name."""
    labels, clips = tables["labels"], tables["review_clips"]
    for position, tier in enumerate(_lost(tables, "tiers", labels["tier"])):
        _append(tables["tiers"], rows_of("tiers", [Tier(tier, f"Recovered {position + 1}", 1000.0 + position)]))
    for number, recording in enumerate(_lost(tables, "recordings", labels["recording"] + clips["recording"])):
        lost = KnownRecording(recording, f"recovered recording {number + 1}", 0, "", 1, 0, 1)
        _append(tables["recordings"], rows_of("recordings", [lost]))
    judges = [each for each in labels["judged_by"] if each is not None]
    for author in _lost(tables, "authors", [each for each in labels["author"] + judges if each != 0]):
        _append(tables["authors"], rows_of("authors", [Author(author, "person", "recovered")]))
    for number, review in enumerate(_lost(tables, "reviews", clips["review"])):
        _append(tables["reviews"], rows_of("reviews", [Review(review, f"Recovered {number + 1}")]))


def _lost(tables: dict[str, Rows], table: str, used: list[int]) -> list[int]:
    """Ids that something belongs to, and that are not there."""
    return sorted(set(used) - set(tables[table]["id"]))


def _append(rows: Rows, more: Rows) -> None:
    for name, values in more.items():
        rows[name].extend(values)


def _edits(tables: dict[str, Rows]) -> Iterator[Edit]:
    return (added(table, rows) for table, rows in tables.items() if rows["id"])
