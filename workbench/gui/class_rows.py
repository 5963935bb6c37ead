"""How a class looks in a list: its colour, its name, softly a note, and its key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from workbench.gui import typography
from workbench.gui.theme import GRID_PX, colors
from workbench.labels.label import LabelClass

ROW_PX = 6 * GRID_PX
SWATCH_PX = 3 * GRID_PX
KEY_PX = 5 * GRID_PX
_MARGIN_PX = 2 * GRID_PX
CLASS_ROLE = Qt.ItemDataRole.UserRole
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1


class ClassList(QStringListModel):
    """Classes from top to bottom. Qt itself holds the names: it counts ten thousand rows without asking Python."""

    def __init__(self, parent=None) -> None:
        super().__init__(parent)
        self.classes: list[LabelClass] = []

    def show(self, classes: list[LabelClass]) -> None:
        self.classes = classes
        self.setStringList([each.name for each in classes])

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if role == CLASS_ROLE:
            return self.classes[index.row()] if index.isValid() else None
        return super().data(index, role)


def swatch_rect(row: QRect) -> QRect:
    """Where the colour is painted, and may be clicked."""
    return QRect(row.left() + _MARGIN_PX, row.center().y() - SWATCH_PX // 2 + 1, SWATCH_PX, SWATCH_PX)


def key_rect(row: QRect) -> QRect:
    return QRect(row.right() - _MARGIN_PX - KEY_PX + 1, row.top() + 3, KEY_PX, row.height() - 6)


def name_rect(row: QRect) -> QRect:
    """With the note, which stands at its right end."""
    return row.adjusted(_MARGIN_PX + SWATCH_PX + 2 * GRID_PX, 0, -(_MARGIN_PX + KEY_PX + 2 * GRID_PX), 0)


class ClassDelegate(QStyledItemDelegate):
    """Paints the rows of lists of classes."""

    def sizeHint(self, option, index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option, index) -> None:
        c, row = colors(), option.rect
        text, soft = c.text, c.text_soft
        if option.state & QStyle.StateFlag.State_Selected:
            strong = bool(option.state & QStyle.StateFlag.State_HasFocus) or not self.parent().focusPolicy()
            painter.fillRect(row, c.accent if strong else c.selection)
            text = soft = c.accent_text if strong else c.text
        each: LabelClass = index.data(CLASS_ROLE)
        if each.color:
            paint_swatch(painter, QColor(each.color), QRectF(swatch_rect(row)))
        painter.setFont(typography.body())
        metrics, area = QFontMetrics(painter.font()), name_rect(row)
        note = index.data(NOTE_ROLE) or ""
        painter.setPen(soft)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        area.adjust(0, 0, -(metrics.horizontalAdvance(note) + 2 * GRID_PX) if note else 0, 0)
        painter.setPen(text)
        shown = metrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if each.key:
            _paint_key(painter, each.key.upper(), soft, key_rect(row))


def paint_swatch(painter: QPainter, color: QColor, rect: QRectF) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, 2, 2)
    painter.restore()


def swatch_icon(color: str) -> QIcon:
    """For menus."""
    picture = QPixmap(2 * SWATCH_PX, 2 * SWATCH_PX)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_swatch(painter, QColor(color), QRectF(0, 0, SWATCH_PX, SWATCH_PX))
    painter.end()
    return QIcon(picture)


def _paint_key(painter: QPainter, key: str, ink: QColor, rect: QRect) -> None:
    """As a key of a keyboard."""
    edge = QColor(ink)
    edge.setAlpha(110)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(edge)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(ink)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()
