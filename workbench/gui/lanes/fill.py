"""Filling rectangles with what lets something through, in the window's own thread."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter

_MOST_ROWS = 92
"""From 96 rows on, Qt hands a fill with alpha or a pattern to threads of its own and waits for them
(`QT_THREAD_PARALLEL_FILLS` in Qt 6's qdrawhelper.cpp)."""


def fill(painter: QPainter, place: QRect | QRectF, what: QColor | QBrush) -> None:
    """Like `painter.fillRect`, in strips so low that Qt fills them here and now.

    A fill of 0.3 ms is nothing to wait for; where all cores are busy, waiting for another thread took 6 ms and more.
    """
    seen = QRectF(place)
    if painter.hasClipping():
        seen &= painter.clipBoundingRect()
    rows = max(int(_MOST_ROWS / painter.device().devicePixelRatio()) // 4 * 4, 4)  # whole device pixels
    top = seen.top()
    while top < seen.bottom():
        painter.fillRect(QRectF(seen.left(), top, seen.width(), min(rows, seen.bottom() - top)), what)
        top += rows
