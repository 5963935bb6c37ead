"""SQLite files as projects use them: opened for writing or for looking, their errors in our words."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from workbench.errors import ProjectDamaged, ProjectError, ProjectFull, ProjectReadOnly, printable

PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


def connect(path: Path, read_only: bool) -> sqlite3.Connection:
    """Open a file, made when it is to be written and not there. Raises `sqlite3.Error`, `OSError`."""
    if not read_only:
        return _open(path, "")
    if not path.is_file():
        raise FileNotFoundError(2, "there is no such file", str(path))
    connection = _open(path, "?mode=ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            return _with_log(path, log)
        # Where no file may be made beside it (a read-only disk) there is nobody who writes either.
        return _open(path, "?immutable=1")
    return connection


def _with_log(path: Path, log: Path) -> sqlite3.Connection:
    """A file on a read-only disk whose last changes are in the log beside it: both, in memory, are one whole again."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "copy"
        shutil.copyfile(path, there)
        shutil.copyfile(log, there.with_name("copy-wal"))
        whole, memory = _open(there, ""), sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            whole.backup(memory)
        finally:
            whole.close()
    return memory


def _open(path: Path, how: str) -> sqlite3.Connection:
    name = quote(os.fspath(path.absolute()).encode(errors="surrogateescape"))
    return sqlite3.connect(f"file:{name}{how}", uri=True, isolation_level=None, check_same_thread=False)


def copy_to(connection: sqlite3.Connection, target: Path, pages: int = -1) -> None:
    """Copy a database, whole and consistent, to a file; it appears there when it is whole, in place of what was there.

    Raises `sqlite3.Error`, `OSError`; nothing half is left then. With `pages` the source is free for others now and
    then; what is written through another connection meanwhile makes the copy begin anew.
    """
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(os.fsencode(part), check_same_thread=False)) as copy:
            connection.backup(copy, pages=pages)
            copy.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """So that new names in it outlast a power cut; without effect where the system cannot."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the system become ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(path, error) from error
    except PermissionError as error:
        raise ProjectReadOnly(path, "its folder may not be written to") from error
    except OSError as error:
        if error.errno == 28:  # no space left on device
            raise ProjectFull(path) from error
        raise ProjectError(path, f"{(error.strerror or 'it cannot be read or written').lower()}") from error


def _ours(path: Path, error: sqlite3.Error) -> ProjectError:
    code: Any = getattr(error, "sqlite_errorcode", None) or 0
    code &= 0xFF
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
