"""The spectrum of the selection, or of what is around the cursor: averaged and peak level over frequency."""

from __future__ import annotations

from functools import partial
from math import log10

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.features.spectrum import Spectrum, spectrum_steps
from workbench.gui.document import Document
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

AROUND_S = 0.25
"""Without a selection: this much before and after the cursor."""
LOWEST_DB = -120.0
LOWEST_HZ = 20.0


class SpectrumPlot(QWidget):
    """pyqtgraph is imported when the first spectrum is drawn: that costs a quarter of a second."""

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._worker = document, worker
        self._job: Job | None = None
        self._plot = None
        self._spectrum: Spectrum | None = None
        self.words = QLabel()
        self.words.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.words.setWordWrap(True)
        self.log = QCheckBox("Log")
        self.log.setChecked(True)
        self.log.setToolTip("Logarithmic frequency")
        self.log.toggled.connect(self._draw)
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.log, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID_PX)
        self._column.addLayout(head)
        self._column.addStretch(1)

    @property
    def spectrum(self) -> Spectrum | None:
        return self._spectrum

    def refresh(self) -> None:
        """Compute the spectrum of the selection anew; a computation that still runs is dropped."""
        if self._job is not None:
            self._job.cancel()
        recording, selection = self._document.recording, self._document.selection
        if recording is None:
            self._show(None, "Open a recording to see its spectrum.")
            return
        at = self._document.cursor_s
        start_s, end_s = (selection.start_s, selection.end_s) if selection else (at - AROUND_S, at + AROUND_S)
        words = "Spectrum of the selection" if selection else "Spectrum around the cursor"
        rate = recording.sample_rate
        steps = partial(spectrum_steps, recording, round(start_s * rate), round(end_s * rate))
        self._job = self._worker.run(steps, Priority.PREFETCH)
        self._job.result.connect(lambda spectrum: self._show(spectrum, words))
        self._job.ended.connect(self._end)

    def changeEvent(self, event) -> None:
        if event.type() == event.Type.PaletteChange and self._plot is not None:
            self._draw()
        super().changeEvent(event)

    def _end(self, end: JobEnd) -> None:
        if end.state != "cancelled":
            self._job = None
        if end.error is not None:
            self._show(None, str(end.error))

    def _show(self, spectrum: Spectrum | None, words: str) -> None:
        self.words.setText(words)
        self._spectrum = spectrum
        if spectrum is not None or self._plot is not None:
            self._draw()

    def _make_plot(self) -> None:
        import pyqtgraph

        self._plot = plot = pyqtgraph.PlotWidget()
        plot.setAccessibleName("Spectrum")
        plot.setMinimumHeight(140)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.showGrid(x=True, y=True, alpha=0.15)
        self._curves = (plot.plot(), plot.plot())
        while self._column.count() > 1:
            self._column.takeAt(1)
        self._column.addWidget(plot, 1)

    def _draw(self) -> None:
        if self._plot is None:
            if self._spectrum is None:
                return
            self._make_plot()
        c, plot = colors(), self._plot
        plot.setBackground(c.lane)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(c.line)
            axis.setTextPen(c.text_soft)
            axis.enableAutoSIPrefix(False)
        plot.setLabel("left", "dBFS")
        plot.setLabel("bottom", "Hz")
        spectrum, log = self._spectrum, self.log.isChecked()
        plot.setLogMode(x=log, y=False)
        if spectrum is None:
            for curve in self._curves:
                curve.setData([], [])
            return
        frequencies = spectrum.frequencies[1:]
        for curve, levels, color in zip(
            self._curves, (spectrum.peak_db, spectrum.mean_db), (c.wave_peak, c.wave_rms), strict=True
        ):
            curve.setPen(QPen(QColor(color), 0))
            curve.setData(frequencies, levels[1:])
        top = max(float(spectrum.peak_db.max()) + 6.0, LOWEST_DB + 20.0)
        half = float(frequencies[-1])
        plot.setYRange(max(LOWEST_DB, float(spectrum.mean_db.min()) - 3.0), top, padding=0)
        lowest = min(LOWEST_HZ, half / 10)
        plot.setXRange(*((log10(lowest), log10(half)) if log else (0.0, half)), padding=0)
