"""How a clip is painted: its scales, its pictures, what marks it in them, and words in its place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from workbench.gui import icons
from workbench.gui.axis import TimeAxis
from workbench.gui.colormaps import lookup
from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.fill import fill
from workbench.gui.lanes.frequency_scale import ROOM_PX, draw_ticks
from workbench.gui.lanes.label_boxes import STATUS_LINES
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.legend import draw_legend
from workbench.gui.lanes.notice import draw_chip, draw_notice
from workbench.gui.lanes.ruler import HEIGHT_PX as RULER_PX
from workbench.gui.lanes.ruler import draw_times
from workbench.gui.lanes.ticks import clock
from workbench.gui.review.clip import PreparedClip
from workbench.gui.theme import GRID_PX, colors
from workbench.labels.label import Status

_VEIL_ALPHA = 115
_ICON_PX = 6 * GRID_PX
_INDENT_PX = 8
_HALO_PX = 1.0
_SILENCE_DB = -100.0


@dataclass(frozen=True)
class ClipLabel:
    """What is drawn for the label that the clip is about.

    `low_hz`, `high_hz` : its box; None where it has none
    """

    color: QColor
    status: Status = Status.PROPOSED
    low_hz: float | None = None
    high_hz: float | None = None


@dataclass(frozen=True)
class Scene:
    """What is painted, and where: `body` is beside the gutter and below the ruler, and holds both pictures."""

    clip: PreparedClip
    label: ClipLabel | None
    view: SpectrogramView
    axis: TimeAxis
    body: QRect
    wave: QRect
    spectrogram: QRect

    def x_of(self, time_s: float) -> float:
        return self.body.left() + self.axis.x_of(time_s)

    def y_of(self, hz: float) -> float:
        """Kept within the spectrogram."""
        height = self.spectrogram.height()
        return self.spectrogram.top() + min(max(self.clip.scale.y_of(hz, height), 0.0), height)


def paint_words(painter: QPainter, place: QRect, words: str, *, is_problem: bool) -> None:
    """What is said where there is no clip."""
    painter.fillRect(place, colors().lane)
    if is_problem:
        icon = QRectF(0, 0, _ICON_PX, _ICON_PX)
        icon.moveCenter(QPointF(place.center()) - QPointF(0, 9 * GRID_PX))
        icons.paint(painter, "circle-alert", colors().error, icon)
    draw_notice(painter, place, words)


def paint_ruler(painter: QPainter, scene: Scene, form: str) -> None:
    width = scene.axis.width_px
    painter.fillRect(0, 0, GUTTER_PX + width, RULER_PX, colors().panel)
    painter.save()
    painter.translate(GUTTER_PX, 0)
    draw_times(painter, scene.axis, RULER_PX, form, scene.clip.sample_rate)
    painter.setPen(colors().line)
    painter.drawLine(-GUTTER_PX, RULER_PX - 1, width, RULER_PX - 1)
    painter.restore()


def paint_gutter(painter: QPainter, scene: Scene) -> None:
    """Names and scales, as those of lanes."""
    c, wave, spectrogram, view = colors(), scene.wave, scene.spectrogram, scene.view
    painter.fillRect(QRect(0, RULER_PX, GUTTER_PX, spectrogram.bottom() + 1 - RULER_PX), c.panel)
    if wave.height():
        line = painter.fontMetrics().height()
        _write(painter, wave.top() + GRID_PX, "Waveform", c.text)
        if wave.height() >= 2 * line + 2 * GRID_PX:
            _write(painter, wave.top() + GRID_PX + line, _peak_text(scene.clip.peak), c.text_soft)
        painter.setPen(c.line)
        painter.drawLine(0, spectrogram.top() - 1, spectrogram.right(), spectrogram.top() - 1)
    _write(painter, spectrogram.top() + GRID_PX, "Spectrogram", c.text)
    painter.save()
    painter.translate(0, spectrogram.top())
    gutter = QRect(0, 0, GUTTER_PX, spectrogram.height())
    widest = draw_ticks(painter, gutter, scene.clip.scale, spectrogram.height())
    draw_legend(painter, gutter, view.colormap, (view.floor_db, view.ceiling_db), "dBFS" if widest <= ROOM_PX else "")
    painter.restore()
    painter.setPen(c.line)
    painter.drawLine(GUTTER_PX - 1, RULER_PX, GUTTER_PX - 1, spectrogram.bottom())


def _write(painter: QPainter, top: int, words: str, color: QColor) -> None:
    painter.setPen(color)
    place = QRect(_INDENT_PX, top, GUTTER_PX - _INDENT_PX, painter.fontMetrics().height())
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


def _peak_text(peak: float) -> str:
    """The level that the edges of the waveform stand for."""
    db = 20 * math.log10(peak) if peak > 0 else -math.inf
    return f"to {db:.0f} dBFS".replace("-", "−") if db > _SILENCE_DB else "silence"


def paint_image(painter: QPainter, place: QRect, image: QImage | None) -> None:
    """Pixel by pixel where it was made for this place, else stretched until that comes."""
    if image is None:
        painter.fillRect(place, colors().lane)
        return
    ratio = painter.device().devicePixelRatioF()
    if (image.width(), image.height()) == (round(place.width() * ratio), round(place.height() * ratio)):
        image.setDevicePixelRatio(ratio)
        painter.drawImage(place.topLeft(), image)
    else:
        painter.drawImage(place, image)


def paint_marks(painter: QPainter, scene: Scene) -> None:
    """What is not asked about is dimmed; the clip's edges, the label's box, and what is missing."""
    clip, label, body = scene.clip, scene.label, scene.body
    first, last = scene.x_of(clip.clip_start_s), scene.x_of(clip.clip_end_s)
    _dim_context(painter, scene, first, last)
    _dim_outside_band(painter, scene)
    color = colors().selection_edge if label is None else label.color
    for x, is_there in ((first, clip.clip_start_s > clip.start_s), (last, clip.clip_end_s < clip.end_s)):
        if is_there:
            _paint_line(painter, body, x, color, 1.0)
    if label is not None and label.low_hz is not None and label.high_hz is not None:
        top, bottom = scene.y_of(label.high_hz), scene.y_of(label.low_hz)
        painter.setPen(QPen(color, 2, STATUS_LINES[label.status]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(first, top, max(last - first, 1.0), bottom - top))
    if clip.left_out_s:
        shown, asked = clip.end_s - clip.start_s, clip.end_s - clip.start_s + clip.left_out_s
        draw_chip(painter, body, f"The first {clock(shown, 0)} of {clock(asked, 0)}: a clip holds no more")


def _dim_context(painter: QPainter, scene: Scene, first: float, last: float) -> None:
    """Its sound is there, but as if it were softer."""
    body = scene.body
    for left, right in ((body.left(), first), (last, body.right() + 1.0)):
        if right > left:
            for place, veil in ((scene.wave, QColor(colors().lane)), (scene.spectrogram, _silence(scene.view))):
                veil.setAlpha(_VEIL_ALPHA)
                fill(painter, QRectF(left, place.top(), right - left, place.height()), veil)


def _dim_outside_band(painter: QPainter, scene: Scene) -> None:
    veil, place = _silence(scene.view), scene.spectrogram
    veil.setAlpha(_VEIL_ALPHA)
    low, high = scene.clip.request.low_hz, scene.clip.request.high_hz
    top = place.top() if high is None else scene.y_of(high)
    bottom = place.bottom() + 1 if low is None else scene.y_of(low)
    fill(painter, QRectF(place.left(), place.top(), place.width(), top - place.top()), veil)
    fill(painter, QRectF(place.left(), bottom, place.width(), place.bottom() + 1 - bottom), veil)
    painter.setPen(QPen(colors().cursor, 1, Qt.PenStyle.DashLine))
    for y in [y for hz, y in ((high, top), (low, bottom)) if hz is not None]:
        painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))


def _silence(view: SpectrogramView) -> QColor:
    """The colour of silence in the spectrogram."""
    return QColor(*(int(value) for value in lookup(view.colormap)[0]))


def _paint_line(painter: QPainter, body: QRect, x: float, color: QColor, width: float) -> None:
    """A line down the clip, with a halo that keeps it apart from any colour map."""
    halo = QRectF(x - width / 2 - _HALO_PX, body.top(), width + 2 * _HALO_PX, body.height())
    painter.fillRect(halo, colors().lane)
    painter.fillRect(QRectF(x - width / 2, body.top(), width, body.height()), color)


def paint_playhead(painter: QPainter, body: QRect, axis: TimeAxis, time_s: float) -> None:
    _paint_line(painter, body, body.left() + axis.x_of(time_s), colors().playhead, 2.0)


def playhead_place(body: QRect, axis: TimeAxis, time_s: float) -> QRect:
    """What is to be painted anew where it was, or comes."""
    return QRect(body.left() + math.floor(axis.x_of(time_s)) - 3, body.top(), 8, body.height())
