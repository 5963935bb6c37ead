"""Rows of Sonic Visualiser's CSV files: it quotes in a way of its own, which no reader of plain CSV understands.

On export, a cell is quoted if it contains the separator, with its quotes doubled; nothing else is escaped. On import, a
quote at the beginning of a cell and a backslash anywhere are special (`base/StringBits.cpp` of svcore).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SEPARATORS = ("\t", ",", "|")
_QUOTED = {separator: re.compile(f'"((?:[^"]|"")*+)"(?={re.escape(separator)}|$)') for separator in _SEPARATORS}
_ESCAPED = re.compile(r'""|\\\\')
_SPECIAL = re.compile(r"""[,"'\\]|^\s|\s$""")


class Line(NamedTuple):
    """`number` : from 1."""

    number: int
    text: str


def lines_of(body: str) -> list[Line]:
    """Those that are neither blank nor comments."""
    lines = enumerate(body.split("\n"), 1)
    return [Line(number, text) for number, text in lines if text.strip() and not text.startswith("#")]


def separator_of(lines: list[Line]) -> str:
    """The first of tab, comma and bar in the first line that has one; a comma where none has."""
    for line in lines:
        for separator in _SEPARATORS:
            if separator in line.text:
                return separator
    return ","


def cells_of(line: str, separator: str, most: int = 8) -> list[str]:
    """The cells of a line; the last of `most` has all that follows, since old versions did not quote."""
    cells: list[str] = []
    at = 0
    while len(cells) < most - 1:
        quoted = _QUOTED[separator].match(line, at)
        end = quoted.end() if quoted else line.find(separator, at)
        if end < 0 or end == len(line):
            break
        cells.append(_plain(quoted[1]) if quoted else line[at:end])
        at = end + 1
    last = _QUOTED[separator].match(line, at)
    return [*cells, _plain(last[1]) if last and last.end() == len(line) else line[at:]]


def field(text: str) -> str:
    """A text as Sonic Visualiser imports it unchanged, in a row with commas."""
    if not _SPECIAL.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '""') + '"'


def _plain(quoted: str) -> str:
    return _ESCAPED.sub(lambda pair: pair[0][0], quoted)
