"""Which labels, by their status: accepted, proposed, rejected."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from workbench.gui.theme import GRID_PX
from workbench.labels.label import Status


class StatusBoxes(QWidget):
    """A box for each status.

    Parameters
    ----------
    names : of those that are checked, such as "accepted"

    Signals
    -------
    changed() : `chosen` is another
    """

    changed = Signal()

    def __init__(self, names: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {status: QCheckBox(status.name.capitalize()) for status in Status}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID_PX)
        for status, box in self.boxes.items():
            box.setChecked(status.name.lower() in names)
            box.toggled.connect(self.changed)
            row.addWidget(box)
        row.addStretch(1)

    @property
    def chosen(self) -> tuple[Status, ...]:
        return tuple(status for status, box in self.boxes.items() if box.isChecked())
