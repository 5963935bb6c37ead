"""Small helpers of layout."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def sideways(row: QWidget) -> QScrollArea:
    """A row of controls that never makes the window wider: where it does not fit, it scrolls sideways."""
    area = _frameless(row)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFixedHeight(row.sizeHint().height())
    return area


def upright(panel: QWidget) -> QScrollArea:
    """A panel that never makes the window higher: where it does not fit, it scrolls."""
    area = _frameless(panel)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _frameless(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setMinimumWidth(0)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
