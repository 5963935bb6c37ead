"""Fills with alpha: the same pixels as Qt's, in strips so low that Qt does not wait for other threads."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from workbench.gui.lanes.fill import fill

ALPHA = QColor(47, 123, 217, 51)
HATCH = QBrush(QColor(255, 255, 255, 110), Qt.BrushStyle.BDiagPattern)
PARALLEL_ROWS = 96


class _Watched(QPainter):
    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self.rows: list[float] = []

    def fillRect(self, place, what) -> None:
        self.rows.append(place.height() * self.device().devicePixelRatio())
        super().fillRect(place, what)


def painted(paint, ratio: float) -> tuple[np.ndarray, list[float]]:
    image = QImage(300, 800, QImage.Format.Format_RGB32)
    image.fill(QColor("#204060"))
    image.setDevicePixelRatio(ratio)
    painter = _Watched(image)
    painter.setClipRect(QRect(20, 3, 90, 400))
    painter.translate(20, 0)
    paint(painter)
    painter.end()
    return np.asarray(image.constBits()).reshape(800, 300, 4).copy(), painter.rows


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("what", [ALPHA, HATCH], ids=["alpha", "hatch"])
@pytest.mark.parametrize("place", [QRectF(3.3, 0.0, 60.5, 380.0), QRectF(-900.0, 10.6, 2000.0, 150.2)])
def test_strips_are_the_same_pixels_and_low(qapp, place, what, ratio) -> None:
    ours, rows = painted(lambda painter: fill(painter, place, what), ratio)
    whole, _ = painted(lambda painter: QPainter.fillRect(painter, place, what), ratio)
    assert (ours != whole).sum() == 0
    assert rows and max(rows) < PARALLEL_ROWS
