"""A project file: one SQLite database. Each step is one transaction, on the disk when `commit` returns."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ProjectDamaged, ProjectError, ProjectReadOnly
from workbench.labels import backups, schema
from workbench.labels.database import PRAGMAS, connect, copy_to, told
from workbench.labels.edit import COLUMNS, Edit, Rows, Step, from_bytes, to_bytes

_CACHE_KIB = 16_000
_ROWS_AT_ONCE = 2000
"""A list of more rows is turned into columns piece by piece: the interpreter is not held for long."""


@dataclass(frozen=True)
class Contents:
    """All that a project holds: the rows of each table, and what it says about itself."""

    tables: dict[str, Rows]
    about: dict[str, str]


class Store:
    """The one connection that writes to a project, or one that only reads. For one thread at a time.

    Parameters
    ----------
    path : the file; made when it is not there
    read_only : for a project that somebody else writes to, or that lies where one may not write

    Raises
    ------
    ProjectDamaged : not a database any more, or one with errors
    ProjectError : no project of ours, not readable, or of a version that cannot be read
    """

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.version = schema.VERSION
        with told(self.path):
            self._connection = connect(path, read_only)
        try:
            with told(self.path):
                self._begin()
        except BaseException:
            self._connection.close()
            raise

    def _begin(self) -> None:
        run = self._connection.execute
        for pragma in PRAGMAS:
            run(pragma)
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self.version = run("PRAGMA user_version").fetchone()[0]
        is_new = self.version == 0 and run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_new:
            self._check_kind()
        if self.version > schema.VERSION and not self.read_only:
            raise ProjectReadOnly(self.path, "it was made by a newer version of the program, and can only be looked at")
        if self.read_only:
            if is_new:
                raise ProjectError(self.path, "there is nothing in it yet")
            run("PRAGMA query_only = ON")
            return
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        if is_new:
            with self._transaction():
                schema.create(self._connection)
            self.version = schema.VERSION
        elif self.version < schema.VERSION:
            self._migrate()
        if run("SELECT 1 FROM about WHERE key = 'id'").fetchone() is None:
            self._add_id()

    def _check_kind(self) -> None:
        run = self._connection.execute
        if run("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise ProjectError(self.path, "it is no project of this program; choose another file")
        found = run("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise ProjectDamaged(self.path, found)

    def _migrate(self) -> None:
        backups.make(self.path)
        with self._transaction():
            for version in range(self.version, schema.VERSION):
                schema.MIGRATIONS[version](self._connection)
            self._connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        self.version = schema.VERSION

    def _add_id(self) -> None:
        """By which its backups are found, wherever the file is moved."""
        with self._transaction():
            self._connection.execute("INSERT OR IGNORE INTO about VALUES ('id', ?)", (secrets.token_hex(8),))

    # Reading

    def contents(self) -> Contents:
        """Everything but the steps, in no order; some hundred thousand labels in a third of a second."""
        with told(self.path):
            tables = {table: self._rows(table) for table in COLUMNS}
            about = dict(self._connection.execute("SELECT key, value FROM about"))
        return Contents(tables, about)

    def step_names(self) -> tuple[list[str], list[str]]:
        """What was done, and what was undone, each with the one last that comes first."""
        with told(self.path):
            steps = self._connection.execute("SELECT name, undone FROM steps ORDER BY id").fetchall()
        return [name for name, undone in steps if not undone], [name for name, undone in reversed(steps) if undone]

    def _rows(self, table: str) -> Rows:
        columns = COLUMNS[table]
        if table not in schema.tables_of(self.version):
            return {name: [] for name in columns}
        cursor = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
        lists: list[list[Any]] = [[] for _ in columns]
        while found := cursor.fetchmany(_ROWS_AT_ONCE):
            for values, more in zip(lists, zip(*found, strict=True), strict=True):
                values.extend(more)
        return dict(zip(columns, lists, strict=True))

    def data_version(self) -> int:
        """Another number when somebody else has written to the file."""
        with told(self.path):
            found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    # Writing. Each call is one transaction: all of it is on the disk when the call returns, or nothing.

    def commit(self, step: Step, *, joins_last: bool = False) -> None:
        """Bring a step about, and remember it to be undone; what was undone before can be redone no more.

        With `joins_last` the step takes the last one's place: it tells what both did (the table has the last one's
        changes already, so `step.edits` begin where that one did, and only what is after is written).
        """
        with told(self.path), self._transaction():
            for edit in step.edits:
                self._apply(edit)
            run = self._connection.execute
            run("DELETE FROM steps WHERE undone")
            if joins_last:
                run("DELETE FROM steps WHERE id = (SELECT max(id) FROM steps)")
            run(
                "INSERT INTO steps (name, series, made_s, edits) VALUES (?, ?, ?, ?)",
                (step.name, step.series, step.made_s, to_bytes(step)),
            )

    def note(self, edits: tuple[Edit, ...], about: dict[str, str] | None = None) -> None:
        """Bring about what nobody would undo: a recording that is known from now on, an author, the folder."""
        with told(self.path), self._transaction():
            for edit in edits:
                self._apply(edit)
            for key, value in (about or {}).items():
                self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def undo(self) -> Step | None:
        """Take back the last step; what was done to the tables, or None when there is nothing to undo."""
        return self._turn_back("undone = 0 ORDER BY id DESC", undone=1)

    def redo(self) -> Step | None:
        """Do again the step that was undone last."""
        return self._turn_back("undone ORDER BY id", undone=0)

    def forget_undone(self) -> None:
        """What was undone can be redone no more."""
        with told(self.path), self._transaction():
            self._connection.execute("DELETE FROM steps WHERE undone")

    def _turn_back(self, which: str, undone: int) -> Step | None:
        with told(self.path), self._transaction():
            found = self._connection.execute(
                f"SELECT id, name, series, made_s, edits FROM steps WHERE {which} LIMIT 1"
            ).fetchone()
            if found is None:
                return None
            step_id, name, series, made_s, edits = found
            step = from_bytes(edits, name, series, made_s)
            if undone:
                step = step.inverted()
            for edit in step.edits:
                self._apply(edit)
            self._connection.execute("UPDATE steps SET undone = ? WHERE id = ?", (undone, step_id))
        return step

    def _apply(self, edit: Edit) -> None:
        """Raises `ValueError` where the table is not as the edit says: nothing is changed then."""
        many = self._connection.executemany
        if edit.table not in COLUMNS:
            raise ValueError(f"no table {edit.table!r}")
        if edit.after is None:
            assert edit.before is not None
            done = many(f"DELETE FROM {edit.table} WHERE id = ?", [(row_id,) for row_id in edit.before["id"]])
        elif edit.before is None:
            columns = COLUMNS[edit.table]
            marks = ", ".join("?" * len(columns))
            values = zip(*(edit.after[name] for name in columns), strict=True)
            done = many(f"INSERT INTO {edit.table} ({', '.join(columns)}) VALUES ({marks})", values)
        else:
            columns = tuple(name for name in COLUMNS[edit.table] if name in edit.after and name != "id")
            values = zip(*(edit.after[name] for name in columns), edit.after["id"], strict=True)
            done = many(f"UPDATE {edit.table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", values)
        if done.rowcount not in (len(edit), -1):
            raise ValueError(f"{edit.table}: {len(edit)} rows expected, {done.rowcount} found")

    def back_up(self, target: Path) -> None:
        """Copy the project, whole and consistent, to a new file; it appears there when it is whole."""
        with told(target):
            copy_to(self._connection, target)

    def close(self) -> None:
        """Bring the whole project into its one file, so that it can be copied, and let go of it."""
        if not self.read_only:
            with contextlib.suppress(sqlite3.Error):  # a full disk: the log beside it has it all
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        if self.read_only:
            raise ProjectReadOnly(self.path, "it is open for looking only")
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):  # a full disk has rolled back already
                self._connection.execute("ROLLBACK")
            raise
