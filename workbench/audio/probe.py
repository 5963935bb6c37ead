"""What a file is, judged by its first bytes and never by its name; and the refusals, each in its own words."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from workbench.errors import AudioReadError

SUPPORTED_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("wav", "wave", "bwf", "rf64", "w64", "aif", "aiff", "aifc", "au", "snd", "caf", "flac", "mp3", "mp2"),
        *("ogg", "oga", "opus", "m4a", "m4b", "mp4", "aac", "ac3", "eac3", "wma", "mka", "webm", "mkv", "mov", "avi"),
        *("amr", "ape", "wv", "tta", "mpc", "voc", "nist", "sph", "svx", "dsf", "dff"),
    )
)
"""Endings, in lower case, of files worth listing and offering in dialogs; what opens is decided by the content."""

HEAD_BYTES = 65_536

_NOT_AUDIO = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive; unpack it first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
    (b"MThd", "a MIDI file, which holds notes and no sound"),
)


_TEXT_BYTES = bytes([9, 10, 12, 13, 27, *range(32, 256)])


def looks_like_audio(path: Path) -> bool:
    """Whether the name ends like that of a recording. Touches no disk, so it is fit for long file lists."""
    return path.suffix.lower() in SUPPORTED_SUFFIXES


def check_readable_file(path: Path) -> os.stat_result:
    """The file's `stat`, or an `AudioReadError` saying why it is not a regular, readable file with something in it."""
    try:
        status = path.stat()
        kind = _kind_of_non_file(status.st_mode)
        if kind:
            raise AudioReadError(path, f"this is {kind}, not a file that can be opened as a recording")
        if status.st_size == 0:
            raise AudioReadError(path, "the file is empty (0 bytes)")
        with path.open("rb"):
            return status
    except OSError as error:
        raise AudioReadError(path, reason_of(error)) from error
    except ValueError as error:  # a NUL in the name
        raise AudioReadError(path, "this cannot be the name of a file") from error


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in plain words with the remedy where there is one."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file; it may have been moved, renamed or deleted"
    if isinstance(error, PermissionError):
        return "you have no permission to read this file; change its permissions or copy it elsewhere"
    if isinstance(error, NotADirectoryError):
        return "part of the path is a file, not a folder"
    return f"the system cannot read it ({(error.strerror or type(error).__name__).lower()})"


def check_content(path: Path) -> None:
    """Raise `AudioReadError` when the first bytes say that this is something other than a recording; or `OSError`."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for magic, words in _NOT_AUDIO:
        if head.startswith(magic):
            raise AudioReadError(path, f"this is {words}, whatever its name says")
    if _is_text(head):
        raise AudioReadError(path, "this is text, not a recording")
    if not head.strip(b"\0"):
        raise AudioReadError(path, "the file begins with nothing but zeros: copying or recording it was interrupted")


def _is_text(head: bytes) -> bool:
    if head.translate(None, _TEXT_BYTES):
        return False
    try:
        head[: max(1, len(head) - 3)].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > HEAD_BYTES - 8  # a character cut by the end of the head
    return True


def _kind_of_non_file(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((words for test, words in kinds if test(mode)), "")
