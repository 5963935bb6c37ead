"""The lanes one below the other, each with its height; together they may be higher than the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from workbench.gui.lanes.lane import Lane
from workbench.gui.theme import colors


@dataclass(frozen=True)
class Need:
    """What a lane needs, in pixels. `fixed` is the height that the person gave it, or None; `grows` as in `Lane`."""

    default: int
    smallest: int
    grows: int = 1
    fixed: int | None = None


def share_out(needs: Sequence[Need], room: int) -> list[int]:
    """A height for each: what the person said; of the rest, those that grow take what is spare, and all of them give
    way down to their smallest height where there is too little. The sum exceeds `room` only if it must."""
    heights = [need.default if need.fixed is None else need.fixed for need in needs]
    spare = room - sum(heights)
    free = [i for i, need in enumerate(needs) if need.fixed is None]
    if spare >= 0:
        weights = {i: needs[i].grows for i in free}
    else:
        weights = {i: needs[i].default - needs[i].smallest for i in free}
        spare = -min(-spare, sum(weights.values()))
    left, total = spare, sum(weights.values())
    for i in free:
        if total:
            part = round(left * weights[i] / total)
            heights[i] += part
            left, total = left - part, total - weights[i]
    return heights


class LaneColumn(QWidget):
    """Places the lanes. `heights` holds what the person set, by a lane's `key`; change it through `set_height`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lanes: list[Lane] = []
        self.heights: dict[str, int] = {}
        self._held = False
        self.room = 0
        """What is to be filled: the height of the place in which the column is seen."""

    def insert(self, index: int, lane: Lane) -> None:
        """A new lane, or one of the column's own, comes to stand at `index`."""
        if lane in self.lanes:
            self.lanes.remove(lane)
        else:
            hidden = lane.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and lane.isHidden()
            lane.setParent(self)
            lane.setVisible(not hidden)
            lane.heights_changed.connect(self.arrange)
        self.lanes.insert(index, lane)
        self.arrange()

    def remove(self, lane: Lane) -> None:
        self.lanes.remove(lane)
        lane.hide()
        lane.setParent(None)
        lane.deleteLater()
        self.arrange()

    @property
    def shown(self) -> list[Lane]:
        return [lane for lane in self.lanes if not lane.isHidden()]

    def set_height(self, lane: Lane, height: int | None) -> None:
        """As the person says; None leaves it to the column again."""
        if height is None:
            self.heights.pop(lane.key, None)
        else:
            self.heights[lane.key] = max(height, lane.smallest_height)
        self.arrange()

    def drag_edge(self, lane: Lane, height: int) -> None:
        """Like `set_height`, but those above stay as they are: the edge is where the pointer is. `lane` is shown."""
        above = self.shown[: self.shown.index(lane)]
        before = {each: each.height() for each in above}
        self.set_height(lane, height)
        if any(each.height() != before[each] for each in above):
            self.heights.update({each.key: before[each] for each in above})
            self.arrange()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Many changes at once, and only then `arrange`."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self.arrange()

    def arrange(self) -> None:
        """Give each lane its place."""
        if self._held:
            return
        shown = self.shown
        heights = share_out([self._need(lane) for lane in shown], self.room)
        top = 0
        for lane, height in zip(shown, heights, strict=True):
            lane.setGeometry(QRect(0, top, self.width(), height))
            top += height
        if self.minimumHeight() != top:
            self.setMinimumHeight(top)
        self.update()

    def _need(self, lane: Lane) -> Need:
        return Need(lane.default_height, lane.smallest_height, lane.grows, self.heights.get(lane.key))

    def resizeEvent(self, event) -> None:
        self.arrange()
        super().resizeEvent(event)

    def paintEvent(self, event) -> None:
        QPainter(self).fillRect(event.rect(), colors().panel)
