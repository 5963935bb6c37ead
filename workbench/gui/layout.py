"""Small helpers of layout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from workbench.gui.theme import GRID_PX


class Upright(QScrollArea):
    """A panel that never makes the window higher: it scrolls, but upwards only, and so is never too narrow."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(panel)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        panel = self.widget()
        if panel is not None:
            hint.setWidth(panel.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        return hint

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)


def side_by_side(wide: QWidget, *others: QWidget) -> QHBoxLayout:
    """A row of which the first widget takes the room that the others leave."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID_PX)
    row.addWidget(wide, 1)
    for other in others:
        row.addWidget(other)
    return row
