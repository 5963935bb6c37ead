"""Small helpers of layout."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def sideways(row: QWidget) -> QScrollArea:
    """A row of controls that never makes the window wider: where it does not fit, it scrolls sideways."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(row)
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFixedHeight(row.sizeHint().height())
    area.setMinimumWidth(0)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
