"""The rows of the label table: drawn at once and not cell by cell, and selected by id, so that all of them can be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from workbench.gui import typography
from workbench.gui.panels.label_header import PADDING_PX, LabelHeader
from workbench.gui.panels.label_model import COLUMNS, PLACE_OF, Cells, LabelModel
from workbench.gui.theme import GRID_PX, colors
from workbench.labels.label import Status

ROW_PX = 6 * GRID_PX
_CHIP_PX = 2 * GRID_PX
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_PAGE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_OWN_KEYS = (QKeySequence.StandardKey.SelectAll, QKeySequence.StandardKey.Copy)


class LabelRows(QTableView):
    """Up, Down, Home, End and the mouse select as everywhere, with Shift and Ctrl too; Enter and double click go to a
    label, F2 or a second click edits a cell. Other keys are the window's.

    What is selected is known by the ids only: `is_selected` says so of each.

    Signals
    -------
    picked(object) : the person selected the labels with these ids, int64 array, the current one last
    went() : Enter or double click on the current row
    copy_wanted()
    menu_wanted(QPoint) : global place of a context menu for what is selected
    """

    picked = Signal(object)
    went = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, model: LabelModel, is_selected: Callable[[int], bool], parent=None) -> None:
        super().__init__(parent)
        self._model, self._is_selected = model, is_selected
        self._anchor: int | None = None
        self._to_edit: QModelIndex | None = None
        self._edit_soon = QTimer(self)
        self._edit_soon.setSingleShot(True)
        self._edit_soon.setInterval(QApplication.doubleClickInterval())
        self._edit_soon.timeout.connect(self._edit_now)
        self.setHorizontalHeader(LabelHeader(self))
        self.setModel(model)
        self.setAccessibleName("Labels")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_PX)
        rows.setDefaultSectionSize(ROW_PX)

    # What others say

    @property
    def current_id(self) -> int | None:
        """The label of the row that the keys start from."""
        row = self.currentIndex().row()
        return int(self._model.ids[row]) if 0 <= row < len(self._model.ids) else None

    def show_ids(self, ids: NDArray[np.int64], project) -> None:
        """Show other rows; what is seen stays where it is, as far as it is still there."""
        old, current, column = self._model.ids, self.current_id, self.currentIndex().column()
        same = np.array_equal(old, ids)
        top = self.rowAt(0)
        seen = [int(old[row]) for row in (top, top + 3, top + 6) if 0 <= row < len(old)] if not same else []
        self._model.show(project, ids)
        if not same:
            self._anchor = None
            self._put_current(None if current is None else self._model.row_of(current), max(column, 0))
            self._stay(top, seen)
        self.viewport().update()

    def go_to(self, label_id: int) -> None:
        """Make a label's row the current one and bring it into view, if it is there."""
        row = self._model.row_of(label_id)
        if row is not None:
            self._put_current(row, max(self.currentIndex().column(), 0))
            self.scrollTo(self.currentIndex())

    def _put_current(self, row: int | None, column: int) -> None:
        """Without scrolling."""
        index = QModelIndex() if row is None else self._model.index(row, column)
        self.setAutoScroll(False)
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        self.setAutoScroll(True)

    def _stay(self, top: int, seen: list[int]) -> None:
        """Scroll by as many rows as most of those that were seen have moved; at the top it stays at the top."""
        bar = self.verticalScrollBar()
        if not bar.value():
            return
        places = [(self._model.row_of(each), top + 3 * place) for place, each in enumerate(seen)]
        moved = sorted(new - old for new, old in places if new is not None)
        if moved:
            self.updateGeometries()
            bar.setValue(bar.value() + ROW_PX * moved[len(moved) // 2])

    # Selecting

    def selectAll(self) -> None:
        if len(self._model.ids):
            self.picked.emit(self._model.ids)

    def _pick(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        """Select a row, all from the last one on, or one more."""
        ids = self._model.ids
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None and self._anchor < len(ids):
            step = 1 if row >= self._anchor else -1
            self.picked.emit(ids[self._anchor : row + step if row + step >= 0 else None : step])
            return
        self._anchor = row
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            mask = np.fromiter(map(self._is_selected, ids.tolist()), bool, len(ids))
            mask[row] = not mask[row]
            chosen = ids[mask]
            self.picked.emit(np.append(chosen[chosen != ids[row]], ids[row]) if mask[row] else chosen)
        else:
            self.picked.emit(ids[row : row + 1])

    def mousePressEvent(self, event) -> None:
        self._edit_soon.stop()
        index = self.indexAt(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        was_current = index == self.currentIndex() and self._is_picked(index)
        super().mousePressEvent(event)
        if not index.isValid():
            return
        if left:
            self._to_edit = index if was_current and not event.modifiers() else None
            self._pick(index.row(), event.modifiers())
        elif not self._is_selected(int(self._model.ids[index.row()])):
            self._pick(index.row(), Qt.KeyboardModifier.NoModifier)

    def _is_picked(self, index: QModelIndex) -> bool:
        return index.isValid() and self._is_selected(int(self._model.ids[index.row()]))

    def mouseMoveEvent(self, event) -> None:
        super().mouseMoveEvent(event)
        row = self.rowAt(round(event.position().y()))
        dragging = event.buttons() & Qt.MouseButton.LeftButton and self._anchor is not None
        if dragging and row >= 0 and row != self.currentIndex().row():
            self._put_current(row, max(self.currentIndex().column(), 0))
            self.scrollTo(self.currentIndex())
            self._pick(row, Qt.KeyboardModifier.ShiftModifier)
            self._to_edit = None

    def mouseReleaseEvent(self, event) -> None:
        super().mouseReleaseEvent(event)
        if self._to_edit is not None:
            self._edit_soon.start()

    def mouseDoubleClickEvent(self, event) -> None:
        self._edit_soon.stop()
        self._to_edit = None
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif index.isValid():
            self.went.emit()

    def contextMenuEvent(self, event) -> None:
        if event.reason() == event.Reason.Keyboard and self.currentIndex().isValid():
            below = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(below))
        elif len(self._model.ids):
            self.menu_wanted.emit(event.globalPos())

    # Keys

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and (
            any(event.matches(key) for key in _OWN_KEYS) or event.key() == Qt.Key.Key_F2
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        key, row, last = event.key(), self.currentIndex().row(), len(self._model.ids) - 1
        page = max(self.viewport().height() // ROW_PX - 1, 1)
        goals = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        goals |= {each: row + step for each, step in _MOVES.items()}
        goals |= {each: row + step * page for each, step in _PAGE_KEYS.items()}
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.went.emit()
        elif key == Qt.Key.Key_F2:
            self.edit_cell(self.currentIndex())
        elif key in goals and last >= 0:
            goal = min(max(goals[key], 0), last)
            self._put_current(goal, max(self.currentIndex().column(), 0))
            self.scrollTo(self.currentIndex())
            self._pick(goal, event.modifiers())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def keyboardSearch(self, search: str) -> None:
        """Qt's own would ask all rows; letters belong to the window's keys."""

    # Editing

    def edit_cell(self, index: QModelIndex) -> None:
        """Begin to edit a cell, if one can; its column is shown."""
        if index.isValid() and COLUMNS[index.column()].is_edited:
            self.setColumnHidden(index.column(), False)
            self.edit(index)

    def _edit_now(self) -> None:
        index, self._to_edit = self._to_edit, None
        if index is not None and index == self.currentIndex():
            self.edit_cell(index)

    # Drawing

    def paintEvent(self, event) -> None:
        first = max(self.rowAt(0), 0)
        area, header = self.viewport().rect(), self.horizontalHeader()
        stop = min(first + area.height() // ROW_PX + 2, len(self._model.ids))
        columns = [
            (place, self.columnViewportPosition(place), self.columnWidth(place))
            for place in range(header.count())
            if not header.isSectionHidden(place)
        ]
        columns = [each for each in columns if each[1] < area.right() and each[1] + each[2] > 0]
        painter = QPainter(self.viewport())
        painter.fillRect(area, colors().lane)
        painter.setFont(typography.body())
        top = self.rowViewportPosition(first) if stop > first else 0
        for place, cells in enumerate(self._model.rows(first, stop)):
            line = QRect(0, top + place * ROW_PX, area.width(), ROW_PX)
            if cells is not None and line.intersects(event.rect()):
                self._draw_row(painter, line, first + place, cells, columns)
        painter.end()

    def _draw_row(self, painter: QPainter, line: QRect, row: int, cells: Cells, columns) -> None:
        c = colors()
        strong = self.hasFocus() and self.isActiveWindow()
        text, soft = c.text, c.text_soft
        if self._is_selected(cells.label.id):
            painter.fillRect(line, c.accent if strong else c.selection)
            text, soft = (c.accent_text, c.accent_text) if strong else (text, soft)
        elif row % 2:
            painter.fillRect(line, c.panel)
        ink = soft if cells.label.status == Status.REJECTED else text
        metrics = painter.fontMetrics()
        for place, left, width in columns:
            words = cells.texts[place]
            if not words and place != PLACE_OF["class"]:
                continue
            cell = QRect(left + PADDING_PX, line.top(), width - 2 * PADDING_PX, line.height())
            if place == PLACE_OF["class"]:
                cell = self._draw_chip(painter, cell, cells)
            quiet = COLUMNS[place].id in ("by", "recording", "status")
            painter.setPen(soft if quiet and cells.label.status != Status.PROPOSED else ink)
            self._draw_words(painter, cell, words, metrics, COLUMNS[place].is_number)
        if strong and row == self.currentIndex().row():
            self._draw_current(painter, line, columns, c.accent_text if self._is_selected(cells.label.id) else c.accent)

    @staticmethod
    def _draw_chip(painter: QPainter, cell: QRect, cells: Cells) -> QRect:
        """The colour of the class; what is left of the cell."""
        if cells.color:
            chip = QRectF(cell.left(), cell.center().y() - _CHIP_PX / 2 + 1, _CHIP_PX, _CHIP_PX)
            painter.fillRect(chip.adjusted(-1, -1, 1, 1), colors().lane)  # on a selected row, too, it stands out
            painter.fillRect(chip, QColor(cells.color))
        return cell.adjusted(_CHIP_PX + 2 * GRID_PX, 0, 0, 0)

    @staticmethod
    def _draw_words(painter: QPainter, cell: QRect, words: str, metrics: QFontMetrics, is_number: bool) -> None:
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(cell.width(), 0))
        painter.drawText(cell, _AT_RIGHT if is_number else _AT_LEFT, shown)

    def _draw_current(self, painter: QPainter, line: QRect, columns, color: QColor) -> None:
        """The cell that F2 edits."""
        for place, left, width in columns:
            if place == self.currentIndex().column() and COLUMNS[place].is_edited:
                painter.setPen(color)
                painter.drawRect(QRect(left + GRID_PX, line.top() + 1, width - 2 * GRID_PX, line.height() - 3))

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
