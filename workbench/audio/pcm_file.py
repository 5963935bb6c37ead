"""Uncompressed files, read in place by libsndfile: every seek is exact, nothing is copied or mapped into memory."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import soundfile

from workbench.audio.stored import Stored
from workbench.errors import AudioReadError

EXACT_SEEK_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "W64", "AIFF", "AU", "CAF"})
"""Containers of libsndfile in which a frame is found by multiplication."""

PCM_TYPES = {
    "PCM_S8": "int16",
    "PCM_U8": "int16",
    "PCM_16": "int16",
    "ULAW": "int16",
    "ALAW": "int16",
    "PCM_24": "int32",
    "PCM_32": "int32",
    "FLOAT": "float32",
    "DOUBLE": "float32",
}
"""The type in which each uncompressed encoding is read: the smallest of the three that holds it."""

BYTES_PER_SAMPLE = {"PCM_S8": 1, "PCM_U8": 1, "PCM_16": 2, "ULAW": 1, "ALAW": 1}
BYTES_PER_SAMPLE |= {"PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}


class PcmFile:
    """The samples of an uncompressed file, where they are.

    One handle, one lock: reads take turns. The file may be replaced (we keep reading the old one) or cut short
    (reads beyond the cut raise `AudioReadError`).
    """

    def __init__(self, path: Path, file: soundfile.SoundFile) -> None:
        self._path = path
        self._file = file
        self._lock = threading.Lock()
        self.sample_rate: int = file.samplerate
        self.channels: int = file.channels
        self.frames: int = file.frames
        self.dtype = np.dtype(PCM_TYPES[file.subtype])

    def read(self, start: int, stop: int, out: Stored | None = None) -> Stored:
        """See `StoredSamples.read`."""
        block = np.empty((stop - start, self.channels), self.dtype) if out is None else out[: stop - start]
        try:
            with self._lock:
                self._file.seek(start)
                got = len(self._file.read(out=block))
        except (soundfile.SoundFileError, RuntimeError) as error:
            reason = "reading failed; the file may have been cut short or its disk removed"
            raise AudioReadError(self._path, reason, start / self.sample_rate) from error
        if got < stop - start:
            reason = "the sound ends here although more was announced: the file became shorter while it was open"
            raise AudioReadError(self._path, reason, (start + got) / self.sample_rate)
        return block

    def close(self) -> None:
        with self._lock:
            self._file.close()


class _PlainSoundFile(soundfile.SoundFile):  # type: ignore[misc]  # soundfile is untyped
    """soundfile seeks to where it already is after each read, which costs FLAC a third of its speed; this does not."""

    def seekable(self) -> bool:
        return False


def open_soundfile(path: Path) -> soundfile.SoundFile:
    """libsndfile's handle; names that are no valid Unicode are passed as the bytes they are."""
    return _PlainSoundFile(os.fspath(path) if os.name == "nt" else os.fsencode(path))


def is_exact_pcm(file: soundfile.SoundFile) -> bool:
    """Whether the file can be read in place."""
    return file.format in EXACT_SEEK_FORMATS and file.subtype in PCM_TYPES
