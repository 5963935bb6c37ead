"""The words of labels, where there is room for them: in the box, or in the free place behind it."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF, QStaticText

from workbench.gui.lanes.label_layout import DrawnLabels
from workbench.gui.lanes.label_picture import PixelGrid, Scene
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body
from workbench.labels.label import Status

MOST_WORDS = 300
"""Of more labels only the widest are named, in one picture."""
_CROWD = 5000
"""So many labels are too narrow for words between them."""
_LEAST_PX = 12
_LEAST_HEIGHT_PX = 11
_INSET_PX = GRID_PX + 1
_FLAG_PX = 7
_MARK_PX = 9
_KEPT = 4000


class LabelWords:
    """Draws words, and the flags of points and the marks of boxes with them; keeps what it has laid out."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._kept: OrderedDict[tuple[str, int], tuple[QStaticText, float]] = OrderedDict()
        self._font = body()
        self._metrics = QFontMetricsF(self._font)

    def draw(self, painter: QPainter, scene: Scene) -> None:
        """Name those labels that have room."""
        labels = scene.labels
        painter.setFont(self._font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, gap = self._room(labels, scene.grid)
        inside = right - left
        for index in _roomiest(np.maximum(inside, gap)):
            top, bottom = scene.places.rows[labels.row[index]]
            if bottom - top >= _LEAST_HEIGHT_PX:
                self._draw_one(painter, scene, index, (float(left[index]), float(inside[index]), float(gap[index])))

    def _room(self, labels: DrawnLabels, grid: PixelGrid) -> tuple[NDArray[np.float64], ...]:
        """Left and right end of each label within the view, and what is free behind it; logical pixels."""
        first, stop = grid.extents(labels)
        left = np.clip(first, 0, grid.width) / grid.ratio
        right = np.clip(stop, 0, grid.width) / grid.ratio
        if len(labels) > _CROWD:
            return left, right, np.zeros(len(labels))
        gap = np.clip(grid.x_of(labels.next_s), 0, grid.width) / grid.ratio - right
        gap[stop <= 0] = 0.0  # what has left the view says nothing any more
        return left, right, gap

    def _draw_one(self, painter: QPainter, scene: Scene, index: int, room: tuple[float, float, float]) -> None:
        labels, (left, inside, gap) = scene.labels, room
        top, bottom = scene.places.rows[labels.row[index]]
        middle = (top + bottom) / 2
        is_point = labels.start_s[index] == labels.end_s[index]
        if is_point:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(scene.palette.of(labels.text[index]))
            painter.drawPolygon(_flag(left, top))
            left, inside, gap = left + _FLAG_PX, 0.0, gap - _FLAG_PX
        elif labels.is_box[index] and inside > 3 * _MARK_PX:
            painter.setPen(colors().text_soft)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left + _INSET_PX + 0.5, round(middle) - 3.5, _MARK_PX - 3, 6))
            left, inside = left + _MARK_PX, inside - _MARK_PX
        words, width = self._words(self._text(labels, index))
        if not width:
            return
        if width <= inside - 2 * _INSET_PX:
            left += _INSET_PX
        elif width <= gap - 2 * _INSET_PX:
            left += inside + _INSET_PX - 1
        else:
            free = (gap if is_point else inside) - 2 * _INSET_PX
            words, width = self._words(self._text(labels, index), int(free))
            left += _INSET_PX
        if width:
            soft = labels.status[index] == Status.REJECTED
            painter.setPen(colors().text_soft if soft else colors().text)
            painter.drawStaticText(QPointF(left, round(middle - self._metrics.height() / 2)), words)

    def _text(self, labels: DrawnLabels, index: int) -> str:
        text = self._texts[labels.text[index]]
        score = labels.score[index]
        if labels.status[index] == Status.PROPOSED and not np.isnan(score):
            return f"{text} {score:.2f}".lstrip()
        return text

    def _words(self, text: str, room: int = -1) -> tuple[QStaticText, float]:
        """Laid out, with their width; cut short to `room` pixels where that is given. 0 where nothing can be read."""
        found = self._kept.get((text, room))
        if found is None:
            shown = text.replace("\n", " ")
            if room >= 0:
                shown = self._metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
                shown = "" if shown == "…" else shown
            words = QStaticText(shown)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            found = self._kept[text, room] = (words, self._metrics.horizontalAdvance(shown))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end((text, room))
        return found


def _roomiest(room: NDArray[np.float64]) -> list[int]:
    """Those with enough room; where they are many, enough is twice as much, and so on: the same at each scrolling."""
    enough = float(_LEAST_PX)
    found = np.flatnonzero(room >= enough)
    while len(found) > MOST_WORDS:
        enough *= 1.5
        found = found[room[found] >= enough]
        if enough > 1e5:
            found = found[:MOST_WORDS]
    return found.tolist()


def _flag(x: float, top: float) -> QPolygonF:
    return QPolygonF([QPointF(x, top), QPointF(x + _FLAG_PX + 1, top + _FLAG_PX / 2), QPointF(x, top + _FLAG_PX)])
