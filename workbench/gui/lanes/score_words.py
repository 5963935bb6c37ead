"""Scores in words: names of classes, and the numbers under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from workbench.gui.lanes.ticks import clock
from workbench.gui.scores import ScoreTrack
from workbench.models.classify.segments import top

_TOP_COUNT = 5


def readable(name: str) -> str:
    """A class's name as a person writes it: "crackling fire" for "crackling_fire"."""
    return name.replace("_", " ")


def draw_name(painter: QPainter, place: QRect, name: str) -> None:
    """On one line if it fits, else on two where there is room, else cut short."""
    metrics = QFontMetrics(painter.font())
    words = name.split(" ")
    lines = [name]
    pitch = metrics.ascent() + 1
    if metrics.horizontalAdvance(name) > place.width() and len(words) > 1 and place.height() >= 2 * pitch:
        half = (len(words) + 1) // 2
        lines = [" ".join(words[:half]), " ".join(words[half:])]
    y = place.center().y() + 1 - (len(lines) * pitch) / 2 + metrics.ascent() - metrics.descent() / 2 + 1
    for line in lines:
        text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(QPointF(place.left(), y), text)
        y += pitch


def numbers_text(track: ScoreTrack, index: int, time_s: float) -> str:
    """A class, its score at a time, and the best classes there, as rich text; nothing where nothing is known."""
    cell = int(np.searchsorted(track.starts_s, time_s, side="right")) - 1
    if cell < 0 or time_s >= track.ends_s[cell]:
        return "" if track.complete else "Not classified yet"
    best = top(track.values[cell], track.card.classes, _TOP_COUNT)
    lines = "".join(f"<tr><td>{readable(n)}</td><td align='right'>&nbsp;&nbsp;{s:.2f}</td></tr>" for n, s in best)
    span = f"{clock(track.starts_s[cell], 1)} – {clock(track.ends_s[cell], 1)}"
    name, score = readable(track.card.classes[index]), track.values[cell, index]
    return f"<b>{name} {score:.2f}</b><br>{span}<hr><table>{lines}</table>"
