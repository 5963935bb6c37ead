"""Which column of a table is what, for tables that other programs and people made; what was guessed is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import MOST_ID, reason_against
from workbench.labels.formats.column_names import (
    DURATION,
    END,
    FILE,
    HIGH,
    LOW,
    RATE,
    START,
    TEXT,
    Measure,
    measure,
)
from workbench.labels.formats.label_columns import ExtraColumns
from workbench.labels.formats.sheet import SheetAuthor, SheetLabel, SheetRecording
from workbench.labels.formats.table import Row, Table, is_blank, number, seconds, whole

WANTED = (
    "a start (such as start, begin, onset or “Start (s)”), an end or a duration, a text (such as label, species or "
    "class), and maybe low and high frequencies, a file, a score"
)
_AUDIO = re.compile(r"\.(wav|flac|mp3|ogg|opus|aif|aiff|m4a|w64|caf|wma|aac)\b", re.IGNORECASE)


class Guess:
    """Where in a table is what.

    Parameters
    ----------
    own : the table is as this program writes it: nothing is guessed, blanks count, and channels are from 0

    Raises `LabelFileError` naming the columns that are there, and those wanted. `notes` : what was guessed.
    """

    def __init__(self, path: Path, table: Table, recording: SheetRecording, *, own: bool = False) -> None:
        self._path, self._table, self._context, self._own = path, table, recording, own
        self.extras = ExtraColumns(table)
        self.notes = list(self.extras.notes)
        self._find_times()
        self._low, self._high = self._frequencies()
        self._rate = table.column(*RATE, "sample rate hz")
        self._frames = measure(table, START, frames=True), measure(table, END, frames=True)
        self._need_rate()
        self._indir, self._folder = table.column("indir"), table.column("folder")
        self._file = table.column(*FILE)
        self._model = table.column("model")
        self._find_channel()
        self._texts = self._text_columns()
        if own:
            self.notes.clear()
        else:
            self._say()

    def label(self, row: Row) -> SheetLabel | None:
        """None for a row that names a file only. Raises `ValueError` with the reason and the remedy."""
        rate, text = self.rate(row), self._text(row)
        if not text and is_blank(row.cell(self._start.at)):
            return None
        start_s, end_s = self._times(row, rate)
        channel = whole(row.cell(self._channel), "channel")
        extras = self.extras.of(row)
        if extras["author"] is None and not is_blank(model := row.cell(self._model)):
            extras["author"] = SheetAuthor("model", model.strip())
        label = SheetLabel(
            start_s, end_s,
            self._low.value(row, "low frequency", rate) if self._low else None,
            self._high.value(row, "high frequency", rate) if self._high else None,
            channel=None if channel is None else channel - self._first_channel,
            text=text,
            recording=self.file(row),
            line=row.line,
            **extras,
        )  # fmt: skip
        if reason := reason_against(label):
            raise ValueError(reason)
        return label

    def rate(self, row: Row) -> int:
        """0 where it is not known. Raises `ValueError`."""
        rate = whole(row.cell(self._rate), "sample rate")
        if rate is not None and not 0 < rate <= MOST_ID:
            raise ValueError(f"{rate:g} Hz is no sample rate. Correct it, or leave it out")
        return rate or self._context.sample_rate

    def _text(self, row: Row) -> str:
        if self._own:
            return row.cell(self._texts[0])
        return next((text for at in self._texts if (text := row.cell(at).strip())), "")

    def file(self, row: Row) -> str:
        """Kaleidoscope parts the path into three columns."""
        if self._own:
            return row.cell(self._file)
        parts = [row.cell(at).strip() for at in (self._indir, self._folder, self._file)]
        if not any(parts[:2]):
            return parts[2]
        slash = "\\" if "\\" in "".join(parts) else "/"
        return slash.join(part.rstrip("/\\") for part in parts if part)

    def _find_times(self) -> None:
        """`offset` is the end beside an onset (DCASE), and the start beside a duration (Kaleidoscope)."""
        table = self._table
        start = measure(table, START) or measure(table, START, frames=True)
        end = measure(table, END) or measure(table, END, frames=True)
        duration = measure(table, DURATION) or measure(table, DURATION, frames=True)
        offset = measure(table, ("offset",)) or measure(table, ("offset",), frames=True)
        if start is None:
            start = offset or measure(table, ("time",))
        elif end is None and duration is None:
            end = offset
        if start is None:
            raise LabelFileError(self._path, self._refusal())
        self._start, self._end, self._duration = start, end, duration if end is None else None

    def _refusal(self) -> str:
        there = ", ".join(f"“{title}”" for title in self._table.titles[:30])
        return f"no column says where labels start. There are {there}. Wanted are {WANTED}. Rename the columns"

    def _times(self, row: Row, rate: int) -> tuple[float, float]:
        start_s = self._start.value(row, "start", rate)
        end_s = self._end.value(row, "end", rate) if self._end else None
        length_s = self._duration.value(row, "duration", rate) if self._duration else None
        if start_s is None:
            raise ValueError("its start is missing. Add it")
        if end_s is None and (self._end or self._duration) and length_s is None:
            raise ValueError("its end is missing. Add it, or repeat the start for a point")
        end_s = start_s + (length_s or 0.0) if end_s is None else end_s
        for measured, time_s in zip(self._frames, (start_s, end_s), strict=True):
            frame = number(row.cell(measured.at), "frame") if measured else None
            if frame is not None and rate and abs(frame - time_s * rate) > 1.0:
                raise ValueError(f"{time_s} s are not frame {frame:g} at {rate:,} Hz. Correct or remove one of the two")
        return start_s, end_s

    def _frequencies(self) -> tuple[Measure | None, Measure | None]:
        """warbleR writes kHz without saying so; Kaleidoscope does for bats."""
        low, high = measure(self._table, LOW), measure(self._table, HIGH)
        if low is None or high is None:
            return None, None
        names = self._table.names
        values = [float(cell) for cell in self._table.values(high.at) if re.fullmatch(r"\d+(\.\d*)?", cell.strip())]
        bats = "indir" in names and bool(values) and max(values) <= 250
        if high.unit is None and (names[high.at] == "top freq" or bats):
            self.notes.append("Its frequencies were taken for kHz.")
            return Measure(low.at, 1e3), Measure(high.at, 1e3)
        return low, high

    def _need_rate(self) -> None:
        times = [each for each in (self._start, self._end, self._duration) if each is not None]
        if any(each.unit == 0.0 for each in times) and not self._context.sample_rate and self._rate is None:
            reason = "its times are frames, and no column says the sample rate. Open it beside its recording"
            raise LabelFileError(self._path, reason)

    def _find_channel(self) -> None:
        """Kaleidoscope counts from 0, Raven from 1: there is a 0, or there is none."""
        self._channel = self._table.column("channel", "chan")
        values = {value.strip() for value in self._table.values(self._channel)}
        self._first_channel = int(bool(values) and "0" not in values and self._indir is None and not self._own)
        if self._first_channel:
            self.notes.append("Its channels were taken to count from 1.")

    def _text_columns(self) -> Sequence[int]:
        table, names = self._table, self._table.names
        if self._own and (text := table.column("text")) is not None:
            return (text,)
        manual, auto = table.column("manual id"), table.column("auto id")
        if manual is not None and auto is not None:
            return manual, auto
        taken = self._taken()
        for name in TEXT:
            if name in names and (at := names.index(name)) not in taken and next(table.values(at), None) is not None:
                return (at,)
        free = [at for at in range(len(names)) if at not in taken and _is_words(table, at)]
        return free[:1] if len(free) == 1 else ()

    def _taken(self) -> set[int | None]:
        measures = (self._start, self._end, self._duration, self._low, self._high, *self._frames)
        others = {self._file, self._indir, self._folder, self._model, self._channel, self._rate}
        return {each.at for each in measures if each} | others | self.extras.taken

    def _say(self) -> None:
        titles = self._table.titles
        times = [each for each in (self._start, self._end, self._duration) if each]
        words = " and ".join(f"“{titles[each.at]}” ({_unit(each, self._table)})" for each in times)
        said = [f"Times were read from {words}"]
        if self._texts:
            said.append("texts from " + ", else ".join(f"“{titles[at]}”" for at in self._texts))
        if self._low and self._high:
            said.append(f"frequencies from “{titles[self._low.at]}” and “{titles[self._high.at]}”")
        if self._file is not None:
            said.append(f"files from “{titles[self._file]}”")
        self.notes.append(", ".join(said) + ".")
        if not self._texts:
            self.notes.append("No column was taken for texts: labels are without.")
        if len(times) == 1:
            self.notes.append("No column says where labels end: they are points.")


def _unit(each: Measure, table: Table) -> str:
    if each.unit is None and any(":" in value for value in table.values(each.at)):
        return "clock time"
    return {None: "s", 1.0: "s", 1e-3: "ms", 1e-6: "µs", 60.0: "minutes", 0.0: "frames"}.get(each.unit, "s")


def _is_words(table: Table, at: int) -> bool:
    values = [value for _, value in zip(range(50), table.values(at), strict=False)]
    return bool(values) and not any(_is_time(value) for value in values)


def _is_time(cell: str) -> bool:
    try:
        return seconds(cell, "") is not None
    except ValueError:
        return False


def titled(table: Table) -> Table | None:
    """A table without titles, with those that its first row calls for; the table itself where it has some.

    None for one whose columns cannot be told apart.
    """
    kinds = "".join("n" if _is_time(cell) else "t" for cell in table.titles)
    if kinds.count("n") < 2:
        return table
    rows = (Row(1, table.titles), *table.rows)
    shapes = {
        "nn": "n n",
        "nnt": "n n label",
        "tnnt": "file n n label",
        "tnn": "file n n",
        "ttnnt": "file scene n n label",
    }
    names = shapes.get(kinds)
    if names is None or (kinds[0] == "t" and not _AUDIO.search(table.titles[0])):
        return None
    at = kinds.index("n")
    last = "duration" if _are_durations(rows, at) else "end"
    titles = names.replace("n n", f"start {last}").split()
    note = f"It has no titles of columns; they were taken for {', '.join(titles)}."
    return Table(tuple(titles), rows, table.bad, (*table.notes, note))


def _are_durations(rows: Sequence[Row], at: int) -> bool:
    """Ends are seldom before starts, and durations are most of the time less."""
    pairs = [(row.cell(at), row.cell(at + 1)) for row in rows]
    times = [(seconds(one, ""), seconds(other, "")) for one, other in pairs if _is_time(one) and _is_time(other)]
    less = sum(other < one for one, other in times if one is not None and other is not None)
    return less > len(times) / 5
