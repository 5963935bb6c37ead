"""A spectrum as two curves, peak over average, on axes of frequency and level."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from workbench.features.spectrum import Spectrum
from workbench.gui.theme import colors

LOWEST_DB, LOWEST_HZ = -120.0, 20.0
_LEFT_PX, _BOTTOM_PX, _MARGIN_PX = 38, 20, 6


class SpectrumCurve(QWidget):
    """Shows the spectrum it was given last; nothing without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spectrum: Spectrum | None = None
        self._log = True
        self.setMinimumHeight(140)
        self.setAccessibleName("Spectrum")

    def show_spectrum(self, spectrum: Spectrum | None, log: bool) -> None:
        self._spectrum, self._log = spectrum, log
        self.update()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors().lane)
        if self._spectrum is None or len(self._spectrum.frequencies) < 2:
            return
        area = QRectF(
            _LEFT_PX, _MARGIN_PX, self.width() - _LEFT_PX - _MARGIN_PX, self.height() - _BOTTOM_PX - _MARGIN_PX
        )
        top = max(float(self._spectrum.peak_db.max()) + 6.0, LOWEST_DB + 20.0)
        bottom = max(LOWEST_DB, float(self._spectrum.mean_db.min()) - 3.0)
        self._paint_levels(painter, area, bottom, top)
        self._paint_frequencies(painter, area)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for levels, color in (
            (self._spectrum.peak_db, colors().wave_peak),
            (self._spectrum.mean_db, colors().wave_rms),
        ):
            painter.setPen(QPen(color, 1.25))
            painter.drawPolyline(self._curve(levels, area, bottom, top))

    def _ends_hz(self) -> tuple[float, float]:
        half = float(self._spectrum.frequencies[-1])
        return (min(LOWEST_HZ, half / 10) if self._log else 0.0), half

    def _x(self, frequencies: np.ndarray, area: QRectF) -> np.ndarray:
        low, high = self._ends_hz()
        linear = frequencies / high
        share = np.log(np.maximum(frequencies, 1e-3) / low) / math.log(high / low) if self._log else linear
        return area.left() + share * area.width()

    def _curve(self, levels: np.ndarray, area: QRectF, bottom: float, top: float) -> QPolygonF:
        """One point a pixel: where several bins share one, the loudest."""
        x = np.floor(self._x(self._spectrum.frequencies[1:], area)).astype(int)
        starts = np.flatnonzero(np.diff(x, prepend=x[0] - 1))
        loudest = np.maximum.reduceat(levels[1:], starts)
        y = area.bottom() - (loudest - bottom) / (top - bottom) * area.height()
        return QPolygonF([QPointF(*point) for point in zip(x[starts].tolist(), y.tolist(), strict=True)])

    def _paint_levels(self, painter: QPainter, area: QRectF, bottom: float, top: float) -> None:
        height = painter.fontMetrics().height()
        step = next(
            s for s in (6, 10, 20, 30, 60, 120) if (top - bottom) / s * height * 1.5 <= area.height() or s == 120
        )
        for level in range(math.ceil(bottom / step) * step, math.floor(top) + 1, step):
            y = area.bottom() - (level - bottom) / (top - bottom) * area.height()
            painter.setPen(colors().line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colors().text_soft)
            box = QRectF(0, y - height / 2, _LEFT_PX - 4, height)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{level}".replace("-", "−")
            )

    def _paint_frequencies(self, painter: QPainter, area: QRectF) -> None:
        low, high = self._ends_hz()
        if self._log:
            ticks = [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
        else:
            step = next((s for s in (1e3, 2e3, 5e3, 1e4, 2e4, 5e4) if high / s <= 5), high)
            ticks = [step * number for number in range(math.floor(high / step) + 1)]
        for tick, x in zip(ticks, self._x(np.array(ticks), area).tolist(), strict=True):
            painter.setPen(colors().line)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colors().text_soft)
            words = f"{tick / 1000:g} kHz" if tick >= 1000 else f"{tick:g} Hz"
            box = QRectF(min(max(x - 30, area.left() - 10), area.right() - 54), area.bottom() + 2, 60, _BOTTOM_PX)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
