"""What no model has made yet, drawn so that nobody takes it for silence."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QPainter

from workbench.gui.axis import TimeAxis
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.theme import GRID_PX, colors

_NOT_YET, _NOT = "not made yet", "not made"


def draw_unmade(painter: QPainter, chosen: ChosenResult, axis: TimeAxis, height: int) -> None:
    """Cover the spans of a body that are not made with a hatched ground, and say so where there is room."""
    if chosen.result is None:
        return
    result, rate = chosen.result, chosen.result.made.sample_rate
    brush = QBrush(colors().line, Qt.BrushStyle.BDiagPattern)
    for first, last in chosen.missing(int(axis.start_s * rate), int(axis.end_s * rate) + 1):
        left, right = max(round(axis.x_of(first / rate)), -1), min(round(axis.x_of(last / rate)), axis.width_px + 1)
        place = QRect(left, 0, right - left, height)
        painter.fillRect(place, colors().lane)
        painter.fillRect(place, brush)
        coming = chosen.growing and last > result.span.start_s * rate and first < result.span.end_s * rate
        _say(painter, place, _NOT_YET if coming else _NOT)


def _say(painter: QPainter, place: QRect, words: str) -> None:
    size = painter.fontMetrics().size(0, words)
    box = QRect(0, 0, size.width() + 4 * GRID_PX, size.height() + 2 * GRID_PX)
    if place.width() >= box.width() and place.height() >= box.height():
        box.moveCenter(place.center())
        painter.fillRect(box, colors().lane)
        draw_notice(painter, box, words)
