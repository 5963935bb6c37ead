"""The scale of a lane that shows values: ticks with words, clear of the lane's name and of each other."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body

_RIGHT_PX = 8
_TITLE_PX = 17
"""Words below this stand clear of the lane's title."""
_BLANK_PX = 3
"""Of a line's height this is blank: lines of figures may be so much nearer."""


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Round values from `low` to `high`, about `most` of them: steps of 1, 2 or 5 times a power of ten."""
    least = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * nice for nice in (1, 2, 5, 10) if power * nice >= least * (1 - 1e-9))
    return [step * k for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def draw_ticks(
    painter: QPainter, gutter: QRect, title: str, ticks: Iterable[tuple[float, str]], *, marks: bool = True
) -> None:
    """Ticks at the right edge of the gutter, each (pixels from the top, words); the more important ones first.

    Words at the edges are moved inside; those that would run into others are left out, and so are those that would run
    into the lane's `title` even in short ("10k" for "10 kHz").
    """
    title_px = QFontMetrics(painter.font()).horizontalAdvance(title) + 2 * GRID_PX
    painter.setFont(body())
    metrics = QFontMetrics(painter.font())
    line, height = metrics.height(), gutter.height() - 1
    taken: list[int] = []
    for y, words in ticks:
        if marks:
            painter.setPen(colors().line)
            painter.drawLine(gutter.right() - 5, round(y), gutter.right() - 1, round(y))
        top = round(min(max(y - line / 2, 1), height - line - 1))
        room = gutter.width() - _RIGHT_PX - (title_px + GRID_PX if top < _TITLE_PX else 0)
        short = words.replace(" kHz", "k").partition(" ")[0]
        written = next((text for text in (words, short) if metrics.horizontalAdvance(text) <= room), None)
        if written is None or any(abs(top - other) < line - _BLANK_PX for other in taken):
            continue
        taken.append(top)
        painter.setPen(colors().text_soft)
        box = QRect(gutter.left(), top, gutter.width() - _RIGHT_PX, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written)
