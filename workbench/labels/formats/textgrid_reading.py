"""Reads TextGrids of Praat: long, short and chronological text, and those that people or other programs wrote.

Praat, praatio and others give up a file at its first fault. Here an entry ends with its text, so what is wrong in one
entry is told by its line, and the next one is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import LONGEST_S, reason_against
from workbench.labels.formats.format import BadRow, Reading
from workbench.labels.formats.fresh_names import FreshNames
from workbench.labels.formats.praat_text import Phrase, phrases
from workbench.labels.formats.sheet import SheetLabel, SheetRecording, SheetTier, sheet_of
from workbench.labels.formats.text_file import read_head, read_text

BINARY = "ooBinaryFile"
CHRONOLOGICAL = "Praat chronological TextGrid text file"
INTERVALS, POINTS = "IntervalTier", "TextTier"
_NEEDS = {
    INTERVALS: (2, "an interval needs a start, an end and a text, in this order. Add what is missing"),
    POINTS: (1, "a point needs a time and a text, in this order. Add what is missing"),
}
_MOST_RENAMED = 20
_HEAD, _CHRONOLOGICAL_HEAD = 3, 2
"""Numbers after the name of a tier: its start and end, and how many entries it has, which only the first kind says."""


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Intervals without text are gaps; times are as written, whatever time the grid begins at."""
    if read_head(path).startswith(BINARY):
        reason = "this is a binary file of Praat. Open it in Praat, and choose Save as text file…"
        raise LabelFileError(path, reason, 1)
    text = read_text(path)
    stream = _Stream(text.body)
    grid = _Grid()
    if stream.next.text == CHRONOLOGICAL:
        stream.take()
        _read_chronological(stream, grid)
    else:
        _check_header(path, stream)
        _read_tiers(stream, grid)
    notes = ([text.note] if text.note else []) + grid.notes()
    labels = [label for tier in grid.tiers for label in tier.labels]
    whole = SheetRecording(length_s=grid.end_s)
    sheet = sheet_of(labels, [SheetTier(tier.name) for tier in grid.tiers], recordings=[whole])
    return Reading(sheet, tuple(sorted(grid.bad, key=lambda row: row.line)), tuple(notes))


class _Stream:
    """Phrases, with the next one in view; the last one stays."""

    def __init__(self, body: str) -> None:
        self._coming: Iterator[Phrase] = phrases(body)
        self.next = next(self._coming)

    def take(self) -> Phrase:
        taken = self.next
        self.next = next(self._coming, taken)
        return taken


@dataclass
class _Tier:
    """`said` : how many entries it should have, None if it does not say; `entries` : how many it has."""

    kind: str
    name: str
    line: int
    said: float | None = None
    entries: int = 0
    labels: list[SheetLabel] = field(default_factory=list)


class _Grid:
    """What was read so far. `end_s` : where it says that it ends, which is where its sound does; 0 if it does not."""

    def __init__(self) -> None:
        self.end_s = 0.0
        self.tiers: list[_Tier] = []
        self.bad: list[BadRow] = []
        self._names = FreshNames()
        self._renamed: list[str] = []

    def bad_at(self, line: int, reason: str) -> None:
        self.bad.append(BadRow(line, reason))

    def set_end(self, numbers: Sequence[float]) -> None:
        """`numbers` : before the first tier; the first two are start and end."""
        if len(numbers) >= _HEAD - 1 and 0 < numbers[1] <= LONGEST_S:
            self.end_s = numbers[1]

    def new_tier(self, kind: str, title: Phrase) -> _Tier:
        """A name that another tier has gets a number."""
        wanted = title.text or ""
        name = self._names.take(wanted)
        if name != wanted:
            self._renamed.append(f"Two tiers are called “{wanted}”: the one in line {title.line} is now “{name}”.")
        if title.fault:
            self._renamed.append(f"The name of the tier in line {title.line} has a quote that is not doubled.")
        tier = _Tier(kind, name, title.line)
        self.tiers.append(tier)
        return tier

    def add(self, tier: _Tier, phrase: Phrase) -> None:
        """One entry: its times, and its text. What stands before it without a text is an entry, too."""
        count, needs = _NEEDS[tier.kind]
        tier.entries += 1
        while len(phrase.numbers) >= 2 * count:
            self.bad_at(phrase.first_line, needs)
            phrase = phrase.after(count)
            tier.entries += 1
        reason = phrase.fault
        if not reason and (phrase.text is None or len(phrase.numbers) != count):
            reason = needs
        if reason:
            self.bad_at(phrase.line if phrase.fault else phrase.first_line, reason)
            return
        text = phrase.text or ""
        if tier.kind == INTERVALS and not text.strip():
            return
        start_s, end_s = phrase.numbers[0], phrase.numbers[-1]
        label = SheetLabel(start_s, end_s, text=text, tier=tier.name, line=phrase.first_line)
        if why := reason_against(label):
            self.bad_at(phrase.first_line, why)
        else:
            tier.labels.append(label)

    def notes(self) -> list[str]:
        more = len(self._renamed) - _MOST_RENAMED
        rest = [f"There is as much to say of the names of {more:,} further tiers."] if more > 0 else []
        return self._renamed[:_MOST_RENAMED] + rest + [note for tier in self.tiers for note in _notes_of(tier)]


def _notes_of(tier: _Tier) -> Iterator[str]:
    if tier.kind != INTERVALS:
        return
    short = [label.line for label in tier.labels if label.is_point]
    if short:
        where = f"{len(short):,}, first in line {short[0]}"
        yield f"Intervals of no length in the tier “{tier.name}” became points ({where})."
    until_s, over = 0.0, []
    for label in sorted(tier.labels, key=lambda each: (each.start_s, each.end_s)):
        if label.start_s < until_s:
            over.append(label.line)
        until_s = max(until_s, label.end_s)
    if over:
        where = f"{len(over):,}, first in line {over[0]}"
        yield f"Intervals of the tier “{tier.name}” begin before another one ends ({where}). All are kept."


def _check_header(path: Path, stream: _Stream) -> None:
    first = stream.take()
    if first.numbers or first.text is None or not first.text.startswith("ooTextFile"):
        reason = 'the first line does not say File type = "ooTextFile". Choose another format'
        raise LabelFileError(path, reason, first.first_line)
    what = (stream.next.text or "").split(" ")[0]
    if stream.next.numbers or not what:
        raise LabelFileError(path, 'it does not say Object class = "TextGrid". Add that', stream.next.first_line)
    if what == "Collection":
        reason = "it holds several objects of Praat. Open it in Praat, and save each TextGrid by itself, as text file"
        raise LabelFileError(path, reason, stream.next.line)
    if what != "TextGrid":
        reason = f"it holds a {what} of Praat, which has no labels. Choose a TextGrid"
        raise LabelFileError(path, reason, stream.next.line)
    stream.take()


def _read_tiers(stream: _Stream, grid: _Grid) -> None:
    opening = stream.take()
    said, line = opening.numbers, opening.lines
    grid.set_end(said)
    while opening.text is not None:
        opening = _read_tier(opening, stream, grid)
    if len(said) < _HEAD:
        grid.bad_at(opening.first_line, "the grid does not say its start, its end and how many tiers it has. Add them")
    elif said[2] != len(grid.tiers) and not grid.bad:
        reason = f"{said[2]:g} tiers should follow, and there are {len(grid.tiers):,}. Look for what is missing"
        grid.bad_at(line[2], reason)


def _read_tier(opening: Phrase, stream: _Stream, grid: _Grid) -> Phrase:
    """`opening` names the class. Returns the phrase that opens the next tier, or the end."""
    title = stream.take() if not stream.next.numbers else Phrase((), (), "", opening.line)
    kind = opening.text or ""
    if kind not in _NEEDS:
        reason = f"“{kind}” is no class of tiers; its tier is left out. Known are {INTERVALS} and {POINTS}"
        grid.bad_at(opening.line, reason)
        return _skipped(stream)
    tier, bad_before = grid.new_tier(kind, title), len(grid.bad)
    phrase = stream.take()
    line = phrase.first_line
    if len(phrase.numbers) < _HEAD:
        grid.bad_at(
            line, f"the tier “{tier.name}” does not say its start, its end and how many entries it has. Add them"
        )
    else:
        tier.said, line = phrase.numbers[2], phrase.lines[2]
    phrase = phrase.after(_HEAD)
    while not _opens(phrase, stream):
        if phrase.numbers:
            grid.add(tier, phrase)
        elif phrase.text is not None:
            grid.bad_at(phrase.line, phrase.fault or _NEEDS[kind][1])
        if phrase.text is None:
            return phrase
        phrase = stream.take()
    if tier.said is not None and tier.said != tier.entries and len(grid.bad) == bad_before:
        reason = f"{tier.said:g} entries should follow, and there are {tier.entries:,}. Look for what is missing"
        grid.bad_at(line, reason)
    return phrase


def _opens(phrase: Phrase, stream: _Stream) -> bool:
    """A text without times is the class of a tier, or of one that is not known, if the tier's name follows it."""
    if phrase.numbers or phrase.text is None:
        return phrase.text is None and not phrase.numbers
    return phrase.text in _NEEDS or (stream.next.text is not None and not stream.next.numbers)


def _skipped(stream: _Stream) -> Phrase:
    """The phrase that opens the next tier of a class that is known. An empty tier leaves its numbers before it."""
    while True:
        phrase = stream.take()
        if phrase.text is None or (phrase.text in _NEEDS and len(phrase.numbers) in {0, _HEAD}):
            return phrase.after(len(phrase.numbers))


def _read_chronological(stream: _Stream, grid: _Grid) -> None:
    """All tiers come first, then the entries of all by time, each with the number of its tier, from 1."""
    phrase = stream.take()
    grid.set_end(phrase.numbers)
    phrase = phrase.after(_HEAD)
    while phrase.text in _NEEDS and not phrase.numbers:
        grid.new_tier(phrase.text, stream.take())
        phrase = stream.take().after(_CHRONOLOGICAL_HEAD)
    while phrase.text is not None or phrase.numbers:
        number = phrase.numbers[0] if phrase.numbers else float("nan")
        if number in range(1, len(grid.tiers) + 1):
            grid.add(grid.tiers[int(number) - 1], phrase.after(1))
        else:
            reason = f"an entry begins with the number of its tier, 1 to {len(grid.tiers)}. Correct it"
            grid.bad_at(phrase.first_line, phrase.fault or reason)
        if phrase.text is None:
            return
        phrase = stream.take()
