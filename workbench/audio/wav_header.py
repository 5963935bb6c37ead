"""How many bytes of sound a header announces (WAV, RF64, W64, AIFF, CAF, AU); decoders only tell what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

UNKNOWN_SIZES = frozenset({0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF})
"""What a program writes that does not know the size yet, or streams."""

_W64_RIFF = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_MOST_CHUNKS = 1000


@dataclass(frozen=True)
class _Layout:
    """How a family of formats writes its chunks: where the first begins, bytes of names and sizes, byte order."""

    first: int
    name_bytes: int
    size_bytes: int
    order: Literal["big", "little"]


_RIFF = _Layout(12, 4, 4, "little")
_RIFX = _Layout(12, 4, 4, "big")
_CAF = _Layout(8, 4, 8, "big")
_W64 = _Layout(40, 16, 8, "little")


@dataclass(frozen=True)
class SoundChunk:
    """Where the samples lie by the header.

    `start` : offset of the first byte of sound; `announced` : bytes of sound, None if left open; `there` : bytes from
    `start` to the end of the file; `closed` : whether the sizes in the header fit the file, so that it was finished
    """

    start: int
    announced: int | None
    there: int
    closed: bool


def find_sound_chunk(path: Path) -> SoundChunk | None:
    """The chunk of samples; None if the file is of another kind or has none. Raises `OSError`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(40)
        if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64"):
            return _riff(file, head, size)
        if head[:4] == b"FORM":
            return _chosen(_chunks(file, _RIFX, size), b"SSND", 8, size, _int(head[4:8], "big") + 8)
        if head[:4] == b"caff":
            return _chosen(_chunks(file, _CAF, size), b"data", 4, size, size)
        if head[:16] == _W64_RIFF:
            return _chosen(_chunks(file, _W64, size), b"data", 0, size, _int(head[16:24], "little"))
        if head[:4] in (b".snd", b"dns."):
            order: Literal["big", "little"] = "big" if head[:4] == b".snd" else "little"
            start, announced = _int(head[4:8], order), _int(head[8:12], order)
            return SoundChunk(start, _or_none(announced), size - start, closed=True)
    return None


@dataclass(frozen=True)
class WavFormat:
    """What a WAV file's header claims."""

    channels: int
    sample_rate: int
    bits: int


def read_wav_format(path: Path) -> WavFormat | None:
    """The format chunk of a WAV file as it stands, sane or not; None if there is none. Raises `OSError`."""
    with path.open("rb") as file:
        if file.read(4) not in (b"RIFF", b"RF64", b"BW64"):
            return None
        for name, start, _ in _chunks(file, _RIFF, path.stat().st_size):
            if name == b"fmt ":
                file.seek(start)
                fields = file.read(16)
                if len(fields) < 16:
                    return None
                return WavFormat(
                    _int(fields[2:4], "little"), _int(fields[4:8], "little"), _int(fields[14:16], "little")
                )
    return None


def _riff(file: BinaryIO, head: bytes, size: int) -> SoundChunk | None:
    layout = _RIFX if head[:4] == b"RIFX" else _RIFF
    whole = _int(head[4:8], layout.order) + 8
    found = _chosen(_chunks(file, layout, size), b"data", 0, size, whole)
    if found is None or head[:4] not in (b"RF64", b"BW64") or found.announced is not None:
        return found
    file.seek(12)
    ds64 = file.read(8 + 16)  # name, size, then the sizes of the whole and of the sound in 64 bit
    announced = _int(ds64[16:24], "little") if ds64[:4] == b"ds64" else 0
    return SoundChunk(found.start, _or_none(announced) if announced else None, found.there, closed=True)


def _chosen(
    chunks: Iterator[tuple[bytes, int, int]], name: bytes, skipped: int, size: int, whole: int
) -> SoundChunk | None:
    """The chunk called `name`, less the `skipped` bytes in it before the sound; `whole` is the size by the header."""
    for found, start, announced in chunks:
        if found == name:
            sound = announced if announced in UNKNOWN_SIZES else max(0, announced - skipped)
            begin = start + skipped
            return SoundChunk(begin, _or_none(sound), max(0, size - begin), closed=abs(whole - size) <= 1)
    return None


def _chunks(file: BinaryIO, layout: _Layout, file_size: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start of content and size of each chunk. W64 (names of 16 bytes) counts the header in and aligns to 8."""
    w64 = layout is _W64
    header_bytes = layout.name_bytes + layout.size_bytes
    offset = layout.first
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        header = file.read(header_bytes)
        if len(header) < header_bytes:
            return
        announced = _int(header[layout.name_bytes :], layout.order)
        if w64 and announced not in UNKNOWN_SIZES:
            announced = max(0, announced - len(header))
        start = offset + len(header)
        yield header[:4], start, announced
        padding = -announced % (8 if w64 else 2) if layout is not _CAF else 0
        offset = start + announced + padding
        if offset >= file_size:
            return


def _int(data: bytes, order: Literal["big", "little"]) -> int:
    return int.from_bytes(data, order)


def _or_none(announced: int) -> int | None:
    return None if announced in UNKNOWN_SIZES else announced
