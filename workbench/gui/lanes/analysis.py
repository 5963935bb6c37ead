"""The base of lanes that show an analysis: computed while the lane is shown, hatched where it is not there yet."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget

from workbench.audio.coverage import Coverage
from workbench.errors import ModelProcessDied
from workbench.gui.analysing import Analysing
from workbench.gui.document import Document
from workbench.gui.lanes.fill import fill
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import time_text
from workbench.jobs.worker import Worker
from workbench.models.contract import Features, Moments

_PACE_MS = 33
"""While results stream in, the lane is drawn anew that often."""
_ROOM_FOR_WORDS_PX = 160
_HATCH_ALPHA = 150
_JOINED = 2
"""Columns so near to the view are joined to it by a line."""

_WORDS = {
    "waiting": "Waits until the recording is read",
    "running": "Analysing…",
    "cancelled": "Cancelled",
}


class AnalysisLane(Lane):
    """A subclass names its `analysis`, makes room for it (`begin`), keeps it (`take`) and draws it (`draw_found`).

    Columns are those of the analysis: column k stands at k · `hop_s`.
    """

    analysis = ""
    default_height = 112
    smallest_height = 48
    form = "clock"
    """How times are written, see `time_text`."""

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.worker = worker
        self.analysing = Analysing(document, worker, self.analysis, self.title, self)
        self.analysing.cleared.connect(self._clear)
        self.analysing.found.connect(self._take)
        self.analysing.state_changed.connect(self._show_state)
        self._go_on = QPushButton(self)
        self._go_on.clicked.connect(self.analysing.go_on)
        self._go_on.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # clicked, it leaves the keys to the window
        self._go_on.hide()
        self._pace = QTimer(self, interval=_PACE_MS, singleShot=True)
        self._pace.timeout.connect(self.invalidate)

    # What a subclass says

    def begin(self, columns: int) -> None:
        """Forget what was found, and make room for so many columns; 0 when there is no recording."""
        raise NotImplementedError

    def take(self, first: int, found: Features) -> None:
        """Keep columns from `first` on; say so with `note_there` when they can be drawn."""
        raise NotImplementedError

    def take_moments(self, moments: Moments) -> None:
        """Keep what follows from the whole."""

    def draw_found(self, painter: QPainter, width: int, height: int) -> None:
        """Draw what was found in view."""
        raise NotImplementedError

    def reading(self, time_s: float, y: float) -> str:
        """What is found at a place of the body, in words; may be empty."""
        return ""

    # What all have

    def note_shown(self, shown: bool) -> None:
        self.analysing.want(shown)

    @property
    def hop_s(self) -> float:
        return self.analysing.grid.hop_s

    @property
    def covered(self) -> Coverage:
        return self.analysing.covered

    @property
    def settled(self) -> bool:
        """What is in view is there and drawn; what follows from the whole holds nobody up before the whole is there."""
        stale = self._picture is not None and self._pace.isActive()
        if stale or self.analysing.state == "waiting":
            return False
        return self.analysing.state != "running" or not (self._missing_in_view() or self._all_there())

    def note_there(self, first: int, stop: int) -> None:
        """Columns `first` … `stop` - 1 can be drawn."""
        self.covered.add(first, stop)
        if self.draws(first, stop) and not self._pace.isActive():
            self._pace.start()

    def draws(self, first: int, stop: int) -> bool:
        """Whether some of these columns are drawn now, or joined to one that is."""
        start, end = self.axis.start_s / self.hop_s, self.axis.end_s / self.hop_s
        return first - _JOINED <= end and stop + _JOINED >= start

    def _show_state(self) -> None:
        self._go_on.setVisible(self.analysing.can_go_on)
        self._go_on.setText("Try again" if self.analysing.state == "failed" else "Go on")
        self._place_button()
        self.invalidate()

    def _place_button(self) -> None:
        self._go_on.adjustSize()
        place, body = self._go_on.rect(), self.body_rect()
        place.moveBottomRight(body.bottomRight() - QPoint(2 * GRID_PX, GRID_PX))
        self._go_on.move(place.topLeft())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_button()

    def _clear(self) -> None:
        channel = self.analysing.channel
        self.title = type(self).title + ("" if channel is None else f" · {channel + 1}")
        self.begin(self.analysing.columns)
        self.invalidate()

    def _take(self, result: object) -> None:
        if isinstance(result, Features):
            self.take(round(result.start_s / result.hop_s), result)
        elif isinstance(result, Moments):
            self.take_moments(result)
            self.invalidate()

    def _missing_in_view(self) -> list[tuple[int, int]]:
        if self.analysing.grid is None:
            return []
        # Columns whose middle is in view: those belong to the pieces that come first.
        first = math.ceil(self.axis.start_s / self.hop_s)
        stop = min(math.floor(self.axis.end_s / self.hop_s) + 1, self.analysing.columns)
        return self.covered.missing(first, stop)

    def _all_there(self) -> bool:
        # The last column may lie just behind the end of the recording.
        return not self.covered.missing(0, self.analysing.columns - 1)

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        state = self.analysing.state
        if state == "off":
            draw_notice(painter, QRect(0, 0, width, height), "Open a recording to analyse it")
            return
        if self.analysing.grid is None:
            self._draw_missing(painter, QRectF(0, 0, width, height))
            return
        self.draw_found(painter, width, height)
        if state == "done":
            return
        for first, stop in self._missing_in_view():
            left, right = (self.axis.x_of((column - 0.5) * self.hop_s) for column in (first, stop))
            left, right = max(left, 0.0), min(right, float(width))
            self._draw_missing(painter, QRectF(left, 0, right - left, height))

    def _draw_missing(self, painter: QPainter, place: QRectF) -> None:
        """Hatch what is not there, and say why where there is room."""
        hatch = QColor(colors().line)
        hatch.setAlpha(_HATCH_ALPHA)
        painter.fillRect(place, colors().panel)
        fill(painter, place, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        words = self._state_in_words()
        if words and place.width() >= _ROOM_FOR_WORDS_PX:
            draw_notice(painter, place.toRect(), words)

    def _state_in_words(self) -> str:
        error = self.analysing.error
        if isinstance(error, ModelProcessDied):
            return "Stopped: the model process ended"
        return _WORDS.get(self.analysing.state, "") if error is None else str(error).splitlines()[0]

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            x, y = event.pos().x() - GUTTER_PX, event.pos().y()
            text = self._words_at(x, y)
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _words_at(self, x: float, y: float) -> str:
        if x < 0:
            card = self.analysing.analysis.card
            return f"<span>{card.summary}<br><br>Not for: {card.not_meant_for}</span>"
        recording = self.document.recording
        time_s = self.axis.time_of(x)
        found = "" if recording is None or self.analysing.grid is None else self.reading(time_s, y)
        return f"{time_text(time_s, self.form, recording.sample_rate)}   {found}" if found else ""
