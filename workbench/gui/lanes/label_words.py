"""The words of labels, where there is room for them: in the box, or in the free place behind it."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF, QStaticText

from workbench.gui.lanes.label_colors import LabelColors
from workbench.gui.lanes.label_layout import DrawnLabels
from workbench.gui.lanes.label_picture import Scene
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body
from workbench.labels.label import Status

MOST_WORDS = 120
"""Of more labels only the widest are named, in one picture."""
_CROWD = 5000
"""So many labels are too narrow for words between them."""
_LEAST_PX = 12
_LEAST_HEIGHT_PX = 11
_INSET_PX = GRID_PX + 1
_CUT_FROM_PX = 16
"""With so much room, words are cut short."""
_FLAG_PX = 7
_MOST_FLAGS = 80
"""More points in view are lines without a flag."""
_PROPOSED, _REJECTED = int(Status.PROPOSED), int(Status.REJECTED)
_MARK_PX = 9
_KEPT = 4000
_ENDLESS_PX = 1 << 20
_LONGEST = 400
"""More letters than a screen is wide are not laid out."""


Lengths = NDArray[np.floating]


class WordCache:
    """Words laid out, for a font; the same ones are drawn at each scrolling."""

    def __init__(self) -> None:
        self.font = body()
        self.metrics = QFontMetricsF(self.font)
        self._kept: OrderedDict[tuple[str, int], tuple[QStaticText, float]] = OrderedDict()

    def laid_out(self, text: str, room_px: float = _ENDLESS_PX) -> tuple[QStaticText, float]:
        """The words, cut short to a room, and their width; that is 0 where nothing can be read."""
        room = max(int(room_px), 0)
        found = self._kept.get((text, room))
        if found is not None:
            self._kept.move_to_end((text, room))
            return found
        shown = text[:_LONGEST].replace("\n", " ")
        if room < _ENDLESS_PX:
            shown = self.metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
            shown = "" if shown == "…" else shown
        words = QStaticText(shown)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        self._kept[text, room] = (words, self.metrics.horizontalAdvance(shown))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[text, room]


class LabelWords:
    """Draws words, and the flags of points and the marks of boxes with them; `texts` by their code."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._cache = WordCache()
        self._widths = np.full(len(texts), np.nan, np.float32)
        self._score_px = self._cache.metrics.horizontalAdvance(" 0.00")

    def draw(self, painter: QPainter, scene: Scene) -> None:
        """Name those labels that have room."""
        left, inside, gap = _room(scene)
        some = _roomiest(np.maximum(inside, gap))
        if not len(some):
            return
        labels = scene.labels.picked(some)
        left, inside, gap = left[some], inside[some], gap[some]
        points = labels.end_s == labels.start_s
        marked = labels.is_box & ~points & (inside > 3 * _MARK_PX)
        tops, bottoms = np.array(scene.places.rows)[labels.row].T
        painter.setFont(self._cache.font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_flags(painter, scene.palette, labels.text[points].tolist(), left[points], tops[points])
        self._draw_marks(painter, left[marked], ((tops + bottoms) / 2)[marked])
        ahead = np.where(points, _FLAG_PX, np.where(marked, _MARK_PX + 1, 0))
        inside = np.where(points, gap, inside) - ahead - 2 * _INSET_PX
        gap = np.where(points, 0, gap) - 2 * _INSET_PX
        width = self._widths_of(labels)
        behind = (width > inside) & (width <= gap)
        left += _INSET_PX + np.where(behind, inside + ahead + 2 * _INSET_PX - 1, ahead)
        room = np.where(behind, gap, inside)
        readable = (width > 0) & ((width <= room) | (room >= _CUT_FROM_PX)) & (bottoms - tops >= _LEAST_HEIGHT_PX)
        for index in np.flatnonzero(readable).tolist():
            words, shown_px = self._cache.laid_out(
                self._text(labels, index), _ENDLESS_PX if width[index] <= room[index] else float(room[index])
            )
            if shown_px:
                soft = labels.status[index] == _REJECTED
                painter.setPen(colors().text_soft if soft else colors().text)
                top = (tops[index] + bottoms[index] - self._cache.metrics.height()) / 2
                painter.drawStaticText(QPointF(float(left[index]), round(top)), words)

    def _draw_flags(
        self, painter: QPainter, palette: LabelColors, codes: list[int], left: Lengths, tops: Lengths
    ) -> None:
        if len(codes) > _MOST_FLAGS:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for code, x, top in zip(codes, left.tolist(), tops.tolist(), strict=True):
            painter.setBrush(palette.of(code))
            painter.drawPolygon(_flag(x, top))

    def _draw_marks(self, painter: QPainter, left: Lengths, middle: Lengths) -> None:
        painter.setPen(colors().text_soft)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in zip(left.tolist(), middle.tolist(), strict=True):
            painter.drawRect(QRectF(x + _INSET_PX + 0.5, int(y) - 2.5, _MARK_PX - 3, 5))

    def _widths_of(self, labels: DrawnLabels) -> Lengths:
        """How long the words of labels are; 0 where there are none."""
        known = self._widths
        if len(known) < len(self._texts):
            known = self._widths = np.append(known, np.full(len(self._texts) - len(known), np.nan, np.float32))
        for code in np.unique(labels.text[np.isnan(known[labels.text])]).tolist():
            known[code] = self._cache.laid_out(self._texts[code])[1]
        scored = (labels.status == _PROPOSED) & ~np.isnan(labels.score)
        widths: Lengths = known[labels.text] + self._score_px * scored
        return widths

    def _text(self, labels: DrawnLabels, index: int) -> str:
        text = self._texts[labels.text[index]]
        score = labels.score[index]
        if labels.status[index] == _PROPOSED and not np.isnan(score):
            return f"{text} {score:.2f}".lstrip()
        return text


def _room(scene: Scene) -> tuple[Lengths, Lengths, Lengths]:
    """Where each label begins within the view, how wide it is up to its end or the next one, and what is free behind
    it; logical pixels."""
    labels, grid = scene.labels, scene.grid
    first, stop = scene.extents
    left = np.clip(first, 0, grid.width) / grid.ratio
    right = np.clip(stop, 0, grid.width) / grid.ratio
    if len(labels) > _CROWD:
        return left, right - left, np.zeros(len(labels))
    following = np.clip(grid.x_of(labels.next_s), 0, grid.width) / grid.ratio
    gap = np.where(stop <= 0, 0.0, following - right)  # what has left the view says nothing any more
    return left, np.minimum(right, following) - left, gap


def _roomiest(room: Lengths) -> NDArray[np.intp]:
    """Those with enough room; where they are many, enough is twice as much, and so on: the same at each scrolling."""
    enough = float(_LEAST_PX)
    found = np.flatnonzero(room >= enough)
    while len(found) > MOST_WORDS:
        enough *= 1.5
        found = found[room[found] >= enough]
        if enough > _ENDLESS_PX:
            return found[:0]
    return found


def _flag(x: float, top: float) -> QPolygonF:
    return QPolygonF([QPointF(x, top), QPointF(x + _FLAG_PX + 1, top + _FLAG_PX / 2), QPointF(x, top + _FLAG_PX)])
