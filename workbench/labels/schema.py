"""The tables of a project file, and how files of earlier versions become those of this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from workbench.labels.edit import COLUMNS

APPLICATION_ID = 0x41574250
"""Marks a SQLite file as a project of this program ("AWBP")."""

VERSION = 2
SUFFIX = ".workbench"

_REVIEWS = """
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, made_s REAL NOT NULL, listing TEXT NOT NULL, settings TEXT NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE review_clips (
    id INTEGER PRIMARY KEY, review INTEGER NOT NULL, position INTEGER NOT NULL, recording INTEGER NOT NULL,
    start_s REAL NOT NULL, end_s REAL NOT NULL, label INTEGER, text TEXT NOT NULL, score REAL, answer TEXT NOT NULL,
    given TEXT NOT NULL, was TEXT NOT NULL, answered_s REAL NOT NULL, took_s REAL NOT NULL,
    CHECK (start_s <= end_s)
);
"""

_CREATE = f"""
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recordings (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, size INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    sample_rate INTEGER NOT NULL, frames INTEGER NOT NULL, channels INTEGER NOT NULL
);
CREATE TABLE tiers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, position REAL NOT NULL, hidden INTEGER NOT NULL,
    locked INTEGER NOT NULL, exclusive INTEGER NOT NULL
);
CREATE TABLE classes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, position REAL NOT NULL, color TEXT NOT NULL, key TEXT NOT NULL
);
CREATE TABLE authors (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL);
CREATE TABLE labels (
    id INTEGER PRIMARY KEY, recording INTEGER NOT NULL, tier INTEGER NOT NULL, start_s REAL NOT NULL,
    end_s REAL NOT NULL, low_hz REAL, high_hz REAL, channel INTEGER, text TEXT NOT NULL, author INTEGER NOT NULL,
    score REAL, status INTEGER NOT NULL, judged_by INTEGER, created_s REAL NOT NULL, changed_s REAL NOT NULL,
    CHECK (start_s <= end_s)
);
CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, series TEXT NOT NULL, made_s REAL NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0, edits BLOB NOT NULL
);
CREATE INDEX undone_steps ON steps (id) WHERE undone;
{_REVIEWS}"""


def _add_reviews(connection: sqlite3.Connection) -> None:
    _run(connection, _REVIEWS)


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {1: _add_reviews}
"""From a version to the next, each called within one transaction, after a copy of the file was made."""

_FIRST_IN = {"reviews": 2, "review_clips": 2}


def tables_of(version: int) -> tuple[str, ...]:
    """The tables of rows that a file of that version has."""
    return tuple(table for table in COLUMNS if _FIRST_IN.get(table, 1) <= version)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file; called within a transaction."""
    _run(connection, _CREATE)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _run(connection: sqlite3.Connection, statements: str) -> None:
    """Not by `executescript`, which would end the transaction."""
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(statement)
