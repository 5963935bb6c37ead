"""Which result a lane shows, in its gutter: name and strength below the title, and the letter of its side."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QLabel

from workbench.gui.chosen_result import ChosenResult
from workbench.gui.lanes.channel_gutter import BUTTON_HEIGHT, BUTTON_WIDTH
from workbench.gui.lanes.lane import GUTTER_PX, LOW_PX, Lane
from workbench.gui.lanes.side_badge import SideBadge
from workbench.gui.results import Side
from workbench.gui.theme import GRID_PX
from workbench.gui.typography import body

_LEFT, _TOP = 2 * GRID_PX, 5 * GRID_PX
_WIDTH = GUTTER_PX - _LEFT - GRID_PX
_SCALE_PX = 5 * GRID_PX
_BADGE_TOP = GRID_PX - 1
_LEAST_HEIGHT, _LEAST_BESIDE_SCALE = 15 * GRID_PX, 21 * GRID_PX
"""In lanes lower than this there is no room for the words; the letter's tooltip has them."""


def percent(strength: float) -> str:
    """As "80 %"."""
    return f"{100 * strength:.0f} %"


class ResultHead(QObject):
    """Made by a lane for itself.

    Parameters
    ----------
    name : of the lane, in full
    side : what the letter hears; None: the lane shows more than one side, and has no letter
    beside_scale : the words leave room for a scale at their right, which else begins below them
    """

    def __init__(
        self, lane: Lane, name: str, chosen: ChosenResult, side: Side | None, *, beside_scale: bool = False
    ) -> None:
        super().__init__(lane)
        self.lane, self.name, self.chosen, self.beside_scale = lane, name, chosen, beside_scale
        self._width = _WIDTH - _SCALE_PX if beside_scale else _WIDTH
        self._least = _LEAST_BESIDE_SCALE if beside_scale else _LEAST_HEIGHT
        self.words = QLabel(lane)
        self.words.setFont(body())
        self.words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        beside_title = _LEFT + QFontMetrics(lane.font()).horizontalAdvance(lane.title) + GRID_PX
        place = QPoint(min(beside_title, GUTTER_PX - 2 - BUTTON_WIDTH), _BADGE_TOP)
        self.badge = None if side is None else SideBadge(lane, chosen.document.results, side, place)
        chosen.described.connect(self._show)
        chosen.mixed.connect(self._show)
        lane.installEventFilter(self)
        self._show()

    def eventFilter(self, lane, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._show()
        return False

    def _show(self) -> None:
        if self.badge is not None:
            low = self.lane.height() < LOW_PX
            self.badge.move(self.badge.x(), (self.lane.height() - BUTTON_HEIGHT) // 2 if low else _BADGE_TOP)
        lines = self._lines() if self.lane.height() >= self._least else []
        metrics = QFontMetrics(self.words.font())
        elided = [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, self._width) for line in lines]
        self.words.setText("\n".join(elided))
        self.words.setVisible(bool(lines))
        self.words.setGeometry(_LEFT, _TOP, self._width, metrics.lineSpacing() * len(lines) + 1)
        self.words.setToolTip(" ".join(self._lines()))
        room = self.words.height() if lines and not self.beside_scale else 0
        if self.lane.head_px != room:
            self.lane.head_px = room
            self.lane.update()
        self.lane.setAccessibleName(" ".join((self.name, *self._lines())))
        if self.badge is not None:
            self.badge.describe(" ".join(self._lines()))

    def _lines(self) -> list[str]:
        result = self.chosen.result
        if result is None:
            return []
        return [result.name] if self.chosen.strength == 1.0 else [result.name, percent(self.chosen.strength)]
