"""The onset lane: where something begins, and the beats."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.gui.lanes.curve import CurveLane
from workbench.gui.theme import colors
from workbench.models.contract import Features, Moments

_CEILINGS_DB = (2.0, 5.0, 10.0, 20.0, 40.0, 80.0)
_LEAST_APART_PX = 6
"""Beats nearer to each other than this are not drawn: they would be a grey wall."""


class OnsetLane(CurveLane):
    """Onset strength in dB of rise; each beat is a vertical line."""

    title = "Onsets"
    analysis = "analyse/onset"
    unit = "dB"
    low, high = 0.0, _CEILINGS_DB[0]

    def begin(self, columns: int) -> None:
        super().begin(columns)
        self.high = _CEILINGS_DB[0]
        self.beats_s = np.empty(0)

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
        color = QColor(colors().accent)
        color.setAlpha(150)
        painter.setPen(QPen(color, 1))
        for each in x.tolist():
            painter.drawLine(QPointF(round(each) + 0.5, 0), QPointF(round(each) + 0.5, height))


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(OnsetLane, lambda _document, lane: lane.note_shown(True))
