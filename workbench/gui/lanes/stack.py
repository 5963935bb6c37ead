"""The lanes on top of each other: heights by dragging their edges, order by dragging their names."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from workbench.gui.document import Document
from workbench.gui.lanes.gestures import Gestures
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.minimap import Minimap
from workbench.gui.lanes.ruler import Ruler


class LaneStack(QWidget):
    """Minimap and ruler stay on top; the lanes below scroll when they do not fit. All share one axis to the pixel."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.gestures = Gestures(document, self)
        self.gestures.scroll_lanes = self._scroll_lanes
        self.minimap = Minimap(document)
        self.ruler = Ruler(document)
        self.gestures.watch(self.ruler)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(3)
        self.area = QScrollArea()
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.splitter)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.minimap, 0), (self.ruler, 0), (self.area, 1)):
            layout.addWidget(widget, stretch)
        self._name_dragger = _NameDragger(self)

    @property
    def lanes(self) -> list[Lane]:
        return [self.splitter.widget(i) for i in range(self.splitter.count())]

    def add(self, lane: Lane, index: int | None = None) -> Lane:
        """Put a lane at `index` (default: the bottom)."""
        self.splitter.insertWidget(self.splitter.count() if index is None else index, lane)
        self.splitter.setStretchFactor(self.splitter.indexOf(lane), lane.grows)
        self.gestures.watch(lane)
        lane.installEventFilter(self._name_dragger)
        QTimer.singleShot(0, self, self.reset_heights)
        return lane

    def remove(self, lane: Lane) -> None:
        lane.hide()
        lane.setParent(None)
        lane.deleteLater()

    def move(self, lane: Lane, index: int) -> None:
        sizes = {each: each.height() for each in self.lanes}
        self.splitter.insertWidget(index, lane)
        self.splitter.setSizes([sizes[each] for each in self.lanes])

    def reset_heights(self) -> None:
        """Every lane its own height; the spare goes to those that grow."""
        lanes = self.lanes
        shown = [lane for lane in lanes if not lane.isHidden()]
        needed = sum(lane.smallest_height for lane in shown)
        self.splitter.setMinimumHeight(needed + self.splitter.handleWidth() * max(len(shown) - 1, 0))
        spare = max(self.area.viewport().height() - sum(lane.default_height for lane in shown), 0)
        shares = sum(lane.grows for lane in shown) or 1
        self.splitter.setSizes([lane.default_height + spare * lane.grows // shares for lane in lanes])

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            width = self.area.viewport().width()
            self.document.axis.set_width(width - GUTTER_PX)
            for widget in (self.minimap, self.ruler):
                widget.setFixedWidth(width)
        return False

    def _scroll_lanes(self, delta: int) -> bool:
        """Scroll the lanes by a wheel's delta; False when they all fit."""
        bar = self.area.verticalScrollBar()
        if bar.maximum() <= 0:
            return False
        bar.setValue(bar.value() - delta // 2)
        return True


class _NameDragger(QObject):
    """Dragging a lane by its gutter puts it in another place of the stack."""

    def __init__(self, stack: LaneStack) -> None:
        super().__init__(stack)
        self.stack = stack
        self._lane: Lane | None = None

    def eventFilter(self, lane, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.position().x() < GUTTER_PX:
            if event.button() == Qt.MouseButton.LeftButton:
                self._lane = lane
                return True
        elif kind == QEvent.Type.MouseMove and self._lane is lane:
            self._drag(lane, lane.mapTo(self.stack.splitter, event.position().toPoint()).y())
            return True
        elif kind == QEvent.Type.MouseButtonRelease and self._lane is not None:
            self._lane = None
            return True
        return False

    def _drag(self, lane: Lane, y: int) -> None:
        for index, other in enumerate(self.stack.lanes):
            middle = other.geometry().center().y()
            here = self.stack.lanes.index(lane)
            if other.isHidden() or other is lane:
                continue
            if (index < here and y < middle) or (index > here and y > middle):
                self.stack.move(lane, index)
                return
