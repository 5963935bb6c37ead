"""Overviews in the cache: a recording that was opened before is seen whole at once.

A file: a header of 512 bytes (JSON, padded with spaces), then blocks of `block_bins` bins, the last one shorter; each
block is minimum, maximum and sum of squares, little-endian, shape (channels, bins). Only the finest level is kept:
the others are made from it in some milliseconds. Nothing is lost: samples of 16 bits have extremes of 16 bits. A
checksum tells what a crash or a failing disk left damaged; that is made anew.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from io import FileIO
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from workbench.audio.cache import OVERVIEWS, Cache, NewEntry, pack_header, unpack_header
from workbench.audio.file_bytes import read_into
from workbench.audio.open import Recording
from workbench.audio.overview import Overview
from workbench.audio.overview_bins import BASE_FRAMES, Bins
from workbench.audio.stored import FULL_SCALE

VERSION = 1
"""To be raised whenever the same samples would give another overview: it makes all old ones stale."""

LARGEST_SHARE = 0.01
"""An overview is kept only if it is no larger than this share of the samples it stands for."""

SMALLEST_BYTES = 4 * 2**20
"""Recordings smaller than this are read anew each time, which takes a few milliseconds."""

_MAGIC = "audio-workbench-overview"
_HEADER_BYTES = 512
_BLOCK_BINS = 65_536
_BIN_BYTES = {"int16": 2 + 2 + 4, "float32": 4 + 4 + 4}

logger = logging.getLogger(__name__)


def load_overview(cache: Cache, recording: Recording) -> Overview | None:
    """The finished overview of a recording, as it was when it was saved; None if there is none that can be trusted.

    It may be there although the recording is still to be decoded (anew). Takes about 20 ms per hour of 48 kHz stereo.
    """
    try:
        file = cache.open(OVERVIEWS, recording.content_key())
    except OSError:
        return None  # the recording is gone; whoever reads it will say so
    if file is None:
        return None
    with file:
        try:
            return _read(file, recording)
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            logger.info("the overview of %s in the cache is made anew: %s", recording.path, error)
            return None


def save_steps(cache: Cache, recording: Recording, overview: Overview) -> Iterator[None]:
    """Keep a finished overview, a few milliseconds a step.

    Nothing is kept of recordings that changed on disk meanwhile, or are small, or whose samples are so small that the
    overview would be larger than `LARGEST_SHARE` of them; nor when the cache cannot be written, which is logged.
    """
    if not _worth_keeping(recording, overview):
        return
    try:
        entry = cache.create(OVERVIEWS, recording.content_key())
        try:
            yield from _write_steps(entry, recording, overview)
            entry.keep()
        finally:
            entry.drop()  # no more than closed, once it was kept
        yield from cache.make_room_steps()
    except OSError as error:
        logger.warning("the overview of %s is not kept in %s: %s", recording.path, cache.folder, error)


def _worth_keeping(recording: Recording, overview: Overview) -> bool:
    size, source = _size_of(recording.dtype.name, overview.channels, overview.frames_done), recording.stored_bytes
    small = source < SMALLEST_BYTES or size > LARGEST_SHARE * source
    whole = overview.finished and recording.complete and overview.frames_done == recording.frames
    return whole and not small and sys.byteorder == "little" and not recording.changed_on_disk()


def _write_steps(entry: NewEntry, recording: Recording, overview: Overview) -> Iterator[None]:
    finest, bins = overview.levels[0], -(-overview.frames_done // BASE_FRAMES)
    extremes, block_bins = _extremes_of(recording.dtype.name), max(1, _BLOCK_BINS // overview.channels)
    entry.write(b" " * _HEADER_BYTES)
    checksum = 0
    for start in range(0, bins, block_bins):
        where = slice(start, min(start + block_bins, bins))
        for values, dtype in ((finest.minimum, extremes), (finest.maximum, extremes), (finest.squares, "float32")):
            data = _stored(values[:, where], dtype)
            checksum = crc32(data, checksum)
            entry.write(data)
        yield
    fields = {
        "version": VERSION,
        "channels": overview.channels,
        "sample_rate": overview.sample_rate,
        "frames": overview.frames_done,
        "nonfinite": overview.nonfinite_samples,
        "extremes": extremes,
        "block_bins": block_bins,
    }
    entry.file.seek(0)
    entry.write(pack_header(_MAGIC, fields | {"checksum": _with_fields(checksum, fields)}, _HEADER_BYTES))


def _read(file: FileIO, recording: Recording) -> Overview:
    """Raises `ValueError` and its like where the file is damaged, stale or of another recording."""
    fields = unpack_header(_MAGIC, file.read(_HEADER_BYTES) or b"")
    claimed_checksum = fields.pop("checksum")
    frames, extremes = int(fields["frames"]), _extremes_of(recording.dtype.name)
    is_of = (fields["version"], fields["channels"], fields["sample_rate"], fields["extremes"])
    if is_of != (VERSION, recording.channels, recording.sample_rate, extremes) or sys.byteorder != "little":
        raise ValueError("it is of another version, or of another recording")
    if recording.complete and frames != recording.frames:
        raise ValueError("it has another length")
    if file.seek(0, 2) != _size_of(extremes, recording.channels, frames):
        raise ValueError("it was cut short")
    file.seek(_HEADER_BYTES)
    overview = Overview(recording.channels, recording.sample_rate, frames)
    block_bins = fields["block_bins"]
    reader = _Reader(file, (recording.channels, min(block_bins, -(-frames // BASE_FRAMES))), extremes)
    for start in range(0, frames, block_bins * BASE_FRAMES):
        overview.append_bins(reader.bins(min(frames - start, block_bins * BASE_FRAMES)))
    if _with_fields(reader.checksum, fields) != claimed_checksum:
        raise ValueError("it is damaged")
    overview.nonfinite_samples = fields["nonfinite"]
    overview.finish()
    return overview


class _Reader:
    """Reads blocks in the order of the file; `checksum` is that of all that was read.

    The arrays are used for one block after the other: fresh pages of memory for each would cost more than reading.
    """

    def __init__(self, file: FileIO, shape: tuple[int, int], extremes: str) -> None:
        self._file = file
        self._channels = shape[0]
        self._raw = np.empty(shape[0] * shape[1], extremes)
        self._values = [np.empty(shape[0] * shape[1], np.float32) for _ in range(3)]
        self._scale = np.float32(1.0 / FULL_SCALE[extremes])
        self.checksum = 0

    def bins(self, frames: int) -> Bins:
        """The next block, valid until the one after it is read."""
        count = self._channels * -(-frames // BASE_FRAMES)
        for values in self._values[:2]:
            self._fill(self._raw[:count])
            np.multiply(self._raw[:count], self._scale, out=values[:count])
        self._fill(self._values[2][:count])
        minimum, maximum, squares = (values[:count].reshape(self._channels, -1) for values in self._values)
        return Bins(minimum, maximum, squares, frames)

    def _fill(self, array: NDArray[Any]) -> None:
        view = array.view(np.uint8).data
        if read_into(self._file, view) != len(view):
            raise ValueError("it was cut short")
        self.checksum = crc32(view, self.checksum)


def _extremes_of(sample_type: str) -> str:
    """The type that holds extremes of such samples as an overview has them, which is as float32 at most."""
    return "int16" if sample_type == "int16" else "float32"


def _size_of(sample_type: str, channels: int, frames: int) -> int:
    return _HEADER_BYTES + -(-frames // BASE_FRAMES) * channels * _BIN_BYTES[_extremes_of(sample_type)]


def _stored(values: NDArray[np.float32], dtype: str) -> memoryview:
    if dtype == "int16":
        values = np.rint(values * np.float32(FULL_SCALE["int16"]))
    return np.ascontiguousarray(values, dtype).reshape(-1).view(np.uint8).data


def _with_fields(checksum: int, fields: dict[str, Any]) -> int:
    return crc32(repr(sorted(fields.items())).encode(), checksum)
