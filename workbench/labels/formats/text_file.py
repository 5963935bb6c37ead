"""Reads text of any encoding that label files come in, and writes files that are whole or not there at all."""

from __future__ import annotations

import codecs
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import LabelFileError, LabelTargetExists

LARGEST_BYTES = 256 * 1024 * 1024
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_HEAD_BYTES = 64 * 1024
_MAC_LETTERS = re.compile(
    rb"[\x81\x83\x86-\x90\x98\x9a-\x9f]|(?<=[A-Za-z])[\x80\x82\x84\x85\x91\x93-\x97\x99](?=[A-Za-z])"
)
"""Bytes that are letters in Mac Roman; those that are quotes and dashes in Windows-1252 only within words."""


@dataclass(frozen=True)
class Text:
    """`body` : with "\\n" at the end of each line; `note` : what a person should know of the encoding, or ""."""

    body: str
    note: str = ""


def read_text(path: Path, largest: int = LARGEST_BYTES) -> Text:
    """A text file as UTF-8, with or without a byte order mark, or UTF-16 with one, or without where it is plain.

    What is not valid in these is read as Windows-1252 or, where it looks like that, as Mac Roman, as programs before
    Unicode wrote; the note says so. Raises `LabelFileError` for what cannot be read, or is no text.
    """
    return _decoded(path, read_bytes(path, largest))


def read_bytes(path: Path, largest: int, kind: str = "file of labels") -> bytes:
    """All of a file that is no larger. Raises `LabelFileError`, which says that no such `kind` is that large."""
    raw = _bytes(path, largest + 1)
    if len(raw) > largest:
        reason = f"it is larger than {largest // 1024**2} MB, which no {kind} is. Choose another file"
        raise LabelFileError(path, reason)
    return raw


def read_head(path: Path) -> str:
    """The first 64 KiB, at most, as far as they are text: to recognise a format by. Raises `LabelFileError`."""
    raw = _bytes(path, _HEAD_BYTES)
    mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    encoding = _MARKS.get(mark) or _without_mark(raw) or "utf-8"
    return _one_line_end(raw[len(mark) :].decode(encoding, "replace"))


def write_whole(path: Path, write: Callable[[Path], None], *, overwrite: bool = False) -> None:
    """Let `write` make a file beside the place of `path`, and move it there when it is whole.

    Raises `LabelTargetExists`, and `LabelFileError` where nothing can be written.
    """
    try:
        if path.is_dir():
            raise LabelFileError(path, "this is a folder. Choose the name of a file")
        if not overwrite and os.path.lexists(path):
            raise LabelTargetExists(path)
        part = path.with_name(f".{secrets.token_hex(8)}.part")  # short, since names have an end
        try:
            write(part)
            _reach_disk(part)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LabelFileError(path, f"it cannot be written ({_why(error)}). Choose another folder or name") from error


def _reach_disk(path: Path) -> None:
    """Else a file that is there after a power cut may be empty."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _bytes(path: Path, most: int) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise LabelFileError(path, "it cannot be read, since it is a folder or no regular file. Choose a file")
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise LabelFileError(path, f"it cannot be read ({_why(error)}). Choose another file") from error


def _decoded(path: Path, raw: bytes) -> Text:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return Text(_one_line_end(_strict(path, raw[len(mark) :], encoding)))
    plain = _without_mark(raw)
    if plain is not None:
        return Text(_one_line_end(_strict(path, raw, plain)), "It has no byte order mark, and was taken for UTF-16.")
    if b"\0" in raw:
        raise LabelFileError(path, "this is not text. Choose a file of labels")
    try:
        return Text(_one_line_end(raw.decode("utf-8")))
    except UnicodeDecodeError:
        encoding, words = _of_old(raw)
        note = f"It is not UTF-8, and was read as {words}. If letters with accents are wrong, save it as UTF-8."
        return Text(_one_line_end(raw.decode(encoding, "replace")), note)


def _strict(path: Path, body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise LabelFileError(path, f"this is not valid {encoding.upper()} text. Save the file anew", line) from error


def _without_mark(raw: bytes) -> str | None:
    """UTF-16 of mostly Latin letters: every other byte is 0."""
    head = raw[:2000]
    if len(head) < 4 or head.count(0) < len(head) * 0.4:
        return None
    if head[0::2].count(0) > head[1::2].count(0):
        return "utf-16-be" if head[1::2].count(0) == 0 else None
    return "utf-16-le" if head[0::2].count(0) == 0 else None


def _of_old(raw: bytes) -> tuple[str, str]:
    """Mac Roman has most letters with accents at 80 to 9F, where Windows-1252 has punctuation, and that at C0 to FF."""
    letters = len(_MAC_LETTERS.findall(raw))
    others = sum(byte >= 0xC0 for byte in raw)
    return ("mac-roman", "Mac Roman") if letters > others else ("cp1252", "Windows-1252 (Latin-1)")


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
