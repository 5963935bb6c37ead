"""The base of lanes that show a measured curve: extremes and mean zoomed out, the values themselves zoomed in."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workbench.features.curve_store import CurveStore
from workbench.gui.lanes.analysis import AnalysisLane
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.value_scale import draw_ticks, round_steps
from workbench.gui.theme import colors
from workbench.models.contract import Features

_LINES_APART = 1.2
"""Heights of text from one figure to the next."""
_POINTS_FROM_PX = 8
"""Values at least so far apart are drawn as points too."""


class CurveLane(AnalysisLane):
    """The first row of an analysis as a curve. A subclass gives `unit`, `low` and `high`, the ends of the scale."""

    unit = ""
    low, high = 0.0, 1.0

    _store: CurveStore | None = None

    def begin(self, columns: int) -> None:
        self._store = CurveStore(columns) if columns else None

    def take(self, first: int, found: Features) -> None:
        values = found.values[0]
        for start, stop in self.covered.missing(first, first + len(values)):  # the store takes each value once
            self._store.add(start, values[start - first : stop - first])
            self.note_there(start, stop)

    def position(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Where values lie on the scale: 0 at its lower end, 1 at its upper one."""
        return (np.asarray(values, np.float64) - self.low) / (self.high - self.low)

    def value_at(self, time_s: float) -> float | None:
        """The curve's value at a time; None where it has none."""
        if self._store is None or self.analysing.grid is None:
            return None
        column = round(time_s / self.hop_s)
        values = self._store.values(column, column + 1)
        return float(values[0]) if len(values) and np.isfinite(values[0]) else None

    def words_of(self, value: float) -> str:
        return f"{value:,.1f} {self.unit}".strip().replace("-", "−")

    def reading(self, time_s: float, y: float) -> str:
        value = self.value_at(time_s)
        return "" if value is None else self.words_of(value)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """About `most` values for the scale and their words, the more important ones first."""
        return [(value, f"{value:g} {self.unit}") for value in round_steps(self.low, self.high, most)]

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        height = self.body_rect().height()
        ticks = self.ticks(max(round(height / (painter.fontMetrics().height() * _LINES_APART)), 2))
        y = self._y_of(np.array([value for value, _ in ticks]), height)
        words = [words.replace("-", "−") for _, words in ticks]
        draw_ticks(painter, rect, self.title, zip(y.tolist(), words, strict=True))

    def _y_of(self, values: NDArray[np.float32], height: int) -> NDArray[np.float64]:
        """Pixels from the top; what is beyond the scale stands at its end."""
        return (1.0 - np.clip(self.position(values), 0.0, 1.0)) * (height - 1)

    def draw_found(self, painter: QPainter, width: int, height: int) -> None:
        ratio = self.devicePixelRatioF()
        per_cell = self.axis.seconds_per_pixel / ratio / self.hop_s
        if per_cell >= 1:
            self._draw_extremes(painter, round(width * ratio), round(height * ratio), per_cell)
        else:
            self._draw_values(painter, height)

    def _draw_extremes(self, painter: QPainter, width: int, height: int, per_cell: float) -> None:
        """One column of pixels for each cell: from its least to its greatest value, and its mean.

        Cells lie on a grid fixed to the recording: a view moved by a pixel shows the same picture moved by a pixel.
        """
        first = round(self.axis.start_s / self.hop_s / per_cell)
        low, high, mean = (self._y_of(values, height) for values in self._store.cells(first - 1, width + 2, per_cell))
        indexed = np.zeros((height, width), np.uint8)
        indexed[_between(high, low, height)] = 1
        indexed[_between(mean, mean, height)] = 2
        image = indexed_image(indexed, [0x00000000, colors().wave_peak.rgba(), colors().wave_rms.rgba()])
        image.setDevicePixelRatio(self.devicePixelRatioF())
        painter.drawImage(QPointF(0, 0), image)

    def _draw_values(self, painter: QPainter, height: int) -> None:
        """The values, joined; far enough apart, each as a point. Where there is none, the line has a gap."""
        first = max(math.floor(self.axis.start_s / self.hop_s) - 1, 0)
        values = self._store.values(first, math.ceil(self.axis.end_s / self.hop_s) + 2)
        x = [self.axis.x_of((first + column) * self.hop_s) for column in range(len(values))]
        y = self._y_of(values, height).tolist()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors().wave_rms, 1))  # a wider one takes 40 times as long
        finite = np.isfinite(values)
        bounds = np.flatnonzero(np.diff(np.r_[False, finite, False].astype(np.int8))).reshape(-1, 2)
        for start, stop in bounds.tolist():
            painter.drawPolyline(QPolygonF([QPointF(x[k], y[k]) for k in range(start, stop)]))
        apart = self.hop_s / self.axis.seconds_per_pixel
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors().wave_rms)
        alone = {start for start, stop in bounds.tolist() if stop == start + 1}
        for k in np.flatnonzero(finite).tolist() if apart >= _POINTS_FROM_PX else alone:
            painter.drawEllipse(QPointF(x[k], y[k]), 2.0, 2.0)

    def mouseMoveEvent(self, event) -> None:
        """Say the curve's own value, whatever the pointer's height."""
        x = event.position().x() - GUTTER_PX
        if x >= 0:
            time_s = self.axis.time_of(x)
            value = self.value_at(time_s)
            self.hovered.emit(time_s, value if self.unit == "Hz" else None, value if "dB" in self.unit else None)
        event.ignore()


def _between(top: NDArray[np.float64], bottom: NDArray[np.float64], height: int) -> NDArray[np.bool_]:
    """Pixels from `top` to `bottom`, two at least, joined to the neighbours where they do not overlap.

    Parameters
    ----------
    top, bottom : y of each column and of one more on either side; NaN where there is none

    Returns
    -------
    shape (height, columns)
    """
    here, below = top[1:-1], bottom[1:-1]
    # To the middle of the gap between neighbours.
    up = np.fmin(here, np.fmin((here + bottom[:-2]) / 2, (here + bottom[2:]) / 2))
    down = np.fmax(below, np.fmax((below + top[:-2]) / 2, (below + top[2:]) / 2))
    there = np.isfinite(up)
    first = np.where(there, up, height).astype(np.int16)
    last = np.where(there, np.maximum(down, up + 1), -1).astype(np.int16)
    rows = np.arange(height, dtype=np.int16)[:, np.newaxis]
    return (rows >= first) & (rows <= last)
