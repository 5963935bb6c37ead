"""The chroma lane: the twelve pitch classes, whatever the octave."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.gui.document import Document
from workbench.gui.lanes.legend import color_table
from workbench.gui.lanes.measured_picture import MeasuredPictureLane
from workbench.gui.lanes.value_scale import draw_ticks
from workbench.jobs.worker import Worker
from workbench.models.analyse.constant_q import NOTES

_BY_WEIGHT = (0, 4, 7, 2, 5, 9, 11, 1, 3, 6, 8, 10)
"""C major first, then its other notes, then the black keys: where there is little room, so many are named."""


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
        height = self.body_rect().height()
        ticks = [(height - (row + 0.5) * height / 12, NOTES[row]) for row in _BY_WEIGHT]
        draw_ticks(painter, rect, self.title, ticks, marks=False)


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(ChromaLane, lambda _document, lane: lane.note_shown(True))
