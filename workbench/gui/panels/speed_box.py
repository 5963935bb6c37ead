"""How fast it plays: a list of usual speeds in which any other can be typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.audio.player import SPEED_MAX, SPEED_MIN
from workbench.gui import typography

USUAL = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0)


class SpeedBox(QComboBox):
    """Signals
    -------
    speed_changed(float) : the person chose or typed another speed, 0.25…4
    """

    speed_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.speed, self._by_mouse = 1.0, False
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFont(typography.body())
        for speed in USUAL:
            self.addItem(_text(speed))
        self.setMaxVisibleItems(len(USUAL))
        self.setFixedWidth(76)
        self.setAccessibleName("Speed")
        self.setToolTip(f"Speed, {SPEED_MIN:g} to {SPEED_MAX:g}; choose or type")
        self.set_speed(1.0)
        self.activated.connect(self._take)
        self.lineEdit().editingFinished.connect(self._take)

    def set_speed(self, speed: float) -> None:
        """Show a speed without saying that it changed."""
        self.speed = speed
        self.setCurrentIndex(USUAL.index(speed) if speed in USUAL else -1)
        self.setEditText(_text(speed))

    def showPopup(self) -> None:
        self._by_mouse = bool(QGuiApplication.mouseButtons())
        super().showPopup()

    def hidePopup(self) -> None:
        """Chosen by mouse, nothing is to be typed: the keys are the window's again."""
        super().hidePopup()
        if self._by_mouse:
            self.clearFocus()

    def _take(self) -> None:
        try:
            speed = float(self.currentText().rstrip("×x ").replace(",", "."))
        except ValueError:
            speed = self.speed
        speed = round(min(max(speed, SPEED_MIN), SPEED_MAX), 2)
        changed = speed != self.speed
        self.set_speed(speed)
        if changed:
            self.speed_changed.emit(speed)


def _text(speed: float) -> str:
    return f"{speed:g}×"
