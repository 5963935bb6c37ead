"""The legend of the spectrogram's colours: a slim bar with its two ends in dBFS."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter

from workbench.gui.colormaps import lookup
from workbench.gui.lanes.frequency_scale import small_font
from workbench.gui.theme import GRID_PX, colors

_TOP = 6 * GRID_PX
"""Below the lane's title."""
_BAR_PX = 2 * GRID_PX
_LEAST_HEIGHT = 16 * GRID_PX
_STOPS = 16


def gradient(colormap: str, start: tuple[float, float], stop: tuple[float, float]) -> QLinearGradient:
    """A colour map from quiet (`start`) to loud (`stop`), both (x, y)."""
    colours = QLinearGradient(*start, *stop)
    table = lookup(colormap)
    for i in range(_STOPS + 1):
        colours.setColorAt(i / _STOPS, QColor(*(int(v) for v in table[round(255 * i / _STOPS)])))
    return colours


def draw_legend(painter: QPainter, gutter: QRect, colormap: str, floor_db: float, ceiling_db: float) -> None:
    """Draw the bar at the left of the gutter, if there is room."""
    painter.save()
    painter.setFont(small_font(painter.font()))
    line = QFontMetrics(painter.font()).height()
    left, top, bottom = gutter.left() + 2 * GRID_PX, gutter.top() + _TOP, gutter.bottom() - GRID_PX
    bar = QRect(left, top + line + 2, _BAR_PX, bottom - top - 2 * line - 4)
    if gutter.height() >= _LEAST_HEIGHT + 2 * line:
        painter.setPen(colors().text_soft)
        for db, y in ((ceiling_db, top), (floor_db, bottom - line)):
            text = f"{db:.0f}".replace("-", "−")
            painter.drawText(QRect(left, y, gutter.width(), line), Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(colors().line)
        painter.setBrush(gradient(colormap, (0, bar.bottom()), (0, bar.top())))
        painter.drawRect(bar)
        painter.setPen(colors().text_soft)
        _write_unit(painter, bar, line)
    painter.restore()


def _write_unit(painter: QPainter, bar: QRect, line: int) -> None:
    """Upwards beside the bar, where it takes no room from the frequencies."""
    width = QFontMetrics(painter.font()).horizontalAdvance("dBFS")
    if bar.height() >= 1.5 * width:
        painter.translate(bar.right() + GRID_PX, bar.center().y() + width / 2)
        painter.rotate(-90)
        painter.drawText(QRect(0, 0, width + 1, line), Qt.AlignmentFlag.AlignLeft, "dBFS")
