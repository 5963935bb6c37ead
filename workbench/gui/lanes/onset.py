"""The onset lane: where something begins, and the beats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.gui.lanes.curve import CurveLane
from workbench.gui.lanes.notice import draw_chip
from workbench.gui.theme import colors
from workbench.models.contract import Moments

_TICKS_DB = (0.0, 40.0, 10.0, 2.0, 20.0, 5.0, 1.0)
_LEAST_APART_PX = 6
_BEAT_PX, _BEAT_ALPHA = 6, 70
"""Beats nearer to each other than this are not drawn: they would be a grey wall."""


class OnsetLane(CurveLane):
    """Onset strength in dB of rise; each beat is a vertical line.

    The scale is that of the square root, so that a loud beginning leaves the soft ones to be seen.
    """

    title = "Onsets"
    analysis = "analyse/onset"
    unit = "dB"
    low, high = 0.0, 40.0

    def begin(self, columns: int) -> None:
        super().begin(columns)
        self.beats_s = np.empty(0)

    @property
    def bpm(self) -> float | None:
        """Beats per minute, on average; None without beats."""
        count = len(self.beats_s)
        return 60.0 * (count - 1) / float(self.beats_s[-1] - self.beats_s[0]) if count > 1 else None

    def position(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.sqrt(np.asarray(values, np.float64) / self.high)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        return [(value, f"{value:g} dB") for value in _TICKS_DB]

    def reading(self, time_s: float, y: float) -> str:
        found, bpm = super().reading(time_s, y), self.bpm
        return f"{found} of rise   {bpm:.1f} BPM" if found and bpm is not None else found and f"{found} of rise"

    def take_moments(self, moments: Moments) -> None:
        self.beats_s = moments.times_s

    def draw_found(self, painter: QPainter, width: int, height: int) -> None:
        self._draw_beats(painter, height)
        super().draw_found(painter, width, height)
        words = "" if self.bpm is None else f"beats: {self.bpm:.0f} BPM"
        if self.analysing.state == "running" and self.bpm is None:
            words = "beats come when the whole is read"
        if words:
            draw_chip(painter, QRect(0, 0, width, height), words)

    def _draw_beats(self, painter: QPainter, height: int) -> None:
        first, stop = np.searchsorted(self.beats_s, [self.axis.start_s, self.axis.end_s])
        x = (self.beats_s[first:stop] - self.axis.start_s) / self.axis.seconds_per_pixel
        if len(x) > 1 and (x[-1] - x[0]) / (len(x) - 1) < _LEAST_APART_PX:
            return
        soft = QColor(colors().accent)
        soft.setAlpha(_BEAT_ALPHA)
        for color, length in ((soft, height), (colors().accent, _BEAT_PX)):
            painter.setPen(QPen(color, 1))
            for each in x.tolist():
                painter.drawLine(QPointF(round(each) + 0.5, 0), QPointF(round(each) + 0.5, length))


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(OnsetLane, lambda _document, lane: lane.note_shown(True))
