"""The part of the bench that makes sounds from sounds: like this one, between two, like a recording."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from workbench.gui.layout import side_by_side
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.fraction import FractionControl
from workbench.gui.theme import GRID_PX

USUAL_DISTANCE = 0.3


class BenchVary(QWidget):
    """Buttons by the action they do, and how different variations are to be.

    Signals
    -------
    distance_changed(float) : 0…1
    like_wanted(str) : like the recording, as this label
    """

    distance_changed = Signal(float)
    like_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = "How different variations are: 0 % the same sound, 100 % any of its kind. Double click: 30 %"
        self.distance = FractionControl("How different", tip, USUAL_DISTANCE, percent=True)
        self.buttons = {
            "bench-more-like": QPushButton("More like this"),
            "bench-between": QPushButton("Between these two"),
            "bench-like": QPushButton("Like the selection"),
        }
        self.labels = tool_button("chevron-down", "Say what it is to be taken for")
        self._menu = QMenu(self)
        self.labels.setFixedHeight(self.buttons["bench-like"].sizeHint().height())
        self.labels.clicked.connect(self._open_menu)
        self.distance.changed.connect(self.distance_changed)
        self._lay_out()

    def set_labels(self, labels: Sequence[str]) -> None:
        """As which a recording can be taken."""
        self._menu.clear()
        self._menu.addAction("As what suits best", lambda: self.like_wanted.emit(""))
        self._menu.addSeparator()
        for label in labels:
            self._menu.addAction(f"As {label.replace('_', ' ')}", lambda label=label: self.like_wanted.emit(label))

    def _open_menu(self) -> None:
        self._menu.popup(self.labels.mapToGlobal(self.labels.rect().bottomLeft()))

    def _lay_out(self) -> None:
        lines = QFormLayout()
        lines.setHorizontalSpacing(2 * GRID_PX)
        lines.addRow("Variation", self.distance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addLayout(lines)
        column.addWidget(self.buttons["bench-more-like"])
        column.addWidget(self.buttons["bench-between"])
        column.addLayout(side_by_side(self.buttons["bench-like"], self.labels))
