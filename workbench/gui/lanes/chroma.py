"""The chroma lane: the twelve pitch classes, whatever the octave."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.gui.document import Document
from workbench.gui.lanes.legend import color_table
from workbench.gui.lanes.measured_picture import MeasuredPictureLane
from workbench.gui.lanes.value_scale import draw_tick
from workbench.gui.typography import body
from workbench.jobs.worker import Worker
from workbench.models.analyse.constant_q import NOTES

_NATURAL = (0, 2, 4, 5, 7, 9, 11)
_FEW = (0, 4, 7)


class ChromaLane(MeasuredPictureLane):
    """How strong each pitch class is beside the strongest of its column."""

    title = "Chroma"
    analysis = "analyse/chroma"
    default_height = 128
    low, high = 0.0, 1.0

    def __init__(self, document: Document, worker: Worker) -> None:
        super().__init__(document, worker)
        document.spectrogram_changed.connect(self.invalidate)

    def table(self) -> list[int]:
        values = np.append(0.0, np.linspace(0.0, 1.0, 255)).astype(np.float32)
        return color_table(self.document.spectrogram.colormap, self.low, self.high, values)

    def reading(self, time_s: float, y: float) -> str:
        value = self.value_at(time_s, y)
        return "" if value is None else f"{NOTES[self.row_at(y)]}   {value:.2f}"

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(body())
        height, line = self.body_rect().height(), painter.fontMetrics().height()
        apart = height / 12
        named = range(12) if apart >= line else _NATURAL if 1.5 * apart >= line else _FEW
        for row in named:
            draw_tick(painter, rect, height, height - (row + 0.5) * apart, NOTES[row], mark=False)


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(ChromaLane, lambda _document, lane: lane.note_shown(True))
