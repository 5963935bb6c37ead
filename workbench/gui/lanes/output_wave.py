"""The waveform of what a model made, all channels together: near, the samples of each."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import QImage, QPainter

from workbench.audio.wave_detail import WaveGrid
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.document import Document
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.lanes.result_head import ResultHead
from workbench.gui.lanes.result_waves import ResultWaves
from workbench.gui.lanes.unmade import draw_unmade
from workbench.gui.lanes.wave_lane import WaveLane, level_of
from workbench.gui.lanes.wave_picture import WavePicture
from workbench.gui.results import Side
from workbench.jobs.worker import Worker

_PACE_MS = 33
"""While bins stream in, the picture is drawn anew that often."""


class OutputWaveLane(WaveLane):
    """Fills while the model runs; what is not made yet is hatched."""

    title = "Output"
    empty_text = "Run a denoiser to see the waveform of its output here"

    def __init__(self, document: Document, worker: Worker, parent=None) -> None:
        super().__init__(document, parent)
        self.chosen = ChosenResult.of(document)
        self.source = ResultWaves(worker, self.chosen, self)
        self._wave = WavePicture()
        self._grid: WaveGrid | None = None
        self.head = ResultHead(self, "Output waveform", self.chosen, Side.OUTPUT, beside_scale=True)
        self._pace = QTimer(self, interval=_PACE_MS, singleShot=True)
        self._pace.timeout.connect(self.invalidate_body)
        self.source.changed.connect(self._note_change)
        self.chosen.changed.connect(self._begin)
        self.chosen.mixed.connect(self._refresh)
        self.chosen.grew.connect(self.invalidate_body)
        self._begin()

    @property
    def settled(self) -> bool:
        """Whether what is drawn stays; not while the model makes what is in view."""
        return self.isHidden() or not (self.source.busy or self.chosen.awaits(self.axis.start_s, self.axis.end_s))

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self.source.want(None)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.invalidate_body()

    def _begin(self) -> None:
        self._wave = WavePicture()
        self.source.begin()
        self.invalidate()

    def _refresh(self) -> None:
        self.source.refresh()
        self.invalidate_body()

    def _note_change(self) -> None:
        self._wave = WavePicture()
        if not self._pace.isActive():
            self._pace.start()

    # Drawing

    def body_image(self, size: QSize) -> QImage | None:
        result = self.chosen.result
        if result is None:
            return None
        rate = result.made.sample_rate
        self._grid = grid = WaveGrid.of(self.axis.start_s * rate, self.axis.span_s * rate, size.width())
        if not self.isHidden():
            self.source.want(grid)
        if self._samples() is not None:
            return None
        return self._wave.image(grid, size.height(), self.gain, self.source.columns, final=self.source.is_exact(grid))

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        if self.chosen.result is None:
            draw_notice(painter, QRect(0, 0, width, height), self.empty_text)
            return
        samples = self._samples()
        for channel in samples if samples is not None else ():
            self.draw_samples(painter, self.source.detail.first_frame, channel)
        draw_unmade(painter, self.chosen, self.axis, height)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self.chosen.result is not None:
            super().draw_scale(painter, rect)

    def _samples(self) -> np.ndarray | None:
        """The samples in view, shape (channels, n), where it is so near that they are drawn."""
        detail = self.source.detail
        return detail.samples if detail is not None and detail.grid.covers(self._grid) else None

    def level_at(self, time_s: float, y: float) -> float | None:
        if self.chosen.result is None or self._grid is None:
            return None
        frame = time_s * self.chosen.result.made.sample_rate
        if not self.chosen.known.covers(int(frame), int(frame) + 1):
            return None
        one = WaveGrid(int(frame / self._grid.per_column), 1, self._grid.per_column)
        shown = self.source.columns(one)
        return level_of(float(np.fmax(shown.maximum[0], -shown.minimum[0])))


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(OutputWaveLane)
