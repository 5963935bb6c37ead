"""Short words in the middle of an empty lane: what belongs there, or why it is not there."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from workbench.gui.theme import GRID_PX, colors


def draw_notice(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw `text` softly in the middle of `rect`, wrapped where it must be."""
    painter.setPen(colors().text_soft)
    inside = rect.adjusted(2 * GRID_PX, GRID_PX, -2 * GRID_PX, -GRID_PX)
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
