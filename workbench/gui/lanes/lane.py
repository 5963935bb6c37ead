"""The base of all lanes: a gutter with its name and scale, and a body whose pixels follow the time axis."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.document import Document
from workbench.gui.lanes.fill import fill
from workbench.gui.theme import colors

GUTTER_PX = 92
"""Width of the left gutter, the same for every lane so that all bodies line up to the pixel."""
_CURRENT_PX = 3
LOW_PX = 48
"""In lanes lower than this the name stands in the middle of the height."""
_VEIL_ALPHA = 170


class Overlay(Protocol):
    """What others draw over a lane's picture, and hold there by mouse."""

    def paint(self, painter: QPainter, height: int) -> None:
        """Draw over the body, whose height this is; what lies outside of the painter's clip need not be drawn."""

    def claims(self, x: float, y: float) -> bool:
        """Whether a press at a place of the body is for this one."""


class Lane(QWidget):
    """One picture on the document's time axis. A lane knows the document and its own data, and no other lane.

    A subclass sets `title`, draws `draw_body` (into a picture that is kept until `invalidate`) and, where it
    has a scale, `draw_scale`. Selection, cursor and play head are painted here, over the kept picture, so
    that they cost next to nothing when they move.

    Signals
    -------
    hovered(object, object, object) : time in s, frequency in Hz and level in dBFS (or words, see `value_at`) under the
        pointer, each or None
    heights_changed() : the lane asks for another height
    """

    hovered = Signal(object, object, object)
    heights_changed = Signal()

    title = ""
    default_height = 120
    smallest_height = 40
    has_header = False
    """Whether the name has a line of its own above the rest of the gutter, however low the lane is."""
    head_px = 0
    """Room for more words or a button between the name and the scale."""
    grows = 1
    """Share of spare height that the lane takes; 0 keeps it at `default_height`."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.axis = document.axis
        self.key = ""
        """The name under which the lane's height is kept; given by who makes the lane."""
        self.overlays: list[Overlay] = []
        self._picture: QImage | None = None
        self._current = self._dimmed = False
        self.setMinimumHeight(self.smallest_height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.title)
        self.axis.view_changed.connect(self.invalidate_body)
        document.opened.connect(self.invalidate)
        document.selection_changed.connect(self.update)
        document.cursor_changed.connect(self.update)
        document.playhead_moved.connect(self._move_playhead)

    # What a subclass draws

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        """Paint the body's picture into `width` × `height` logical pixels, origin at its top left."""

    def body_image(self, size: QSize) -> QImage | None:
        """The body as an RGB32 image of `size` device pixels, where that is not painted; `draw_body` paints over it."""
        return None

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        """Paint the scale in the gutter, for instance frequencies; `rect` is the gutter, below the title."""

    def frequency_at(self, y: float) -> float | None:
        """The frequency in Hz at `y` pixels from the top of the body; None where the lane has none."""
        return None

    def y_of_frequency(self, frequency_hz: float) -> float | None:
        """The inverse of `frequency_at`."""
        return None

    def level_at(self, time_s: float, y: float) -> float | None:
        """The level in dBFS of what is drawn at that place; None where there is none."""
        return None

    def value_at(self, time_s: float, y: float) -> float | str | None:
        """What is said of that place: its level, or other words where the lane shows something else."""
        return self.level_at(time_s, y)

    def claims(self, x: float, y: float) -> bool:
        """Whether the lane, or what lies over it, wants a press at a place of the body for itself."""
        return any(overlay.claims(x, y) for overlay in self.overlays)

    def note_shown(self, shown: bool) -> None:
        """The person shows or hides the lane: what is computed for it begins or ends here."""

    @property
    def settled(self) -> bool:
        """Whether what is drawn is final for the span in view."""
        return True

    # What every lane has

    def set_heights(self, default: int, smallest: int) -> None:
        """Other heights than those of the class."""
        if (default, smallest) != (self.default_height, self.smallest_height):
            self.default_height, self.smallest_height = default, smallest
            self.setMinimumHeight(smallest)
            self.heights_changed.emit()

    def set_current(self, current: bool) -> None:
        """Whether this is the lane that commands act on; its gutter shows it."""
        if current != self._current:
            self._current = current
            self.update(QRect(0, 0, GUTTER_PX, self.height()))

    def set_dimmed(self, dimmed: bool) -> None:
        """Dimmed, a lane steps back: its channel is not heard."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def invalidate(self) -> None:
        """The kept picture is no longer true; it is drawn anew at the next paint."""
        self._picture = None
        self.update()

    def invalidate_body(self) -> None:
        """Like `invalidate`, where the gutter stays true."""
        self._picture = None
        self.update(self.body_rect())

    def body_rect(self) -> QRect:
        return QRect(GUTTER_PX, 0, max(self.width() - GUTTER_PX, 1), max(self.height() - 1, 1))

    def resizeEvent(self, event) -> None:
        self.invalidate()
        super().resizeEvent(event)

    def paintEvent(self, event) -> None:
        body = self.body_rect()
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        if event.rect().left() < GUTTER_PX:
            self._paint_gutter(painter)
        if event.rect().right() >= GUTTER_PX:
            painter.setClipRect(body & event.rect())
            painter.drawImage(body.topLeft(), self._kept_picture(body))
            painter.translate(body.topLeft())
            if self._dimmed:
                veil = QColor(colors().lane)
                veil.setAlpha(_VEIL_ALPHA)
                fill(painter, QRect(0, 0, body.width(), body.height()), veil)
            for overlay in self.overlays:
                overlay.paint(painter, body.height())
            self._paint_marks(painter, body.height())
            painter.resetTransform()
        painter.setClipping(False)
        painter.setPen(colors().line)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _kept_picture(self, body: QRect) -> QImage:
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            size = body.size() * ratio
            picture = self.body_image(size)
            if picture is None:
                picture = QImage(size, QImage.Format.Format_RGB32)
                picture.fill(colors().lane)
            picture.setDevicePixelRatio(ratio)
            painter = QPainter(picture)
            try:
                self.draw_body(painter, body.width(), body.height())
            finally:
                painter.end()  # an error must not leave it active: Qt would crash later
            self._picture = picture
        return self._picture

    def _paint_gutter(self, painter: QPainter) -> None:
        gutter = QRect(0, 0, GUTTER_PX, self.height())
        painter.fillRect(gutter, colors().panel)
        if self._current:
            fill(painter, gutter, colors().selection)
            painter.fillRect(QRect(0, 0, _CURRENT_PX, self.height()), colors().accent)
        painter.setPen(colors().text_soft if self._dimmed else colors().text)
        low = self.height() < LOW_PX and not self.has_header
        place = gutter.adjusted(8, 0, -4, -1) if low else gutter.adjusted(8, 4, -4, 0)
        across = Qt.AlignmentFlag.AlignVCenter if low else Qt.AlignmentFlag.AlignTop
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | across, self.title)
        self.draw_scale(painter, gutter.adjusted(0, self.head_px, 0, 0))
        painter.setPen(colors().line)
        painter.drawLine(GUTTER_PX - 1, 0, GUTTER_PX - 1, self.height())

    def _paint_marks(self, painter: QPainter, height: int) -> None:
        selection = self.document.selection
        if selection is not None:
            left, right = self.axis.x_of(selection.start_s), self.axis.x_of(selection.end_s)
            top, bottom = 0.0, float(height)
            if selection.is_box:
                high, low = self.y_of_frequency(selection.high_hz), self.y_of_frequency(selection.low_hz)
                if high is not None and low is not None:
                    top, bottom = high, low
            box = QRectF(left, top, max(right - left, 1.0), bottom - top)
            fill(painter, box, colors().selection)
            painter.setPen(QPen(colors().selection_edge, 1))
            if selection.is_box and (top, bottom) != (0.0, float(height)):
                painter.drawRect(box)
            else:
                painter.drawLine(QPointF(left, 0), QPointF(left, height))
                painter.drawLine(QPointF(right, 0), QPointF(right, height))
        self._paint_cursor(painter, height)
        if self.document.playhead_s is not None:
            x = self.axis.x_of(self.document.playhead_s)  # a line wider than a pixel would be drawn by other threads
            painter.fillRect(QRectF(x - 0.75, 0, 1.5, height), colors().playhead)

    def _paint_cursor(self, painter: QPainter, height: int) -> None:
        x = self.axis.x_of(self.document.cursor_s)
        if -2 <= x <= self.axis.width_px + 2:
            painter.setPen(QPen(colors().cursor, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def _move_playhead(self, old: float | None, new: float | None) -> None:
        for time_s in (old, new):
            if time_s is not None:
                x = round(self.axis.x_of(time_s))
                if -3 <= x <= self.axis.width_px + 3:
                    self.update(QRect(GUTTER_PX + x - 3, 0, 6, self.height()))

    def mouseMoveEvent(self, event) -> None:
        position = event.position()
        x, y = position.x() - GUTTER_PX, position.y()
        if x >= 0:
            time_s = self.axis.time_of(x)
            self.hovered.emit(time_s, self.frequency_at(y), self.value_at(time_s, y))
        event.ignore()

    def leaveEvent(self, event) -> None:
        self.hovered.emit(None, None, None)
        super().leaveEvent(event)
