"""The right end of the status bar: what is under the pointer, and what the recording is."""

from __future__ import annotations

import html
import math

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.gui import typography
from workbench.gui.document import Document
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import frequency_text, time_text

NOTE_STAYS_MS = 2500


class Readout(QWidget):
    """Time, frequency and level under the pointer; then rate and channels of the recording."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.form = "clock"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 2 * GRID_PX, 0)
        layout.setSpacing(4 * GRID_PX)
        self.note, self.place, self.recording = QLabel(), QLabel(), QLabel()
        self.note.setAccessibleName("What was done last")
        self.place.setAccessibleName("Time, frequency and level under the pointer")
        self.recording.setAccessibleName("Sample rate and channels")
        self._note_ends = QTimer(self)
        self._note_ends.setSingleShot(True)
        self._note_ends.setInterval(NOTE_STAYS_MS)
        self._note_ends.timeout.connect(self.note.clear)
        for label in (self.note, self.place, self.recording):
            label.setFont(typography.body())
            layout.addWidget(label)
        document.opened.connect(self._show_recording)
        document.grew.connect(self._show_recording)

    def say(self, words: str, color: str = "") -> None:
        """A short note that leaves by itself, such as the name a key has given, with the colour of its class."""
        chip = f'<span style="color:{color}">■</span> ' if color else ""
        self.note.setText(f"{chip}{html.escape(words)}")
        self._note_ends.start()

    def show_place(self, time_s: float | None, frequency_hz: float | None, level: float | str | None) -> None:
        """`level` : in dB, or what else there is to say."""
        recording = self.document.recording
        if time_s is None or recording is None:
            self.place.setText("")
            return
        parts = [time_text(time_s, self.form, recording.sample_rate)]
        if frequency_hz is not None:
            parts.append(frequency_text(frequency_hz))
        if isinstance(level, str):
            parts.append(level)
        elif level is not None:
            parts.append("−∞ dB" if math.isinf(level) else f"{level:.1f} dB".replace("-", "−"))
        self.place.setText("   ".join(parts))

    def _show_recording(self) -> None:
        recording = self.document.recording
        if recording is None:
            self.recording.setText("")
            return
        rate = f"{recording.sample_rate / 1000:g} kHz"
        channels = {1: "mono", 2: "stereo"}.get(recording.channels, f"{recording.channels} channels")
        self.recording.setText(f"{rate}   {channels}   {recording.format}")
