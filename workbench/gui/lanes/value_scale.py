"""The scale of a lane that shows values: ticks at round ones, clear of the lane's name."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from workbench.gui.lanes.frequency_scale import TITLE_PX
from workbench.gui.theme import colors
from workbench.gui.typography import body

_LINES_APART = 2.0


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Round values from `low` to `high`, at most `most` + 1 of them: steps of 1, 2 or 5 times a power of ten."""
    least = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * nice for nice in (1, 2, 5, 10) if power * nice >= least * (1 - 1e-9))
    return [step * k for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def draw_values(painter: QPainter, gutter: QRect, height: int, ends: tuple[float, float], unit: str) -> None:
    """Ticks and figures at the right edge of the gutter; `height` is the body's, `ends` are lowest and highest."""
    low, high = ends
    painter.setFont(body())
    line = QFontMetrics(painter.font()).height()
    for value in round_steps(low, high, int(height / (line * _LINES_APART))):
        y = height * (high - value) / (high - low)
        draw_tick(painter, gutter, height, y, f"{value:g} {unit}".strip().replace("-", "−"))


def draw_tick(painter: QPainter, gutter: QRect, height: int, y: float, text: str, *, mark: bool = True) -> None:
    """One tick at `y` with its words, which are moved inside the gutter and left out beside the lane's name."""
    line = QFontMetrics(painter.font()).height()
    if mark:
        painter.setPen(colors().line)
        painter.drawLine(gutter.right() - 5, round(y), gutter.right() - 1, round(y))
    top = round(min(max(y - line / 2, 1), height - line - 1))
    if top >= TITLE_PX:
        painter.setPen(colors().text_soft)
        box = QRect(gutter.left(), top, gutter.width() - 8, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
