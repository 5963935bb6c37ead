"""A share between nothing and all: a slider to drag and a figure to type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from workbench.gui import typography
from workbench.gui.theme import GRID_PX

STEPS = 100


class FractionControl(QWidget):
    """`percent` : the figure is 0…100 %, else 0…1; `usual` : what a double click on the slider goes back to.

    Signals
    -------
    changed(float) : the person chose another share, 0…1
    """

    changed = Signal(float)

    def __init__(
        self, name: str, tip: str, usual: float, *, percent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._usual, self._scale = usual, STEPS if percent else 1
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.installEventFilter(self)
        self.figure = QDoubleSpinBox()
        self.figure.setDecimals(0 if percent else 2)
        self.figure.setRange(0.0, self._scale)
        self.figure.setSingleStep(self._scale / STEPS)
        self.figure.setSuffix(" %" if percent else "")
        self.figure.setFont(typography.body())
        for widget in (self.slider, self.figure):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID_PX)
        row.addWidget(self.slider, 1)
        row.addWidget(self.figure)
        self.set_value(usual)
        self.slider.valueChanged.connect(lambda value: self._take(value / STEPS))
        self.figure.valueChanged.connect(lambda value: self._take(value / self._scale))

    @property
    def value(self) -> float:
        return self.figure.value() / self._scale

    def set_slim(self, slim: bool) -> None:
        """Without the slider."""
        self.slider.setVisible(not slim)

    def set_value(self, value: float) -> None:
        """Show a share without saying that it changed."""
        for widget, shown in ((self.slider, round(value * STEPS)), (self.figure, value * self._scale)):
            blocked = widget.blockSignals(True)
            widget.setValue(shown)
            widget.blockSignals(blocked)

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick and self.isEnabled():
            self._take(self._usual)
            return True
        return False

    def _take(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit(self.value)
