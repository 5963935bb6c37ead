"""What counts in a text file of Praat: numbers and quoted texts, wherever they stand; the rest is for the eye.

As the page "TextGrid file formats" of Praat's manual has it: a word counts if it begins with a digit or a sign (a
number) or a quote (a text, in which a quote is doubled, and which may go over lines). "!" begins a comment. All other
words, such as `xmin =` and `intervals [1]:`, are skipped, `<exists>` too; `<absent>` is a 0, which is what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_WORD = re.compile(
    r"""(?: \s++ | ![^\n]*+ | =(?!\S) | [^\s"=<!.0-9+-][^\s"=]*+(?!\S) )*+    # blanks, comments, words for the eye
    (?: (?:(?:type|class|xmin|xmax|size|name|text|mark|time|number)?=)?    # not all leave blanks around "="
        (?: "(?: (?P<text>(?:[^"]++ | "")*+)"(?!\S)
               | (?P<odd>(?:[^"]++ | "(?![ \t]*(?:\n|\Z)))*+)"? )
          | (?P<number> [-+]\S* | \.?[0-9]\S* | <absent> ) )
      | (?P<other> \S+ )
      | \Z )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_MOST_NUMBERS = 16
"""No more are kept of those that stand before one text: the first and the last. Five have a meaning at most."""
_SMALLEST_PLAIN = 1e-12
"""Praat reads no number of 40 characters or more."""

UNDOUBLED = "its text has a quote that is not doubled, or does not end. Write each quote in a text twice"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Numbers up to the next text, and that text.

    Attributes
    ----------
    numbers : NaN for what cannot be read, such as `--undefined--`; decimal commas are taken for points
    lines : of the numbers, from 1
    text : None at the end of the file
    line : where the text begins
    fault : why the text cannot be trusted, with the remedy; or ""
    """

    numbers: tuple[float, ...]
    lines: tuple[int, ...]
    text: str | None
    line: int
    fault: str = ""

    @property
    def first_line(self) -> int:
        return self.lines[0] if self.lines else self.line

    def after(self, count: int) -> Phrase:
        """Without its first numbers."""
        return Phrase(self.numbers[count:], self.lines[count:], self.text, self.line, self.fault)


def phrases(body: str) -> Iterator[Phrase]:
    """All phrases of a file, and one with the text None at its end.

    A quote that is not doubled damages one text and not all that follow: the next one at the end of a line ends it.
    """
    waiting: Phrase | None = None
    numbers, lines = list[float](), list[int]()
    line, at = 1, 0
    for word in _WORD.finditer(body):
        start = word.start(word.lastgroup) if word.lastgroup else word.end()
        line, at = line + body.count("\n", at, start), start
        if word["number"] is not None:
            numbers.append(_number(word["number"]))
            lines.append(line)
            if len(numbers) > _MOST_NUMBERS:
                del numbers[_MOST_NUMBERS // 2], lines[_MOST_NUMBERS // 2]
        elif word["text"] is not None or word["odd"] is not None:
            if waiting is not None:
                yield waiting
            waiting = _phrase(numbers, lines, word, line)
            numbers, lines = [], []
        elif word["other"] is not None and '"' in word["other"] and waiting is not None and not numbers:
            waiting = Phrase(waiting.numbers, waiting.lines, waiting.text, waiting.line, UNDOUBLED)
    if waiting is not None:
        yield waiting
    yield Phrase(tuple(numbers), tuple(lines), None, line)


def _phrase(numbers: list[float], lines: list[int], word: re.Match[str], line: int) -> Phrase:
    if word["text"] is None:
        return Phrase(tuple(numbers), tuple(lines), word["odd"], line, UNDOUBLED)
    return Phrase(tuple(numbers), tuple(lines), word["text"].replace('""', '"'), line)


def _number(word: str) -> float:
    if word == "<absent>":
        return 0.0
    found = _NUMBER.match(word)
    return float(found[0].replace(",", ".")) if found else float("nan")


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def written(number: float) -> str:
    """With all digits that a float64 needs; without an exponent, which praatio and pympi do not read."""
    shortest = repr(float(number)).removesuffix(".0")
    return f"{Decimal(shortest):f}" if "e" in shortest and number >= _SMALLEST_PLAIN else shortest
