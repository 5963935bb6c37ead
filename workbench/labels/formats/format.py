"""What a format of label files is: what it holds, and how it is recognised, read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.labels.formats.sheet import Sheet, SheetRecording


@dataclass(frozen=True)
class Holds:
    """What files of a format can hold; what it cannot, `held` takes away and names.

    Attributes
    ----------
    points, intervals, boxes : kinds of labels; a box is an interval with frequencies
    tiers : their names
    nameless_tiers, odd_tier_names : a tier without a name; names with line breaks, control characters, or blanks at
        their edges or several in a row
    empty_tiers : tiers without labels, and the order of all
    overlaps : labels of one tier may overlap
    mixed_tiers : a tier may have points and intervals
    settings : of tiers (hidden, locked, exclusive) and classes (colour, key)
    channels, scores, statuses, authors, dates, ids : of labels; judges go with authors
    recordings : labels of several recordings in one file, by name
    empty_texts : intervals without text
    line_breaks, control_characters : in labels' texts, and in names of all kinds; tabs go with line breaks
    blank_lines : empty lines within texts
    blank_edges : spaces at the beginning and the end of texts
    markup : what looks like tags of HTML ("<i>"), like styles of SubStation ("{\\an8}") or like "-->", in texts
    step_s : times are kept in steps of so much; 0 means all digits of a float64
    """

    points: bool = True
    intervals: bool = True
    boxes: bool = False
    tiers: bool = False
    nameless_tiers: bool = True
    odd_tier_names: bool = True
    empty_tiers: bool = False
    overlaps: bool = True
    mixed_tiers: bool = True
    settings: bool = False
    channels: bool = False
    scores: bool = False
    statuses: bool = False
    authors: bool = False
    dates: bool = False
    ids: bool = False
    recordings: bool = False
    empty_texts: bool = True
    line_breaks: bool = False
    control_characters: bool = False
    blank_lines: bool = True
    blank_edges: bool = False
    markup: bool = True
    step_s: float = 0.0


@dataclass(frozen=True)
class BadRow:
    """What could not be read, and was left out. `line` : from 1; `reason` : why, and the remedy, in plain words."""

    line: int
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a file holds; `bad` what of it could not be read; `notes` what a person should know, such as a guess."""

    sheet: Sheet
    bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelFormat:
    """One kind of file.

    Attributes
    ----------
    name : on the command line
    title : for the window
    suffixes : with dots; files are written with the first
    holds : what it can hold
    recognises : from a file's name and its first characters (64 Ki at most), whether it looks like this
    read : reads a file; `SheetRecording` is what is known of the recording that the labels belong to, where a format
        does not say (its rate, to turn frames to seconds). Raises `LabelFileError` for what is not this format
    write : writes a sheet that `held` has been over into a new file, which the caller makes appear when it is whole.
        Raises `OSError`
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: Holds
    recognises: Callable[[Path, str], bool]
    read: Callable[[Path, SheetRecording], Reading]
    write: Callable[[Path, Sheet], None]
