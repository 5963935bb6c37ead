"""How the clips of a review are heard: context, loop, speed and band."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QSpinBox, QWidget

from workbench.gui import preview
from workbench.gui.panels.speed_box import SpeedBox
from workbench.gui.review.listening import CONTEXT_MAX_S, Listening
from workbench.gui.theme import GRID_PX

_STEP_S = 0.25
_HIGHEST_HZ = 384_000


class ListeningForm(QWidget):
    """Signals
    -------
    chosen(Listening) : the person wants it so
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Listening()
        self.before = seconds_box("Context before the clip")
        self.after = seconds_box("Context after the clip")
        self.speed = SpeedBox()
        self.autoplay = QCheckBox("Play each clip when it comes up")
        self.loop = QCheckBox("Loop")
        self.banded = QCheckBox("Only a band")
        self.low, self.high = self._hertz("Lowest frequency heard"), self._hertz("Highest frequency heard")
        self._lay_out()
        for box in (self.before, self.after, self.low, self.high):
            box.valueChanged.connect(self._choose)
        for box in (self.autoplay, self.loop, self.banded):
            box.toggled.connect(self._choose)
        self.speed.speed_changed.connect(self._choose)
        self.show_listening(self._shown)

    def _hertz(self, name: str) -> QSpinBox:
        box = QSpinBox(maximum=_HIGHEST_HZ, singleStep=100, suffix=" Hz")
        box.setGroupSeparatorShown(True)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        return box

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * GRID_PX)
        form.setVerticalSpacing(GRID_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Before", self.before)
        form.addRow("After", self.after)
        speed = QHBoxLayout()
        speed.setSpacing(3 * GRID_PX)
        speed.addWidget(self.speed)
        speed.addWidget(self.loop)
        speed.addStretch(1)
        form.addRow("Speed", speed)
        form.addRow(self.banded)
        band = QHBoxLayout()
        band.setSpacing(GRID_PX)
        band.addWidget(self.low, 1)
        band.addWidget(self.high, 1)
        form.addRow("Band", band)
        form.addRow(self.autoplay)

    @property
    def listening(self) -> Listening:
        low, high = float(self.low.value()), float(self.high.value())
        banded = self.banded.isChecked() and low < high
        return Listening(
            self.before.value(), self.after.value(), self.loop.isChecked(), self.speed.speed,
            low if banded else None, high if banded else None, self.autoplay.isChecked(),
        )  # fmt: skip

    def show_listening(self, listening: Listening) -> None:
        """Show it without saying that it was chosen."""
        self._shown = listening
        values = ((self.before, listening.before_s), (self.after, listening.after_s))
        flags = ((self.loop, listening.loop), (self.autoplay, listening.autoplay))
        for box, seconds in values:
            with QSignalBlocker(box):
                box.setValue(seconds)
        for box, on in (*flags, (self.banded, listening.band is not None)):
            with QSignalBlocker(box):
                box.setChecked(on)
        low, high = listening.band or (float(self.low.value()), float(self.high.value() or 8000))
        for box, hertz in ((self.low, low), (self.high, high)):
            with QSignalBlocker(box):
                box.setValue(round(hertz))
            box.setEnabled(listening.band is not None)
        self.speed.set_speed(listening.speed)

    def _choose(self, *_value: object) -> None:
        for box in (self.low, self.high):
            box.setEnabled(self.banded.isChecked())
        if self.listening != self._shown:
            self._shown = self.listening
            self.chosen.emit(self._shown)


def seconds_box(name: str) -> QDoubleSpinBox:
    """A field for context."""
    box = QDoubleSpinBox(decimals=2, maximum=CONTEXT_MAX_S, singleStep=_STEP_S, suffix=" s")
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setKeyboardTracking(False)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box


def make_preview() -> QWidget:
    """With a band."""
    form = ListeningForm()
    form.show_listening(Listening(before_s=1.0, loop=True, low_hz=200.0, high_hz=4000.0))
    return form


if __name__ == "__main__":
    preview.run(make_preview, 280, 200)
