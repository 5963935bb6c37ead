"""The confidence lane: what a classifier hears, class by class, and the segments above a threshold."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.gui.document import Document
from workbench.gui.lanes.fill import fill
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.lanes.score_picture import Curve, row_colors, row_image, runs, score_columns
from workbench.gui.lanes.score_rows import ScoreRows
from workbench.gui.lanes.score_words import draw_name, numbers_text, readable
from workbench.gui.lanes.segment_search import segment_near
from workbench.gui.scores import ScoreTrack
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body
from workbench.models.classify.segments import Segment

HEADER_PX = 6 * GRID_PX
ROW_PX = 7 * GRID_PX
_TALLEST_ROW_PX = 14 * GRID_PX
_LINE_REACH_PX = 4
_USUAL_PX = HEADER_PX + 6 * ROW_PX + GRID_PX


class ConfidenceLane(Lane):
    """The classes that were found, each a row: its confidence over time, and solid where it reaches the threshold.

    Parameters
    ----------
    empty_text : what the lane says before anything is classified

    Signals
    -------
    segment_chosen(Segment) : clicked
    segment_zoomed(Segment) : clicked twice
    menu_requested(int, Segment, QPoint) : right click on the row of a class; the segment there or None, the place
        on the screen
    """

    segment_chosen = Signal(object)
    segment_zoomed = Signal(object)
    menu_requested = Signal(int, object, object)

    title = "Classes"
    default_height = smallest_height = HEADER_PX + ROW_PX + GRID_PX
    grows = 0

    def __init__(
        self, document: Document, parent: QWidget | None = None, empty_text: str = "Press C to classify this recording"
    ) -> None:
        super().__init__(document, parent)
        self.empty_text = empty_text
        self._track: ScoreTrack | None = None
        self._rows = ScoreRows()
        self._best = np.empty(0, np.float32)
        self._curves: Curve | None = None
        self._drag_x: float | None = None
        self._pressed: Segment | None = None
        self.axis.view_changed.connect(self._forget_curves)
        document.scores_changed.connect(self._follow_track)
        self._follow_track()

    # What changes

    def _follow_track(self) -> None:
        track = self.document.scores
        if track is not self._track:
            if self._track is not None:
                self._track.grew.disconnect(self._take_scores)
                self._track.threshold_changed.disconnect(self.invalidate)
            self._track = track
            self._rows.forget()
            self._best = np.empty(0, np.float32)
            self._take_room(track is not None)
            if track is not None:
                track.grew.connect(self._take_scores)
                track.threshold_changed.connect(self.invalidate)
        self._take_scores()

    def _take_room(self, wanted: bool) -> None:
        """Before there is anything to show, the lane leaves its room to the others."""
        self.grows = 1 if wanted else 0
        self.set_heights(_USUAL_PX if wanted else type(self).default_height, self.smallest_height)

    def _take_scores(self) -> None:
        track = self._track
        has_scores = track is not None and len(track.values) > 0
        self._best = track.values.max(axis=0) if has_scores else np.empty(0, np.float32)
        self._choose_rows()

    def _choose_rows(self) -> None:
        if len(self._best):
            room = max((self.body_rect().height() - HEADER_PX) // ROW_PX, 1)
            self._rows.update(self._best, room, self._track.threshold, complete=self._track.complete)
        else:
            self._rows.forget()
        self._forget_curves()
        self.invalidate()

    def _forget_curves(self) -> None:
        self._curves = None

    def resizeEvent(self, event) -> None:
        self._choose_rows()
        super().resizeEvent(event)

    # Where things are

    def row_rect(self, row: int) -> QRect:
        """The place of a row in the body."""
        count = max(len(self._rows.classes), 1)
        each = min((self.body_rect().height() - HEADER_PX) // count, _TALLEST_ROW_PX)
        return QRect(0, HEADER_PX + row * each, self.body_rect().width(), each)

    def row_at(self, y: float) -> int | None:
        """The row at `y` pixels from the top."""
        row = int(y - HEADER_PX) // self.row_rect(0).height() if y >= HEADER_PX else -1
        return row if 0 <= row < len(self._rows.classes) else None

    def threshold_y(self, row: int) -> float:
        """Where the threshold's line crosses a row."""
        rect = self._plot_rect(row)
        return rect.bottom() + 1 - self._track.threshold * rect.height()

    def segment_at(self, x: float, y: float) -> Segment | None:
        """The segment under a place of the body."""
        row, track = self.row_at(y), self._track
        if row is None or track is None:
            return None
        time_s = self.axis.start_s + x * self.axis.seconds_per_pixel
        # A segment is drawn at least a pixel wide.
        return segment_near(track, self._rows.classes[row], time_s, self.axis.seconds_per_pixel)

    def _plot_rect(self, row: int) -> QRect:
        return self.row_rect(row).adjusted(0, 2, 0, -1)

    def _near_line(self, y: float) -> bool:
        row = self.row_at(y)
        return row is not None and abs(y - self.threshold_y(row)) <= _LINE_REACH_PX

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        painter.setFont(body())
        if self._track is None or not len(self._track.values):
            text = self.empty_text if self._track is None else "Classifying…"
            draw_notice(painter, QRect(0, 0, width, height), text if self.document.recording is not None else "")
            return
        if self._curves is None:
            self._curves = self._columns(width)
        self._draw_pending(painter)
        for row in range(len(self._rows.classes)):
            self._draw_row(painter, row)
        self._draw_threshold(painter, width)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(body())
        for row, index in enumerate(self._rows.classes):
            place = self.row_rect(row)
            swatch = QRectF(2 * GRID_PX, place.center().y() - 3, 8, 8)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._track.color(index)))
            painter.drawRoundedRect(swatch, 2, 2)
            found = self._best[index] >= self._track.threshold
            painter.setPen(colors().text if found else colors().text_soft)
            text = place.adjusted(5 * GRID_PX, 0, rect.width() - place.width() - 2, 0)
            draw_name(painter, text, readable(self._track.card.classes[index]))

    def _columns(self, width: int) -> Curve:
        track, ratio = self._track, self.devicePixelRatioF()
        pixels = round(width * ratio)
        edges = self.axis.start_s + self.axis.seconds_per_pixel / ratio * np.arange(pixels + 1)
        first, last = np.searchsorted(track.starts_s, [edges[0], edges[-1]])
        cells = slice(max(first - 1, 0), last + 1)
        values = track.values[cells][:, self._rows.classes]
        return score_columns(track.starts_s[cells], track.ends_s[cells], values, edges)

    def _draw_pending(self, painter: QPainter) -> None:
        """Hatch what is not classified yet."""
        if self._track.complete or not self._rows.classes:
            return
        ratio = self.devicePixelRatioF()
        rows = self.row_rect(0).united(self.row_rect(len(self._rows.classes) - 1))
        hatch = QColor(colors().line)
        hatch.setAlpha(150)
        for first, stop in runs(np.isnan(self._curves[:, 0])):
            place = QRectF(first / ratio, rows.top(), (stop - first) / ratio, rows.height())
            painter.fillRect(place, colors().panel)
            fill(painter, place, QBrush(hatch, Qt.BrushStyle.BDiagPattern))

    def _draw_row(self, painter: QPainter, row: int) -> None:
        place, ratio = self._plot_rect(row), self.devicePixelRatioF()
        pixels = row_image(self._curves[:, row], self._track.threshold, round(place.height() * ratio))
        image = indexed_image(pixels, row_colors(QColor(self._track.color(self._rows.classes[row])).rgb()))
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(place.topLeft()), image)
        painter.setPen(colors().line)
        painter.drawLine(place.left(), place.bottom() + 1, place.right(), place.bottom() + 1)

    def _draw_threshold(self, painter: QPainter, width: int) -> None:
        painter.setPen(QPen(colors().text_soft, 1, Qt.PenStyle.DashLine))
        for row in range(len(self._rows.classes)):
            y = round(self.threshold_y(row))
            painter.drawLine(0, y, width, y)
        painter.setPen(colors().text_soft)
        header = QRect(2 * GRID_PX, 0, width - 4 * GRID_PX, HEADER_PX)
        text = f"Threshold {self._track.threshold:.2f}"
        painter.drawText(header, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self._drag_x is not None:
            self._draw_dragged(painter, width)

    def _draw_dragged(self, painter: QPainter, width: int) -> None:
        """The threshold's value beside the pointer that drags it."""
        chip = QRect(0, 0, 10 * GRID_PX, 5 * GRID_PX)
        chip.moveCenter(QPoint(round(self._drag_x), round(self.threshold_y(self._drag_row)) - 5 * GRID_PX))
        chip.moveLeft(min(max(chip.left(), GRID_PX), width - chip.width() - GRID_PX))
        chip.moveTop(max(chip.top(), 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors().accent)
        painter.drawRoundedRect(chip, GRID_PX, GRID_PX)
        painter.setPen(colors().accent_text)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, f"{self._track.threshold:.2f}")

    # The mouse

    def claims(self, x: float, y: float) -> bool:
        """Whether this lane wants the press at a place of its body for itself."""
        if self._drag_x is not None or self._track is None or x < 0:
            return self._drag_x is not None
        return self._near_line(y) or self.segment_at(x, y) is not None

    def mousePressEvent(self, event) -> None:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if event.button() != Qt.MouseButton.LeftButton or not self.claims(x, y):
            event.ignore()
        elif self._near_line(y):
            self._drag_to(event)
        else:
            self._pressed = self.segment_at(x, y)

    def mouseMoveEvent(self, event) -> None:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if self._drag_x is not None:
            self._drag_to(event)
            return
        if self._track is not None and x >= 0:
            if self._near_line(y):
                self.setCursor(Qt.CursorShape.SplitVCursor)
            elif self.segment_at(x, y) is not None:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            if QToolTip.isVisible():
                self._show_numbers(event.position().toPoint(), event.globalPosition().toPoint())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        if self._drag_x is not None:
            self._drag_x = None
            self.invalidate()
        elif self._pressed is not None:
            pressed, self._pressed = self._pressed, None
            x, y = event.position().x() - GUTTER_PX, event.position().y()
            if self.segment_at(x, y) == pressed:
                self.segment_chosen.emit(pressed)
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event) -> None:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        segment = None if self._near_line(y) else self.segment_at(x, y)
        if segment is not None:
            self.segment_zoomed.emit(segment)
        else:
            event.ignore()

    def contextMenuEvent(self, event) -> None:
        x, y = event.pos().x() - GUTTER_PX, event.pos().y()
        row = self.row_at(y)
        if row is None or x < 0:
            event.ignore()
        else:
            self.menu_requested.emit(self._rows.classes[row], self.segment_at(x, y), event.globalPos())

    def _drag_to(self, event) -> None:
        y = event.position().y()
        row = self.row_at(min(max(y, HEADER_PX), self.row_rect(len(self._rows.classes) - 1).bottom()))
        place = self._plot_rect(row)
        self._track.set_threshold(round((place.bottom() + 1 - y) / place.height(), 2))
        self._drag_x, self._drag_row = event.position().x() - GUTTER_PX, row
        self.invalidate()

    # The numbers under the pointer

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_numbers(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def numbers_at(self, x: float, y: float) -> str:
        """The class under a place of the body, its score, and the best classes there; rich text, or nothing."""
        row = self.row_at(y)
        if self._track is None or row is None:
            return ""
        return numbers_text(self._track, self._rows.classes[row], self.axis.time_of(x))

    def _show_numbers(self, position: QPoint, at: QPoint) -> None:
        text = self.numbers_at(position.x() - GUTTER_PX, position.y()) if position.x() >= GUTTER_PX else ""
        if text:
            QToolTip.showText(at, text, self)
        else:
            QToolTip.hideText()


def _prepare(document: Document, lane: Lane) -> None:
    """Half of some scores, for the preview."""
    from workbench.models.contract import Card, Scores

    names = ("crackling_fire", "church_bells", "sheep", "vacuum_cleaner", "rain", "door_wood_creaks", "dog", "crow")
    card = Card("preview", "classify", "", names, 32_000, 5.0, "", "", (), "", 0, "")
    track = ScoreTrack(card)
    rng = np.random.default_rng(4)
    total = int(document.axis.total_s / 0.1)
    walk = np.abs(np.sin(np.cumsum(rng.normal(0, 0.25, (total, len(names))), axis=0))) * np.linspace(1, 0.2, len(names))
    for cell in range(int(total * 0.7)):
        track.add(Scores(cell * 0.1, (cell + 1) * 0.1, walk[cell].astype(np.float32)))
    track.settle()
    document.set_scores(track)


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(lambda document, worker: ConfidenceLane(document), _prepare)
