"""The lanes on top of each other, below the minimap and the ruler, which stay; all on one axis to the pixel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from workbench.gui.document import Document
from workbench.gui.lanes.arranging import Arranging
from workbench.gui.lanes.column import LaneColumn
from workbench.gui.lanes.gestures import Gestures
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.minimap import Minimap
from workbench.gui.lanes.ruler import Ruler

STEP_PX = 24
"""By so much a key makes a lane higher or lower."""
_SCROLL_AT_PX = 16
"""So near to the upper or lower end, dragging scrolls the lanes."""


class LaneStack(QWidget):
    """Holds the lanes, and knows which of them commands act on.

    Signals
    -------
    current_changed() : `current` is another lane, or None
    menu_requested(object) : the menu of the current lane is asked for, at this place on the screen
    """

    current_changed = Signal()
    menu_requested = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click in a lane: keys are the window's again
        self.document = document
        self.current: Lane | None = None
        self.gestures = Gestures(document, self)
        self.gestures.scroll_lanes = self._scroll_lanes
        self.minimap = Minimap(document)
        self.ruler = Ruler(document)
        self.gestures.watch(self.ruler)
        self.column = LaneColumn()
        self.arranging = Arranging(self.column, self)
        self.arranging.chosen.connect(self.set_current)
        self.arranging.dragged.connect(lambda y: self.area.ensureVisible(GUTTER_PX, y, 0, _SCROLL_AT_PX))
        self.arranging.menu_requested.connect(lambda _lane, place: self.menu_requested.emit(place))
        self.area = QScrollArea()
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.column)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.setSpacing(0)
        self._head.addWidget(self.minimap)
        self._head.addWidget(self.ruler)
        layout.addLayout(self._head)
        layout.addWidget(self.area, 1)

    @property
    def lanes(self) -> list[Lane]:
        """From top to bottom, the hidden ones among them."""
        return list(self.column.lanes)

    def add(self, lane: Lane, index: int | None = None) -> None:
        """Put a lane at `index` (default: the bottom)."""
        self.gestures.watch(lane)
        self.arranging.watch(lane)  # the last one is asked first
        self.column.insert(len(self.column.lanes) if index is None else index, lane)

    def remove(self, lane: Lane) -> None:
        if lane is self.current:
            self.set_current(None)
        self.column.remove(lane)

    def move(self, lane: Lane, index: int) -> None:
        self.column.insert(index, lane)

    def set_visible(self, lane: Lane, visible: bool) -> None:
        lane.setVisible(visible)
        if not visible and lane is self.current:
            self.set_current(None)

    def redraw(self) -> None:
        """Everything anew: the colours are others."""
        for lane in (*self.lanes, self.ruler, self.minimap):
            lane.invalidate()

    # The lane that commands act on

    def set_current(self, lane: Lane | None) -> None:
        if lane is self.current:
            return
        if self.current is not None:
            self.current.set_current(False)
        self.current = lane
        if lane is not None:
            lane.set_current(True)
        self.current_changed.emit()

    def step_current(self, step: int) -> None:
        """To the lane below (+1) or above (−1), and into view."""
        shown = self.column.shown
        if not shown:
            return
        here = shown.index(self.current) if self.current in shown else (-1 if step > 0 else len(shown))
        self.set_current(shown[min(max(here + step, 0), len(shown) - 1)])
        self._reveal_current()

    def move_current(self, step: int) -> None:
        """Change places with the lane below or above."""
        shown = self.column.shown
        if self.current not in shown:
            return
        to = shown.index(self.current) + step
        if 0 <= to < len(shown):
            self.move(self.current, self.column.lanes.index(shown[to]))
            self._reveal_current()

    def move_current_to_top(self) -> None:
        if self.current is not None:
            self.move(self.current, 0)
            self._reveal_current()

    def grow_current(self, step: int) -> None:
        """Higher (+1) or lower (−1)."""
        if self.current is not None:
            self.column.set_height(self.current, self.current.height() + step * STEP_PX)
            self._reveal_current()

    def reset_current_height(self) -> None:
        if self.current is not None:
            self.column.set_height(self.current, None)

    def reset_heights(self) -> None:
        """Every lane its own height; the spare goes to those that grow."""
        self.column.heights.clear()
        self.column.arrange()

    def _reveal_current(self) -> None:
        if self.current is not None:
            middle = self.current.geometry().center()
            self.area.ensureVisible(GUTTER_PX, middle.y(), 0, self.current.height() // 2)

    # Room

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            width = self.area.viewport().width()
            self.document.axis.set_width(width - GUTTER_PX)
            # They end where the lanes end, beside which there may be a scroll bar.
            self._head.setContentsMargins(0, 0, self.area.width() - width, 0)
            self.column.room = self.area.viewport().height()
            self.column.arrange()
        return False

    def _scroll_lanes(self, delta: int) -> bool:
        """Scroll the lanes by a wheel's delta; False when they all fit."""
        bar = self.area.verticalScrollBar()
        if bar.maximum() <= 0:
            return False
        bar.setValue(bar.value() - delta // 2)
        return True
