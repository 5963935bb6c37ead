"""A button that says what it does and which key does it; and rows of such buttons that wrap."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QAbstractButton, QLayout, QLayoutItem, QWidget

from workbench.gui import typography
from workbench.gui.theme import GRID_PX, colors

HEIGHT_PX = 8 * GRID_PX
WORDS_PX = 50 * GRID_PX
"""Longer words are cut."""
_SWATCH_PX = 3 * GRID_PX
_PAD_PX = 2 * GRID_PX


class KeyButton(QAbstractButton):
    """`words` and the name of a key in a small frame; with a swatch where it stands for a class.

    Checked, it is the answer that the clip has.
    """

    def __init__(self, words: str, key: str, color: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.key, self.color = words, key, color
        self.setText(words)
        if QFontMetrics(typography.bold()).horizontalAdvance(words) > WORDS_PX:
            self.setToolTip(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{words}, key {key}" if key else words)
        self.setFixedHeight(HEIGHT_PX)

    def nextCheckState(self) -> None:
        """A click answers; what is checked is what the project says."""

    def sizeHint(self) -> QSize:
        words = QFontMetrics(typography.bold()).horizontalAdvance(self.words)
        key = self._key_px() + _PAD_PX if self.key else 0
        swatch = _SWATCH_PX + _PAD_PX if self.color else 0
        return QSize(min(words, WORDS_PX) + key + swatch + 2 * _PAD_PX, HEIGHT_PX)

    def _key_px(self) -> int:
        metrics = QFontMetrics(typography.body())
        return max(metrics.horizontalAdvance(self.key) + 2 * GRID_PX, metrics.height())

    def paintEvent(self, event) -> None:
        c, painter, on = colors(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        hovered = self.underMouse() and self.isEnabled()
        painter.setPen(c.accent if on else c.line)
        painter.setBrush(c.selection if on else c.line if hovered or self.isDown() else c.panel)
        painter.drawRoundedRect(frame, GRID_PX, GRID_PX)
        inner = self.rect().adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        if self.color:
            swatch = QRectF(inner.left(), inner.center().y() - _SWATCH_PX / 2 + 1, _SWATCH_PX, _SWATCH_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.color))
            painter.drawRoundedRect(swatch, 2, 2)
            inner.setLeft(inner.left() + _SWATCH_PX + _PAD_PX)
        self._draw_words(painter, inner, on)

    def _draw_words(self, painter: QPainter, inner: QRect, on: bool) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.setFont(typography.bold() if on else typography.body())
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, WORDS_PX)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        if not self.key:
            return
        painter.setFont(typography.body())
        height = QFontMetrics(painter.font()).height()
        cap = QRectF(
            inner.right() + 0.5 - self._key_px(), inner.center().y() - height / 2 + 0.5, self._key_px(), height
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(colors().line if self.isEnabled() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(cap, 3, 3)
        painter.setPen(colors().text_soft)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)


class WrappingRow(QLayout):
    """Items from left to right, in as many lines as they need (after Qt's Flow Layout example)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GRID_PX)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Put the items there, if they are to be moved; the height that they take."""
        x, y, line = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.left() and x + size.width() > rect.right() + 1:
                x, y, line = rect.left(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, line = x + size.width() + self.spacing(), max(line, size.height())
        return y + line - rect.top()
