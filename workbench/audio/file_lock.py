"""Locks that say "in use": held on an open file, and dropped by the system when it is closed or its process ends."""

from __future__ import annotations

import logging
import os
import sys
import time
from io import FileIO
from pathlib import Path

if sys.platform != "win32":
    import fcntl

logger = logging.getLogger(__name__)

_TRIES = 50
_PAUSE_S = 0.001


def lock_shared(file: FileIO) -> None:
    """Mark an open file as in use until it is closed; without effect where the system has no such locks.

    Where another holds it for longer than removing takes, that is logged and the file is used without the mark. It may
    then be removed meanwhile, which takes nothing from those who have it open: an entry is made anew when it is wanted
    again, and one in the making fails when it is to be kept.
    """
    if sys.platform == "win32":  # which refuses to remove open files anyway
        return
    for _ in range(_TRIES):
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_PAUSE_S)  # someone is about to remove it, which takes no longer
        except OSError:
            return  # some network file systems; there `remove_unused` cannot lock either
    waited_ms = 1e3 * _TRIES * _PAUSE_S
    logger.warning("%s could not be marked as in use within %.0f ms: it may be removed meanwhile", file.name, waited_ms)


def remove_unused(path: Path, aside: Path) -> bool:
    """Remove a file that nobody holds; whether it is gone. `aside` is a free name beside it, used for an instant."""
    try:
        if sys.platform == "win32":
            path.unlink()
            return True
        # Some network file systems lock exclusively only what is open for writing.
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.rename(aside)
            if not os.path.samestat(os.fstat(descriptor), aside.stat()):
                aside.rename(path)  # another file, maybe in use, had just taken the name
                return False
            aside.unlink()
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return True
    except OSError:
        return False  # in use, or in a folder that may only be read
    return True
