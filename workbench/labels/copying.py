"""Saving a project elsewhere, with what is not on the disk yet."""

from __future__ import annotations

import contextlib
import logging
import secrets
from pathlib import Path

from workbench.errors import ProjectError
from workbench.labels import backups
from workbench.labels.database import connect, copy_to, sync_folder, told
from workbench.labels.edit import added
from workbench.labels.keeper import Keeper
from workbench.labels.lock import Holder, ProjectLock, take
from workbench.labels.project import Project
from workbench.labels.store import Store

logger = logging.getLogger(__name__)


def save_as(source: Path, project: Project, keeper: Keeper | None, target: Path) -> None:
    """Copy a project with its history, and with all that waits to be written, to another file.

    The owner of the keeper makes no changes meanwhile. A project that was at the target becomes a backup. The copy has
    backups of its own. Raises `ProjectError`, with nothing changed at the target.
    """
    if target.absolute() == source.absolute():
        raise ProjectError(target, "it is this project itself; choose another name")
    lock = held(target)
    part = target.with_name(target.name + ".new")
    try:
        _remove(part)
        if keeper is None:
            _copy_file(source, part)
        else:
            _copy_with_what_waits(source, project, keeper, part)
        _put_in_place(part, target)
    finally:
        with contextlib.suppress(OSError):
            _remove(part)
        lock.release()


def held(path: Path) -> ProjectLock:
    """The lock of a project that is to be replaced. Raises `ProjectError` where another window has it open."""
    with told(path):
        got = take(path)
    if isinstance(got, Holder):
        raise ProjectError(path, f"{got}, has it open. Close it there, or choose another file")
    return got


def _copy_file(source: Path, part: Path) -> None:
    with told(part), contextlib.closing(connect(source, read_only=True)) as connection:
        copy_to(connection, part)
    store = Store(part)
    try:
        store.note((), {"id": secrets.token_hex(8)})
    finally:
        store.close()


def _copy_with_what_waits(source: Path, project: Project, keeper: Keeper, part: Path) -> None:
    with keeper.pause() as waiting:
        if source.exists() and source.stat().st_size:
            with told(part), contextlib.closing(connect(source, read_only=True)) as connection:
                copy_to(connection, part)
        store = Store(part)
        try:
            for work in waiting:
                work(store)
            store.note((), {**project.about, "id": secrets.token_hex(8)})
            return
        except ValueError as error:  # the file is not as it should be: what is in memory is what the person sees
            logger.error("the history could not be copied", exc_info=error)
        finally:
            store.close()
        _remove(part)
        store = Store(part)
        try:
            rows = project.contents().tables
            edits = tuple(added(table, columns) for table, columns in rows.items() if columns["id"])
            store.note(edits, {**project.about, "id": secrets.token_hex(8)})
        finally:
            store.close()


def _put_in_place(part: Path, target: Path) -> None:
    if target.exists():
        with contextlib.suppress(ProjectError):  # which it is not, where it was never a project
            backups.make(target)
    with told(target):
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        part.replace(target)
        sync_folder(target.parent)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
