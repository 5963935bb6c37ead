"""Facts of the recording and of the selection, and the spectrum of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.errors import printable
from workbench.gui import preview, typography
from workbench.gui.document import Document, Selection
from workbench.gui.panels.spectrum_plot import SpectrumPlot
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import band_text, time_text
from workbench.jobs.worker import Worker

RECORDING = ("File", "Format", "Rate", "Channels", "Length")
MADE_AS = "Made as"
"""Said of sounds that a model made from a recipe; for all others the line is not there."""
SELECTION = ("Start", "End", "Duration", "Frequencies")
LATER_MS = 150
"""The spectrum waits until a selection stands still this long."""


class Inspector(QWidget):
    """Reads the document; computes its spectrum in the worker, and only while it can be seen.

    Signals
    -------
    more_wanted() : sounds like the open one, which a model made
    """

    more_wanted = Signal()

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._form = "clock"
        self.facts: dict[str, QLabel] = {}
        self.more = QPushButton("More like this")
        self.more.setToolTip("Variations of this sound, on the synthesis bench")
        self.more.clicked.connect(self.more_wanted)
        self.warnings = QLabel()
        self.spectrum = SpectrumPlot(document, worker)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self._show_spectrum)
        self._lay_out()
        document.opened.connect(self._show_recording)
        document.opened.connect(self.spectrum.forget)
        document.grew.connect(self._show_recording)
        document.selection_changed.connect(self._show_selection)
        document.cursor_changed.connect(self._later.start)
        self._show_recording()
        self._show_selection()

    def set_format(self, form: str) -> None:
        """How times are written, one of `time_text.TIME_FORMATS`."""
        self._form = form
        self._show_recording()
        self._show_selection()

    def show_made_as(self, words: str) -> None:
        """From which recipe, and by which model, the recording was made; "" where it was not."""
        self.facts[MADE_AS].setText(words)
        for field in (self.facts[MADE_AS], self.more):
            self._lines.setRowVisible(field, bool(words))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._later.start()

    def _lay_out(self) -> None:
        self._lines = lines = QFormLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(3 * GRID_PX)
        lines.setVerticalSpacing(GRID_PX)
        for heading, names in (("Recording", (*RECORDING, MADE_AS)), ("Selection", SELECTION)):
            title = QLabel(heading)
            title.setFont(typography.bold())
            lines.addRow(title)
            for name in names:
                self.facts[name] = fact = QLabel()
                fact.setFont(typography.body())
                fact.setWordWrap(True)
                fact.setTextInteractionFlags(fact.textInteractionFlags().TextSelectableByMouse)
                fact.setAccessibleName(name)
                label = QLabel(name)
                label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
                lines.addRow(label, fact)
                if name == MADE_AS:
                    lines.addRow("", self.more)
        self.show_made_as("")
        self.warnings.setWordWrap(True)
        self.warnings.setFont(typography.body())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addLayout(lines)
        column.addWidget(self.warnings)
        column.addWidget(self.spectrum, 1)

    def _show_recording(self) -> None:
        recording = self._document.recording
        words = dict.fromkeys(RECORDING, "–")
        if recording is not None:
            channels = {1: "mono", 2: "stereo"}.get(recording.channels, str(recording.channels))
            length = time_text(self._document.total_s, self._form, recording.sample_rate)
            words = {
                "File": printable(recording.path.name),
                "Format": recording.format,
                "Rate": f"{recording.sample_rate:,} Hz",
                "Channels": channels,
                "Length": length if recording.complete else f"{length}, still being decoded",
            }
            self.facts["File"].setToolTip(printable(str(recording.path)))
        for name, text in words.items():
            self.facts[name].setText(text)
        warnings = recording.warnings if recording is not None else ()
        self.warnings.setText("\n".join(f"{text[:1].upper()}{text[1:]}." for text in warnings))
        self.warnings.setVisible(bool(warnings))

    def _show_selection(self) -> None:
        selection = self._document.selection
        words = dict.fromkeys(SELECTION, "–")
        if selection is not None:
            rate = 48_000 if self._document.recording is None else self._document.recording.sample_rate
            times = (selection.start_s, selection.end_s, selection.end_s - selection.start_s)
            words |= {
                name: time_text(time_s, self._form, rate) for name, time_s in zip(SELECTION[:3], times, strict=True)
            }
            if selection.is_box:
                words["Frequencies"] = band_text(selection.low_hz, selection.high_hz)
        for name, text in words.items():
            self.facts[name].setText(text)
        self._later.start()

    def _show_spectrum(self) -> None:
        if self.isVisible():
            self.spectrum.refresh()


def make_preview() -> QWidget:
    from workbench.audio.open import open_recording
    from workbench.audio.overview import Overview
    from workbench.paths import resources_dir

    document, worker = Document(), Worker()
    worker.start()
    inspector = Inspector(document, worker)
    document.setParent(inspector)
    worker.setParent(inspector)
    recording = open_recording(resources_dir() / "samples" / "sheep.wav")
    document.open(recording, Overview(recording.channels, recording.sample_rate, recording.frames))
    document.select(Selection(0.2, 0.9, 300.0, 2500.0))
    return inspector


if __name__ == "__main__":
    preview.run(make_preview, 300, 520)
