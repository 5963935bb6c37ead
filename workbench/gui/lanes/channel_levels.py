"""While many channels play: how loud each one is at the play head, as a thin bar at the edge of its gutter."""

from __future__ import annotations

import math
import time

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from workbench.audio.columns import columns
from workbench.audio.meter import FLOOR_DB
from workbench.gui.document import Document
from workbench.gui.theme import colors

WIDTH_PX = 3
EVERY_S = 0.05
SPAN_S = 0.05
"""The peak of so much sound, up to the play head, is shown."""


class LevelBar(QWidget):
    """From −60 dBFS at the bottom to 0 at the top; empty while nothing plays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.level_db = FLOOR_DB
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_level(self, level_db: float) -> None:
        """Costs nothing while no pixel differs."""
        before, self.level_db = self._height(), max(level_db, FLOOR_DB)
        if self._height() != before:
            self.update()

    def _height(self) -> int:
        return round(min(1 - self.level_db / FLOOR_DB, 1.0) * self.height())

    def paintEvent(self, event) -> None:
        color = colors().warning if self.level_db > -1.0 else colors().good
        height = self._height()
        QPainter(self).fillRect(QRectF(0, self.height() - height, self.width(), height), color)


class ChannelLevels(QObject):
    """Moves the bars with the play head, from the overview: no file is read for it."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.bars: dict[int, LevelBar] = {}
        self._shown_at = -math.inf
        document.playhead_moved.connect(self._follow)

    def _follow(self, _old: float | None, now_s: float | None) -> None:
        if now_s is not None and time.monotonic() - self._shown_at < EVERY_S:
            return
        self._shown_at = time.monotonic()
        if now_s is None:
            for bar in self.bars.values():
                bar.set_level(FLOOR_DB)
            return
        seen = [channel for channel, bar in self.bars.items() if not bar.visibleRegion().isEmpty()]
        for channel, level_db in zip(seen, self.levels_db(seen, now_s), strict=True):
            self.bars[channel].set_level(level_db)

    def levels_db(self, channels: list[int], now_s: float) -> list[float]:
        """The peak of each of these channels just before `now_s`, in dBFS; the floor where nothing is known."""
        overview = self.document.overview
        if overview is None or not channels or max(channels) >= overview.channels:
            return [FLOOR_DB] * len(channels)
        rate = overview.sample_rate
        shown = columns(overview, channels, max(now_s - SPAN_S, 0.0) * rate, SPAN_S * rate, 1)
        peaks = np.fmax(shown.maximum[:, 0], -shown.minimum[:, 0]).tolist()
        return [20 * math.log10(peak) if peak > 0 else FLOOR_DB for peak in peaks]
