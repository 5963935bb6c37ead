"""The tables of a project file, and how files of earlier versions become those of this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

APPLICATION_ID = 0x41574250
"""Marks a SQLite file as a project of this program ("AWBP")."""

VERSION = 1
SUFFIX = ".workbench"

_CREATE = """
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
"""

MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
"""From a version to the next, each called within one transaction, after a copy of the file was made."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file; called within a transaction."""
    for statement in _CREATE.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
