"""The selection in figures, and the way to type it: start, end, length, and the frequencies of a box."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from workbench.gui import preview, typography
from workbench.gui.document import Document, Selection
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import WIDEST_TIME, band_text, parse_time, time_text

NAMES = ("start", "end", "length")


class SelectionFields(QWidget):
    """Shows and changes the document's selection. What cannot be read as a time changes nothing."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._form = "clock"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX)
        self.fields = {name: self._make_field(name) for name in NAMES}
        label = QLabel("Selection")
        label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.band = QLabel()
        """The frequencies of a box, in words; stands beside the fields, but goes where there is no room."""
        self.band.setFont(typography.body())
        for widget in (label, self.fields["start"], QLabel("–"), self.fields["end"], self.fields["length"]):
            row.addWidget(widget)
        document.selection_changed.connect(self._show)
        document.opened.connect(self._show)
        self.set_format("clock")

    def set_format(self, form: str) -> None:
        """One of `time_text.TIME_FORMATS`."""
        self._form = form
        width = QFontMetrics(typography.body()).horizontalAdvance(WIDEST_TIME[form]) + 4 * GRID_PX
        for field in self.fields.values():
            field.setFixedWidth(width)
        self._show()

    @property
    def frequencies(self) -> str:
        return self.band.text()

    def _make_field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setFont(typography.body())
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setPlaceholderText("–")
        field.setAccessibleName(f"Selection {name}")
        field.setToolTip(f"{name.capitalize()} of the selection; type a time and press Enter")
        field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        field.editingFinished.connect(lambda: self._take(name))
        return field

    def _show(self) -> None:
        selection = self._document.selection
        has_sound = self._document.recording is not None or self._document.axis.total_s > 1.0
        times = ("", "", "")
        if selection is not None:
            times = tuple(
                time_text(time_s, self._form, self._rate)
                for time_s in (selection.start_s, selection.end_s, selection.end_s - selection.start_s)
            )
        for field, text in zip(self.fields.values(), times, strict=True):
            field.setEnabled(has_sound)
            field.setText(text)
            field.setCursorPosition(0)
            field.setModified(False)
        box = selection is not None and selection.is_box
        self.band.setText(band_text(selection.low_hz, selection.high_hz) if box else "")

    @property
    def _rate(self) -> int:
        return 48_000 if self._document.recording is None else self._document.recording.sample_rate

    def _take(self, name: str) -> None:
        field = self.fields[name]
        if not field.isModified():
            return
        old = self._document.selection
        try:
            time_s = parse_time(field.text(), self._form, self._rate)
        except ValueError:
            self._show()
            return
        start = old.start_s if old else self._document.cursor_s
        end = old.end_s if old else self._document.axis.total_s
        if name == "start":
            start, end = time_s, max(end, time_s)
        else:
            end = time_s if name == "end" else start + time_s
            start = min(start, end)
        low, high = (old.low_hz, old.high_hz) if old else (None, None)
        self._document.select(Selection(start, end, low, high))
        self._show()


def make_preview() -> QWidget:
    document = Document()
    document.axis.set_recording(600.0, 48_000)
    fields = SelectionFields(document)
    document.setParent(fields)
    document.select(Selection(70.0, 74.5, 200.0, 4000.0))
    return fields


if __name__ == "__main__":
    preview.run(make_preview, 560, 36)
