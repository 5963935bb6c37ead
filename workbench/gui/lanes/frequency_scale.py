"""The frequency axis of a lane: from pixels to Hz and back, and the ticks in the gutter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from workbench.features.scales import LOWEST_LOG_HZ, Scale, hz_to_position, position_to_hz
from workbench.gui.theme import colors
from workbench.gui.typography import body

_LINES_APART = 2.5
"""Heights of text between labels: legible, and calm."""

TITLE_PX = 22
"""Height of the lane's title at the top of the gutter."""
CEILING_PX, FLOOR_PX = 50, 56
"""Width of the legend's upper and lower figure ("−100" is the wider), with the margins around a label beside them."""

ROOM_PX = 46
"""Labels wider than this leave no room for the legend's unit."""


@dataclass(frozen=True)
class FrequencyScale:
    """Frequencies from `low_hz` (bottom) to `high_hz` (top) over a height in pixels."""

    scale: Scale
    low_hz: float
    high_hz: float

    def frequency_at(self, y: float, height: float) -> float:
        """Hz at `y` pixels from the top, kept inside the axis."""
        position = min(max(1.0 - y / height, 0.0), 1.0)
        return float(position_to_hz(position, self.scale, self.low_hz, self.high_hz))

    def y_of(self, frequency_hz: float, height: float) -> float:
        """Pixels from the top; outside of 0…`height` for what is not on the axis."""
        return height * (1.0 - float(hz_to_position(frequency_hz, self.scale, self.low_hz, self.high_hz)))

    @property
    def least_hz(self) -> float:
        """The lowest frequency that an axis of this kind can show."""
        return LOWEST_LOG_HZ if self.scale == "log" else 0.0

    def zoomed(self, factor: float, at_hz: float, limit_hz: float) -> FrequencyScale:
        """`factor` times less of the axis (>1 zooms in) within 0…`limit_hz`; `at_hz` stays where it is if it can."""
        at = float(hz_to_position(at_hz, self.scale, self.low_hz, self.high_hz))
        return self._moved(at - at / factor, 1.0 / factor, limit_hz)

    def _moved(self, low: float, length: float, limit_hz: float) -> FrequencyScale:
        """Another piece of the axis, given in lengths of this one, kept within 0…`limit_hz`."""
        bottom, top = hz_to_position([self.least_hz, limit_hz], self.scale, self.low_hz, self.high_hz)
        length = min(length, float(top - bottom))
        low = min(max(low, float(bottom)), float(top) - length)
        low_hz, high_hz = position_to_hz([low, low + length], self.scale, self.low_hz, self.high_hz)
        return FrequencyScale(self.scale, float(low_hz), float(high_hz))

    def ticks(self, height: float, spacing: float) -> list[float]:
        """Round frequencies at least `spacing` pixels apart, rising."""
        ticks = self._even_ticks(height, spacing) if self.scale == "linear" else self._spread_ticks(height, spacing)
        # A short piece of a logarithmic or mel axis holds few powers of ten, and is nearly straight.
        return ticks if len(ticks) > 2 or self.scale == "linear" else self._even_ticks(height, spacing)

    def _even_ticks(self, height: float, spacing: float) -> list[float]:
        # Pixels are widest in Hz at the top of each axis.
        least = self.high_hz - self.frequency_at(spacing, height)
        power = 10.0 ** np.floor(np.log10(max(least, 1e-3)))
        step = next(power * nice for nice in (1, 2, 5, 10, 20) if power * nice >= least)
        first, last = int(np.ceil(self.low_hz / step - 1e-9)), int(np.floor(self.high_hz / step + 1e-9))
        return [step * i for i in range(first, last + 1)]

    def _spread_ticks(self, height: float, spacing: float) -> list[float]:
        """Powers of ten first, then their halves and fifths, wherever there is room."""
        powers = [10.0**n for n in range(1, 6)]
        taken: list[float] = []
        for group in ([0.0, *powers], [5 * p for p in powers], [2 * p for p in powers]):
            for hz in group:
                if self.low_hz * (1 - 1e-9) <= hz <= self.high_hz * (1 + 1e-9):
                    y = self.y_of(hz, height)
                    if all(abs(y - self.y_of(other, height)) >= spacing for other in taken):
                        taken.append(hz)
        return sorted(taken)


def in_words(hz: float) -> str:
    """A round frequency, short: 500 Hz, 2.5 kHz."""
    return f"{hz / 1000:.4g} kHz" if hz >= 1000 else f"{hz:.4g} Hz"


def draw_ticks(painter: QPainter, gutter: QRect, scale: FrequencyScale, body_height: int) -> int:
    """Ticks and labels at the right edge of the gutter, clear of the lane's title and of its legend.

    Returns
    -------
    width of the widest label, in pixels
    """
    painter.setFont(body())
    metrics = QFontMetrics(painter.font())
    line, widest, title = metrics.height(), 0, gutter.top() + TITLE_PX
    for hz in scale.ticks(body_height, line * _LINES_APART):
        y = scale.y_of(hz, body_height)
        painter.setPen(colors().line)
        painter.drawLine(gutter.right() - 5, round(y), gutter.right() - 1, round(y))
        top = round(min(max(y - line / 2, 1), body_height - line - 1))
        width = metrics.horizontalAdvance(in_words(hz))
        legend = CEILING_PX if top < title + line else FLOOR_PX if top > body_height - 2 * line else 0
        if top < title or (legend and width > gutter.width() - legend):
            continue
        widest = max(widest, width)
        painter.setPen(colors().text_soft)
        box = QRect(gutter.left(), top, gutter.width() - 8, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, in_words(hz))
    return widest
