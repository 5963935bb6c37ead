"""The part of the panel of models that those which make sound need: what of the recording they are to run on."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.theme import GRID_PX

WHOLE, SELECTION = "whole", "selection"
_WHY_NOT = "Select a span first: drag in a lane"


class MakingPart(QWidget):
    """Whole recording or selection; and why nothing happens yet, while that is so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run_on = QComboBox()
        self.run_on.setAccessibleName("Run on")
        self.run_on.addItem("Whole recording", WHOLE)
        self.run_on.addItem("Selection", SELECTION)
        self._waiting = QLabel("Begins as soon as the recording is read.")
        self._waiting.setWordWrap(True)
        self._waiting.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._waiting.hide()
        lines = QFormLayout()
        lines.setHorizontalSpacing(2 * GRID_PX)
        lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        lines.addRow("Run on", self.run_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID_PX)
        column.addLayout(lines)
        column.addWidget(self._waiting)
        self.set_selectable(False)

    @property
    def on_selection(self) -> bool:
        return self.run_on.currentData() == SELECTION

    def set_selectable(self, there: bool) -> None:
        """Whether there is a selection to run on; without one it is the whole recording."""
        item = self.run_on.model().item(1)
        item.setEnabled(there)
        item.setToolTip("" if there else _WHY_NOT)
        self.run_on.setToolTip("" if there else f"For a part alone: {_WHY_NOT[0].lower()}{_WHY_NOT[1:]}")
        if not there:
            self.run_on.setCurrentIndex(0)

    def set_waiting(self, waiting: bool) -> None:
        """Whether a run waits for the recording."""
        self._waiting.setVisible(waiting)
