"""The decoded cache: compressed recordings as plain samples on disk, so that every later read is exact.

An entry is one file: a header of 4,096 bytes (JSON, padded with spaces), then interleaved samples. It is written
under a temporary name and renamed when whole, so an entry that has its name is complete. Whoever reads or writes an
entry holds a shared lock on it, which the system drops when the process ends in whatever way: what is locked is
never removed, and a temporary file without a lock is the leftover of a crash.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import sys
import threading
import uuid
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path

import numpy as np

from workbench.audio.stored import Stored
from workbench.errors import AudioReadError
from workbench.paths import cache_dir

if sys.platform != "win32":
    import fcntl

DEFAULT_LIMIT_BYTES = 10 * 1024**3
DECODER_VERSION = 1
"""To be raised whenever decoding would give other samples for the same file: it makes all old entries stale."""

_HEADER_BYTES = 4096
_MAGIC = "audio-workbench-decoded"
_WHOLE = ".pcm"
_PART = ".part"


@dataclass(frozen=True)
class EntryHeader:
    """What an entry holds besides samples. `dtype` is one of int16, int32, float32; `format` and `warnings` words."""

    sample_rate: int
    channels: int
    frames: int
    dtype: str
    format: str
    warnings: tuple[str, ...] = ()


class CacheEntry:
    """The samples of one entry, whole or still being written; see `StoredSamples`."""

    def __init__(self, source: Path, path: Path, header: EntryHeader) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._file = path.open("rb", buffering=0)
        lock_shared(self._file.fileno())
        self.path = path
        self.sample_rate = header.sample_rate
        self.channels = header.channels
        self.frames = header.frames
        self.dtype = np.dtype(header.dtype)

    def read(self, start: int, stop: int, out: Stored | None = None) -> Stored:
        """See `StoredSamples.read`."""
        block = np.empty((stop - start, self.channels), self.dtype) if out is None else out[: stop - start]
        frame_bytes = self.channels * self.dtype.itemsize
        view = _bytes_of(block)
        try:
            with self._lock:
                self._file.seek(_HEADER_BYTES + start * frame_bytes)
                got = _read_fully(self._file, view)
        except (OSError, ValueError) as error:
            reason = "its decoded copy in the cache cannot be read; close and open the recording again"
            raise AudioReadError(self._source, reason, start / self.sample_rate) from error
        if got < len(view):
            reason = "its decoded copy in the cache was cut short; empty the cache and open the recording again"
            raise AudioReadError(self._source, reason, (start + got // frame_bytes) / self.sample_rate)
        return block

    def move_to(self, path: Path) -> None:
        """Rename the file while readers wait (some systems refuse to rename an open file)."""
        with self._lock:
            self._file.close()
            self.path.replace(path)
            self._file = path.open("rb", buffering=0)
            lock_shared(self._file.fileno())
            self.path = path

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()


class EntryWriter:
    """Writes one entry in the order of time; `entry` can be read while it grows."""

    def __init__(self, cache: DecodedCache, source: Path, key: str, header: EntryHeader) -> None:
        self._cache = cache
        self._source = source
        self._key = key
        self._header = header
        path = cache.folder / f"{key}-{os.getpid()}-{uuid.uuid4().hex[:8]}{_PART}"
        try:
            self._file = path.open("xb", buffering=0)
            lock_shared(self._file.fileno())
            if os.fstat(self._file.fileno()).st_nlink == 0:  # taken for a leftover in the instant before the lock
                self._file = path.open("xb", buffering=0)
                lock_shared(self._file.fileno())
            self._file.write(b" " * _HEADER_BYTES)
        except OSError as error:
            raise self._refusal(error) from error
        self.entry = CacheEntry(source, path, header)
        self.finished = False

    def append(self, block: Stored) -> None:
        """Add interleaved samples, shape (frames, channels). Raises `AudioReadError` when the disk is full."""
        data = _bytes_of(np.ascontiguousarray(block, self.entry.dtype))
        try:
            while data:
                data = data[self._file.write(data) or 0 :]
        except OSError as error:
            self.abandon()
            raise self._refusal(error, self.entry.frames / self._header.sample_rate) from error
        self.entry.frames += len(block)

    def finish(self, warnings: tuple[str, ...]) -> None:
        """Give the whole entry its name, and make room by the cache's limit."""
        fields = asdict(self._header) | {"magic": _MAGIC, "frames": self.entry.frames, "warnings": warnings[:8]}
        try:
            self._file.seek(0)
            self._file.write(json.dumps(fields).encode().ljust(_HEADER_BYTES)[:_HEADER_BYTES])
            self._file.close()
            self.entry.move_to(self._cache.entry_path(self._key))
        except OSError as error:
            self.abandon()
            raise self._refusal(error) from error
        self.finished = True
        self._cache.trim()

    def abandon(self) -> None:
        """Remove what was written, unless it is whole. Where the system allows it, open readers can still read it."""
        if self.finished:
            return
        self._file.close()
        with contextlib.suppress(OSError):  # Windows keeps open files; the next start removes what nobody locks
            self.entry.path.unlink(missing_ok=True)

    def _refusal(self, error: OSError, at_s: float | None = None) -> AudioReadError:
        place = f"the cache folder {self._cache.folder}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            reason = f"there is no room to decode it into {place}; free some space on that disk or empty the cache"
        else:
            reason = f"it cannot be decoded into {place} ({(error.strerror or 'unknown error').lower()})"
        return AudioReadError(self._source, reason, at_s)

    def __del__(self) -> None:
        if hasattr(self, "_file") and hasattr(self, "entry"):
            self.abandon()


class DecodedCache:
    """The folder of decoded recordings. Any number of programs may use it at once.

    Parameters
    ----------
    folder : where entries lie; default: in the person's cache folder
    limit_bytes : what `trim` keeps the folder under, as far as no entry in use stands in the way
    """

    def __init__(self, folder: Path | None = None, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self.folder = folder or cache_dir() / "decoded"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.limit_bytes = limit_bytes
        self._remove_leftovers()

    def entry_path(self, key: str) -> Path:
        return self.folder / f"{key}{_WHOLE}"

    def find(self, source: Path, key: str) -> tuple[CacheEntry, EntryHeader] | None:
        """The whole entry of that key, opened and marked as used now; None if there is none that can be trusted."""
        path = self.entry_path(key)
        try:
            header = _read_header(path)
            entry = CacheEntry(source, path, header)
            status = path.stat()
            os.utime(path)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # missing, foreign or damaged: it is decoded anew and replaced
        if status.st_size != _HEADER_BYTES + header.frames * header.channels * entry.dtype.itemsize:
            entry.close()
            return None
        return entry, header

    def write(self, source: Path, key: str, header: EntryHeader) -> EntryWriter:
        return EntryWriter(self, source, key, header)

    def size_bytes(self) -> int:
        """Bytes on disk, entries in the making included."""
        return sum(size for _, size, _ in self._files())

    def empty(self) -> int:
        """Remove all entries that are not in use; the number of bytes freed."""
        return self.trim(0)

    def trim(self, limit_bytes: int | None = None) -> int:
        """Remove entries, longest unused first, until at most `limit_bytes` remain; the number of bytes freed."""
        limit = self.limit_bytes if limit_bytes is None else limit_bytes
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        freed = 0
        for _, size, path in files:
            if total - freed <= limit:
                break
            if path.suffix == _WHOLE and _remove_unused(path):
                freed += size
        return freed

    def _remove_leftovers(self) -> None:
        for path in self.folder.glob(f"*{_PART}"):
            _remove_unused(path)

    def _files(self) -> list[tuple[int, int, Path]]:
        """Time of last use (ns), size (bytes) and path of each file of ours."""
        found = []
        for path in self.folder.iterdir():
            if path.suffix in (_WHOLE, _PART):
                with contextlib.suppress(FileNotFoundError):  # removed by another program meanwhile
                    status = path.stat()
                    found.append((status.st_mtime_ns, status.st_size, path))
        return found


def source_key(path: Path, status: os.stat_result) -> str:
    """Names the content of a source file: its place, size, time of change, first and last 64 KiB, and our decoder."""
    digest = hashlib.sha256()
    digest.update(os.fsencode(path.resolve()))
    digest.update(f"|{status.st_size}|{status.st_mtime_ns}|{DECODER_VERSION}|".encode())
    with path.open("rb") as file:
        digest.update(file.read(65_536))
        file.seek(max(0, status.st_size - 65_536))
        digest.update(file.read(65_536))
    return digest.hexdigest()[:40]


def lock_shared(descriptor: int) -> None:
    """Mark an open file as in use until it is closed; without effect where the system has no such locks."""
    if sys.platform != "win32":  # which refuses to remove open files anyway
        with contextlib.suppress(OSError):  # some network file systems; there `_remove_unused` cannot lock either
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _remove_unused(path: Path) -> bool:
    """Remove a file that nobody holds; whether it is gone."""
    try:
        if sys.platform == "win32":
            path.unlink()
        else:
            with path.open("rb") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
        return True
    except FileNotFoundError:
        return True
    except OSError:
        return False  # in use


def _read_header(path: Path) -> EntryHeader:
    with path.open("rb") as file:
        fields = json.loads(file.read(_HEADER_BYTES))
    if fields.pop("magic") != _MAGIC or fields["dtype"] not in ("int16", "int32", "float32"):
        raise ValueError("not an entry of ours")
    fields["warnings"] = tuple(fields["warnings"])
    return EntryHeader(**fields)


def _bytes_of(block: Stored) -> memoryview:
    return block.reshape(-1).view(np.uint8).data


def _read_fully(file: FileIO, view: memoryview) -> int:
    got = 0
    while got < len(view):
        count = file.readinto(view[got:])
        if not count:
            break
        got += count
    return got
