"""The tables of the panel of agreement: disagreements, and figures by class."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from workbench.gui import typography
from workbench.gui.panels.agreement_model import ClassFigures, DisagreementModel
from workbench.gui.theme import GRID_PX

_ROW_PX = 6 * GRID_PX
_CHIP_PX = 10
_ROWS_MEASURED = 20
"""So many rows say how wide a column is: there may be a hundred thousand."""
_TIMES = (0, 1)


class AgreementRows(QTableView):
    """A plain table whose current row is shown. Keys that move are its own, others the window's.

    Signals
    -------
    moved(int) : the person chose a row
    """

    moved = Signal(int)

    def __init__(self, model: DisagreementModel | ClassFigures, name: str) -> None:
        super().__init__()
        self._silent = False
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setFont(typography.body())
        self.setIconSize(QSize(_CHIP_PX, _CHIP_PX))
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(_ROW_PX)
        rows.setDefaultSectionSize(_ROW_PX)
        head.setFont(typography.body())
        head.setFixedHeight(_ROW_PX)
        head.setHighlightSections(False)
        head.setResizeContentsPrecision(_ROWS_MEASURED)
        head.setMinimumSectionSize(12 * GRID_PX)
        for place in range(len(model.COLUMNS)):
            fits = place in _TIMES or not isinstance(model, DisagreementModel)
            head.setSectionResizeMode(place, head.ResizeMode.ResizeToContents if fits else head.ResizeMode.Stretch)

    def show_row(self, row: int | None) -> None:
        """Make it the current one, and bring it into view."""
        self._silent = True
        if row is None or row >= self.model().rowCount():
            self.clearSelection()
            self.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
        elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.selectRow(row)
            self.scrollTo(self.model().index(row, 0))
        self._silent = False

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._silent:
            self.moved.emit(current.row())

    def mousePressEvent(self, event) -> None:
        """A click on the current row goes there again."""
        index = self.indexAt(event.position().toPoint())
        again = index.isValid() and index.row() == self.currentIndex().row()
        super().mousePressEvent(event)
        if again:
            self.moved.emit(index.row())

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.moved.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window's keys."""
