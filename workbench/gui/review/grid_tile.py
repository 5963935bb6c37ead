"""One clip of a review as a tile: a small spectrogram, what was asked, and the colour and the word of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui import icons, typography
from workbench.gui.panels.sound_tile import paint_focus, paint_ground
from workbench.gui.review.answer_words import words_of
from workbench.gui.theme import GRID_PX, Colors, colors

if TYPE_CHECKING:
    from workbench.labels.label import ReviewClip

LEAST_PX, USUAL_PX, MOST_PX = 36 * GRID_PX, 48 * GRID_PX, 100 * GRID_PX
"""Least widths of tiles, which fill the view."""
_PICTURE_SHARE = 0.55
_MARK_PX = GRID_PX
_ICON_PX = 3 * GRID_PX
_SWATCH_PX = 2 * GRID_PX
_ANY_PX = 100_000
_State = QStyle.StateFlag
_SELECTED, _HOVERED, _FOCUSED = _State.State_Selected, _State.State_MouseOver, _State.State_HasFocus

_ICONS = {
    "yes": "check", "no": "x", "unsure": "circle-question-mark", "skip": "skip-forward", "class": "tag",
    "unreadable": "circle-alert",
}  # fmt: skip


@dataclass(frozen=True)
class TilePicture:
    """`image` : the spectrogram of `start_s`…`end_s` of the recording, None while it is made; `error` : why it cannot
    be."""

    start_s: float
    end_s: float
    image: QImage | None = None
    error: str = ""

    def x_of(self, time_s: float, place: QRect) -> int:
        """Where a time is in a tile whose picture is at `place`; within that in any case."""
        share = (time_s - self.start_s) / max(self.end_s - self.start_s, 1e-9)
        return place.left() + round(min(max(share, 0.0), 1.0) * place.width())


@dataclass(frozen=True)
class TileSize:
    """In logical pixels. All tiles of a grid are of one size."""

    width: int
    height: int
    picture_height: int

    @classmethod
    def of(cls, width: int) -> TileSize:
        picture = round(width * _PICTURE_SHARE)
        lines = 2 * QFontMetrics(typography.body()).height()
        return cls(width, picture + _MARK_PX + lines + 3 * GRID_PX, picture)

    @property
    def picture_width(self) -> int:
        return self.width - 2 * GRID_PX


class GridTileDelegate(QStyledItemDelegate):
    """Paints tiles.

    Parameters
    ----------
    clip_at : the clip in a row
    picture_of : what there is to see of a clip
    color_of : the colour of a class by its name; None where it has none
    head_of : where in its recording a clip is heard now, in seconds; None where it is not
    """

    def __init__(
        self,
        clip_at: Callable[[int], ReviewClip],
        picture_of: Callable[[ReviewClip], TilePicture],
        color_of: Callable[[str], QColor | None],
        head_of: Callable[[ReviewClip], float | None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._clip_at, self._picture_of, self._color_of, self._head_of = clip_at, picture_of, color_of, head_of
        self.set_width(USUAL_PX)

    def set_width(self, width: int) -> None:
        """Of all tiles, in logical pixels. Fonts are taken once: made anew for each tile, they would cost most of its
        time."""
        self.size = TileSize.of(width)
        self._font = typography.body()
        self._metrics = QFontMetrics(self._font)
        self._words = lru_cache(maxsize=4096)(self._lay_out_words)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(self.size.width, self.size.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        clip, c, tile = self._clip_at(index.row()), colors(), option.rect
        chosen = bool(option.state & _SELECTED)
        painter.setFont(self._font)
        if chosen or option.state & _HOVERED:
            paint_ground(painter, tile, c.accent if chosen else c.window)
        self._paint_picture(painter, tile, clip, c)
        self._write(painter, tile, clip, chosen, c)
        if option.state & _FOCUSED:
            paint_focus(painter, tile, c.accent_text if chosen else c.text)

    def _paint_picture(self, painter: QPainter, tile: QRect, clip: ReviewClip, c: Colors) -> None:
        size, picture = self.size, self._picture_of(clip)
        place = QRect(tile.left() + GRID_PX, tile.top() + GRID_PX, size.picture_width, size.picture_height)
        if picture.image is None:
            painter.fillRect(place, c.line)
            if picture.error:
                _paint_error(painter, place, picture.error, c)
        else:
            painter.drawImage(place, picture.image)  # stretched only until that of this size is there
        head_s = self._head_of(clip)
        if head_s is not None:
            x = picture.x_of(head_s, place)
            painter.fillRect(QRect(x - 1, place.top(), 4, place.height()), c.lane)  # seen on any colour map
            painter.fillRect(QRect(x, place.top(), 2, place.height()), c.playhead)
        if clip.answer:
            mark = QRect(place.left(), place.bottom() + 1, place.width(), _MARK_PX)
            painter.fillRect(mark, self._answer_color(clip, c))

    def _write(self, painter: QPainter, tile: QRect, clip: ReviewClip, chosen: bool, c: Colors) -> None:
        """Class and score, and below them the answer and the length."""
        line = self._metrics.height()
        left, right = tile.left() + GRID_PX, tile.right() + 1 - GRID_PX
        top = tile.top() + GRID_PX + self.size.picture_height + _MARK_PX + GRID_PX // 2
        text, soft = (c.accent_text, c.accent_text) if chosen else (c.text, c.text_soft)
        room = self._write_right(painter, QPoint(right, top), score_text(clip), soft) - left
        swatch = self._color_of(title(clip))
        if swatch is not None:
            painter.fillRect(QRect(left, top + (line - _SWATCH_PX) // 2, _SWATCH_PX, _SWATCH_PX), swatch)
            left, room = left + 3 * GRID_PX, room - 3 * GRID_PX
        self._write_left(painter, QPoint(left, top), room, title(clip), text)
        left, top = tile.left() + GRID_PX, top + line
        room = self._write_right(painter, QPoint(right, top), length_text(clip), soft) - left
        if clip.answer:
            tint = c.accent_text if chosen else _word_color(clip.answer, c)
            ratio = painter.device().devicePixelRatioF()
            at = QPoint(left, top + (line - _ICON_PX) // 2)
            painter.drawPixmap(at, _icon(_ICONS[clip.answer], tint.rgba(), ratio))
            left, room = left + _ICON_PX + GRID_PX, room - _ICON_PX - GRID_PX
            self._write_left(painter, QPoint(left, top), room, words_of(clip.answer), tint)

    def _write_left(self, painter: QPainter, at: QPoint, room: int, words: str, color: QColor) -> None:
        painter.setPen(color)
        painter.drawStaticText(at, self._words(words, room - GRID_PX)[0])

    def _write_right(self, painter: QPainter, at: QPoint, words: str, color: QColor) -> int:
        """Up to `at`; where it begins."""
        laid_out, width = self._words(words, _ANY_PX)
        painter.setPen(color)
        painter.drawStaticText(at.x() - width, at.y(), laid_out)
        return at.x() - width

    def _lay_out_words(self, words: str, room: int) -> tuple[QStaticText, int]:
        """With how wide they are. Most tiles say the same, and laying out is what takes time."""
        elided = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        laid_out = QStaticText(elided)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        laid_out.prepare(font=self._font)
        return laid_out, self._metrics.horizontalAdvance(elided)

    def _answer_color(self, clip: ReviewClip, c: Colors) -> QColor:
        """Of the class where there is one, else of the word."""
        color = self._color_of(title(clip)) if clip.answer in ("yes", "class") else None
        return color or _word_color(clip.answer, c)


def title(clip: ReviewClip) -> str:
    """The class that it has been given, or is asked about."""
    return (clip.given if clip.answer == "class" else clip.text) or "Which class?"


def score_text(clip: ReviewClip) -> str:
    return "" if clip.score is None else f"{clip.score:.2f}"


def length_text(clip: ReviewClip) -> str:
    """Such as "0.42 s"; nothing for a point in time."""
    length_s = clip.end_s - clip.start_s
    return f"{length_s:.2f} s" if length_s > 0 else ""


def spoken(clip: ReviewClip) -> str:
    """All about it in one line, for a screen reader."""
    score = f"score {score_text(clip)}" if clip.score is not None else ""
    return ", ".join(filter(None, [title(clip), length_text(clip), score, words_of(clip.answer).lower()]))


def _word_color(answer: str, c: Colors) -> QColor:
    known = {"yes": c.good, "class": c.good, "no": c.error, "unreadable": c.error, "unsure": c.warning}
    return known.get(answer, c.text_soft)


@lru_cache(maxsize=64)
def _icon(name: str, argb: int, ratio: float) -> QPixmap:
    """Drawn from its SVG for each tile, it would cost more than the rest of the tile."""
    return icons.pixmap(name, QColor.fromRgba(argb), _ICON_PX, ratio)


def _paint_error(painter: QPainter, place: QRect, why: str, c: Colors) -> None:
    """As much of the reason as there is room for; the tooltip has all of it."""
    inner = place.adjusted(GRID_PX, GRID_PX, -GRID_PX, -GRID_PX)
    icons.paint(painter, "circle-alert", c.error, QRectF(inner.left(), inner.top(), _ICON_PX, _ICON_PX))
    painter.setPen(c.text)
    words = inner.adjusted(_ICON_PX + GRID_PX, 0, 0, 0)
    painter.save()
    painter.setClipRect(words)
    painter.drawText(words, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, why)
    painter.restore()
