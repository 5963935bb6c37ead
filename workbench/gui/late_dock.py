"""A dock whose panel is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDockWidget, QWidget


class LateDock(QDockWidget):
    """`make` gives the panel; until then the dock is empty."""

    def __init__(self, title: str, make: Callable[[], QWidget], parent: QWidget) -> None:
        super().__init__(title, parent)
        self._make = make

    def setVisible(self, visible: bool) -> None:
        if visible and self.widget() is None:
            self.setWidget(self._make())
        super().setVisible(visible)
