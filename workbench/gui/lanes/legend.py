"""The colours of levels, and their legend: a slim bar with its two ends in dB."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter

from workbench.gui.colormaps import lookup
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body

_TOP = 6 * GRID_PX
"""Below the lane's title."""
_BAR_PX = 2 * GRID_PX
_LEAST_HEIGHT = 16 * GRID_PX
_STOPS = 16


def gradient(
    colormap: str | NDArray[np.uint8], start: tuple[float, float], stop: tuple[float, float]
) -> QLinearGradient:
    """A colour map, by name or as 256 colours, from quiet (`start`) to loud (`stop`), both (x, y)."""
    colours = QLinearGradient(*start, *stop)
    table = lookup(colormap) if isinstance(colormap, str) else colormap
    for i in range(_STOPS + 1):
        colours.setColorAt(i / _STOPS, QColor(*(int(v) for v in table[round(255 * i / _STOPS)])))
    return colours


def draw_legend(
    painter: QPainter,
    gutter: QRect,
    colormap: str | NDArray[np.uint8],
    ends_db: tuple[float, float],
    unit: str,
    *,
    signed: bool = False,
) -> None:
    """Draw the bar at the left of the gutter, if there is room; `ends_db` are floor and ceiling, `signed` those of a
    change."""
    floor_db, ceiling_db = ends_db
    painter.save()
    painter.setFont(body())
    line = QFontMetrics(painter.font()).height()
    left, top, bottom = gutter.left() + 2 * GRID_PX, gutter.top() + _TOP, gutter.bottom() - GRID_PX
    bar = QRect(left, top + line + 2, _BAR_PX, bottom - top - 2 * line - 4)
    if gutter.height() >= _LEAST_HEIGHT + 2 * line:
        painter.setPen(colors().text_soft)
        for db, y in ((ceiling_db, top), (floor_db, bottom - line)):
            text = (f"{db:+.0f}" if signed else f"{db:.0f}").replace("-", "−")
            painter.drawText(QRect(left, y, gutter.width(), line), Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(colors().line)
        painter.setBrush(gradient(colormap, (0, bar.bottom()), (0, bar.top())))
        painter.drawRect(bar)
        painter.setPen(colors().text_soft)
        _write_unit(painter, bar, line, unit)
    painter.restore()


def _write_unit(painter: QPainter, bar: QRect, line: int, unit: str) -> None:
    """Upwards beside the bar, where it takes no room from the frequencies."""
    width = QFontMetrics(painter.font()).horizontalAdvance(unit)
    if bar.height() >= 1.5 * width:
        painter.translate(bar.right() + GRID_PX, bar.center().y() + width / 2)
        painter.rotate(-90)
        painter.drawText(QRect(0, 0, width + 1, line), Qt.AlignmentFlag.AlignLeft, unit)


def color_table(colormap: str, floor_db: float, ceiling_db: float, levels_db: NDArray[np.float32]) -> list[int]:
    """The colour of each of the 256 values of a tile, whose levels are `levels_db`, as Qt wants it: 0xAARRGGBB."""
    share = (levels_db - floor_db) / max(ceiling_db - floor_db, 1e-6)
    rgb = lookup(colormap)[np.rint(np.clip(share, 0.0, 1.0) * 255).astype(np.intp)].astype(np.uint32)
    return (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).tolist()
