"""Lists of classes as text files: one class a line, with its key and its colour where the list has them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import is_unicode
from workbench.labels.formats.text_file import read_bytes, write_whole
from workbench.labels.label import LabelClass

NAME_MAX = 200
KEYS = frozenset("1234567890abcdefghijklmnopqrstuvwxyz")
LARGEST_BYTES = 16 * 1024 * 1024
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SIXTEEN_BITS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True)
class Entry:
    """One line: a name, a key of `KEYS` or "", a colour as "#rrggbb" or ""."""

    name: str
    key: str = ""
    color: str = ""


def read_vocabulary(path: Path) -> tuple[Entry, ...]:
    """The classes of a list, in its order.

    UTF-8, with or without a byte order mark, or UTF-16 with one. A line is a name, and after tabs a key and a
    colour ("dog", tab, "1", tab, "#E69F00"), which may be missing. Blank lines and those that begin with "#" are
    passed over.

    Raises `LabelFileError`, which names file and line, for what cannot be read or is no such list.
    """
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    key_lines: dict[str, int] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _entry(path, number, line)
        if entry.name in lines:
            reason = f"the class “{entry.name}” is in line {lines[entry.name]} already. Remove one of the two"
            raise LabelFileError(path, reason, number)
        if entry.key and entry.key in key_lines:
            reason = f"the key {entry.key} is used in line {key_lines[entry.key]} already. Give one of them another"
            raise LabelFileError(path, reason, number)
        lines[entry.name] = key_lines[entry.key] = number
        entries.append(entry)
    if not entries:
        raise LabelFileError(path, "there is no class in it. Write one name a line")
    return tuple(entries)


def write_vocabulary(path: Path, classes: Iterable[LabelClass]) -> None:
    """Write classes as `read_vocabulary` reads them; the file appears when it is whole. Raises `LabelFileError`."""
    lines = "".join(_line(each) for each in classes)
    write_whole(path, lambda part: _write(part, lines), overwrite=True)


def _write(path: Path, lines: str) -> None:
    path.write_text(lines, encoding="utf-8", newline="\n")


def _line(each: LabelClass) -> str:
    name = _CONTROL.sub(" ", each.name)
    if name.startswith("#"):
        name = f" {name}"  # else it would be a remark
    return "\t".join((name, each.key, each.color)).rstrip("\t") + "\n"


def _lines(path: Path) -> list[str]:
    return _text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _text(path: Path) -> str:
    raw = read_bytes(path, LARGEST_BYTES, "list of classes")
    encoding = _SIXTEEN_BITS.get(raw[:2], "utf-8-sig")
    body = raw[2:] if encoding != "utf-8-sig" else raw
    if encoding == "utf-8-sig" and b"\0" in raw:
        raise LabelFileError(path, "this is not text. Choose a text file with one class a line")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].decode(encoding, "ignore").count("\n") + 1
        reason = "this is not UTF-8 text. Save the file as UTF-8 (in an editor: Save as, Encoding)"
        raise LabelFileError(path, reason, line) from error


def _entry(path: Path, number: int, line: str) -> Entry:
    cells = [cell.strip() for cell in line.split("\t")]
    name, key, color = (*cells, "", "")[:3]
    entry = Entry(name, key.lower(), color)
    reason = reason_against_class(entry.name, entry.key, entry.color)
    if len(cells) > 3:
        reason = "there are more than three columns. Write name, tab, key, tab, colour"
    elif not name:
        reason = "there is no name before the tab"
    if reason:
        raise LabelFileError(path, reason, number)
    return entry


def reason_against_class(name: str, key: str, color: str) -> str | None:
    """Why a class cannot be meant, with the remedy; None for a good one. See `LabelClass`."""
    if not name:
        return "there is no name. Write one"
    if len(name) > NAME_MAX:
        return f"the name has {len(name):,} characters. Shorten it to {NAME_MAX} at most"
    if _CONTROL.search(name) or not is_unicode(name):
        return f"there is a control character in the name {name!a}. Remove it"
    if key and key not in KEYS:
        return f"“{key}” is no key. Write one of 1…9, 0 and a…z, or nothing"
    if color and not _COLOR.fullmatch(color):
        return f"“{color}” is no colour. Write it as #rrggbb, such as #E69F00, or nothing"
    return None
