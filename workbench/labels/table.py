"""All labels of a project in memory, column by column: a hundred thousand are filtered and drawn in milliseconds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.labels.edit import COLUMNS, Rows
from workbench.labels.label import Label, Status

_TYPES: dict[str, Any] = {
    "id": np.int64, "recording": np.int64, "tier": np.int64, "start_s": np.float64, "end_s": np.float64,
    "low_hz": np.float64, "high_hz": np.float64, "channel": np.int16, "text": np.int32, "author": np.int64,
    "score": np.float64, "status": np.uint8, "judged_by": np.int64,
    "created_s": np.float64, "changed_s": np.float64,
}  # fmt: skip
_NONE = {"channel": -1, "judged_by": -1, "low_hz": math.nan, "high_hz": math.nan, "score": math.nan}
"""What stands for a missing value."""
_LEAST_ROOM = 256


class LabelTable:
    """Labels by id, with each column as an array.

    Rows come in and go out as `Rows`; within, texts are numbers (`texts[code]`), a missing frequency or score is NaN,
    and a missing channel or judge −1. Not safe for several threads.

    Attributes
    ----------
    version : counts the changes
    texts : all texts there ever were, by code
    """

    def __init__(self) -> None:
        self.version = 0
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}
        self._slots: dict[int, int] = {}
        self._data = {name: np.empty(_LEAST_ROOM, kind) for name, kind in _TYPES.items()}
        self._alive = np.zeros(_LEAST_ROOM, bool)
        self._used = 0
        self._order: NDArray[np.intp] = np.empty(0, np.intp)
        self._fresh: list[int] = []
        self._stale = self._unsorted = False
        self._views: dict[int | None, LabelView] = {}

    @classmethod
    def of_columns(cls, columns: Mapping[str, NDArray[Any]], texts: Sequence[str]) -> LabelTable:
        """A table that is only read, of all columns of a view; they are not copied."""
        table = cls()
        table._data, table._used = dict(columns), len(columns["id"])
        table._slots = dict(zip(columns["id"].tolist(), range(table._used), strict=True))
        table._order, table._alive = np.arange(table._used), np.ones(table._used, bool)
        table.texts, table._codes = list(texts), {text: code for code, text in enumerate(texts)}
        return table

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, label_id: int) -> bool:
        return label_id in self._slots

    # Changing

    def insert(self, rows: Rows) -> None:
        """Add labels; all columns are given. Raises `KeyError` for an id that is there already."""
        ids = rows["id"]
        if not self._slots.keys().isdisjoint(ids):
            raise KeyError(next(label_id for label_id in ids if label_id in self._slots))
        first, stop = self._used, self._used + len(ids)
        self._make_room(stop)
        for name in COLUMNS["labels"]:
            self._data[name][first:stop] = self._inward(name, rows[name])
        self._slots.update(zip(ids, range(first, stop), strict=True))
        self._fresh.extend(range(first, stop))
        self._alive[first:stop] = True
        self._unsorted = True
        self._used = stop
        self._note_change()

    def remove(self, ids: Iterable[int]) -> None:
        """Raises `KeyError` for an id that is not there; then none is removed."""
        ids = list(ids)
        self._slots_of(ids)
        for label_id in ids:
            self._alive[self._slots.pop(label_id)] = False
        self._stale = self._unsorted = True
        self._note_change()

    def update(self, rows: Rows) -> None:
        """Set the columns given of the labels with these ids. Raises `KeyError` for an id that is not there."""
        slots = self._slots_of(rows["id"])
        for name, values in rows.items():
            if name != "id":
                self._data[name][slots] = self._inward(name, values)
        self._unsorted = self._unsorted or "start_s" in rows
        self._note_change()

    # Reading

    def rows(self, ids: Sequence[int], columns: Iterable[str] = COLUMNS["labels"]) -> Rows:
        """The labels with these ids, in that order; "id" is always among the columns."""
        slots = self._slots_of(ids)
        return {name: self._outward(name, self._data[name][slots]) for name in dict.fromkeys(["id", *columns])}

    def columns(self, ids: Sequence[int], names: Iterable[str]) -> dict[str, NDArray[Any]]:
        """The same as arrays, as the table holds them: for many labels."""
        slots = self._slots_of(ids)
        return {name: self._data[name][slots] for name in names}

    def label(self, label_id: int) -> Label:
        """Raises `KeyError` when there is none."""
        row = {name: values[0] for name, values in self.rows([label_id]).items()}
        return Label(**{**row, "status": Status(row["status"])})

    def labels(self, ids: Sequence[int]) -> list[Label]:
        rows = self.rows(ids)
        names = list(rows)
        made = []
        for values in zip(*rows.values(), strict=True):
            row = dict(zip(names, values, strict=True))
            made.append(Label(**{**row, "status": Status(row["status"])}))
        return made

    def view(self, recording: int | None = None) -> LabelView:
        """The labels of one recording, or of all, in order of time; good until the next change."""
        if recording not in self._views:
            order = self._ordered()
            if recording is not None:
                order = order[self._data["recording"][order] == recording]
            self._views[recording] = LabelView(self, order)
        return self._views[recording]

    def code(self, text: str) -> int:
        """The number of a text, which it keeps for good."""
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return code

    def _column(self, name: str, slots: NDArray[np.intp]) -> NDArray[Any]:
        picked: NDArray[Any] = self._data[name][slots]
        return picked

    def _slots_of(self, ids: Sequence[int]) -> NDArray[np.intp]:
        return np.fromiter(map(self._slots.__getitem__, ids), np.intp, len(ids))

    def _ordered(self) -> NDArray[np.intp]:
        if not self._unsorted:
            return self._order
        self._unsorted = False
        order = self._order
        if self._stale:
            order = order[self._alive[order]]
            self._fresh = [slot for slot in self._fresh if self._alive[slot]]
            self._stale = False
        order = np.concatenate([order, np.asarray(self._fresh, np.intp)])
        self._fresh = []
        # Nearly sorted already: a stable sort takes a fraction of a millisecond.
        self._order = order[np.argsort(self._data["start_s"][order], kind="stable")]
        return self._order

    def _note_change(self) -> None:
        self.version += 1
        self._views.clear()

    def _make_room(self, count: int) -> None:
        room = len(self._alive)
        if count > room:
            self._alive = self._grown(self._alive, max(count, 2 * room))
            self._data = {name: self._grown(old, max(count, 2 * room)) for name, old in self._data.items()}

    def _grown(self, old: NDArray[Any], room: int) -> NDArray[Any]:
        grown = np.zeros(room, old.dtype)
        grown[: self._used] = old[: self._used]
        return grown

    def _inward(self, name: str, values: list[Any]) -> NDArray[Any]:
        if name == "text":
            for text in dict.fromkeys(values):
                self.code(text)
            return np.fromiter(map(self._codes.__getitem__, values), np.int32, len(values))
        if name in _NONE and (missing := values.count(None)):
            if missing == len(values):
                return np.full(missing, _NONE[name], _TYPES[name])
            values = [_NONE[name] if value is None else value for value in values]
        return np.array(values, _TYPES[name])

    def _outward(self, name: str, values: NDArray[Any]) -> list[Any]:
        listed: list[Any] = values.tolist()
        if name == "text":
            return list(map(self.texts.__getitem__, listed))
        if name in _NONE:
            missing = np.isnan(values) if math.isnan(_NONE[name]) else values == _NONE[name]
            if missing.all():
                return [None] * len(listed)
            for index in np.flatnonzero(missing).tolist():
                listed[index] = None
        return listed


class LabelView:
    """Labels in order of their start, as arrays that belong together; made by `LabelTable.view`, and never changed."""

    def __init__(self, table: LabelTable, slots: NDArray[np.intp]) -> None:
        self._table, self._slots = table, slots
        self._columns: dict[str, NDArray[Any]] = {}
        self.version = table.version

    def __len__(self) -> int:
        return len(self._slots)

    def column(self, name: str) -> NDArray[Any]:
        """One column, shape (labels,), as `LabelTable` holds it."""
        if name not in self._columns:
            self._columns[name] = self._read(name, self._slots)
        return self._columns[name]

    def part(self, name: str, where: slice | NDArray[np.intp]) -> NDArray[Any]:
        """`column(name)[where]`, which for few of many labels takes a hundredth of the time."""
        known = self._columns.get(name)
        return self._read(name, self._slots[where]) if known is None else known[where]

    def _read(self, name: str, slots: NDArray[np.intp]) -> NDArray[Any]:
        if self.version != self._table.version:
            raise RuntimeError("the labels have changed: ask for another view")
        return self._table._column(name, slots)

    @cached_property
    def latest_end(self) -> NDArray[np.float64]:
        """The latest end among the labels up to each; never falls, so that what reaches into a span can be searched."""
        latest: NDArray[np.float64] = np.maximum.accumulate(self.column("end_s"))
        return latest

    def within(self, start_s: float, end_s: float) -> slice:
        """A range that has all labels that touch a span of time, and maybe some that do not."""
        first = int(np.searchsorted(self.latest_end, start_s, "left"))
        stop = int(np.searchsorted(self.column("start_s"), end_s, "right"))
        return slice(min(first, stop), stop)
