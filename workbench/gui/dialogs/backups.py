"""The backups of a project: when each was made, and how many labels it has."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import size_text
from workbench.labels.backups import Backup

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BackupsDialog(QDialog):
    """Choose one to go back to.

    Signals
    -------
    chosen(Backup)
    """

    chosen = Signal(object)

    def __init__(self, project: Path, found: tuple[Backup, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Restore a backup")
        self.found = found
        words = QLabel(
            f"Backups of {printable(project.name)}, made each half hour while it changes. What the project is now "
            "becomes a backup, too, before another takes its place."
        )
        words.setWordWrap(True)
        self.rows = QTableWidget(len(found), 3)
        self.rows.setAccessibleName("Backups")
        self._fill()
        buttons = close_button()
        self.restore = buttons.addButton("Restore", QDialogButtonBox.ButtonRole.AcceptRole)
        for button in buttons.buttons():
            button.setAutoDefault(False)
        self.restore.setDefault(True)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        self.rows.cellDoubleClicked.connect(lambda _row, _column: self._choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(3 * GRID_PX)
        column.addWidget(words)
        column.addWidget(self.rows, 1)
        column.addWidget(buttons)
        self.resize(480, 400)
        self.rows.setFocus()

    def _fill(self) -> None:
        rows = self.rows
        rows.setHorizontalHeaderLabels(["Made", "Labels", "Size"])
        rows.verticalHeader().hide()
        rows.verticalHeader().setDefaultSectionSize(7 * GRID_PX)
        rows.setShowGrid(False)
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        rows.setTabKeyNavigation(False)
        header = rows.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(20 * GRID_PX)
        for row, backup in enumerate(self.found):
            made = time.strftime("%A, %d %B %Y, %H:%M", time.localtime(backup.made_s))
            for column, text in enumerate((made, f"{backup.labels:,}", size_text(backup.size))):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(_RIGHT)
                rows.setItem(row, column, item)
        for column in (1, 2):
            rows.horizontalHeaderItem(column).setTextAlignment(_RIGHT)
        rows.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows.selectRow(0)

    def _choose(self) -> None:
        row = self.rows.currentRow()
        if row >= 0:
            self.chosen.emit(self.found[row])
            self.accept()


def make_preview() -> QWidget:
    found = tuple(Backup(Path("a"), 1.79e9 - 5000 * day, 1234 - 90 * day, 412_000 - 20_000 * day) for day in range(9))
    return BackupsDialog(Path("bats of 2026.workbench"), found)


if __name__ == "__main__":
    preview.run(make_preview, 480, 400)
