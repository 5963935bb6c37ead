"""Decoded copies in the cache: compressed recordings as plain samples on disk, so that every later read is exact.

A copy is one file: a header of 4,096 bytes (JSON, padded with spaces), then interleaved samples.
"""

from __future__ import annotations

import errno
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np

from workbench.audio.cache import DECODED, Cache, NewEntry, pack_header, unpack_header
from workbench.audio.file_bytes import read_into
from workbench.audio.file_lock import lock_shared
from workbench.audio.stored import FULL_SCALE, Stored
from workbench.errors import AudioReadError

_HEADER_BYTES = 4096
_MAGIC = "audio-workbench-decoded"
_WRITE_BYTES = 1 << 19
_MOST_WAITING = 32
"""Writes of so many bytes that wait for the disk, which may be slower than the decoder."""


@dataclass(frozen=True)
class DecodedHeader:
    """What a copy holds besides samples. `dtype` is one of int16, int32, float32; `format` and `warnings` words."""

    sample_rate: int
    channels: int
    frames: int
    dtype: str
    format: str
    warnings: tuple[str, ...] = ()


class DecodedFile:
    """The samples of one copy, whole or still being written; see `StoredSamples`.

    Parameters
    ----------
    source : the recording, for messages
    file : the entry, open for reading
    """

    def __init__(self, source: Path, file: FileIO, header: DecodedHeader) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._file = file
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
                got = read_into(self._file, view)
        except (OSError, ValueError) as error:
            reason = "its decoded copy in the cache cannot be read; close and open the recording again"
            raise AudioReadError(self._source, reason, start / self.sample_rate) from error
        if got < len(view):
            reason = "its decoded copy in the cache was cut short; empty the cache and open the recording again"
            raise AudioReadError(self._source, reason, (start + got // frame_bytes) / self.sample_rate)
        return block

    def while_renamed(self, rename: Callable[[], Path]) -> None:
        """Let `rename` give the file another name while readers wait, where the system refuses to do so to an open one.

        `rename` returns the new path.
        """
        with self._lock:
            if sys.platform == "win32":
                self._file.close()
            path = rename()
            if sys.platform == "win32":
                self._file = _open_shared(path)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()


class DecodedWriter:
    """Writes one copy in the order of time, in a thread of its own: a disk may keep one waiting while a decoder has
    work to do. `decoded` can be read while it grows."""

    def __init__(self, cache: Cache, source: Path, key: str, header: DecodedHeader) -> None:
        self._cache = cache
        self._source = source
        self._header = header
        self._blocks: list[Stored] = []
        self._held_bytes = 0
        self._waiting: deque[Future[None]] = deque()
        try:
            self._entry = cache.create(DECODED, key)
            self._entry.write(b" " * _HEADER_BYTES)
            file = _open_shared(self._entry.path)
        except OSError as error:
            raise self._refusal(error) from error
        self.decoded = DecodedFile(source, file, header)
        self._thread = ThreadPoolExecutor(1, "decoded copy")

    def append(self, block: Stored) -> None:
        """Add interleaved samples, shape (frames, channels), that nobody changes any more; they can be read a moment
        later. Raises `AudioReadError` when the disk is full, then or at a later call."""
        block = np.ascontiguousarray(block, self.decoded.dtype)
        self._blocks.append(block)
        self._held_bytes += block.nbytes
        if not self.decoded.frames:
            self.settle()  # the beginning is there at once
        elif self._held_bytes >= _WRITE_BYTES:
            self._send()

    def settle(self) -> None:
        """Wait until all that was added is written and can be read. Raises as `append` does."""
        self._send()
        self._collect(0)

    def _send(self) -> None:
        if self._blocks:
            self._waiting.append(self._thread.submit(_write, self._entry, self.decoded, self._blocks))
            self._blocks, self._held_bytes = [], 0
        self._collect(_MOST_WAITING)

    def _collect(self, most: int) -> None:
        """Take what is done, and wait until at most so many writes are left."""
        try:
            while self._waiting and (self._waiting[0].done() or len(self._waiting) > most):
                self._waiting.popleft().result()
        except OSError as error:
            self.abandon()
            raise self._refusal(error, self.decoded.frames / self._header.sample_rate) from error

    def finish(self, warnings: tuple[str, ...]) -> None:
        """Give the whole copy its name in the cache."""
        self.settle()
        self._thread.shutdown()
        header = replace(self._header, frames=self.decoded.frames, warnings=warnings)
        try:
            self._entry.file.seek(0)
            self._entry.write(_packed(header))
            self.decoded.while_renamed(self._entry.keep)
        except OSError as error:
            self.abandon()
            raise self._refusal(error) from error

    def abandon(self) -> None:
        """Remove what was written, unless it is whole. Where the system allows it, open readers can still read it."""
        self._thread.shutdown(cancel_futures=True)
        self._entry.drop()

    def __del__(self) -> None:
        if hasattr(self, "_thread"):
            self._thread.shutdown(cancel_futures=True)

    def _refusal(self, error: OSError, at_s: float | None = None) -> AudioReadError:
        place = f"the cache folder {self._cache.folder}"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            reason = f"there is no room to decode it into {place}; free some space on that disk or empty the cache"
        else:
            reason = f"it cannot be decoded into {place} ({(error.strerror or 'unknown error').lower()}); "
            reason += "make that folder writable, or set WORKBENCH_HOME to another"
        return AudioReadError(self._source, reason, at_s)


def _write(entry: NewEntry, decoded: DecodedFile, blocks: list[Stored]) -> None:
    for block in blocks:
        entry.write(_bytes_of(block))
        decoded.frames += len(block)


def find_decoded(cache: Cache, source: Path, key: str) -> tuple[DecodedFile, DecodedHeader] | None:
    """The whole copy of that key; None if there is none that can be trusted: it is decoded anew and replaced."""
    file = cache.open(DECODED, key)
    if file is None:
        return None
    try:
        header = _checked(unpack_header(_MAGIC, file.read(_HEADER_BYTES) or b""))
        decoded = DecodedFile(source, file, header)
        expected = _HEADER_BYTES + header.frames * header.channels * decoded.dtype.itemsize
        if file.seek(0, 2) != expected:
            raise ValueError("cut short")
    except (OSError, ValueError):
        file.close()
        return None
    return decoded, header


def _packed(header: DecodedHeader) -> bytes:
    """The header as bytes, with as many of its warnings as fit."""
    for kept in range(len(header.warnings), -1, -1):
        packed = pack_header(_MAGIC, asdict(replace(header, warnings=header.warnings[:kept])), _HEADER_BYTES)
        if len(packed) == _HEADER_BYTES:
            return packed
    raise ValueError(f"{header.format!r} does not fit into a header")


def _checked(fields: dict[str, Any]) -> DecodedHeader:
    """Raises `ValueError` when a field is missing or makes no sense."""
    try:
        header = DecodedHeader(**fields | {"warnings": tuple(map(str, fields["warnings"]))})
    except (KeyError, TypeError) as error:
        raise ValueError("damaged") from error
    counts = (header.sample_rate, header.channels, header.frames + 1 if isinstance(header.frames, int) else 0)
    if not all(isinstance(count, int) and count > 0 for count in counts) or header.dtype not in FULL_SCALE:
        raise ValueError("damaged")
    return header


def _open_shared(path: Path) -> FileIO:
    file = path.open("rb", buffering=0)
    lock_shared(file)
    return file


def _bytes_of(block: Stored) -> memoryview:
    return block.reshape(-1).view(np.uint8).data
