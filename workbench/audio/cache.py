"""The cache: what was made from recordings and can be made again, in one folder with one limit.

An entry is one file; entries of a kind lie in a folder of their own. An entry is written under a temporary name and
renamed when whole, so an entry that has its name is complete. Whoever reads or writes an entry holds a shared lock on
it, which the system drops when the process ends in whatever way: what is locked is never removed, and a temporary
file without a lock is the leftover of a crash. Any number of programs may use the folder at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import math
import os
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import FileIO
from pathlib import Path
from typing import Any

from workbench.audio.file_bytes import write_all
from workbench.audio.file_lock import lock_shared, remove_unused
from workbench.paths import cache_dir, config_dir

DEFAULT_LIMIT_BYTES = 10 * 10**9
DECODER_VERSION = 1
"""To be raised whenever decoding would give other samples for the same file: it makes all old entries stale."""

logger = logging.getLogger(__name__)

_PART = ".part"
_SAMPLED_BYTES = 65_536


@dataclass(frozen=True)
class Kind:
    """One kind of entries.

    folder, suffix : where they lie, and how their names end
    patience : how many times as long as a decoded recording they are kept unused; high for what is small for the
        time it saves
    one, many : what a person calls them
    """

    folder: str
    suffix: str
    patience: float
    one: str
    many: str


DECODED = Kind("decoded", ".pcm", 1.0, "decoded recording", "decoded recordings")
OVERVIEWS = Kind("overviews", ".overview", 50.0, "overview", "overviews")
"""A byte of an overview saves about fifty times the work that a byte of decoded sound saves."""

TRAINING = Kind("training", ".npy", 1.0, "set of training examples", "sets of training examples")

MADE = Kind("results", ".made", 4.0, "result of a model", "results of models")
"""What models made of recordings: it takes them longer than decoding."""

KINDS = (DECODED, OVERVIEWS, TRAINING, MADE)


@dataclass(frozen=True)
class Usage:
    """What the cache holds: per kind how many entries; bytes on disk, entries in the making included."""

    counts: tuple[tuple[Kind, int], ...]
    size_bytes: int
    unfinished: int = 0
    unfinished_bytes: int = 0

    @property
    def contents(self) -> str:
        """Such as "14 decoded recordings, 1 overview, 1 unfinished (133.0 MB)"; "nothing" when it is empty."""
        words = [f"{count:,} {kind.one if count == 1 else kind.many}" for kind, count in self.counts if count]
        if self.unfinished:
            words.append(f"{self.unfinished:,} unfinished ({self.unfinished_bytes / 1e6:,.1f} MB)")
        return ", ".join(words) or "nothing"


@dataclass(frozen=True)
class _Found:
    """A file of ours. `kind` is None for one that is still being made, or was left over."""

    path: Path
    kind: Kind | None
    size: int
    used_ns: int


class Cache:
    """The folder of entries. Nothing is made on disk before the first entry is written.

    Parameters
    ----------
    folder : default: the person's cache folder
    limit_bytes : what `trim` keeps the folder under, as far as no entry in use stands in the way; default: as the
        person set it, looked up when it is needed first
    """

    def __init__(self, folder: Path | None = None, limit_bytes: int | None = None) -> None:
        self.folder = folder or cache_dir(make=False)
        if limit_bytes is not None:
            self.limit_bytes = limit_bytes

    @cached_property
    def limit_bytes(self) -> int:
        return preferred_limit_bytes()

    def path(self, kind: Kind, key: str) -> Path:
        return self.folder / kind.folder / f"{key}{kind.suffix}"

    def open(self, kind: Kind, key: str) -> FileIO | None:
        """The entry of that key, to read; in use until it is closed, and marked as used now. None if there is none."""
        try:
            file = self.path(kind, key).open("rb", buffering=0)
        except OSError:
            return None  # missing, or not to be read: it is made anew and replaced
        lock_shared(file)
        with contextlib.suppress(OSError):  # a cache that can only be read, or removed just now: it serves all the same
            os.utime(self.path(kind, key))
        return file

    def create(self, kind: Kind, key: str) -> NewEntry:
        """Begin an entry; its key may begin with a folder. Raises `OSError` where the folder cannot be written."""
        folder = self.path(kind, key).parent
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.suffix == _PART:
                _remove_unused(path)
        return NewEntry(self, kind, key)

    def usage(self) -> Usage:
        found = self._files()
        counts = tuple((kind, sum(each.kind is kind for each in found)) for kind in KINDS)
        parts = [each.size for each in found if each.kind is None]
        return Usage(counts, sum(each.size for each in found), len(parts), sum(parts))

    def empty(self) -> int:
        """Remove all entries that are not in use; the number of bytes freed."""
        return self.trim(0)

    def trim(self, limit_bytes: int | None = None) -> int:
        """Remove entries until at most `limit_bytes` remain; the number of bytes freed. See `trim_steps`."""
        return sum(self.trim_steps(limit_bytes))

    def trim_steps(self, limit_bytes: int | None = None) -> Iterator[int]:
        """The same entry by entry, yielding the bytes that each freed: a large one takes the system a while.

        What has not been used longest goes first, where each kind's `patience` divides that time; before it, and under
        the limit too, what is left over of programs that crashed.
        """
        limit = self.limit_bytes if limit_bytes is None else limit_bytes
        files = self._files()
        total = sum(each.size for each in files)
        now = time.time_ns()
        # Infinitely old: what is left over of a crash; what is still being made is in use.
        ages = [max(now - each.used_ns, 0) / each.kind.patience if each.kind else math.inf for each in files]
        for age, each in sorted(zip(ages, files, strict=True), key=lambda pair: pair[0], reverse=True):
            if total <= limit and age < math.inf:
                return
            if _remove_unused(each.path):
                total -= each.size
                yield each.size

    def make_room_steps(self) -> Iterator[None]:
        """Bring the folder under its limit after something was kept, entry by entry.

        Where that fails it is logged: what was kept is whole all the same.
        """
        try:
            for _ in self.trim_steps():
                yield
        except OSError as error:
            logger.warning("the cache %s could not be brought under its limit: %s", self.folder, error)

    def _files(self) -> list[_Found]:
        found = []
        for kind in KINDS:
            for folder, _, names in os.walk(self.folder / kind.folder):  # of nothing where there is none yet
                for name in names:
                    whole, path = name.endswith(kind.suffix), Path(folder, name)
                    if whole or name.endswith(_PART):
                        with contextlib.suppress(FileNotFoundError):  # removed by another program meanwhile
                            status = path.stat()
                            used_as = kind if whole else None
                            size = _bytes_on_disk(status) if used_as is MADE else status.st_size
                            found.append(_Found(path, used_as, size, status.st_mtime_ns))
        return found


class NewEntry:
    """An entry in the making: write to `file`, then `keep` it; until then it has a temporary name, `path`."""

    def __init__(self, cache: Cache, kind: Kind, key: str) -> None:
        self._target = cache.path(kind, key)
        self._kept = False
        for _ in range(10):
            self.path = _temporary_name(self._target)
            self.file = self.path.open("x+b", buffering=0)
            lock_shared(self.file)
            if self.path.exists():  # else it was taken for a leftover in the instant before the lock
                return
            self.file.close()
        raise FileNotFoundError(f"{self.path} was removed at once")

    def write(self, data: memoryview | bytes) -> None:
        """Write all of it. Raises `OSError`."""
        write_all(self.file, data)

    def keep(self) -> Path:
        """Give the whole entry its name; the new path. `Cache.make_room_steps` is for later. Raises `OSError`."""
        self.keep_in_use().close()
        return self.path

    def keep_in_use(self) -> FileIO:
        """Give the whole entry its name; it is in use until the file that is returned is closed. Raises `OSError`."""
        if sys.platform == "win32":  # which does not rename open files
            self.file.close()
        self.path.replace(self._target)
        self.path, self._kept = self._target, True
        if sys.platform == "win32":
            self.file = self.path.open("r+b", buffering=0)
        return self.file

    def drop(self) -> None:
        """Remove it, unless it is kept. Where the system allows it, those who opened it meanwhile can still read it."""
        if self._kept:
            return
        self.file.close()
        with contextlib.suppress(OSError):  # Windows keeps open files; later programs remove what nobody locks
            self.path.unlink(missing_ok=True)

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.drop()


def _temporary_name(path: Path) -> Path:
    return path.with_name(f"{path.stem}-{os.getpid()}-{uuid.uuid4().hex[:8]}{_PART}")


def _remove_unused(path: Path) -> bool:
    return remove_unused(path, _temporary_name(path))


def source_key(path: Path, status: os.stat_result) -> str:
    """Names the content of a source file: its place, size, time of change, first and last 64 KiB, and our decoder."""
    digest = hashlib.sha256()
    digest.update(os.fsencode(path.resolve()))
    digest.update(f"|{status.st_size}|{status.st_mtime_ns}|{DECODER_VERSION}|".encode())
    with path.open("rb") as file:
        digest.update(file.read(_SAMPLED_BYTES))
        file.seek(max(0, status.st_size - _SAMPLED_BYTES))
        digest.update(file.read(_SAMPLED_BYTES))
    return digest.hexdigest()[:40]


def _bytes_on_disk(status: os.stat_result) -> int:
    """What a file takes up that may have holes."""
    return min(status.st_size, 512 * getattr(status, "st_blocks", status.st_size))


def has_overview(cache: Cache, path: Path) -> bool:
    """Whether there is an overview of a recording as it is now, be it one that cannot be used any more."""
    try:
        return cache.path(OVERVIEWS, source_key(path, path.stat())).exists()
    except OSError:
        return False


def preferred_limit_bytes() -> int:
    """The limit that the person set in the window, which holds for all our programs; else the default."""
    try:
        settings = json.loads((config_dir() / "settings.json").read_text(encoding="utf-8", errors="surrogatepass"))
        limit_gb = float(settings["cache_limit_gb"])
        return round(limit_gb * 1e9) if limit_gb >= 0.1 else DEFAULT_LIMIT_BYTES
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return DEFAULT_LIMIT_BYTES  # the window says what is wrong with its settings


def pack_header(magic: str, fields: dict[str, Any], size: int) -> bytes:
    """The beginning of an entry: what it holds, as JSON padded with spaces to `size` bytes (longer if it must be)."""
    return json.dumps({"magic": magic} | fields).encode().ljust(size)


def unpack_header(magic: str, header: bytes) -> dict[str, Any]:
    """The fields of `pack_header`. Raises `ValueError` when it is no such header."""
    try:
        fields = json.loads(header)
    except RecursionError as error:
        raise ValueError("damaged") from error
    if not isinstance(fields, dict) or fields.pop("magic", None) != magic:
        raise ValueError("not an entry of this kind")
    return fields
