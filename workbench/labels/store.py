"""A project file: one SQLite database. Each step is one transaction, on the disk when `commit` returns."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from workbench.errors import ProjectDamaged, ProjectError, ProjectFull, ProjectReadOnly, printable
from workbench.labels import schema
from workbench.labels.edit import COLUMNS, Edit, Rows, Step, from_bytes, to_bytes

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_CACHE_KIB = 16_000


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
        with self._told():
            self._connection = _connect(path, read_only)
        try:
            with self._told():
                self._begin()
        except BaseException:
            self._connection.close()
            raise

    def _begin(self) -> None:
        run = self._connection.execute
        for pragma in _PRAGMAS:
            run(pragma)
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self.version = run("PRAGMA user_version").fetchone()[0]
        is_new = self.version == 0 and run("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_new:
            self._check_kind()
        if self.version > schema.VERSION and not self.read_only:
            raise ProjectReadOnly(self.path, "it was made by a newer version of the program, and can only be looked at")
        if self.read_only:
            run("PRAGMA query_only = ON")
            return
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        if is_new:
            with self._transaction():
                schema.create(self._connection)
        elif self.version < schema.VERSION:
            self._migrate()

    def _check_kind(self) -> None:
        run = self._connection.execute
        if run("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise ProjectError(self.path, "it is no project of this program; choose another file")
        found = run("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise ProjectDamaged(self.path, found)

    def _migrate(self) -> None:
        self.back_up(self.path.with_suffix(f".v{self.version}{schema.SUFFIX}"))
        with self._transaction():
            for version in range(self.version, schema.VERSION):
                schema.MIGRATIONS[version](self._connection)
            self._connection.execute(f"PRAGMA user_version = {schema.VERSION}")
        self.version = schema.VERSION

    # Reading

    def contents(self) -> Contents:
        """Everything but the steps; some hundred thousand labels a second."""
        with self._told():
            tables = {table: self._rows(table) for table in COLUMNS}
            about = dict(self._connection.execute("SELECT key, value FROM about"))
        return Contents(tables, about)

    def step_names(self) -> tuple[list[str], list[str]]:
        """What was done, and what was undone, each with the one last that comes first."""
        with self._told():
            steps = self._connection.execute("SELECT name, undone FROM steps ORDER BY id").fetchall()
        return [name for name, undone in steps if not undone], [name for name, undone in reversed(steps) if undone]

    def _rows(self, table: str) -> Rows:
        columns = COLUMNS[table]
        order = " ORDER BY start_s, end_s" if table == "labels" else ""
        found = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table}{order}").fetchall()
        lists = [list(values) for values in zip(*found, strict=True)] if found else [[] for _ in columns]
        return dict(zip(columns, lists, strict=True))

    def data_version(self) -> int:
        """Another number when somebody else has written to the file."""
        with self._told():
            found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    # Writing. Each call is one transaction: all of it is on the disk when the call returns, or nothing.

    def commit(self, step: Step, *, joins_last: bool = False) -> None:
        """Bring a step about, and remember it to be undone; what was undone before can be redone no more.

        With `joins_last` the step takes the last one's place: it tells what both did (the table has the last one's
        changes already, so `step.edits` begin where that one did, and only what is after is written).
        """
        with self._told(), self._transaction():
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
        with self._told(), self._transaction():
            for edit in edits:
                self._apply(edit)
            for key, value in (about or {}).items():
                self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def undo(self) -> Step | None:
        """Take back the last step; what was done to the tables, or None when there is nothing to undo."""
        return self._turn_back("undone = 0 ORDER BY id DESC", undone=1)

    def redo(self) -> Step | None:
        """Do again the step that was undone last."""
        return self._turn_back("undone = 1 ORDER BY id", undone=0)

    def _turn_back(self, which: str, undone: int) -> Step | None:
        with self._told(), self._transaction():
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
        part = target.with_name(target.name + ".part")
        with self._told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            copy = sqlite3.connect(part)
            try:
                self._connection.backup(copy, pages=256)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)

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

    @contextlib.contextmanager
    def _told(self, path: Path | None = None) -> Iterator[None]:
        """Errors of SQLite and of the system become ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise _ours(path or self.path, error) from error
        except OSError as error:
            reason = f"{(error.strerror or 'it cannot be read or written').lower()}"
            raise ProjectError(path or self.path, reason) from error


def _connect(path: Path, read_only: bool) -> sqlite3.Connection:
    name = quote(os.fspath(path.absolute()))
    connection: Any = None
    if not read_only:
        return sqlite3.connect(f"file:{name}", uri=True, isolation_level=None, check_same_thread=False)
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file", str(path))
    try:
        connection = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        # Where no file may be made beside it (a read-only disk) there is nobody who writes either.
        if connection is not None:
            connection.close()
        name += "?immutable=1"
        connection = sqlite3.connect(f"file:{name}", uri=True, isolation_level=None, check_same_thread=False)
    opened: sqlite3.Connection = connection
    return opened


def _ours(path: Path, error: sqlite3.Error) -> ProjectError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ProjectDamaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return ProjectFull(path)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ProjectReadOnly(path, "its folder may not be written to")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectError(path, "another program holds it; close that and try again")
    if code == sqlite3.SQLITE_IOERR:
        return ProjectError(path, "its disk could not be read or written; see whether it is full, or went away")
    return ProjectError(path, f"{printable(str(error))}")
