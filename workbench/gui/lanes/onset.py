"""The onset lane: where something begins, and the beats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.gui.lanes.curve import CurveLane
from workbench.gui.theme import colors
from workbench.models.contract import Features, Moments

_CEILINGS_DB = (5.0, 10.0, 20.0, 40.0, 80.0)
_TICKS_DB = (0.0, 1.0, 5.0, 20.0, 10.0, 40.0, 2.0, 80.0)
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
    low, high = 0.0, _CEILINGS_DB[0]

    @property
    def settled(self) -> bool:
        """The beats come last."""
        return self.analysing.state not in ("waiting", "running")

    def begin(self, columns: int) -> None:
        super().begin(columns)
        self.high = _CEILINGS_DB[0]
        self.beats_s = np.empty(0)

    def position(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.sqrt(np.asarray(values, np.float64) / self.high)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        return [(value, f"{value:g} dB") for value in _TICKS_DB if value <= self.high]

    def take(self, first: int, found: Features) -> None:
        super().take(first, found)
        greatest = float(np.nanmax(found.values, initial=0.0))
        if greatest > self.high:
            self.high = next((ceiling for ceiling in _CEILINGS_DB if ceiling >= greatest), greatest)

    def take_moments(self, moments: Moments) -> None:
        self.beats_s = moments.times_s

    def draw_found(self, painter: QPainter, width: int, height: int) -> None:
        self._draw_beats(painter, height)
        super().draw_found(painter, width, height)

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
