"""The spectrum of the selection, or of what is around the cursor: averaged and peak level over frequency."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.features.spectrum import Spectrum
from workbench.gui.document import Document
from workbench.gui.panels.spectrum_curve import SpectrumCurve
from workbench.gui.theme import GRID_PX
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MakeSpectrum
from workbench.jobs.worker import Job, Worker

AROUND_S = 0.25
"""Without a selection: this much before and after the cursor."""


class SpectrumPlot(QWidget):
    """Asks the worker for the spectrum and shows it with its words."""

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._worker = document, worker
        self._job: Job | None = None
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
        self.curve = SpectrumCurve()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addLayout(head)
        column.addWidget(self.curve, 1)

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
        if recording.complete and recording.frames == 0:
            self._show(None, "There is no sound in this recording.")
            return
        at = self._document.cursor_s
        start_s, end_s = (selection.start_s, selection.end_s) if selection else (at - AROUND_S, at + AROUND_S)
        words = "Spectrum of the selection" if selection else "Spectrum around the cursor"
        rate = recording.sample_rate
        work = MakeSpectrum(round(start_s * rate), round(end_s * rate))
        self._job = self._worker.work_on(recording, work, Priority.VIEW)
        self._job.result.connect(lambda spectrum: self._show(spectrum, words))
        self._job.ended.connect(self._end)

    def forget(self) -> None:
        """Another recording is open: what was shown is of the one before."""
        if self._job is not None:
            self._job.cancel()
        self._show(None, "")

    def _end(self, end: JobEnd) -> None:
        if end.state != "cancelled":
            self._job = None
        if end.error is not None:
            self._show(None, str(end.error))

    def _show(self, spectrum: Spectrum | None, words: str) -> None:
        self.words.setText(words)
        self._spectrum = spectrum
        self._draw()

    def _draw(self) -> None:
        self.curve.show_spectrum(self._spectrum, self.log.isChecked())
