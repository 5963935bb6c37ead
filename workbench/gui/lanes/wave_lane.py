"""The base of lanes that show a waveform: magnification, the samples themselves when near, and the scale in dB."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workbench.audio.signal import Samples
from workbench.gui.document import Document
from workbench.gui.lanes.lane import Lane
from workbench.gui.theme import GRID_PX, colors

POINTS_FROM_PX = 4
"""Samples at least so far apart are drawn as points."""
_TICKS_DB = (0, -6, -12, -24)


class WaveLane(Lane):
    """Full scale over `gain` touches the upper and lower edge."""

    default_height = 96

    def __init__(self, document: Document, parent=None) -> None:
        super().__init__(document, parent)
        self.gain = 1.0

    def set_gain(self, gain: float) -> None:
        """Magnify the waveform vertically; for the eye only."""
        self.gain = min(max(gain, 1.0), 256.0)
        self.invalidate()

    def draw_samples(self, painter: QPainter, first_frame: int, samples: Samples) -> None:
        """One channel's samples, shape (n,), from `first_frame` on, joined; far enough apart, each as a point."""
        rate, height = self.document.recording.sample_rate, self.body_rect().height()
        first = max(math.floor(self.axis.start_s * rate) - 1, first_frame)
        last = min(math.ceil(self.axis.end_s * rate) + 2, first_frame + len(samples))
        values = np.nan_to_num(samples[first - first_frame : last - first_frame])
        middle = (height - 1) / 2
        x = [self.axis.x_of(frame / rate) for frame in range(first, last)]
        y = np.clip(middle - values * (self.gain * middle), -height, 2 * height).tolist()
        points = QPolygonF([QPointF(*xy) for xy in zip(x, y, strict=True)])
        painter.setPen(colors().line)
        painter.drawLine(QPointF(0, middle), QPointF(self.axis.width_px, middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors().wave_rms, 1.25))
        painter.drawPolyline(points)
        apart = 1 / (rate * self.axis.seconds_per_pixel)
        if apart >= POINTS_FROM_PX:
            painter.setBrush(colors().wave_rms)
            painter.setPen(Qt.PenStyle.NoPen)
            radius = min(3.0, apart / 4)
            for point in points:
                painter.drawEllipse(point, radius, radius)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self.document.recording is None:
            return
        line_px = painter.fontMetrics().height()
        middle = (self.body_rect().height() - 1) / 2
        if middle > 1.5 * line_px + GRID_PX:  # else the unit would run into the lane's name
            self._draw_level(painter, rect, middle, "dB")
        painter.setPen(colors().text_soft)
        last = -math.inf
        for level in _TICKS_DB:
            # At the edges the words are moved inside; where they stand counts for the next ones.
            y = max(middle - 10 ** (level / 20) * middle * self.gain, line_px / 2)
            outside = middle - 10 ** (level / 20) * middle * self.gain < -1
            if not outside and y - last >= line_px and middle - y >= line_px:
                self._draw_level(painter, rect, y, f"{level}")
                self._draw_level(painter, rect, 2 * middle - y, f"{level}")
                last = y

    @staticmethod
    def _draw_level(painter: QPainter, rect: QRect, y: float, text: str) -> None:
        height = painter.fontMetrics().height()
        box = QRect(rect.right() - 44, round(y - height / 2), 38, height)
        painter.setPen(colors().text_soft)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text.replace("-", "−"))


def level_of(extreme: float) -> float | None:
    """In dBFS; None for what is not known (NaN)."""
    return 20 * math.log10(extreme) if extreme > 0 else (-math.inf if extreme == 0 else None)
