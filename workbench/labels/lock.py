"""One window at a time changes a project: a lock that the system drops with its process, however that ends."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
import weakref
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.errors import printable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30
"""On Windows a locked part of a file cannot be read by others: it lies beyond what is written there."""
_TRIES = 20


@dataclass(frozen=True)
class Holder:
    """Who has a project: process, computer, and since when, in seconds since 1970."""

    pid: int
    host: str
    since_s: float

    def __str__(self) -> str:
        since = time.strftime("%H:%M on %d %B", time.localtime(self.since_s))
        if self.host and self.host != socket.gethostname():
            return f"another window on {printable(self.host)}, since {since}"
        who = "another window" if self.pid == os.getpid() else f"another window (process {self.pid})"
        return f"{who}, since {since}"


UNKNOWN = Holder(0, "", 0.0)


class ProjectLock:
    """Held from `take` until `release`, until nobody has this object any more, or until the process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._finalizer = weakref.finalize(self, _release, descriptor, lock_path(path))

    def release(self) -> None:
        """Let others have the project; harmless when that was done already."""
        self._finalizer()


def lock_path(project: Path) -> Path:
    """The file beside a project on which the lock is held; gone when nobody holds it."""
    return project.with_name(project.name + ".lock")


def take(project: Path) -> ProjectLock | Holder:
    """The lock of a project, or who has it. A lock cannot outlive its holder, so none is ever stale.

    Where the system knows no locks (some network drives) it is given to everybody; the database itself still keeps
    two writers apart. Raises `OSError` where nothing can be written beside the project.
    """
    path = lock_path(project)
    for _ in range(_TRIES):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            if not _lock(descriptor):
                os.close(descriptor)
                return holder(project)
            if _is_still(descriptor, path):
                _write(descriptor, Holder(os.getpid(), socket.gethostname(), time.time()))
                return ProjectLock(project, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its last holder has just removed it
    return holder(project)


def holder(project: Path) -> Holder:
    """Who holds a project's lock, as far as that can be read."""
    try:
        found = json.loads(lock_path(project).read_bytes()[:4096])
        return Holder(int(found["pid"]), str(found["host"]), float(found["since_s"]))
    except (OSError, ValueError, KeyError, TypeError):
        return UNKNOWN  # it has just been taken, or given back


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # no locks here
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _write(descriptor: int, who: Holder) -> None:
    """For those who come later; on a full disk they are told less."""
    with contextlib.suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(asdict(who)).encode())


def _release(descriptor: int, path: Path) -> None:
    """Removed while it is held, so that nobody can hold a file that is about to go; on Windows the other way round."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        os.close(descriptor)
        with contextlib.suppress(OSError):
            path.unlink()
        return
    with contextlib.suppress(OSError):
        if _is_still(descriptor, path):
            path.unlink()
    os.close(descriptor)
