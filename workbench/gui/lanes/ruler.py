"""The ruler over the lanes: ticks of time, the selection, the play head."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF

from workbench.gui.axis import TimeAxis
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.ticks import digits_of, tick_step, tick_text
from workbench.gui.theme import colors

HEIGHT_PX = 28
_LABEL_PX = 96
"""Room for one label."""
_LABEL_INDENT_PX = 4
"""From the tick to its label."""


class Ruler(Lane):
    """Time along the top. Its form is one of `time_text.TIME_FORMATS`."""

    title = ""
    default_height = HEIGHT_PX
    smallest_height = HEIGHT_PX
    grows = 0

    def __init__(self, document, parent=None) -> None:
        super().__init__(document, parent)
        self.form = "clock"
        self.setFixedHeight(HEIGHT_PX)
        self.setAccessibleName("Time ruler")

    def set_form(self, form: str) -> None:
        self.form = form
        self.invalidate()

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(colors().text_soft)
        words = {"clock": "h:m:s", "seconds": "seconds", "samples": "samples"}[self.form]
        painter.drawText(rect.adjusted(8, 0, -8, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        painter.fillRect(0, 0, width, height, colors().panel)
        if self.document.recording is None:
            return
        draw_times(painter, self.axis, height, self.form, self._sample_rate())

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self.document.playhead_s is not None and self.document.recording is not None:
            self._paint_handle(self.document.playhead_s)

    def _paint_handle(self, time_s: float) -> None:
        body = self.body_rect()
        x = body.left() + self.axis.x_of(time_s)
        if body.left() <= x <= body.right():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors().playhead)
            bottom = body.bottom()
            painter.drawPolygon(QPolygonF([QPointF(x - 5, bottom - 7), QPointF(x + 5, bottom - 7), QPointF(x, bottom)]))

    def _move_playhead(self, old, new) -> None:
        for time_s in (old, new):
            if time_s is not None:
                x = self.body_rect().left() + round(self.axis.x_of(time_s))
                self.update(QRect(x - 7, 0, 14, self.height()))

    def _sample_rate(self) -> int:
        return self.document.recording.sample_rate if self.document.recording else 48_000


def draw_times(painter: QPainter, axis: TimeAxis, height: int, form: str, sample_rate: int) -> None:
    """Ticks along the bottom of a ruler, and what they say; `form` is one of `time_text.TIME_FORMATS`."""
    metrics = painter.fontMetrics()
    step = tick_step(axis.span_s, max(axis.width_px // _LABEL_PX, 1))
    minor = step / (5 if _leading_digit(step) in (1, 5) else 4)
    painter.setPen(colors().line)
    for number in range(math.floor(axis.start_s / minor), math.ceil(axis.end_s / minor) + 1):
        x = axis.x_of(number * minor)
        painter.drawLine(QPointF(x, height - 5), QPointF(x, height))
    for number in range(math.floor(axis.start_s / step), math.ceil(axis.end_s / step) + 1):
        x = axis.x_of(number * step)
        painter.setPen(colors().text_soft)
        painter.drawLine(QPointF(x, height - 10), QPointF(x, height))
        text = tick_text(number * step, form, sample_rate, digits_of(step))
        label = x + _LABEL_INDENT_PX
        # Cut off at either end, a wrong time would be read.
        if label >= 0 and label + metrics.horizontalAdvance(text) <= axis.width_px:
            painter.setPen(colors().text)
            painter.drawText(QPointF(label, height - 12), text)


def _leading_digit(step: float) -> int:
    return int(f"{step:e}"[0])
