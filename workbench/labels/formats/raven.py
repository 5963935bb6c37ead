"""Raven selection tables: tab separated, a row for each selection in each view.

Columns may stand in any order, and those that Raven does not know are kept by it as annotations. Raven's manual and
forum: `Begin Time (s)` counts over all sounds of a window; `File Offset (s)` with `Begin Path` or `Begin File` says
where in which file a selection begins; channels count from 1. A waveform selection is an interval, another one a box.

Raven reads a table in two ways: as a selection table by `Begin Time (s)`, for the sounds of a window in their order,
and as a sound selection table by `Begin Path` and `File Offset (s)`. Tables of several recordings are written for both
where the lengths of all are known. Where one is not, `Begin Time (s)` is that in the file, which serves the second way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path, PureWindowsPath

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.label_columns import EXTRAS, ExtraColumns, extra_cells
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.table import Row, Table, normal, number, read_table, whole
from workbench.labels.formats.text_file import read_text

LEADING = ("Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)", "High Freq (Hz)")
FILES = ("Begin Path", "Begin File", "File Offset (s)")
ALL_CHANNELS = "All Channels"
TEXTS = (
    "annotation", "annotations", "label", "labels", "species", "common name", "class", "call", "call type",
    "sound type", "tags", "tag", "type", "scientific name", "species code", "code", "category", "name",
)  # fmt: skip
_MEASURED = re.compile(
    r"\((?:s|ms|hz|khz|u|u.2|%|db\b.*|bits|frames|samples|fs.*|hh.*|mm.*|m/d.*)\)|"
    r"^(?:selection|view|channel|begin|end|file offset|delta|duration|length|low|high|center|peak|max|min|rms|avg|agg|"
    r"bandwidth|bw|energy|freq|time|inband|iqr|dominant|pfc|1st|3rd|\d+%)\b",
    re.IGNORECASE,
)


def _recognises(path: Path, head: str) -> bool:
    lines = (line for line in head.split("\n") if line.strip())
    names = {normal(cell) for cell in next(lines, "").split("\t")}
    return "begin time s" in names and bool(names & {"end time s", "delta time s"})


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Rows of the same selection in several views are one label."""
    text = read_text(path)
    table = read_table(path, text.body, "\t", quotes=text.body.lstrip().startswith('"'))
    columns = _Columns(path, table)
    labels: list[SheetLabel] = []
    bad = list(table.bad)
    for row in _one_view(table, columns):
        try:
            label = columns.label(row)
        except ValueError as error:
            bad.append(BadRow(row.line, str(error)))
            continue
        if reason := reason_against(label):
            bad.append(BadRow(row.line, reason))
        else:
            labels.append(label)
    notes = (text.note, *table.notes, *columns.notes)
    return Reading(sheet_of(labels), tuple(bad), tuple(note for note in notes if note))


class _Columns:
    """Where in a table is what; `notes` : what was guessed."""

    def __init__(self, path: Path, table: Table) -> None:
        at = table.column
        self.begin, self.end, self.delta = at("begin time s"), at("end time s"), at("delta time s")
        if self.begin is None or (self.end is None and self.delta is None):
            there = ", ".join(table.titles[:30])
            reason = f"it needs the columns Begin Time (s) and End Time (s), and has {there}. Choose another format"
            raise LabelFileError(path, reason, 1)
        self.selection, self.view, self.channel = at("selection"), at("view"), at("channel")
        self.low, self.high = at("low freq hz"), at("high freq hz")
        self.all_channels = at(normal(ALL_CHANNELS))
        self.file = at("begin path", "begin file", "file", "sound files")
        self.offset = at("file offset s") if self.file is not None else None
        self.code = at("species code")
        self.extras = ExtraColumns(table)
        self.notes = list(self.extras.notes)
        self.text = self._text(table)
        self._note_files(table)

    def label(self, row: Row) -> SheetLabel:
        start_s, end_s = self._times(row)
        wave = row.cell(self.view).strip().casefold().startswith("waveform")
        channel = whole(row.cell(self.channel), "channel")
        everywhere = self.all_channels is not None and row.cell(self.all_channels).strip() != ""
        return SheetLabel(
            start_s, end_s,
            None if wave else number(row.cell(self.low), "low frequency"),
            None if wave else number(row.cell(self.high), "high frequency"),
            channel=None if everywhere or channel is None else channel - 1,
            text=row.cell(self.text).strip(),
            recording=row.cell(self.file),
            line=row.line,
            **self.extras.of(row),
        )  # fmt: skip

    def _times(self, row: Row) -> tuple[float, float]:
        begin = number(row.cell(self.begin), "begin time")
        end = number(row.cell(self.end), "end time")
        delta = number(row.cell(self.delta), "delta time") if end is None else None
        if begin is None or (end is None and delta is None):
            raise ValueError("its begin or end is missing. Add it")
        length = end - begin if end is not None else delta or 0.0
        offset = number(row.cell(self.offset), "file offset")
        if offset is not None:
            return offset, offset + length
        return begin, begin + length if end is None else end

    def _text(self, table: Table) -> int | None:
        taken = {self.all_channels, self.file, *self.extras.taken}
        named = (table.column(name) for name in TEXTS)
        others = (at for at, title in enumerate(table.titles) if title.strip() and not _MEASURED.search(title))
        for at in (*named, *others):
            if at is None or at in taken or next(table.values(at), None) is None:
                continue
            if table.names[at] != "annotation":
                self.notes.append(f"The column “{table.titles[at]}” was taken for the texts.")
            return at
        return table.column("annotation")

    def _note_files(self, table: Table) -> None:
        if self.file is None and (at := table.column("file offset s")) is not None:
            begins = [row.cell(self.begin).strip() for row in table.rows]
            if begins != [row.cell(at).strip() for row in table.rows]:
                self.notes.append("Its times were taken to count from the start of one recording: no file is named.")
        elif self.offset is None and len(set(table.values(self.file))) > 1:
            words = "Its times were taken to count from the start of each file. If they count over all files, "
            self.notes.append(words + "add the measurement File Offset (s) in Raven, and export the table again.")


def _one_view(table: Table, columns: _Columns) -> Iterator[Row]:
    """Of a selection that is there in several views, that in a spectrogram; without BirdNET's rows of no bird."""
    best: dict[tuple[str, ...], str] = {}
    for row in table.rows:
        key, view = _selection(row, columns), row.cell(columns.view)
        known = best.setdefault(key, view)
        if _is_spectrogram(view) and not _is_spectrogram(known):
            best[key] = view
    for row in table.rows:
        nothing = columns.code is not None and row.cell(columns.code) == row.cell(columns.text) == "nocall"
        if best[_selection(row, columns)] == row.cell(columns.view) and not nothing:
            yield row


def _selection(row: Row, columns: _Columns) -> tuple[str, ...]:
    if columns.selection is None:
        return (str(row.line),)
    wanted = (columns.selection, columns.channel, columns.begin, columns.end, columns.file)
    return tuple(row.cell(at).strip() for at in wanted)


def _is_spectrogram(view: str) -> bool:
    return view.strip().casefold().startswith("spectrogram")


def write(path: Path, sheet: Sheet) -> None:
    """Nanoseconds, so that frames are exact; columns of ours that are blank everywhere are left out."""
    extras = [extra_cells(label) for label in sheet.labels]
    used = [name for name in EXTRAS if any(cells[name] not in ("", "accepted") for cells in extras)]
    everywhere = any(label.channel is None for label in sheet.labels)
    several = any(label.recording for label in sheet.labels)
    titles = (
        *LEADING, *(FILES if several else ()), "Annotation", *((ALL_CHANNELS,) if everywhere else ()),
        *(name.title() for name in used),
    )  # fmt: skip
    starts = _starts(sheet.recordings)
    known = {each.path: each for each in sheet.recordings}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(titles) + "\n")
        for number, (label, cells) in enumerate(zip(sheet.labels, extras, strict=True), 1):
            row = [str(number), *_leading(label, known[label.recording], starts(label.recording))]
            row += _file_cells(label) if several else []
            row += [label.text, *(["" if label.channel is not None else "yes"] if everywhere else [])]
            row += [cells[name] for name in used]
            file.write("\t".join(row) + "\n")


def _leading(label: SheetLabel, recording: SheetRecording, from_s: float) -> list[str]:
    """Raven shows a waveform selection as one of all frequencies."""
    low, high = label.low_hz, label.high_hz
    if not label.is_box and recording.sample_rate:
        low, high = 0.0, recording.sample_rate / 2
    return [
        "Spectrogram 1" if label.is_box else "Waveform 1",
        str((label.channel or 0) + 1),
        f"{from_s + label.start_s:.9f}",
        f"{from_s + label.end_s:.9f}",
        "" if low is None else f"{low:.6f}",
        "" if high is None else f"{high:.6f}",
    ]


def _file_cells(label: SheetLabel) -> list[str]:
    return [label.recording, PureWindowsPath(label.recording).name, f"{label.start_s:.9f}"]


def _starts(recordings: tuple[SheetRecording, ...]) -> Callable[[str], float]:
    """Where each recording begins in the sequence of all; 0 for each if the length of one is not known."""
    lengths = [each.duration_s for each in recordings]
    if len(recordings) < 2 or 0.0 in lengths[:-1]:
        return lambda path: 0.0
    begins = dict(zip((each.path for each in recordings), accumulate(lengths, initial=0.0), strict=False))
    return lambda path: begins[path]


FORMAT = LabelFormat(
    "raven",
    "Raven selection table",
    (".txt", ".selections.txt"),
    # Whether Raven takes selections without a length is nowhere said, so points are not written.
    Holds(
        points=False, boxes=True, tiers=True, channels=True, scores=True, statuses=True, authors=True, dates=True,
        ids=True, recordings=True,
    ),
    _recognises,
    read,
    write,
)  # fmt: skip
