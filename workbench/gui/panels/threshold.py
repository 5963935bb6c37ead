"""The threshold from which a confidence counts: a slider to drag and a figure to type."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from workbench.gui import typography
from workbench.gui.theme import GRID_PX

STEPS = 100


class ThresholdControl(QWidget):
    """Signals
    -------
    changed(float) : the person chose another threshold, 0…1
    """

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, STEPS)
        self._slider.setPageStep(STEPS // 20)
        self._slider.setAccessibleName("Threshold")
        self._figure = QDoubleSpinBox()
        self._figure.setRange(0.0, 1.0)
        self._figure.setSingleStep(1 / STEPS)
        self._figure.setFont(typography.body())
        self._figure.setAccessibleName("Threshold")
        for widget in (self._slider, self._figure):
            widget.setToolTip("From which confidence on a class counts as heard")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID_PX)
        row.addWidget(self._slider, 1)
        row.addWidget(self._figure)
        self.set_threshold(0.5)
        self._slider.valueChanged.connect(lambda value: self._take(value / STEPS))
        self._figure.valueChanged.connect(self._take)

    @property
    def threshold(self) -> float:
        return self._figure.value()

    def set_threshold(self, threshold: float) -> None:
        """Show a threshold without saying that it changed."""
        for widget, value in ((self._slider, round(threshold * STEPS)), (self._figure, threshold)):
            blocked = widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(blocked)

    def _take(self, threshold: float) -> None:
        self.set_threshold(threshold)
        self.changed.emit(self.threshold)
