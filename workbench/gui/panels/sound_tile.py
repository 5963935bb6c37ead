"""One tile of the strip of sounds: its spectrogram, its name, how long it is, and whether it is kept."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui import icons, typography
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.panels.sound_model import SOUND_ROLE, state_text
from workbench.gui.theme import GRID_PX, Colors, colors

PICTURE_PX = 18 * GRID_PX
LEAST_PX = 22 * GRID_PX
"""Room for a name, below the picture of the shortest sound."""
FAILED_PX = 36 * GRID_PX
"""Room for the reason, in place of a picture."""
ICON_PX = 4 * GRID_PX
_RADIUS_PX = 3

ImageOf = Callable[[BenchSound], QImage | None]
HeadOf = Callable[[BenchSound], float | None]


def tile_height() -> int:
    return PICTURE_PX + 2 * QFontMetrics(typography.body()).height() + 3 * GRID_PX


def tile_width(sound: BenchSound, px_per_s: float) -> int:
    least = FAILED_PX if sound.failed and sound.samples is None else LEAST_PX
    return max(picture_width(sound, px_per_s), least) + 2 * GRID_PX


def picture_width(sound: BenchSound, px_per_s: float) -> int:
    """Of its spectrogram, in pixels; 0 until it is made."""
    return 0 if sound.samples is None else math.ceil(sound.samples.shape[1] / sound.sample_rate * px_per_s)


def picture_rect(tile: QRect) -> QRect:
    return QRect(tile.left() + GRID_PX, tile.top() + GRID_PX, tile.width() - 2 * GRID_PX, PICTURE_PX)


def star_rect(tile: QRect) -> QRect:
    """Where a click keeps the sound, or does not keep it any more."""
    return QRect(tile.right() - GRID_PX - ICON_PX, tile.bottom() - GRID_PX - ICON_PX, ICON_PX, ICON_PX)


class TileDelegate(QStyledItemDelegate):
    """Paints tiles.

    Parameters
    ----------
    image_of : the spectrogram of a sound, None where it is not there yet
    head_of : where in a sound that is heard now, in seconds, None where it is not
    """

    def __init__(self, image_of: ImageOf, head_of: HeadOf, parent: QWidget) -> None:
        super().__init__(parent)
        self._image_of, self._head_of = image_of, head_of
        self.px_per_s = 160.0
        self.take_fonts()

    def take_fonts(self) -> None:
        """Those of the application, which are kept: made anew for each tile, they would cost most of its time."""
        self._font, self._bold = typography.body(), typography.bold()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(tile_width(index.data(SOUND_ROLE), self.px_per_s), tile_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        sound: BenchSound = index.data(SOUND_ROLE)
        c, chosen = colors(), bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setFont(self._font)
        if chosen or hovered:
            paint_ground(painter, option.rect, c.accent if chosen else c.window)
        soft = c.accent_text if chosen else c.text_soft
        place = picture_rect(option.rect)
        if sound.samples is not None:
            self._paint_picture(painter, place, sound)
        elif sound.failed:
            _paint_failure(painter, place, sound.failed, c.accent_text if chosen else c.error)
        else:
            _paint_pending(painter, place, soft)
        self._write(painter, option.rect, sound, chosen, c)
        if sound.kept or hovered:
            painter.setOpacity(1.0 if sound.kept else 0.5)
            tint = c.accent_text if chosen else c.accent if sound.kept else c.text_soft
            icons.paint(painter, "star", tint, QRectF(star_rect(option.rect)))
            painter.setOpacity(1.0)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, option.rect, c.text if not chosen else c.accent_text)
        painter.restore()

    def _write(self, painter: QPainter, tile: QRect, sound: BenchSound, chosen: bool, c: Colors) -> None:
        """The name, and below it the length or what is the matter."""
        height = painter.fontMetrics().height()
        left, width = tile.left() + GRID_PX, tile.width() - 2 * GRID_PX
        top = tile.top() + 2 * GRID_PX + PICTURE_PX - GRID_PX // 2
        tint = c.accent_text if chosen else c.error if sound.failed else c.text_soft
        below = QRect(left, top + height, width - ICON_PX - GRID_PX, height)
        _line(painter, below, state_text(sound), tint)
        if chosen:
            painter.setFont(self._bold)
        _line(painter, QRect(left, top, width, height), sound.name, c.accent_text if chosen else c.text)

    def _paint_picture(self, painter: QPainter, place: QRect, sound: BenchSound) -> None:
        image = self._image_of(sound)
        width = min(picture_width(sound, self.px_per_s), place.width())
        if image is None:
            painter.fillRect(QRect(place.left(), place.top(), width, place.height()), colors().line)
        else:
            self._paint_image(painter, place, image, width)
        head_s = self._head_of(sound)
        if head_s is not None:
            x = place.left() + min(head_s * self.px_per_s, width - 2)
            painter.fillRect(QRectF(x - 1, place.top(), 4, place.height()), colors().lane)  # seen on any colour map
            painter.fillRect(QRectF(x, place.top(), 2, place.height()), colors().playhead)

    def _paint_image(self, painter: QPainter, place: QRect, image: QImage, width: int) -> None:
        """Pixel by pixel where it is at this scale, else stretched, until that at this scale is there."""
        ratio = painter.device().devicePixelRatioF()
        painter.setClipRect(place)
        if abs(image.width() - width * ratio) <= max(ratio, 1.0) and image.height() == round(PICTURE_PX * ratio):
            image.setDevicePixelRatio(ratio)
            painter.drawImage(place.topLeft(), image)
        else:
            painter.drawImage(QRect(place.left(), place.top(), width, place.height()), image)
        painter.setClipping(False)


def paint_ground(painter: QPainter, tile: QRect, color: QColor) -> None:
    """Behind a tile that is chosen, or that the mouse is over."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(tile, _RADIUS_PX, _RADIUS_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _line(painter: QPainter, place: QRect, words: str, color: QColor) -> None:
    painter.setPen(color)
    # In the middle: of names that one command gave the ends differ.
    elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)


def _paint_pending(painter: QPainter, place: QRect, color: QColor) -> None:
    """A frame for what is to come."""
    faint = QColor(color)
    faint.setAlphaF(0.5)
    painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0, 0, -1, -1))
    icons.paint(painter, "audio-lines", faint, QRectF(_middle(place, 5 * GRID_PX)))


def _paint_failure(painter: QPainter, place: QRect, why: str, color: QColor) -> None:
    """As much of the reason as there is room for; the tooltip has all of it."""
    icons.paint(painter, "circle-alert", color, QRectF(place.left(), place.top(), ICON_PX, ICON_PX))
    painter.setPen(color)
    words = place.adjusted(0, ICON_PX + GRID_PX // 2, 0, 0)
    painter.setClipRect(words)
    painter.drawText(words, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, why)
    painter.setClipping(False)


def paint_focus(painter: QPainter, tile: QRect, color: QColor) -> None:
    """Around the tile that the keys start from."""
    painter.setPen(QPen(color, 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(tile.adjusted(1, 1, -2, -2))


def _middle(place: QRect, size: int) -> QRect:
    square = QRect(0, 0, size, size)
    square.moveCenter(place.center())
    return square
