"""Samples that lie in a file as the processor knows them, read where they are without a decoder between.

A read here costs a few microseconds wherever it is, a tenth of what it costs through libsndfile: a picture of ten
hours is made of thousands of reads all over the file. The system is told that they are scattered, or it would read
ahead at each of them; and of those that go on where an earlier one ended, as the player's do, that they are in order.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import soundfile

from workbench.audio.stored import Stored
from workbench.audio.wav_header import SoundChunk
from workbench.errors import AudioReadError

_TYPES = {"PCM_16": "int16", "PCM_32": "int32", "PCM_24": "int32", "FLOAT": "float32"}
_PACKED_24 = "PCM_24"
_SEQUENTIAL_BYTES = 2**16
"""Reads of at least so many bytes are said to be in order, wherever they begin."""
_READERS = 4
"""So many may go through the file at once, each in order."""


def is_raw(file: soundfile.SoundFile, chunk: SoundChunk | None) -> bool:
    """Whether `RawPcm` can read this file: little-endian WAV of 16, 24, 32 bit or float, all of it there."""
    if not hasattr(os, "preadv") or sys.byteorder != "little" or chunk is None:
        return False
    if file.format not in ("WAV", "WAVEX", "RF64") or file.endian not in ("FILE", "LITTLE"):
        return False
    return file.subtype in _TYPES and file.frames * _frame_bytes(file) <= chunk.there


def _frame_bytes(file: soundfile.SoundFile) -> int:
    return int(file.channels) * (3 if file.subtype == _PACKED_24 else np.dtype(_TYPES[file.subtype]).itemsize)


class RawPcm:
    """The samples of an uncompressed file, by position. Any number of threads may read at once.

    Parameters
    ----------
    path : the file
    file : what libsndfile says about it; not kept
    chunk : where the samples lie
    """

    def __init__(self, path: Path, file: soundfile.SoundFile, chunk: SoundChunk) -> None:
        self._path = path
        self._start = chunk.start
        self._packed = file.subtype == _PACKED_24
        self._frame_bytes = _frame_bytes(file)
        self.sample_rate: int = file.samplerate
        self.channels: int = file.channels
        self.frames: int = file.frames
        self.dtype = np.dtype(_TYPES[file.subtype])
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        self._advised: int | None = None
        # Where reads ended: of those who went on from there before, and of the others. Thousands of these forget none.
        self._running: tuple[int, ...] = ()
        self._latest: tuple[int, ...] = (-1,) * _READERS

    def read(self, start: int, stop: int, out: Stored | None = None) -> Stored:
        """See `StoredSamples.read`."""
        block = np.empty((stop - start, self.channels), self.dtype) if out is None else out[: stop - start]
        if not self._packed:
            self._fill(start, block.reshape(-1).view(np.uint8))
            return block
        packed = np.empty((stop - start) * self._frame_bytes, np.uint8)
        self._fill(start, packed)
        # 24 bits become the upper bits of 32, as libsndfile does it.
        whole = block.reshape(-1).view(np.uint8).reshape(-1, 4)
        whole[:, 0] = 0
        whole[:, 1:] = packed.reshape(-1, 3)
        return block

    def _fill(self, start: int, data: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> None:
        """Read bytes from frame `start` on until `data` is full."""
        offset, got = self._start + start * self._frame_bytes, 0
        try:
            self._advise(offset, data.nbytes)
            while got < data.nbytes:
                count = os.preadv(self._descriptor, [data[got:].data], offset + got)
                if count == 0:
                    break
                got += count
        except OSError as error:
            reason = "reading failed; the file may have been cut short or its disk removed"
            raise AudioReadError(self._path, reason, start / self.sample_rate) from error
        if got < data.nbytes:
            reason = "the sound ends here although more was announced: the file became shorter while it was open"
            raise AudioReadError(self._path, reason, (start + got // self._frame_bytes) / self.sample_rate)

    def _advise(self, offset: int, size: int) -> None:
        """Say before a read whether it is one of many in order. Two threads at once cost at most a little speed."""
        if not hasattr(os, "posix_fadvise"):
            return
        running, latest, end = self._running, self._latest, offset + size
        goes_on = offset in running or offset in latest
        if goes_on:
            self._running = (*(each for each in running if each != offset), end)[-_READERS:]
        else:
            self._latest = (*latest[1:], end)
        in_order = goes_on or size >= _SEQUENTIAL_BYTES
        advice = os.POSIX_FADV_SEQUENTIAL if in_order else os.POSIX_FADV_RANDOM
        if advice != self._advised:
            self._advised = advice
            os.posix_fadvise(self._descriptor, 0, 0, advice)

    def close(self) -> None:
        """Free the file; reads raise `AudioReadError` from now on."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            self.close()
