"""Reading and writing all of it: an unbuffered file may take or give less than was asked for."""

from __future__ import annotations

import errno
import os
from io import FileIO


def write_all(file: FileIO, data: memoryview | bytes) -> None:
    """Write all of it at the file's position. Raises `OSError`."""
    view = memoryview(data)
    while view:
        count = file.write(view)
        if not count:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        view = view[count:]


def read_into(file: FileIO, view: memoryview) -> int:
    """Fill `view` from the file's position; how many bytes there were, fewer only at the end. Raises `OSError`."""
    got = 0
    while got < len(view):
        count = file.readinto(view[got:])
        if not count:
            break
        got += count
    return got
