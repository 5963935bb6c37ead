"""The label table as Qt's model: ids in the order in which they are shown, and the words of each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from workbench.gui.panels.label_filter import author_name, recording_name
from workbench.gui.time_text import time_text
from workbench.labels.label import Label, Status
from workbench.labels.project import Project

STATUS_WORDS = {Status.ACCEPTED: "Accepted", Status.PROPOSED: "Proposed", Status.REJECTED: "Rejected"}
NOTHING = ""
_WITH_TIP = ("class", "by", "recording")  # what may be too long for its column


@dataclass(frozen=True)
class Column:
    """`widest` : a text at least as wide as most; `is_number` : stands at the right; `is_edited` : in its place"""

    id: str
    title: str
    widest: str
    is_number: bool = False
    is_edited: bool = False


COLUMNS = (
    Column("start", "Start", "", is_number=True, is_edited=True),
    Column("end", "End", "", is_number=True, is_edited=True),
    Column("duration", "Duration", "", is_number=True),
    Column("class", "Class", "Northern white-faced owl", is_edited=True),
    Column("tier", "Tier", "Song phrases", is_edited=True),
    Column("low", "Low", "00,000 Hz", is_number=True),
    Column("high", "High", "00,000 Hz", is_number=True),
    Column("score", "Score", "Score 0", is_number=True),
    Column("status", "Status", "Proposed 0", is_edited=True),
    Column("by", "By", "classify/surroundings 1.0"),
    Column("recording", "Recording", "2026-05-12 04-30-00.wav"),
)
PLACE_OF = {column.id: place for place, column in enumerate(COLUMNS)}


@dataclass(frozen=True)
class Cells:
    """One row: the label and the texts of its cells; `color` of its class as "#rrggbb", or ""."""

    label: Label
    texts: tuple[str, ...]
    color: str


class LabelModel(QAbstractTableModel):
    """Reads the labels when they are drawn; a label that is there no more has empty cells until the rows are set anew.

    Rows are added and taken away at the end only, whatever changed: views keep nothing by row.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.ids: NDArray[np.int64] = np.empty(0, np.int64)
        self.project: Project | None = None
        self.form = "clock"
        self._known: dict[int, Cells | None] = {}
        self._version = -1
        self._colors: dict[str, str] = {}

    def show(self, project: Project | None, ids: NDArray[np.int64]) -> None:
        """Show these labels, in this order."""
        self.project = project
        self.forget_words()
        old, new = len(self.ids), len(ids)
        if new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self.ids = ids
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self.ids = ids
            self.endInsertRows()
        else:
            self.ids = ids
        if new:
            self.dataChanged.emit(self.index(0, 0), self.index(new - 1, len(COLUMNS) - 1))

    def set_form(self, form: str) -> None:
        """How times are written, one of `time_text.TIME_FORMATS`."""
        self.form = form
        self.forget_words()

    def forget_words(self) -> None:
        """Words and colours may be others now."""
        self._version = -1

    def rows(self, first: int, stop: int) -> list[Cells | None]:
        """The cells of some rows; None for a label that is there no more."""
        project = self.project
        if project is None:
            return []
        if self._version != project.labels.version:
            self._known.clear()
            self._colors = {each.name: each.color for each in project.classes.values()}
            self._version = project.labels.version
        ids = self.ids[first:stop].tolist()
        missing = [each for each in ids if each not in self._known]
        there = [each for each in missing if each in project.labels]
        self._known.update(dict.fromkeys(missing))
        for label in project.labels.labels(there):
            self._known[label.id] = Cells(label, self.texts(label), self._colors.get(label.text, ""))
        return [self._known[each] for each in ids]

    def texts(self, label: Label) -> tuple[str, ...]:
        """What its cells say, in the order of `COLUMNS`."""
        assert self.project is not None
        project, rate = self.project, self.rate_of(label)
        tier = project.tiers.get(label.tier)
        known = project.recordings.get(label.recording)
        return (
            time_text(label.start_s, self.form, rate),
            time_text(label.end_s, self.form, rate),
            NOTHING if label.is_point else time_text(label.duration_s, self.form, rate),
            label.text,
            NOTHING if tier is None else tier.name,
            NOTHING if label.low_hz is None else f"{label.low_hz:,.0f} Hz",
            NOTHING if label.high_hz is None else f"{label.high_hz:,.0f} Hz",
            NOTHING if label.score is None else f"{label.score:.2f}",
            STATUS_WORDS[label.status],
            author_name(project.authors.get(label.author)),
            NOTHING if known is None else recording_name(known.path),
        )

    def rate_of(self, label: Label) -> int:
        """The sample rate of its recording, in Hz."""
        known = None if self.project is None else self.project.recordings.get(label.recording)
        return 48_000 if known is None else known.sample_rate

    def row_of(self, label_id: int) -> int | None:
        """Where a label stands, if it does."""
        found = np.flatnonzero(self.ids == label_id)
        return int(found[0]) if len(found) else None

    def as_text(self, ids: Sequence[int]) -> str:
        """Labels as lines of tab-separated values with a head, for other programs: seconds and Hz as plain numbers."""
        if self.project is None:
            return ""
        project = self.project
        rows = project.labels.rows(ids)
        tiers = {tier.id: tier.name for tier in project.tiers.values()}
        authors = {author.id: author_name(author) for author in project.authors.values()}
        recordings = {known.id: known.path for known in project.recordings.values()}
        columns = {
            "Start (s)": [f"{value:.6f}" for value in rows["start_s"]],
            "End (s)": [f"{value:.6f}" for value in rows["end_s"]],
            "Class": [" ".join(text.split()) for text in rows["text"]],
            "Tier": [tiers.get(each, "") for each in rows["tier"]],
            "Low (Hz)": ["" if value is None else f"{value:.3f}" for value in rows["low_hz"]],
            "High (Hz)": ["" if value is None else f"{value:.3f}" for value in rows["high_hz"]],
            "Score": ["" if value is None else f"{value:.4f}" for value in rows["score"]],
            "Status": [STATUS_WORDS[Status(value)].lower() for value in rows["status"]],
            "By": [authors.get(each, "") for each in rows["author"]],
            "Recording": [recordings.get(each, "") for each in rows["recording"]],
        }
        lines = ["\t".join(columns), *map("\t".join, zip(*columns.values(), strict=True))]
        return "\n".join(lines) + "\n"

    # What Qt asks

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()].is_edited else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_tip = role == Qt.ItemDataRole.ToolTipRole and COLUMNS[index.column()].id in _WITH_TIP
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) and not is_tip:
            return None
        cells = self.rows(index.row(), index.row() + 1)
        return cells[0].texts[index.column()] if cells and cells[0] is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section].is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return COLUMNS[section].title if role == Qt.ItemDataRole.DisplayRole else None
