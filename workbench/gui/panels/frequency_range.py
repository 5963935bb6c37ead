"""Which frequencies the spectrogram shows: a button that says it, and the fields behind it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QPushButton, QSpinBox, QToolButton, QWidget

from workbench.gui.document import Document
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import KHZ_FROM_HZ

NARROWEST_HZ = 50
_FINE_STEPS_TO_HZ = 24_000


class FrequencyRange(QToolButton):
    """Shows the lowest and highest frequency of `document.spectrogram`; a click opens fields to change them."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Range of frequencies")
        self.setToolTip("Range of frequencies shown; Alt and the wheel over the spectrogram zoom it, too")
        self.low = self._field("Lowest frequency in Hz", "Lowest frequency shown")
        self.high = self._field("Highest frequency in Hz", "Highest frequency shown")
        self.all = QPushButton("All frequencies")
        self.all.setAccessibleName("All frequencies")
        self.all.setToolTip("Show all frequencies, up to half the sample rate")
        self.popover = self._popover()
        self.low.valueChanged.connect(lambda hz: document.set_spectrogram(low_hz=float(hz)))
        self.high.valueChanged.connect(self._set_high)
        self.all.clicked.connect(lambda: document.set_spectrogram(low_hz=0.0, high_hz=None))
        self.clicked.connect(self._open)
        document.spectrogram_changed.connect(self.refresh)
        self.refresh()

    def _field(self, name: str, tip: str) -> QSpinBox:
        field = QSpinBox()
        field.setAccessibleName(name)
        field.setToolTip(tip)
        field.setSuffix(" Hz")
        field.setGroupSeparatorShown(True)
        # A number half typed is not meant yet.
        field.setKeyboardTracking(False)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        return field

    def _popover(self) -> QFrame:
        popover = QFrame(self, Qt.WindowType.Popup)
        popover.setFrameShape(QFrame.Shape.StyledPanel)
        form = QFormLayout(popover)
        form.setContentsMargins(3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX)
        form.setSpacing(2 * GRID_PX)
        form.addRow("Highest", self.high)
        form.addRow("Lowest", self.low)
        form.addRow(self.all)
        return popover

    def _open(self) -> None:
        self.popover.adjustSize()
        right = self.mapToGlobal(QPoint(self.width() - self.popover.width(), self.height()))
        self.popover.move(right)
        self.popover.show()
        self.high.setFocus()
        self.high.selectAll()

    def _set_high(self, hz: int) -> None:
        self.document.set_spectrogram(high_hz=None if hz >= self.high.maximum() else float(hz))

    def refresh(self) -> None:
        """Show what the document says."""
        view, recording = self.document.spectrogram, self.document.recording
        nyquist = 24_000 if recording is None else recording.sample_rate // 2
        high = nyquist if view.high_hz is None else min(round(view.high_hz), nyquist)
        low = min(round(view.low_hz), max(high - NARROWEST_HZ, 0))
        step = 100 if nyquist <= _FINE_STEPS_TO_HZ else 1000
        for box, least, most, value in (
            (self.low, 0, max(high - NARROWEST_HZ, 0), low),
            (self.high, min(low + NARROWEST_HZ, nyquist), nyquist, high),
        ):
            with QSignalBlocker(box):
                box.setRange(least, most)
                box.setSingleStep(step)
                box.setValue(value)
        khz = high >= KHZ_FROM_HZ
        self.setText(f"{low / 1000:g} – {high / 1000:g} kHz" if khz else f"{low:,} – {high:,} Hz")
        self.all.setEnabled(view.low_hz > 0 or view.high_hz is not None)
