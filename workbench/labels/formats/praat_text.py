"""What counts in a text file of Praat: numbers and quoted texts, wherever they stand; the rest is for the eye.

As the page "TextGrid file formats" of Praat's manual has it: a word counts if it begins with a digit or a sign (a
number) or a quote (a text, in which a quote is doubled, and which may go over lines). "!" begins a comment. All other
words, such as `xmin =` and `intervals [1]:`, are skipped, and `<exists>` too, since nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(
    r"""(?:(?:xmin|xmax|size|class|name|text|mark|time|number)?=)?    # some programs leave out the blanks around "="
        (?: (?P<text> "(?P<inside>(?:[^"]++ | "" | "(?=[^\s"]))*+)(?P<end>"?) )
          | (?P<number> [-+]\S* | \.?[0-9]\S* ) )
      | (?P<comment> ![^\n]* )
      | (?P<other> \S+ )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_ODD_QUOTE = re.compile(r'(?:[^"]|"")*+"')
_MOST_NUMBERS = 16
"""No more are kept of those that stand before one text: the first and the last. Five have a meaning at most."""

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

    A quote that is not doubled damages one text and not all that follow: only one with a blank after it ends a text.
    """
    waiting: Phrase | None = None
    numbers, lines = list[float](), list[int]()
    line, at = 1, 0
    for word in _WORD.finditer(body):
        line, at = line + body.count("\n", at, word.start()), word.start()
        if word["number"] is not None:
            numbers.append(_number(word["number"]))
            lines.append(line)
            if len(numbers) > _MOST_NUMBERS:
                del numbers[_MOST_NUMBERS // 2], lines[_MOST_NUMBERS // 2]
        elif word["text"] is not None:
            if waiting is not None:
                yield waiting
            waiting = Phrase(tuple(numbers), tuple(lines), word["inside"].replace('""', '"'), line, _fault(word))
            numbers, lines = [], []
        elif word["other"] is not None and '"' in word["other"] and waiting is not None and not numbers:
            waiting = Phrase(waiting.numbers, waiting.lines, waiting.text, waiting.line, UNDOUBLED)
    if waiting is not None:
        yield waiting
    yield Phrase(tuple(numbers), tuple(lines), None, line)


def _number(word: str) -> float:
    found = _NUMBER.match(word)
    return float(found[0].replace(",", ".")) if found else float("nan")


def _fault(word: re.Match[str]) -> str:
    return UNDOUBLED if not word["end"] or _ODD_QUOTE.match(word["inside"]) else ""


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def written(number: float) -> str:
    """With all digits that a float64 needs, and no more."""
    return repr(float(number)).removesuffix(".0")
