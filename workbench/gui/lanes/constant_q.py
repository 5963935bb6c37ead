"""The constant-Q lane: a band for each semitone."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from workbench.gui.document import Document
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.legend import color_table, draw_legend
from workbench.gui.lanes.measured_picture import MeasuredPictureLane
from workbench.gui.lanes.value_scale import draw_ticks
from workbench.jobs.worker import Worker
from workbench.models.analyse.constant_q import LOWEST_HZ, OCTAVES

_ROWS = 12 * OCTAVES
_LINES_APART = 1.3
"""Heights of text from one label to the next at least."""


class ConstantQLane(MeasuredPictureLane):
    """Levels of semitones, in the colours and between the levels of the spectrogram."""

    title = "Constant-Q"
    analysis = "analyse/constant-q"
    default_height = 184
    smallest_height = 64
    grows = 2
    low, high = -127.0, 0.0

    def __init__(self, document: Document, worker: Worker) -> None:
        super().__init__(document, worker)
        document.spectrogram_changed.connect(self.invalidate)

    def table(self) -> list[int]:
        view = self.document.spectrogram
        levels = np.append(self.low, np.linspace(self.low, self.high, 255)).astype(np.float32)
        return color_table(view.colormap, view.floor_db, view.ceiling_db, levels)

    def frequency_at(self, y: float) -> float | None:
        """The pitch at that height, between the semitones too."""
        share = min(max(1.0 - y / self.body_rect().height(), 0.0), 1.0)
        return LOWEST_HZ * 2.0 ** ((share * _ROWS - 0.5) / 12)

    def y_of_frequency(self, frequency_hz: float) -> float | None:
        semitone = 12 * np.log2(max(frequency_hz, 1.0) / LOWEST_HZ) + 0.5
        return float(self.body_rect().height() * (1.0 - semitone / _ROWS))

    def level_at(self, time_s: float, y: float) -> float | None:
        return self.value_at(time_s, y)

    def reading(self, time_s: float, y: float) -> str:
        value, row = self.value_at(time_s, y), self.row_at(y)
        note, hz = self.analysing.analysis.card.classes[row], _frequency_of(row)
        return "" if value is None else f"{note}   {hz:,.1f} Hz   {value:.0f} dBFS".replace("-", "−")

    def mouseMoveEvent(self, event) -> None:
        """Say the frequency of the semitone, as the tooltip does."""
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if x >= 0:
            time_s = self.axis.time_of(x)
            self.hovered.emit(time_s, _frequency_of(self.row_at(y)), self.level_at(time_s, y))
        event.ignore()

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        height = self.body_rect().height()
        # At even distances, however low the lane; the label of C1 stands half a line higher than its tick.
        least_px = _LINES_APART * painter.fontMetrics().height()
        every = next((n for n in (1, 2) if n * height / OCTAVES >= least_px), 3)
        ticks = [(height - (12 * n + 0.5) * height / _ROWS, f"C{n + 1}") for n in range(0, OCTAVES, every)]
        draw_ticks(painter, rect, self.title, ticks)
        view = self.document.spectrogram
        draw_legend(painter, rect, view.colormap, (view.floor_db, view.ceiling_db), "dBFS")


def _frequency_of(row: int) -> float:
    return LOWEST_HZ * 2.0 ** (row / 12)


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(ConstantQLane, lambda _document, lane: lane.note_shown(True))
