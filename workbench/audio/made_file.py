"""What a model made of a recording, on disk: as many samples as the recording has, of which some may be there already.

A file in the cache: a header of 4,096 bytes (JSON, padded with spaces), room for all samples (float32, interleaved; a
hole takes no room on disk), and a journal: for each span that was written its first and last frame plus one, two
little-endian int64. A span is in the journal when its samples are in the file, so whoever reads it, in whatever
process, knows what is there, and what was made before a crash is kept.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import uuid
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np

from workbench.audio.cache import MADE, Cache, pack_header, unpack_header
from workbench.audio.coverage import Coverage
from workbench.audio.file_bytes import read_into, write_all
from workbench.audio.file_lock import lock_shared
from workbench.audio.signal import Samples, Signal
from workbench.errors import MadeFileError

_HEADER_BYTES = 4096
_MAGIC = "audio-workbench-made"
_SPAN_BYTES = 16


@dataclass(frozen=True)
class MadeHeader:
    """Rate in Hz, channels and frames of what is made; `about` says how: plain values for whoever lists results."""

    sample_rate: int
    channels: int
    frames: int
    about: Mapping[str, Any] = field(default_factory=dict)


class MadeFile:
    """A signal that silence fills where nothing was made yet. Any thread may read; one at a time may write.

    Made by `create_made` and `open_made`.
    """

    def __init__(self, path: Path, file: FileIO, header: MadeHeader) -> None:
        self.path = path
        self.sample_rate = header.sample_rate
        self.channels = header.channels
        self.frames = header.frames
        self.about = dict(header.about)
        self._file = file
        # Not __del__: of a cycle of garbage the collector may finalise the open file first, and warns of it.
        weakref.finalize(self, file.close)
        self._lock = threading.Lock()
        self._covered = Coverage()
        self._frame_bytes = 4 * header.channels
        self._journal = _HEADER_BYTES + header.frames * self._frame_bytes

    @property
    def seen(self) -> list[tuple[int, int]]:
        """The spans of frames that were there at the last look, in order; reads nothing."""
        with self._lock:
            return self._covered.spans()

    @property
    def covered(self) -> Coverage:
        """Which frames are there now, also by what other processes wrote; not to be changed."""
        with self._lock:
            self._refresh()
            return self._covered

    @property
    def whole(self) -> bool:
        return self.covered.covers(0, self.frames)

    def read(self, start: int, stop: int) -> Samples:
        """See `Signal.read`; zeros where nothing was made yet."""
        start, stop = max(start, 0), min(stop, self.frames)
        samples = np.zeros((self.channels, max(stop - start, 0)), np.float32)
        for first, last in self.spans(start, stop):
            samples[:, first - start : last - start] = self._read_there(first, last)
        return samples

    def spans(self, start: int, stop: int) -> list[tuple[int, int]]:
        """What is there of the frames `start` … `stop` - 1, in order."""
        with self._lock:
            self._refresh()
            return self._covered.within(max(start, 0), min(stop, self.frames))

    def write(self, start: int, samples: Samples) -> None:
        """Put samples, shape (channels, n), at frame `start`; what lies beyond the ends is left out.

        Raises `MadeFileError` when the disk is full, `ValueError` for another number of channels.
        """
        if len(samples) != self.channels:
            raise ValueError(f"{len(samples)} channels do not go into a file of {self.channels}")
        first, last = max(start, 0), min(start + samples.shape[1], self.frames)
        if last <= first:
            return
        block = np.ascontiguousarray(samples[:, first - start : last - start].T, np.float32)
        span = np.array([first, last], "<i8").tobytes()
        try:
            with self._lock:
                self._refresh()
                self._file.seek(_HEADER_BYTES + first * self._frame_bytes)
                write_all(self._file, block.data.cast("B"))
                self._file.seek(self._journal)
                write_all(self._file, span)
                self._note(span)
        except (OSError, ValueError) as error:
            raise MadeFileError(self.path, _reason(error)) from error

    def describe(self, about: Mapping[str, Any]) -> None:
        """Replace `about`. Raises `MadeFileError`."""
        header = _packed(MadeHeader(self.sample_rate, self.channels, self.frames, about))
        try:
            with self._lock:
                self._file.seek(0)
                write_all(self._file, header)
        except (OSError, ValueError) as error:
            raise MadeFileError(self.path, _reason(error)) from error
        self.about = dict(about)

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _read_there(self, start: int, stop: int) -> Samples:
        block = np.empty((stop - start, self.channels), np.float32)
        try:
            with self._lock:
                self._file.seek(_HEADER_BYTES + start * self._frame_bytes)
                got = read_into(self._file, block.data.cast("B"))
        except (OSError, ValueError) as error:
            raise MadeFileError(self.path, "it cannot be read; run the model again") from error
        if got < block.nbytes:
            raise MadeFileError(self.path, "it was cut short; run the model again")
        return block.T

    def _refresh(self) -> None:
        """Read what was added to the journal. Under the lock."""
        try:
            self._file.seek(self._journal)
            added = self._file.read()
        except (OSError, ValueError) as error:
            raise MadeFileError(self.path, "it cannot be read; run the model again") from error
        self._note(added or b"")

    def _note(self, added: bytes) -> None:
        whole = len(added) // _SPAN_BYTES * _SPAN_BYTES  # another process may be writing the next one
        for first, last in np.frombuffer(added[:whole], "<i8").reshape(-1, 2).tolist():
            if 0 <= first < last <= self.frames:
                self._covered.add(first, last)
        self._journal += whole


def create_made(cache: Cache, recording_key: str, header: MadeHeader) -> MadeFile:
    """Begin a result of the recording of that content key. Raises `MadeFileError` where the cache cannot be written."""
    key = f"{recording_key}/{uuid.uuid4().hex}"
    path = cache.path(MADE, key)
    try:
        entry = cache.create(MADE, key)
        entry.write(_packed(header))
        entry.file.truncate(_HEADER_BYTES + header.frames * 4 * header.channels)
        # It has its name from the start: the journal says what is there.
        file = entry.keep_in_use()
    except OSError as error:
        raise MadeFileError(path, _reason(error)) from error
    return MadeFile(path, file, header)


def open_made(path: Path | str) -> MadeFile:
    """A result that was begun earlier, to read it and to go on writing. Raises `MadeFileError`."""
    path = Path(path)
    try:
        file = path.open("r+b", buffering=0)
    except OSError as error:
        raise MadeFileError(path, "it is no longer there; run the model again") from error
    lock_shared(file)
    try:
        fields = unpack_header(_MAGIC, file.read(_HEADER_BYTES) or b"")
        rate, channels, frames = (int(fields[name]) for name in ("sample_rate", "channels", "frames"))
        header = MadeHeader(rate, channels, frames, dict(fields["about"]))
        least = _HEADER_BYTES + header.frames * 4 * header.channels
        if min(header.sample_rate, header.channels) < 1 or file.seek(0, os.SEEK_END) < least:
            raise ValueError("cut short")
    except (OSError, ValueError, KeyError, TypeError) as error:
        file.close()
        raise MadeFileError(path, "it is damaged; run the model again") from error
    made = MadeFile(path, file, header)
    made.spans(0, made.frames)  # the first look
    return made


def find_made(cache: Cache, recording_key: str) -> Iterator[Path]:
    """The files of all results that are kept of the recording of that content key."""
    yield from sorted((cache.folder / MADE.folder / recording_key).glob(f"*{MADE.suffix}"))


def fits(signal: Signal, made: MadeFile) -> bool:
    """Whether a result can be laid over a signal sample by sample."""
    return (signal.sample_rate, signal.channels, signal.frames) == (made.sample_rate, made.channels, made.frames)


def _packed(header: MadeHeader) -> bytes:
    fields = {name: getattr(header, name) for name in ("sample_rate", "channels", "frames")}
    packed = pack_header(_MAGIC, fields | {"about": dict(header.about)}, _HEADER_BYTES)
    if len(packed) > _HEADER_BYTES:
        raise ValueError(f"{len(json.dumps(dict(header.about)))} bytes about a result are too many")
    return packed


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "there is no room left on the cache's disk; free some, or empty the cache in the preferences"
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"it cannot be written ({words}); make the cache folder writable, or set WORKBENCH_HOME to another"
