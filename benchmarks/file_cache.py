"""Whether a file lies in the system's file cache, and how to bring it there or out of it."""

from __future__ import annotations

import ctypes
import mmap
import os
from pathlib import Path

from benchmarks.row import Skipped

_BLOCK = 2**22


def warm(path: Path) -> None:
    """Read the whole file once."""
    with path.open("rb", buffering=0) as file:
        while file.read(_BLOCK):
            pass


def cool(path: Path) -> None:
    """Throw the file out of the cache. Raises `Skipped` where the system keeps it."""
    if not hasattr(os, "posix_fadvise"):
        raise Skipped("this system cannot be asked to forget a file (posix_fadvise)")
    with path.open("rb") as file:
        os.fsync(file.fileno())  # what is not on the disk yet cannot be thrown out
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if (share := cached(path)) > 0.001:
        raise Skipped(f"{100 * share:.0f} % of {path.name} stayed in the file cache")


def cached(path: Path) -> float:
    """The share of the file's pages that lie in the cache, 0…1 (`mincore`, Linux)."""
    libc = ctypes.CDLL(None, use_errno=True)
    size = path.stat().st_size
    pages = -(-size // mmap.PAGESIZE)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), size, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE) as m,
    ):
        address = ctypes.addressof(ctypes.c_char.from_buffer(m))
        flags = (ctypes.c_ubyte * pages)()
        if libc.mincore(ctypes.c_void_p(address), ctypes.c_size_t(size), flags) != 0:
            raise OSError(ctypes.get_errno(), "mincore")
    return sum(flag & 1 for flag in bytes(flags)) / pages
