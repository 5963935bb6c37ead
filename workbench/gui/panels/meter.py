"""How loud it is: peak and RMS of each channel, peak hold, and a lamp that stays red after an over-level."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.audio.meter import FLOOR_DB, Level
from workbench.gui import preview, typography
from workbench.gui.theme import GRID_PX, colors

TICKS_DB = (-60, -40, -20, 0)
WARN_DB = -6.0
LAMP_PX = 10
FIGURE_PX = 44
MOST_CHANNELS = 8
"""More bars than this would be thinner than a line; the loudest of the rest shares the last bar."""


class LevelMeter(QWidget):
    """Bars from −60 to 0 dBFS: solid is RMS, faint is peak, the line is the peak held, the figure its level.

    Signals
    -------
    clip_reset() : the person clicked the lamp away
    """

    clip_reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: tuple[Level, ...] = (Level(), Level())
        self._drawn: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Level meter")
        self.setToolTip("Level in dBFS: RMS (solid), peak (faint), peak held (line). Click to put the red lamp out.")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(208, 36)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 36)

    def set_levels(self, levels: Sequence[Level]) -> None:
        """Show the levels of a `PlayerState`; costs nothing while no pixel differs."""
        shown = tuple(levels[: MOST_CHANNELS - 1])
        rest = levels[MOST_CHANNELS - 1 :]
        if rest:
            shown += (_loudest(rest),)
        self._levels = shown or (Level(),)
        looks = tuple(self._look(level) for level in self._levels)
        if looks != self._drawn:
            self._drawn = looks
            self.setAccessibleDescription(f"{max(level.hold_db for level in self._levels):.0f} dBFS")
            self.update()

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clip_reset.emit()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        c = colors()
        bars = self._bars()
        gap = 1.0 if len(self._levels) > 1 else 0.0
        height = (bars.height() - gap * (len(self._levels) - 1)) / len(self._levels)
        for index, level in enumerate(self._levels):
            row = QRectF(bars.left(), bars.top() + index * (height + gap), bars.width(), height)
            self._paint_bar(painter, row, level)
            lamp = QRectF(bars.right() + GRID_PX, row.top(), LAMP_PX, height)
            painter.fillRect(lamp, c.clipped if level.clipped else c.line)
        self._paint_scale(painter, bars)
        hold = max(level.hold_db for level in self._levels)
        figure = QRectF(self.width() - FIGURE_PX, bars.top() - 2, FIGURE_PX, bars.height() + 4)
        painter.setPen(c.clipped if any(level.clipped for level in self._levels) else c.text)
        painter.setFont(typography.body())
        words = "−∞" if hold <= FLOOR_DB else f"{hold:+.1f}".replace("-", "−").replace("+0.0", "0.0")
        painter.drawText(figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _bars(self) -> QRectF:
        right = self.width() - FIGURE_PX - LAMP_PX - 2 * GRID_PX
        return QRectF(GRID_PX, 4, max(right - GRID_PX, 1), self.height() - 20)

    def _x(self, level_db: float, bars: QRectF) -> float:
        share = (min(max(level_db, FLOOR_DB), 0.0) - FLOOR_DB) / -FLOOR_DB
        return bars.left() + share * bars.width()

    def _look(self, level: Level) -> tuple[int, ...]:
        bars = self._bars()
        xs = (round(2 * self._x(db, bars)) for db in (level.peak_db, level.rms_db, level.hold_db))
        return (*xs, round(level.hold_db * 10), level.clipped)

    def _paint_bar(self, painter: QPainter, row: QRectF, level: Level) -> None:
        c = colors()
        painter.fillRect(row, c.line)
        warn_x = self._x(WARN_DB, row)
        for db, alpha in ((level.peak_db, 120), (level.rms_db, 255)):
            end = self._x(db, row)
            painter.fillRect(
                QRectF(row.left(), row.top(), min(end, warn_x) - row.left(), row.height()), _faint(c.good, alpha)
            )
            if end > warn_x:
                painter.fillRect(QRectF(warn_x, row.top(), end - warn_x, row.height()), _faint(c.warning, alpha))
        if level.hold_db > FLOOR_DB:
            x = min(self._x(level.hold_db, row), row.right() - 2)
            painter.fillRect(QRectF(x, row.top(), 2, row.height()), c.text)

    def _paint_scale(self, painter: QPainter, bars: QRectF) -> None:
        font = QFont(typography.body())
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.setFont(font)
        painter.setPen(colors().text_soft)
        last_right = -100.0
        for db in TICKS_DB:
            words = str(db).replace("-", "−")
            width = painter.fontMetrics().horizontalAdvance(words) + 4
            x = self._x(db, bars)
            left = min(max(x - width / 2, bars.left() - GRID_PX), bars.right() + LAMP_PX + GRID_PX - width)
            if left > last_right + 2:
                painter.drawText(QRectF(left, bars.bottom() + 1, width, 14), Qt.AlignmentFlag.AlignCenter, words)
                last_right = left + width


def _faint(color: QColor, alpha: int) -> QColor:
    faint = QColor(color)
    faint.setAlpha(alpha)
    return faint


def _loudest(levels: Sequence[Level]) -> Level:
    return Level(
        max(level.peak_db for level in levels),
        max(level.rms_db for level in levels),
        max(level.hold_db for level in levels),
        any(level.clipped for level in levels),
    )


def make_preview() -> QWidget:
    meter = LevelMeter()
    meter.set_levels((Level(-9.0, -18.5, -4.2, False), Level(-3.0, -14.0, -0.1, True)))
    return meter


if __name__ == "__main__":
    preview.run(make_preview, 240, 36)
