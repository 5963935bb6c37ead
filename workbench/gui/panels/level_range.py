"""A slider with two handles: from the level that is darkest to the one that is brightest."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.lanes.legend import gradient
from workbench.gui.theme import GRID_PX, colors

LOWEST_DB, HIGHEST_DB = -127, 0
NARROWEST_DB = 6
_HANDLE_PX = 2 * GRID_PX


class LevelRange(QWidget):
    """Floor and ceiling in dBFS over a piece of the colour map. By mouse only: the boxes beside it take keys.

    Signals
    -------
    changed(float, float) : floor and ceiling, while dragging too
    """

    changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.floor_db, self.ceiling_db, self.colormap = -100.0, -20.0, "magma"
        self._grip: str | None = None
        self._from = (0.0, 0.0, 0.0)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(24 * GRID_PX, 6 * GRID_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * GRID_PX, 6 * GRID_PX)

    def show_range(self, floor_db: float, ceiling_db: float, colormap: str) -> None:
        self.floor_db, self.ceiling_db, self.colormap = floor_db, ceiling_db, colormap
        self.update()

    def x_of(self, level_db: float) -> float:
        """Pixels from the left edge."""
        share = (level_db - LOWEST_DB) / (HIGHEST_DB - LOWEST_DB)
        return _HANDLE_PX / 2 + share * (self.width() - _HANDLE_PX)

    def _db_per_pixel(self) -> float:
        return (HIGHEST_DB - LOWEST_DB) / max(self.width() - _HANDLE_PX, 1)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, low, high = self.height() / 2, self.x_of(self.floor_db), self.x_of(self.ceiling_db)
        painter.setPen(QPen(colors().line, 1))
        painter.setBrush(colors().window)
        painter.drawRoundedRect(QRectF(0.5, middle - GRID_PX, self.width() - 1, 2 * GRID_PX), GRID_PX, GRID_PX)
        painter.setBrush(gradient(self.colormap, (low, 0), (high, 0)))
        painter.drawRect(QRectF(low, middle - GRID_PX, high - low, 2 * GRID_PX))
        for name, x in (("floor", low), ("ceiling", high)):
            painter.setPen(QPen(colors().accent if name == self._grip else colors().text_soft, 1))
            painter.setBrush(colors().panel)
            handle = QRectF(x - _HANDLE_PX / 2 + 0.5, middle - 2 * GRID_PX + 0.5, _HANDLE_PX - 1, 4 * GRID_PX - 1)
            painter.drawRoundedRect(handle, GRID_PX / 2, GRID_PX / 2)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = self._grip_at(event.position().x())
            self._from = (event.position().x(), self.floor_db, self.ceiling_db)
            self.update()

    def mouseMoveEvent(self, event) -> None:
        grip = self._grip or self._grip_at(event.position().x())
        self.setCursor(Qt.CursorShape.OpenHandCursor if grip == "both" else Qt.CursorShape.SizeHorCursor)
        if self._grip is not None:
            from_x, floor, ceiling = self._from
            self._move((event.position().x() - from_x) * self._db_per_pixel(), floor, ceiling)

    def mouseReleaseEvent(self, event) -> None:
        self._grip = None
        self.update()

    def _grip_at(self, x: float) -> str:
        """What a press there takes: the nearer handle, or what lies between them."""
        low, high = self.x_of(self.floor_db), self.x_of(self.ceiling_db)
        if low + _HANDLE_PX < x < high - _HANDLE_PX:
            return "both"
        return "floor" if abs(x - low) <= abs(x - high) else "ceiling"

    def _move(self, by_db: float, floor: float, ceiling: float) -> None:
        if self._grip == "both":
            by_db = min(max(by_db, LOWEST_DB - floor), HIGHEST_DB - ceiling)
        if self._grip in ("floor", "both"):
            floor = min(max(floor + by_db, LOWEST_DB), ceiling - NARROWEST_DB if self._grip == "floor" else HIGHEST_DB)
        if self._grip in ("ceiling", "both"):
            ceiling = max(min(ceiling + by_db, HIGHEST_DB), floor + NARROWEST_DB)
        self.changed.emit(float(round(floor)), float(round(ceiling)))
