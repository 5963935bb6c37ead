"""The classes that a network heard in the recording, the surest first, each with a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import typography
from workbench.gui.theme import GRID_PX, colors

ROW_PX = 6 * GRID_PX
FIGURE_PX = 44
MOST = 8


class Ranking(QWidget):
    """Rows of name, bar and score; those that reach the threshold are strong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, float, str], ...] = ()
        self._threshold = 0.5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Classes, the surest first")
        self.setToolTip("The highest score of each class anywhere in the recording")

    @property
    def rows(self) -> tuple[tuple[str, float, str], ...]:
        return self._rows

    def show_rows(self, rows: tuple[tuple[str, float, str], ...], threshold: float) -> None:
        """Names of classes, their scores 0…1 and their colours, best first."""
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows, self._threshold = rows, threshold
        self.setAccessibleDescription(", ".join(f"{name} {score:.2f}" for name, score, _ in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, ROW_PX * max(len(self._rows), 1))

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        c = colors()
        name_px = max(self.width() * 0.45, 60)
        for index, (name, score, color) in enumerate(self._rows):
            strong = score >= self._threshold
            top = index * ROW_PX
            painter.setFont(typography.body())
            painter.setPen(c.text if strong else c.text_soft)
            middle = Qt.AlignmentFlag.AlignVCenter
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(name_px - 2 * GRID_PX))
            painter.drawText(QRectF(0, top, name_px, ROW_PX), middle | Qt.AlignmentFlag.AlignLeft, shown)
            painter.drawText(
                QRectF(self.width() - FIGURE_PX, top, FIGURE_PX, ROW_PX),
                middle | Qt.AlignmentFlag.AlignRight,
                f"{score:.2f}",
            )
            bar = QRectF(name_px, top + ROW_PX / 2 - 4, self.width() - name_px - FIGURE_PX, 8)
            painter.fillRect(bar, c.line)
            tint = QColor(color)
            tint.setAlpha(255 if strong else 120)
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * min(score, 1.0), bar.height()), tint)
            if index == 0 or self._threshold > 0:
                x = bar.left() + bar.width() * self._threshold
                painter.fillRect(QRectF(x, bar.top() - 3, 1, bar.height() + 6), c.text_soft)
