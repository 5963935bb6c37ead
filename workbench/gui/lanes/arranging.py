"""What the mouse does at a lane's gutter and lower edge: choose it, move it, change its height, open its menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal

from workbench.gui.lanes.column import LaneColumn
from workbench.gui.lanes.lane import GUTTER_PX, Lane

EDGE_PX = 4
"""So near to a lane's lower edge, above and below it, dragging moves that edge."""
_DRAG_FROM_PX = 4


class Arranging(QObject):
    """Installed on every lane as an event filter, before others: a press at an edge is not a selection.

    Signals
    -------
    chosen(Lane) : its gutter was pressed
    menu_requested(Lane, QPoint) : the place on the screen
    dragged(int) : a lane or an edge is dragged; where the pointer is, in pixels from the top of the column
    """

    chosen = Signal(object)
    menu_requested = Signal(object, object)
    dragged = Signal(int)

    def __init__(self, column: LaneColumn, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self._edge: tuple[Lane, int] | None = None
        self._lane: Lane | None = None
        self._pressed_y = 0
        self._dragging = False

    def watch(self, lane: Lane) -> None:
        lane.installEventFilter(self)

    def eventFilter(self, lane, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(lane, event)
        if kind == QEvent.Type.MouseMove:
            return self._move(lane, event)
        if kind == QEvent.Type.MouseButtonRelease:
            return self._release()
        if kind == QEvent.Type.MouseButtonDblClick:
            return self._double_click(lane, event)
        if kind == QEvent.Type.ContextMenu and event.pos().x() < GUTTER_PX:
            self.chosen.emit(lane)
            self.menu_requested.emit(lane, event.globalPos())
            return True
        return False

    def edge_at(self, lane: Lane, y: float) -> Lane | None:
        """The lane whose lower edge is near `y`, in pixels from the top of `lane`."""
        shown = self.column.shown
        if lane not in shown:
            return None
        if y >= lane.height() - EDGE_PX:
            return lane
        above = shown.index(lane) - 1
        return shown[above] if y < EDGE_PX - 1 and above >= 0 else None

    def _press(self, lane: Lane, event) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        y = self._y(lane, event)
        edge = self.edge_at(lane, event.position().y())
        if edge is not None:
            self._edge = (edge, edge.height() - y)
            return True
        if event.position().x() < GUTTER_PX:
            self._lane, self._pressed_y, self._dragging = lane, y, False
            self.chosen.emit(lane)
            return True
        return False

    def _move(self, lane: Lane, event) -> bool:
        y = self._y(lane, event)
        self._forget_what_went(event)
        if self._edge is not None:
            edge, offset = self._edge
            self.column.drag_edge(edge, y + offset)
            self.dragged.emit(y)
            return True
        if self._lane is not None:
            self._dragging = self._dragging or abs(y - self._pressed_y) >= _DRAG_FROM_PX
            if self._dragging:
                self._drag(self._lane, y)
                self.dragged.emit(y)
            return True
        if not event.buttons() and self.edge_at(lane, event.position().y()) is not None:
            lane.setCursor(Qt.CursorShape.SplitVCursor)
            return True
        if lane.cursor().shape() == Qt.CursorShape.SplitVCursor:
            lane.unsetCursor()
        return False

    def _forget_what_went(self, event) -> None:
        """A lane that is hidden while it is dragged, be it by a key, is let go; its release may come to nobody."""
        shown = self.column.shown
        if self._edge is not None and (self._edge[0] not in shown or not event.buttons()):
            self._edge = None
        if self._lane is not None and (self._lane not in shown or not event.buttons()):
            self._lane = None

    def _release(self) -> bool:
        if self._edge is None and self._lane is None:
            return False
        self._edge = self._lane = None
        return True

    def _double_click(self, lane: Lane, event) -> bool:
        edge = self.edge_at(lane, event.position().y())
        if edge is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        self.column.set_height(edge, None)
        return True

    def _drag(self, lane: Lane, y: int) -> None:
        """Past the middle of a neighbour, the lane takes its place."""
        shown = self.column.shown
        here = shown.index(lane)
        for index, other in enumerate(shown):
            middle = other.geometry().center().y()
            if (index < here and y < middle) or (index > here and y > middle):
                self.column.insert(self.column.lanes.index(other), lane)
                return

    def _y(self, lane: Lane, event) -> int:
        return lane.mapTo(self.column, QPoint(0, round(event.position().y()))).y()
