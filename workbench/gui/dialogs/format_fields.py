"""As which format sound is written: format, encoding and dither side by side, as they were chosen last."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from workbench.audio.export_formats import FORMATS, Encoding, ExportFormat, format_named
from workbench.gui import preview
from workbench.gui.settings import ExportSettings
from workbench.gui.theme import GRID_PX

DITHER_TIP = (
    "Add faint noise before rounding to 16 bit, so that very soft sound is not distorted. "
    "Leave it off to keep samples exactly, such as those of a 16-bit recording that was not changed."
)


class FormatFields(QWidget):
    """A row of fields.

    Parameters
    ----------
    last : what was chosen last

    Signals
    -------
    format_changed() : another format, and an encoding of it
    encoding_changed() : another encoding of the same format
    """

    format_changed = Signal()
    encoding_changed = Signal()

    def __init__(self, last: ExportSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = last
        self.formats, self.encodings, self.dither = QComboBox(), QComboBox(), QCheckBox("Dither")
        self.formats.setAccessibleName("Format")
        self.encodings.setAccessibleName("Encoding")
        self.dither.setToolTip(DITHER_TIP)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID_PX)
        row.addWidget(self.formats, 1)
        row.addWidget(self.encodings, 1)
        row.addWidget(self.dither)
        for each in FORMATS:
            self.formats.addItem(each.words, each)
        known = format_named(last.format)
        self.formats.setCurrentIndex(FORMATS.index(known) if known else 0)
        self.dither.setChecked(last.dither)
        self._fill_encodings()
        self.formats.currentIndexChanged.connect(self._take_format)
        self.encodings.currentIndexChanged.connect(self._take_encoding)

    @property
    def format(self) -> ExportFormat:
        return self.formats.currentData()

    @property
    def encoding(self) -> Encoding:
        return self.encodings.currentData()

    @property
    def dithers(self) -> bool:
        """Whether noise is to be added, where that means anything."""
        return self.dither.isEnabled() and self.dither.isChecked()

    def choose(self, form: ExportFormat) -> None:
        self.formats.setCurrentIndex(FORMATS.index(form))

    def chosen(self) -> ExportSettings:
        """To be remembered."""
        encodings = self._last.encodings | {self.format.name: self.encoding.name}
        return replace(self._last, format=self.format.name, encodings=encodings, dither=self.dither.isChecked())

    def _fill_encodings(self) -> None:
        with QSignalBlocker(self.encodings):
            self.encodings.clear()
            for each in self.format.encodings:
                self.encodings.addItem(each.words[0].upper() + each.words[1:], each)
            wanted = self.format.encoding(self._last.encodings.get(self.format.name, ""))
            self.encodings.setCurrentIndex(self.format.encodings.index(wanted) if wanted else 0)
        self._show_dither()

    def _take_format(self) -> None:
        self._fill_encodings()
        self.format_changed.emit()

    def _take_encoding(self) -> None:
        self._show_dither()
        self.encoding_changed.emit()

    def _show_dither(self) -> None:
        self.dither.setEnabled(self.encoding.name == "16")


def make_preview() -> QWidget:
    return FormatFields(ExportSettings())


if __name__ == "__main__":
    preview.run(make_preview, 420, 40)
