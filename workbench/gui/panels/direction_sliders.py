"""Sliders along the leading directions of a model's space, for the sound that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QLabel, QSlider, QVBoxLayout, QWidget

from workbench.gui import preview, typography
from workbench.gui.direction_words import ends
from workbench.gui.layout import side_by_side
from workbench.gui.theme import GRID_PX
from workbench.models.synthesise.space import Direction

SHAPES = "Shape the chosen sound"
REACH = 3.0
"""Standard deviations to either side: nearly all sounds that are made lie within."""
_STEPS = 20
"""A standard deviation has so many."""


class DirectionSliders(QWidget):
    """A line that says what they shape; one row a direction: its name, a slider from -3 to +3, and the figure.

    A double click, or Delete, goes back to where the sound was at first.

    Signals
    -------
    moved(Direction, float) : the person moved a slider to so many standard deviations
    """

    moved = Signal(object, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: dict[str, QSlider] = {}
        self._figures: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._directions: dict[str, Direction] = {}
        self._usual: dict[str, float] = {}
        self._about = QLabel()
        self._about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._lines = QFormLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addWidget(self._about)
        column.addLayout(self._lines)
        self._lines.setHorizontalSpacing(2 * GRID_PX)
        self._lines.setVerticalSpacing(GRID_PX)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def set_directions(self, directions: Sequence[Direction]) -> None:
        while self._lines.rowCount():
            self._lines.removeRow(0)
        for table in (self.sliders, self._figures, self._names, self._usual):
            table.clear()
        self._directions = {direction.name: direction for direction in directions}
        for name in self._directions:
            self._add(name)
        self.show_values(None, {})

    def show_values(self, values: Mapping[str, float] | None, usual: Mapping[str, float], why_not: str = "") -> None:
        """Where the chosen sound lies, and where it lay at first, by name; None where there is none: `why_not`."""
        self._usual = dict(usual)
        self._about.setText(why_not or SHAPES)
        self._about.setVisible(bool(self.sliders))
        for name, slider in self.sliders.items():
            self._show(name, 0.0 if values is None else values[name])
            slider.setEnabled(values is not None)
            words = _told(name) if values is not None else f"{why_not}. {_told(name)}"
            for widget in (slider, self._names[name], self._figures[name]):
                widget.setToolTip(words)
            if values is None:
                self._figures[name].clear()

    def eventFilter(self, watched, event) -> bool:
        double = event.type() == QEvent.Type.MouseButtonDblClick
        delete = event.type() == QEvent.Type.KeyPress and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
        name = watched.objectName()
        if (double or delete) and watched.isEnabled() and name in self._usual:
            self._take(name, self._usual[name])
            return True
        return False

    def _add(self, name: str) -> None:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(name)
        slider.setAccessibleName(name)
        slider.setRange(round(-REACH * _STEPS), round(REACH * _STEPS))
        slider.setPageStep(_STEPS // 2)
        slider.setMinimumWidth(24 * GRID_PX)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.installEventFilter(self)
        slider.valueChanged.connect(lambda value: self._take(name, value / _STEPS))
        figure = QLabel()
        figure.setFont(typography.body())
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        figure.setMinimumWidth(figure.fontMetrics().horizontalAdvance("−0.00"))
        words = QLabel(name[:1].upper() + name[1:])
        self.sliders[name], self._figures[name], self._names[name] = slider, figure, words
        row = QWidget()
        row.setLayout(side_by_side(slider, figure))
        self._lines.addRow(words, row)

    def _take(self, name: str, value: float) -> None:
        self._show(name, value)
        self.moved.emit(self._directions[name], value)

    def _show(self, name: str, value: float) -> None:
        slider = self.sliders[name]
        blocked = slider.blockSignals(True)
        slider.setValue(round(value * _STEPS))
        slider.blockSignals(blocked)
        self._figures[name].setText(f"{value:+.2f}".replace("-", "−"))


def _told(name: str) -> str:
    less, more = ends(name)
    words = f"{name}: {less} to the left, {more} to the right, in standard deviations of what is made"
    return f"{words[0].upper()}{words[1:]}. Double click: as it was at first"


def make_preview() -> QWidget:
    sliders = DirectionSliders()
    sliders.set_directions([Direction("pitch", (1.0, 0.0)), Direction("length", (0.0, 1.0))])
    sliders.show_values({"pitch": 1.2, "length": -0.4}, {"pitch": 0.0, "length": -0.4})
    return sliders


if __name__ == "__main__":
    preview.run(make_preview, 280, 80)
