"""The head of the label table: its words stand as those of the cells; an arrow says by which column it is sorted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView

from workbench.gui import typography
from workbench.gui.panels.label_model import COLUMNS
from workbench.gui.theme import GRID_PX, colors

HEADER_PX = 6 * GRID_PX
PADDING_PX = 2 * GRID_PX
_ARROW_PX = 6


class LabelHeader(QHeaderView):
    """Columns can be moved, and clicked to sort by them."""

    def __init__(self, parent=None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFont(typography.body())
        self.setFixedHeight(HEADER_PX)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setMinimumSectionSize(10 * GRID_PX)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def paintEvent(self, event) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colors().panel)
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c, column = colors(), COLUMNS[section]
        sorted_by = self.sortIndicatorSection() == section
        painter.fillRect(rect, c.panel)
        painter.setPen(c.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.right(), rect.top() + GRID_PX, rect.right(), rect.bottom() - GRID_PX)
        painter.setPen(c.text if sorted_by else c.text_soft)
        painter.setFont(self.font())
        words = rect.adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, max(words.width(), 0))
        painter.drawText(words, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        if sorted_by:
            width = painter.fontMetrics().horizontalAdvance(shown)
            x = words.right() - width - 2 * _ARROW_PX if column.is_number else words.left() + width + _ARROW_PX
            self._draw_arrow(painter, x, rect.center().y())

    def _draw_arrow(self, painter: QPainter, x: float, y: float) -> None:
        """Upwards from the least to the greatest."""
        half = _ARROW_PX / 2
        tip = -half if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else half
        arrow = [QPointF(x, y - tip / 2), QPointF(x + _ARROW_PX, y - tip / 2), QPointF(x + half, y + tip / 2 + tip / 4)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors().text_soft)
        painter.drawPolygon(QPolygonF(arrow))
        painter.restore()
