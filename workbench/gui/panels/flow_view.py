"""A list whose items stand in lines from left to right, each as wide as it needs to be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from workbench.gui.theme import GRID_PX

_Move = QAbstractItemView.CursorAction


class FlowView(QListView):
    """Lines break where there is no more room, and where `begins_line` says so. Arrows move through the lines.

    A subclass says how wide items are, and the delegate paints them. Qt's own list has one width for all items, or
    leaves gaps; here all geometry is replaced, and screen readers still meet a list.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rects: list[QRect] = []
        self._tops: list[int] = []
        self._height = 0
        self._hovered = -1
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)

    # What a subclass says

    def item_height(self) -> int:
        """Of all items, in pixels."""
        raise NotImplementedError

    def item_width(self, row: int) -> int:
        """In pixels; wider than the view it is cut."""
        raise NotImplementedError

    def begins_line(self, row: int) -> bool:
        """Whether that item never stands behind another one."""
        return False

    # Geometry

    def doItemsLayout(self) -> None:
        self._lay_out()
        QAbstractItemView.doItemsLayout(self)

    def _lay_out(self) -> None:
        room, height = max(self.viewport().width() - GRID_PX, 1), self.item_height()
        x = y = GRID_PX
        self._rects = []
        for row in range(self.model().rowCount() if self.model() is not None else 0):
            width = min(self.item_width(row), room - GRID_PX)
            if x > GRID_PX and (x + width > room or self.begins_line(row)):
                x, y = GRID_PX, y + height + GRID_PX
            self._rects.append(QRect(x, y, width, height))
            x += width + GRID_PX
        self._tops = [rect.top() for rect in self._rects]
        self._height = y + height + GRID_PX if self._rects else 0

    def updateGeometries(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(max(self.item_height() // 4, 1))
        bar.setRange(0, max(self._height - page, 0))
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event) -> None:
        QAbstractItemView.resizeEvent(self, event)
        self.doItemsLayout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: QModelIndex) -> QRect:
        if not 0 <= index.row() < len(self._rects):
            return QRect()
        return self._rects[index.row()].translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        at = point + QPoint(0, self.verticalOffset())
        first = bisect_left(self._tops, at.y() - self.item_height())
        for row in range(first, bisect_right(self._tops, at.y())):
            if self._rects[row].contains(at):
                return self.model().index(row, 0)
        return QModelIndex()

    def scrollTo(self, index: QModelIndex, hint=QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        self.executeDelayedItemsLayout()
        rect, page, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if rect.isNull():
            return
        top, bottom = rect.top() - GRID_PX, rect.bottom() + GRID_PX
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - page // 2)
        elif top < 0 or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + top)
        elif bottom > page or hint == QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(bar.value() + min(bottom - page, top))

    # Choosing

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        self.executeDelayedItemsLayout()
        row, last = self.currentIndex().row(), len(self._rects) - 1
        if last < 0:
            return QModelIndex()
        if row < 0 or action == _Move.MoveHome:
            return self.model().index(0, 0)
        if action == _Move.MoveEnd:
            row = last
        elif action in (_Move.MoveLeft, _Move.MovePrevious):
            row = max(row - 1, 0)
        elif action in (_Move.MoveRight, _Move.MoveNext):
            row = min(row + 1, last)
        elif action in (_Move.MoveUp, _Move.MoveDown):
            row = self._beside(row, 1 if action == _Move.MoveDown else -1)
        elif action in (_Move.MovePageUp, _Move.MovePageDown):
            lines = max(self.viewport().height() // (self.item_height() + GRID_PX), 1)
            for _line in range(lines):
                row = self._beside(row, 1 if action == _Move.MovePageDown else -1)
        return self.model().index(row, 0)

    def _beside(self, row: int, step: int) -> int:
        """The item of the next line (`step` 1) or the one before (−1) that is nearest; the same where there is none."""
        top, centre = self._tops[row], self._rects[row].center().x()
        other = bisect_right(self._tops, top) if step > 0 else bisect_left(self._tops, top) - 1
        if not 0 <= other < len(self._rects):
            return row
        line = range(bisect_left(self._tops, self._tops[other]), bisect_right(self._tops, self._tops[other]))
        return min(line, key=lambda each: abs(self._rects[each].center().x() - centre))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """From item to item in reading order; else all that `rect` touches."""
        first, last = self.indexAt(rect.topLeft()).row(), self.indexAt(rect.bottomRight()).row()
        if first >= 0 and last >= 0:
            rows = list(range(min(first, last), max(first, last) + 1))
        else:
            area = rect.normalized().translated(0, self.verticalOffset())
            rows = [row for row, each in enumerate(self._rects) if each.intersects(area)]
        selection = QItemSelection()
        for row in rows:
            index = self.model().index(row, 0)
            selection.select(index, index)
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window's keys."""

    # Painting

    def paintEvent(self, event) -> None:
        painter, area = QPainter(self.viewport()), event.rect()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.state |= QStyle.StateFlag.State_Enabled
        chosen, current = self.selectionModel(), self.currentIndex().row()
        offset = self.verticalOffset()
        first = bisect_left(self._tops, area.top() + offset - self.item_height())
        plain = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus)
        focused = current if self.hasFocus() else -1
        delegate = self.itemDelegate()
        for row in range(first, bisect_right(self._tops, area.bottom() + offset)):
            index = self.model().index(row, 0)
            option.rect = self._rects[row].translated(0, -offset)
            if not option.rect.intersects(area):
                continue
            option.state = plain
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            if row == focused:
                option.state |= QStyle.StateFlag.State_HasFocus
            delegate.paint(painter, option, index)

    def mouseMoveEvent(self, event) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            for each in (row, self._hovered):
                if each >= 0:
                    self.viewport().update(self.visualRect(self.model().index(each, 0)))
            self._hovered = row
