"""What no model has made yet, drawn so that nobody takes it for silence."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QPainter

from workbench.gui.axis import TimeAxis
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.lanes.fill import fill
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.theme import GRID_PX, colors

_NOT_YET, _NOT, _NOTHING = "not made yet", "not made", "nothing here"


def draw_unmade(painter: QPainter, chosen: ChosenResult, axis: TimeAxis, height: int) -> None:
    """Cover the spans of a body that are not made with a hatched ground, and say so where there is room."""
    if chosen.result is None:
        return
    rate = chosen.result.made.sample_rate
    wanted = tuple(round(time_s * rate) for time_s in (chosen.result.span.start_s, chosen.result.span.end_s))
    never = _NOTHING if chosen.result.laid else _NOT
    brush = QBrush(colors().line, Qt.BrushStyle.BDiagPattern)
    for first, last in chosen.missing(int(axis.start_s * rate), int(axis.end_s * rate) + 1):
        place = _place(axis, first / rate, last / rate, height)
        painter.fillRect(place, colors().lane)
        fill(painter, place, brush)
        # What is outside of the span that the person wanted will not come.
        edges = [first, *(edge for edge in wanted if first < edge < last), last]
        for start, stop in pairwise(edges):
            coming = chosen.growing and wanted[0] <= start < wanted[1]
            _say(painter, _place(axis, start / rate, stop / rate, height), _NOT_YET if coming else never)


def _place(axis: TimeAxis, start_s: float, end_s: float, height: int) -> QRect:
    left, right = max(round(axis.x_of(start_s)), -1), min(round(axis.x_of(end_s)), axis.width_px + 1)
    return QRect(left, 0, right - left, height)


def _say(painter: QPainter, place: QRect, words: str) -> None:
    size = painter.fontMetrics().size(0, words)
    box = QRect(0, 0, size.width() + 4 * GRID_PX, size.height() + 2 * GRID_PX)
    if place.width() >= box.width() and place.height() >= box.height():
        box.moveCenter(place.center())
        painter.fillRect(box, colors().lane)
        draw_notice(painter, box, words)
