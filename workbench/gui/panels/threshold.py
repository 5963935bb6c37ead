"""The threshold from which a confidence counts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.panels.fraction import FractionControl

USUAL = 0.5


class ThresholdControl(FractionControl):
    """A share of confidence, 0…1; a double click on the slider goes back to the usual one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Threshold", "From which confidence on a class counts as heard", USUAL, parent=parent)

    @property
    def threshold(self) -> float:
        return self.value

    def set_threshold(self, threshold: float) -> None:
        """Show a threshold without saying that it changed."""
        self.set_value(threshold)
