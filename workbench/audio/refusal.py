"""Why no decoder takes a file: looks for the known reasons, so that a person is told more than "unknown format"."""

from __future__ import annotations

from pathlib import Path

from workbench.audio.wav_header import read_wav_format

MAX_CHANNELS = 256
MAX_SAMPLE_RATE = 100_000_000


def why_refused(path: Path, decoder_says: str) -> str:
    """The reason in plain words; `decoder_says` where none of the known ones fits. Raises `OSError`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
    if head[4:8] == b"ftyp" and not _has_atom(path, b"moov"):
        return "its index is missing: the recorder did not finish the file, or it was copied only in part"
    if head[:3] == b"ID3" and len(head) >= 10 and _id3_bytes(head) > size:
        return "it begins with a tag that claims to be larger than the file; remove the tag with a tag editor"
    wav = read_wav_format(path)
    if wav is not None:
        problem = limit_words(wav.channels, wav.sample_rate)
        if problem:
            return problem
        if wav.bits == 0:
            return "its header claims samples of 0 bits, which cannot be"
    return decoder_says


def limit_words(channels: int, sample_rate: int) -> str:
    """What is wrong with these numbers; empty if nothing is."""
    if not 0 < channels <= MAX_CHANNELS:
        return f"it has {channels:,} channels by its header; 1 to {MAX_CHANNELS} can be opened"
    if not 0 < sample_rate <= MAX_SAMPLE_RATE:
        return f"its header claims a sample rate of {sample_rate:,} Hz, which cannot be"
    return ""


def _id3_bytes(head: bytes) -> int:
    """Length of an ID3v2 tag, header included: four bytes of seven bits."""
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return length + 10


def _has_atom(path: Path, name: bytes) -> bool:
    """Whether an MP4 family file has an atom of that name at its top."""
    with path.open("rb") as file:
        offset = 0
        while True:
            file.seek(offset)
            header = file.read(16)
            if len(header) < 8:
                return False
            if header[4:8] == name:
                return True
            length = int.from_bytes(header[:4], "big")
            if length == 1:  # the true size follows in 64 bit
                length = int.from_bytes(header[8:16], "big")
            if length < 8:  # 0: to the end of the file
                return False
            offset += length
