"""Disagreements and figures of two annotators as Qt's models: words are made when they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from workbench.gui.agreement_steps import Compared
from workbench.gui.panels.label_filter import recording_name
from workbench.gui.time_text import time_text
from workbench.labels.agreement import Kind, PartAgreement
from workbench.labels.project import Project

Names = tuple[str, str]
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
UNNAMED = "No class"
NOTHING = "–"
_DIFFERENCES = {
    Kind.CLASS: "class",
    Kind.TIMES: "times",
    Kind.MISSING_IN_ONE: "missing",
    Kind.MISSING_IN_OTHER: "missing",
}


def figure(value: float | None) -> str:
    """Two decimals; a dash where it is not defined."""
    return NOTHING if value is None else f"{value:.2f}"


class _Table(QAbstractTableModel):
    """`COLUMNS` : title, and whether it stands at the right."""

    COLUMNS: Sequence[tuple[str, bool]] = ()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.compared: Compared | None = None
        self.names: Names = ("", "")
        self._colors: dict[str, str] = {}

    def show(self, project: Project | None, compared: Compared | None, names: Names) -> None:
        """Show what was compared; `names` : of both sides."""
        self.beginResetModel()
        self.compared, self.names = compared, names
        self._project = project
        self._colors = {} if project is None else {each.name: each.color for each in project.classes.values()}
        self._take()
        self.endResetModel()

    def _take(self) -> None:
        """What is made of it once."""

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        title, at_right = self.COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_RIGHT if at_right else _AT_LEFT
        return title.format(*self.names) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_RIGHT if self.COLUMNS[index.column()][1] else _AT_LEFT
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index.row(), index.column())
        if role == Qt.ItemDataRole.DecorationRole:
            text = self.class_at(index.row(), index.column())
            color = self._colors.get(text) if text is not None else None
            return QColor(color) if color else None
        return None

    def words(self, row: int, column: int) -> str:
        raise NotImplementedError

    def class_at(self, row: int, column: int) -> str | None:
        """The class whose colour stands in a cell."""
        raise NotImplementedError


class DisagreementModel(_Table):
    """One row a disagreement."""

    COLUMNS = (
        ("Start", False),
        ("End", False),
        ("Differs", False),
        ("{0}", False),
        ("{1}", False),
        ("Recording", False),
    )
    form = "clock"
    """How times are written, one of `time_text.TIME_FORMATS`."""

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.compared is None else len(self.compared.rows)

    def words(self, row: int, column: int) -> str:
        compared, project = self.compared, self._project
        if compared is None or project is None or row >= len(compared.rows):
            return ""
        each = compared.rows[row]
        known = project.recordings.get(each.recording)
        if column < 2:
            rate = 48_000 if known is None else known.sample_rate
            return time_text((each.start_s, each.end_s)[column], self.form, rate)
        if column == 2:
            return _DIFFERENCES[each.kind]
        if column < 5:
            text = self.class_at(row, column)
            return NOTHING if text is None else text or UNNAMED
        return "" if known is None else recording_name(known.path)

    def class_at(self, row: int, column: int) -> str | None:
        compared = self.compared
        if compared is None or row >= len(compared.rows) or column not in (3, 4):
            return None
        each, found = compared.rows[row], compared.found
        events, place = (found.one, each.one) if column == 3 else (found.other, each.other)
        return None if place is None else compared.texts[int(events.text[place])]


class ClassFigures(_Table):
    """One row a class: how many labels each side has, how many are the same, and how far both agree."""

    COLUMNS = (("Class", False), ("F1", True), ("Kappa", True), ("Same", True), ("{0}", True), ("{1}", True))

    def _take(self) -> None:
        compared = self.compared
        parts = {} if compared is None else compared.found.of_class
        texts = () if compared is None else compared.texts
        most = sorted(parts.items(), key=lambda pair: -max(pair[1].events.one, pair[1].events.other))
        self._rows: list[tuple[str, PartAgreement]] = [(texts[code], part) for code, part in most]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.compared is None else len(self._rows)

    def words(self, row: int, column: int) -> str:
        text, part = self._rows[row]
        score = part.events
        counts = (score.paired, score.one, score.other)
        if column == 0:
            return text or UNNAMED
        return figure((score.f1, part.kappa)[column - 1]) if column < 3 else f"{counts[column - 3]:,}"

    def class_at(self, row: int, column: int) -> str | None:
        return self._rows[row][0] if column == 0 else None
