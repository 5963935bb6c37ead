"""Copies of a project, made now and then by itself: which there are, which are kept, and how one comes back."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import ProjectDamaged, ProjectError
from workbench.labels.database import connect, copy_to, sync_folder, told
from workbench.labels.schema import APPLICATION_ID, SUFFIX
from workbench.paths import data_dir

EVERY_S = 1800.0
"""So often a project that changes is copied."""
KEPT_LAST = 10
KEPT_DAYS = 30
DAY_S = 86_400.0

_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?" + re.escape(SUFFIX))
_FORM = "%Y%m%dT%H%M%SZ"
_PLACE = "project.txt"
_STAMP = """
SELECT max(id), sum(undone), (SELECT count(*) FROM recordings), (SELECT group_concat(value) FROM about) FROM steps
"""


@dataclass(frozen=True)
class Backup:
    """A copy of a project: when it was made (seconds since 1970), how many labels it has, its size in bytes."""

    path: Path
    made_s: float
    labels: int
    size: int


def make(project: Path, clock: Callable[[], float] = time.time, *, always: bool = True) -> Path | None:
    """Copy a project to its backups, and remove those that are too many; the copy's path.

    Without `always`, nothing is done (and None returned) when it did not change since the last one. It reads through a
    connection of its own: whoever has the project open goes on writing. Raises `ProjectError`.
    """
    with told(project), contextlib.closing(connect(project, read_only=True)) as source:
        folder = _folder(_id_of(source))
        if not always and (last := _paths(folder)) and _stamp(last[0]) == source.execute(_STAMP).fetchone():
            return None
        target = _free_name(folder, clock())
        copy_to(source, target)
        (folder / _PLACE).write_bytes(os.fsencode(project.absolute()))
    for path in too_many(_paths(folder), clock()):
        path.unlink(missing_ok=True)
    return target


def too_many(paths: Iterable[Path], now_s: float) -> list[Path]:
    """Backups to remove: neither among the last ones, nor the last one of a day within the days that are kept."""
    newest = sorted(paths, key=_made_s, reverse=True)
    kept = set(newest[:KEPT_LAST])
    days: set[int] = set()
    for path in newest:
        day = int(_made_s(path) // DAY_S)
        if now_s - _made_s(path) < KEPT_DAYS * DAY_S and day not in days:
            kept.add(path)
        days.add(day)
    return [path for path in newest if path not in kept]


def listed(project: Path) -> list[Backup]:
    """The backups of a project, the newest first; also when its file is damaged or gone. Those that do not read are
    left out."""
    found = []
    for folder in folders_of(project):
        for path in _paths(folder):
            with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(connect(path, True)) as copy:
                labels = copy.execute("SELECT count(*) FROM labels").fetchone()[0]
                found.append(Backup(path, _made_s(path), labels, path.stat().st_size))
    return sorted(found, key=lambda each: each.made_s, reverse=True)


def newest_good(project: Path) -> Backup | None:
    """The newest backup without errors."""
    return next((backup for backup in listed(project) if is_good(backup.path)), None)


def is_good(path: Path) -> bool:
    """Whether a file is a project without errors."""
    try:
        with contextlib.closing(connect(path, read_only=True)) as copy:
            ours = copy.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            return ours and bool(copy.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.Error, OSError):
        return False


def restore(project: Path, backup: Path) -> None:
    """Make a project what its backup is; what it was becomes a backup first. The caller has its lock, and no store.

    One transaction: whatever happens meanwhile, the file is either as it was or as the backup. Raises `ProjectError`.
    """
    if not is_good(backup):
        raise ProjectDamaged(backup, "choose another backup")
    if not project.exists():
        with told(project), contextlib.closing(connect(backup, read_only=True)) as source:
            copy_to(source, project)
        return
    make(project)
    with (
        told(project),
        contextlib.closing(connect(backup, read_only=True)) as source,
        contextlib.closing(connect(project, read_only=False)) as target,
    ):
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target)


def move_aside(project: Path, clock: Callable[[], float] = time.time) -> Path:
    """Keep a damaged file, with the log beside it, under another name. Raises `ProjectError`."""
    stem = f"{project.name}.damaged-{time.strftime('%Y-%m-%d-%H%M%S', time.localtime(clock()))}"
    aside, number = project.with_name(stem), 1
    while aside.exists():
        number += 1
        aside = project.with_name(f"{stem}-{number}")
    with told(project):
        project.with_name(project.name + "-shm").unlink(missing_ok=True)
        log = project.with_name(project.name + "-wal")
        project.replace(aside)
        if log.exists():
            log.replace(aside.with_name(aside.name + "-wal"))
        sync_folder(project.parent)
    return aside


class Rounds:
    """Looks now and then whether a backup is due, and makes it in a thread of its own.

    Parameters
    ----------
    project : the file, which may not be there yet
    failed : called in that thread when one could not be made
    clock : seconds, given in tests
    """

    def __init__(
        self, project: Path, failed: Callable[[ProjectError], None], clock: Callable[[], float] = time.time
    ) -> None:
        self.project = project
        self._failed, self._clock = failed, clock
        self._looked_s = float("-inf")
        self._changes = -1
        self._thread: threading.Thread | None = None

    def look(self, changes: int) -> bool:
        """Begin with a backup if one is due; `changes` counts those made so far. Whether it began."""
        now = self._clock()
        busy = self._thread is not None and self._thread.is_alive()
        if busy or changes == self._changes or now - self._looked_s < EVERY_S:
            return False
        self._looked_s, self._changes = now, changes
        self._thread = threading.Thread(target=self._make, name="backup", daemon=True)
        self._thread.start()
        return True

    def wait(self, limit_s: float | None = None) -> None:
        """Until the one that is being made is there."""
        if self._thread is not None:
            self._thread.join(limit_s)

    def silence(self) -> None:
        """Say nothing any more: who listened is about to go."""
        self._failed = lambda _error: None

    def _make(self) -> None:
        try:
            if self.project.exists():
                make(self.project, self._clock, always=False)
        except ProjectError as error:
            self._failed(error)


def folders_of(project: Path) -> list[Path]:
    """Where backups of a project lie: by its id, and by where it lay, in case that cannot be read."""
    here = os.fsencode(project.absolute())
    found = [place.parent for place in _root().glob(f"*/{_PLACE}") if place.read_bytes() == here]
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(connect(project, read_only=True)) as copy:
        found.append(_folder(_id_of(copy)))
    return sorted(set(found))


def _id_of(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT value FROM about WHERE key = 'id'").fetchone()
    name = str(found[0]) if found else ""
    return name if re.fullmatch(r"[0-9a-f]{1,64}", name) else f"without-id-{secrets.token_hex(4)}"


def _root() -> Path:
    return data_dir() / "backups"


def _folder(project_id: str) -> Path:
    return _root() / project_id


def _paths(folder: Path) -> list[Path]:
    """The newest first."""
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_made_s, reverse=True)


def _free_name(folder: Path, now_s: float) -> Path:
    stem = time.strftime(_FORM, time.gmtime(now_s))
    target, number = folder / f"{stem}{SUFFIX}", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{SUFFIX}"
    return target


def _made_s(path: Path) -> float:
    import calendar

    stem, _, number = path.name.removesuffix(SUFFIX).partition("-")
    return calendar.timegm(time.strptime(stem, _FORM)) + int(number or 0) / 1000


def _stamp(path: Path) -> object:
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(connect(path, read_only=True)) as copy:
        return copy.execute(_STAMP).fetchone()
    return None
