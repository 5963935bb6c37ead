"""What a decoder is: blocks of stored samples, in order, to the end. The first choice is libsndfile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soundfile

from workbench.audio.pcm_file import PCM_TYPES
from workbench.audio.stored import Stored

BLOCK_FRAMES = 8192
BLOCK_SAMPLES = 131_072
"""Blocks are small, because a damaged one is lost as a whole and a step should take few milliseconds."""

_MOST_FRAMES_PER_BYTE = 6000
"""No encoding packs silence tighter (FLAC: 65,535 frames in 12 bytes); a header that claims more is lying."""


class DecodeError(Exception):
    """The decoder gives up; the text says why, in our words."""


class SourceUnreadable(Exception):
    """The system refuses to go on reading the file (a disk or share that went away): says nothing about its content."""


class Decoder(Protocol):
    """One pass over a file.

    `dtype` is the stored type, `format` the encoding in words, `expected_frames` what the header claims (None: nothing
    credible), `length_is_exact` whether that claim is a count and no guess.
    """

    sample_rate: int
    channels: int
    dtype: np.dtype[Any]
    format: str
    expected_frames: int | None
    length_is_exact: bool
    warnings: list[str]

    def blocks(self) -> Iterator[Stored]:
        """Blocks of shape (frames, channels), at most some thousand frames each. May raise either error above."""
        ...

    def close(self) -> None: ...


class SndfileDecoder:
    """libsndfile: FLAC, MP3, Ogg, CAF-ALAC and the rare uncompressed containers."""

    def __init__(self, path: Path, file: soundfile.SoundFile, format_words: str) -> None:
        self._file = file
        self.sample_rate: int = file.samplerate
        self.channels: int = file.channels
        self.format = format_words
        self.dtype = np.dtype(_LOSSLESS_TYPES.get(file.subtype, "float32"))
        self.length_is_exact = file.subtype in _LOSSLESS_TYPES or file.format == "OGG" or _has_xing_header(path)
        self.expected_frames = credible_frames(file.frames, path)
        self.warnings: list[str] = []
        if file.format == "OGG" and not _ogg_has_end(path):
            self.warnings.append("its end is missing: recording or copying it was interrupted")

    def blocks(self) -> Iterator[Stored]:
        block_frames = min(BLOCK_FRAMES, BLOCK_SAMPLES // self.channels)
        while True:
            block = np.empty((block_frames, self.channels), self.dtype)
            try:
                got = len(self._file.read(out=block))
            except (soundfile.SoundFileError, RuntimeError) as error:
                if getattr(error, "code", None) == _SYSTEM_ERROR:
                    raise SourceUnreadable("reading the file failed; its disk or network share may be gone") from error
                raise DecodeError("damaged from here on") from error
            if got:
                yield block[:got]
            if got < block_frames:
                return

    def close(self) -> None:
        self._file.close()


_SYSTEM_ERROR = 2  # SF_ERR_SYSTEM

_LOSSLESS_TYPES = PCM_TYPES | {
    "ALAC_16": "int16",
    "ALAC_20": "int32",
    "ALAC_24": "int32",
    "ALAC_32": "int32",
    "IMA_ADPCM": "int16",
    "MS_ADPCM": "int16",
    "DPCM_8": "int16",
    "DPCM_16": "int16",
    "DWVW_12": "int16",
    "DWVW_16": "int16",
    "DWVW_24": "int32",
}
"""Encodings whose decoder has one right answer, with the smallest type that holds it."""


def credible_frames(frames: int, path: Path) -> int | None:
    """What a header claims, unless no file of that size can hold it."""
    return frames if 0 < frames <= path.stat().st_size * _MOST_FRAMES_PER_BYTE else None


def _has_xing_header(path: Path) -> bool:
    """Whether an MP3 counts its frames; without that header its length is a guess by the bit rate."""
    with path.open("rb") as file:
        head = file.read(65_536)
    return b"Xing" in head or b"Info" in head


def _ogg_has_end(path: Path) -> bool:
    """Whether the last page of an Ogg file says that it is the last."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 131_072))
        tail = file.read()
    page = tail.rfind(b"OggS")
    return 0 <= page < len(tail) - 5 and bool(tail[page + 5] & 4)
