"""The whole recording in one strip, with the span in view as a box that can be dragged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from workbench.audio.columns import loudest_columns
from workbench.gui.document import Document
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.wave_picture import wave_image
from workbench.gui.theme import colors

HEIGHT_PX = 44
_STRIP_PX = 4
_EDGE_PX = 6
"""So near to an edge of the box, dragging moves that edge."""


class Minimap(QWidget):
    """Drag the box to pan, its edges to zoom; click beside it to go there; double-click to see all."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.axis = document, document.axis
        self._picture: QImage | None = None
        self._drag: tuple[str, float] | None = None
        self.labels: Callable[[int], QImage | None] = lambda _pixels: None
        """Makes one row of so many pixels that shows where the labels are."""
        self._labels: QImage | None = None
        self._labels_known = False
        self.setFixedHeight(HEIGHT_PX)
        self.setMouseTracking(True)
        self.setAccessibleName("Overview of the whole recording")
        self.setToolTip("Drag the box to move the view, its edges to zoom. Double-click to see the whole recording.")
        for changed in (document.opened, document.grew, self.axis.total_changed):
            changed.connect(self.invalidate)
        for changed in (self.axis.view_changed, document.selection_changed):
            changed.connect(self.update)
        document.playhead_moved.connect(lambda _old, _new: self.update())

    def invalidate(self) -> None:
        self._picture = None
        self.invalidate_labels()

    def invalidate_labels(self) -> None:
        """The labels are others."""
        self._labels_known = False
        self.update()

    def resizeEvent(self, event) -> None:
        self.invalidate()

    def box(self) -> QRectF:
        """The span in view, in widget pixels; never thinner than can be grabbed."""
        body = self._body()
        left = body.left() + self.axis.start_s / self.axis.total_s * body.width()
        width = max(self.axis.span_s / self.axis.total_s * body.width(), 6.0)
        return QRectF(min(left, body.right() - 6), 1, width, self.height() - 3)

    def _body(self) -> QRect:
        return QRect(GUTTER_PX, 0, max(self.width() - GUTTER_PX, 1), self.height())

    def paintEvent(self, event) -> None:
        painter, body = QPainter(self), self._body()
        painter.fillRect(self.rect(), colors().panel)
        painter.setPen(colors().text_soft)
        painter.drawText(
            QRect(8, 0, GUTTER_PX - 16, self.height()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            "Overview",
        )
        if self.document.overview is not None:
            if self._picture is None:
                self._picture = self._draw_whole(body)
            painter.drawImage(body.topLeft(), self._picture)
            self._paint_labels(painter, body)
            self._paint_marks(painter, body)
        painter.setPen(colors().line)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _paint_marks(self, painter: QPainter, body: QRect) -> None:
        scale = body.width() / self.axis.total_s
        if (selection := self.document.selection) is not None:
            left = body.left() + selection.start_s * scale
            width = max((selection.end_s - selection.start_s) * scale, 1.0)
            painter.fillRect(QRectF(left, 0, width, self.height()), colors().selection)
        if not self.axis.is_whole:
            box = self.box()
            shade = QColor(colors().window)
            shade.setAlpha(150)
            painter.fillRect(QRectF(body.left(), 0, box.left() - body.left(), self.height()), shade)
            painter.fillRect(QRectF(box.right(), 0, body.right() + 1 - box.right(), self.height()), shade)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors().accent, 1.5))
            painter.drawRoundedRect(box, 3, 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.document.playhead_s is not None:
            x = body.left() + self.document.playhead_s * scale
            painter.setPen(QPen(colors().playhead, 1.5))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_labels(self, painter: QPainter, body: QRect) -> None:
        if not self._labels_known:
            self._labels, self._labels_known = self.labels(round(body.width() * self.devicePixelRatioF())), True
        if self._labels is not None:
            painter.drawImage(QRect(body.left(), body.bottom() - _STRIP_PX, body.width(), _STRIP_PX), self._labels)

    def _draw_whole(self, body: QRect) -> QImage:
        """All channels in one."""
        overview, ratio = self.document.overview, self.devicePixelRatioF()
        pixels = max(round(body.width() * ratio), 1)
        per_pixel = self.axis.total_s * overview.sample_rate / pixels
        loudest = loudest_columns(overview, per_pixel, pixels)
        image = wave_image(loudest, max(round((self.height() - 1) * ratio), 1), 1.0, colors())
        image.setDevicePixelRatio(ratio)
        return image

    # Dragging

    def mousePressEvent(self, event) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < GUTTER_PX:
            return
        x, box = event.position().x(), self.box()
        kind = self._part_at(x)
        if kind == "beside":
            self._centre_on(x)
            kind, box = "box", self.box()
        self._drag = (kind, x - (box.right() if kind == "end" else box.left()))

    def mouseMoveEvent(self, event) -> None:
        x = event.position().x()
        if self._drag is None:
            edge = self._part_at(x) in ("start", "end")
            self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)
            return
        kind, offset = self._drag
        time_s = (x - offset - GUTTER_PX) / self._body().width() * self.axis.total_s
        if kind == "box":
            self.axis.set_view(time_s, time_s + self.axis.span_s)
        elif kind == "start":
            self.axis.set_view(min(max(time_s, 0.0), self.axis.end_s), self.axis.end_s)
        else:
            self.axis.set_view(self.axis.start_s, min(max(time_s, self.axis.start_s), self.axis.total_s))

    def mouseReleaseEvent(self, event) -> None:
        self._drag = None

    def mouseDoubleClickEvent(self, event) -> None:
        self.axis.fit()

    def wheelEvent(self, event) -> None:
        at = (event.position().x() - GUTTER_PX) / self._body().width() * self.axis.total_s
        self.axis.zoom(2 ** (event.angleDelta().y() / 240), at)

    def _part_at(self, x: float) -> str:
        box = self.box()
        if self.axis.is_whole:
            return "beside" if x < GUTTER_PX else "box"
        if abs(x - box.left()) <= _EDGE_PX and (x < box.left() or box.width() > 3 * _EDGE_PX):
            return "start"
        if abs(x - box.right()) <= _EDGE_PX and (x > box.right() or box.width() > 3 * _EDGE_PX):
            return "end"
        return "box" if box.left() <= x <= box.right() else "beside"

    def _centre_on(self, x: float) -> None:
        time_s = (x - GUTTER_PX) / self._body().width() * self.axis.total_s
        self.axis.set_view(time_s - self.axis.span_s / 2, time_s + self.axis.span_s / 2)
