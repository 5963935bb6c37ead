"""Tables of labels as CSV, or with tabs: ours, which keep all but the settings of tiers and classes, and foreign ones.

Ours is as RFC 4180 says, in UTF-8, with a byte order mark where a spreadsheet would otherwise take accents for
something else. Times are seconds with all digits; frames stand beside them where the rate is known, and both must agree
to one frame. Channels count from 0. Texts are data and are written as they are, so one that begins with “=” is not
altered: a spreadsheet that takes it for a formula asks before it does anything.
"""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.csv_guess import WANTED, Guess, titled
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.label_columns import EXTRAS, extra_cells
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.table import Table, delimiter_of, read_table
from workbench.labels.formats.text_file import read_text

_PLACE = (
    "recording", "start_s", "end_s", "start_frame", "end_frame", "sample_rate", "low_hz", "high_hz", "channel", "text",
)  # fmt: skip
COLUMNS = (*_PLACE, *(name.replace(" ", "_") for name in EXTRAS))
_NEEDED = {"start_s", "end_s", "text"}


def _recognises(path: Path, head: str) -> bool:
    """By its suffix; other tables only where their columns can be guessed."""
    if path.suffix.lower() == ".csv":
        return True
    try:
        Guess(path, _table(path, head), SheetRecording(sample_rate=1))
    except LabelFileError:
        return False
    return True


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`."""
    text = read_text(path)
    table = _table(path, text.body)
    own = set(table.titles) >= _NEEDED
    guess = Guess(path, table, recording, own=own)
    labels: list[SheetLabel] = []
    known: dict[str, int] = {}
    bad = list(table.bad)
    for row in table.rows:
        try:
            label = guess.label(row)
        except ValueError as error:
            bad.append(BadRow(row.line, str(error)))
            continue
        known.setdefault(guess.file(row), guess.rate(row))
        if label is not None:
            labels.append(label)
    recordings = [SheetRecording(name, rate) for name, rate in known.items()]
    notes = (text.note, *table.notes, *guess.notes)
    return Reading(sheet_of(labels, recordings=recordings), tuple(bad), tuple(note for note in notes if note))


def _recognises_tabs(path: Path, head: str) -> bool:
    """By its suffix alone: what parts the cells of a table is found when it is read."""
    return path.suffix.lower() == ".tsv"


def _table(path: Path, body: str) -> Table:
    delimiter = delimiter_of(body[:65_536])
    if delimiter is None:
        raise LabelFileError(path, f"this is no table. Wanted are columns for {WANTED}")
    table = titled(read_table(path, body, delimiter))
    if table is None:
        raise LabelFileError(path, f"its columns have no titles, and cannot be told apart. Add titles for {WANTED}", 1)
    return table


def _write(delimiter: str, path: Path, sheet: Sheet) -> None:
    rates = {each.path: each.sample_rate for each in sheet.recordings}
    rows = [_cells(label, rates[label.recording]) for label in sheet.labels]
    plain = all(cell.isascii() for row in rows for cell in row)
    with path.open("w", encoding="utf-8" if plain else "utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows((COLUMNS, *rows))


def _cells(label: SheetLabel, rate: int) -> list[str]:
    frames = [str(round(time_s * rate)) for time_s in (label.start_s, label.end_s)] if rate else ["", ""]
    others = (label.low_hz, label.high_hz, label.channel)
    return [
        label.recording,
        repr(label.start_s),
        repr(label.end_s),
        *frames,
        str(rate or ""),
        *("" if value is None else repr(value) for value in others),
        label.text,
        *extra_cells(label).values(),
    ]


_HOLDS = Holds(
    boxes=True, tiers=True, channels=True, scores=True, statuses=True, authors=True, dates=True, ids=True,
    recordings=True, line_breaks=True, blank_edges=True,
)  # fmt: skip
CSV = LabelFormat("csv", "CSV table", (".csv",), _HOLDS, _recognises, read, partial(_write, ","))
TSV = LabelFormat("tsv", "Table with tabs", (".tsv",), _HOLDS, _recognises_tabs, read, partial(_write, "\t"))
