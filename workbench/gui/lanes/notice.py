"""Short words in a lane: in the middle of an empty one what belongs there, in a corner how true its picture is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from workbench.gui.lanes.fill import fill
from workbench.gui.theme import GRID_PX, colors

_HATCH_ALPHA = 110


def draw_notice(painter: QPainter, rect: QRect, text: str) -> None:
    """Draw `text` softly in the middle of `rect`, wrapped where it must be."""
    painter.setPen(colors().text_soft)
    inside = rect.adjusted(2 * GRID_PX, GRID_PX, -2 * GRID_PX, -GRID_PX)
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def draw_hatch(painter: QPainter, place: QRectF) -> None:
    """Mark what is a first look only, taken here and there."""
    hatch = QColor(colors().lane)
    hatch.setAlpha(_HATCH_ALPHA)
    fill(painter, place, QBrush(hatch, Qt.BrushStyle.BDiagPattern))


def draw_chip(painter: QPainter, body: QRect, text: str) -> None:
    """Draw `text` on a small veil in the upper right corner of `body`."""
    size = painter.fontMetrics().size(0, text)
    chip = QRect(0, 0, size.width() + 4 * GRID_PX, size.height() + GRID_PX)
    chip.moveTopRight(body.topRight() + QPoint(-2 * GRID_PX, 2 * GRID_PX))
    veil = QColor(colors().panel)
    veil.setAlpha(225)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colors().line)
    painter.setBrush(veil)
    painter.drawRoundedRect(chip, GRID_PX, GRID_PX)
    painter.setPen(colors().text_soft)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
