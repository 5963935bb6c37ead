"""Time-frequency labels over a picture of frequencies: drawn there, selected and dragged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import QApplication

from workbench.gui.labelling import Labelling
from workbench.gui.lanes.box_drag import BoxDrag, Grip
from workbench.gui.lanes.escape import takes_escape
from workbench.gui.lanes.gestures import DRAG_FROM_PX
from workbench.gui.lanes.label_colors import LabelColors
from workbench.gui.lanes.label_words import WordCache
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.snapping import NOTHING, REACH_PX, Snapping, label_edges, shift_to
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import band_text
from workbench.labels.label import Status

MOST_BOXES = 1000
_LEAST_PX = 2.0
_NAMED_FROM_PX = 28
_TITLE_PX = 17
_TITLE_MOST_PX = 120.0
MOST_NAMED = 40
_CROWD = 120
"""So many boxes in view are drawn with thin, whole lines: broad and dashed ones take ten times as long."""
_REACH_PX = 4.0
_PROBE_HZ = 1000.0
_MOST_HEIGHTS = 10_000
STATUS_LINES = {
    Status.ACCEPTED: Qt.PenStyle.SolidLine,
    Status.PROPOSED: Qt.PenStyle.DashLine,
    Status.REJECTED: Qt.PenStyle.DotLine,
}
_SHAPES = {
    (0, 0): Qt.CursorShape.ArrowCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor, (-1, 0): Qt.CursorShape.SizeHorCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor, (0, -1): Qt.CursorShape.SizeVerCursor,
    (1, 1): Qt.CursorShape.SizeBDiagCursor, (-1, -1): Qt.CursorShape.SizeBDiagCursor,
    (1, -1): Qt.CursorShape.SizeFDiagCursor, (-1, 1): Qt.CursorShape.SizeFDiagCursor,
}  # fmt: skip


@dataclass(frozen=True)
class Boxes:
    """Boxes in pixels of a lane's body, each array of shape (boxes,); in order of their start."""

    id: NDArray[np.int64]
    text: NDArray[np.int32]
    status: NDArray[np.uint8]
    left: NDArray[np.float64]
    right: NDArray[np.float64]
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]

    def rects(self) -> list[QRectF]:
        places = np.stack([self.left, self.top, self.right - self.left, self.bottom - self.top], axis=1)
        return [QRectF(*place) for place in places.tolist()]


class LabelBoxes(QObject):
    """The overlay of one lane that has a frequency axis. A box is held at its edges and its name; inside of it, the
    mouse does what it does elsewhere."""

    def __init__(self, lane: Lane, labelling: Labelling, snapping: Callable[[], Snapping]) -> None:
        super().__init__(lane)
        self.lane, self.labelling, self.snapping = lane, labelling, snapping
        self.host, self.selection = labelling.host, labelling.selection
        self.drag: BoxDrag | None = None
        self.show_rejected = False
        self._words = WordCache()
        self._height: dict[float, float] = {}
        self._heights_of: object = None
        self._palette: LabelColors | None = None
        self._pressed: tuple[int, Grip] | None = None
        self._from = (0.0, 0.0)
        self.host.opened.connect(self._renew)
        self.host.changed.connect(self._follow)
        self.selection.changed.connect(lane.update)
        lane.overlays.append(self)
        lane.installEventFilter(self)
        self._renew()

    def _renew(self) -> None:
        self._palette = None if self.host.project is None else LabelColors(self.host.project)
        self._follow(frozenset())

    def _follow(self, tables: frozenset[str]) -> None:
        if "classes" in tables and self._palette is not None:
            self._palette.forget()
        if self._pressed is not None or self.drag is not None:
            self.cancel()
        self.lane.update()

    # What there is

    def boxes(self, left_px: float, right_px: float) -> Boxes:
        """Those between two places of the body, at most `MOST_BOXES`: the widest."""
        project, axis = self.host.project, self.lane.axis
        view = project.labels.view(self.host.recording_id)
        near = view.within(*(axis.start_s + x * axis.seconds_per_pixel for x in (left_px, right_px)))
        shown = [tier.id for tier in project.tiers.values() if not tier.hidden]
        mask = ~np.isnan(view.part("low_hz", near))
        if not mask.any():
            return _NO_BOXES
        mask &= np.isin(view.part("tier", near), shown)
        if not self.show_rejected:
            mask &= view.part("status", near) != Status.REJECTED
        left, right = ((view.part(name, near) - axis.start_s) / axis.seconds_per_pixel for name in _TIMES)
        mask &= (right - left >= _LEAST_PX) & (right >= left_px) & (left <= right_px)
        found = np.flatnonzero(mask)
        if len(found) > MOST_BOXES:
            found = np.sort(found[np.argpartition(left[found] - right[found], MOST_BOXES)[:MOST_BOXES]])
        top, bottom = (self._heights(view.part(name, near)[found]) for name in ("high_hz", "low_hz"))
        columns = (view.part(name, near)[found] for name in ("id", "text", "status"))
        return Boxes(*columns, left[found], right[found], top, bottom)

    def _heights(self, frequencies_hz: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels from the top; kept as long as the lane's axis is the same."""
        lane = self.lane
        axis = (lane.y_of_frequency(_PROBE_HZ), lane.y_of_frequency(2 * _PROBE_HZ), lane.body_rect().height())
        if axis != self._heights_of or len(self._height) > _MOST_HEIGHTS:
            self._heights_of, self._height = axis, {}
        for hz in frequencies_hz.tolist():
            if hz not in self._height:
                self._height[hz] = lane.y_of_frequency(hz) or 0.0
        return np.array([self._height[hz] for hz in frequencies_hz.tolist()])

    @property
    def _there(self) -> bool:
        return self.host.project is not None and self.host.recording_id is not None

    # Drawing

    def paint(self, painter: QPainter, height: int) -> None:
        """Over the body; `height` is its height. Only what lies in the painter's clip is drawn."""
        if not self._there or self.lane.y_of_frequency(_PROBE_HZ) is None:
            return
        clip = painter.clipBoundingRect()
        boxes = self.boxes(clip.left() - _TITLE_MOST_PX, clip.right() + 2)
        if len(boxes.id) or self.drag is not None:
            painter.save()
            self._palette.refresh()
            painter.setFont(self._words.font)
            self._paint_boxes(painter, boxes, clip)
            if self.drag is not None:
                self._paint_dragged(painter, height)
            painter.restore()

    def _paint_boxes(self, painter: QPainter, boxes: Boxes, clip: QRectF) -> None:
        rects = boxes.rects()
        picked = np.isin(boxes.id, np.fromiter(self.selection.ids, np.int64))
        left_out = np.zeros(len(rects), bool) if self.drag is None else boxes.id == self.drag.label.id
        looks = boxes.text.astype(np.int64) * len(Status) + boxes.status
        plain = np.flatnonzero(~picked & ~left_out)
        crowded = len(plain) > _CROWD
        plain = plain[np.argsort(looks[plain], kind="stable")]
        for alike in np.split(plain, np.flatnonzero(np.diff(looks[plain])) + 1) if len(plain) else ():
            text, status = divmod(int(looks[alike[0]]), len(Status))
            color = self._palette.of(text)
            painter.setPen(QPen(color, 1) if crowded else QPen(color, 2, STATUS_LINES[status]))
            painter.drawRects([rects[index] for index in alike.tolist()])
        for index in np.flatnonzero(picked & ~left_out).tolist():
            self._paint_picked(painter, rects[index], int(boxes.text[index]), int(boxes.status[index]))
        for index in _to_be_named(boxes, ~left_out):
            title = _title_rect(rects[index])
            if title is not None and title.right() >= clip.left():
                self._paint_title(painter, title, int(boxes.text[index]))

    def _paint_picked(self, painter: QPainter, rect: QRectF, text: int, status: int) -> None:
        painter.setPen(QPen(colors().text, 4))
        painter.drawRect(rect)
        painter.setPen(QPen(self._palette.of(text), 2, STATUS_LINES[status]))
        painter.drawRect(rect)

    def _paint_title(self, painter: QPainter, title: QRectF, text: int) -> None:
        words, width = self._words.laid_out(self.host.project.labels.texts[text], title.width() - 6)
        if width:
            color = self._palette.of(text)
            title.setWidth(width + 6)
            painter.fillRect(title, color)
            painter.setPen(Qt.GlobalColor.black if _is_light(color) else Qt.GlobalColor.white)
            top = title.center().y() - self._words.metrics.height() / 2
            painter.drawStaticText(QPointF(title.left() + 3, round(top)), words)

    def _paint_dragged(self, painter: QPainter, height: int) -> None:
        bounds, axis = self.drag.bounds, self.lane.axis
        top, bottom = (self.lane.y_of_frequency(hz) or 0.0 for hz in (bounds.high_hz, bounds.low_hz))
        rect = QRectF(QPointF(axis.x_of(bounds.start_s), top), QPointF(axis.x_of(bounds.end_s), bottom))
        code = self.host.project.labels.code(self.drag.label.text)
        self._paint_picked(painter, rect, code, int(self.drag.label.status))
        title = _title_rect(rect)
        if title is not None:
            self._paint_title(painter, title, code)
        text = f"{bounds.start_s:.3f}–{bounds.end_s:.3f} s, {band_text(bounds.low_hz, bounds.high_hz)}"
        width = painter.fontMetrics().horizontalAdvance(text) + 4 * GRID_PX
        chip = QRectF(0, 0, width, 5 * GRID_PX)
        chip.moveCenter(QPointF(rect.center().x(), rect.bottom() + 4 * GRID_PX))
        chip.moveLeft(min(max(chip.left(), 2), axis.width_px - width - 2))
        chip.moveBottom(min(chip.bottom(), height - 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors().accent)
        painter.drawRoundedRect(chip, GRID_PX, GRID_PX)
        painter.setPen(colors().accent_text)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    # The mouse

    def claims(self, x: float, y: float) -> bool:
        """Whether a press there is for a box."""
        if self._pressed is not None:
            return True
        new_box = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        return x >= 0 and not new_box and self.grip_at(x, y) is not None

    def grip_at(self, x: float, y: float) -> tuple[int, Grip] | None:
        """The id of the box whose edge, corner or name is at a place of the body, and what is held there.

        Of several the smallest one: larger ones can be reached elsewhere.
        """
        if not self._there or self.lane.y_of_frequency(_PROBE_HZ) is None:
            return None
        boxes = self.boxes(x - _REACH_PX, x + _REACH_PX)
        found: list[tuple[float, int, Grip]] = []
        for index, rect in enumerate(boxes.rects()):
            grip = _grip(rect, x, y)
            if grip is not None:
                found.append((rect.width() * rect.height(), int(boxes.id[index]), grip))
        return min(found, key=lambda each: each[0])[1:] if found else None

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if watched is not self.lane:
            return takes_escape(event, self.cancel)
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(event)
        if kind == QEvent.Type.MouseMove:
            return self._move(event)
        if kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            self._release()
            return True
        return False

    def _press(self, event) -> bool:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if event.button() != Qt.MouseButton.LeftButton or x < 0:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False  # a new box
        held = self.grip_at(x, y)
        if held is None:
            return False
        label_id = held[0]
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selection.toggle(label_id)
            return True
        if label_id not in self.selection.ids:
            self.selection.set([label_id])
        self._pressed, self._from = held, (x, y)
        return True

    def _move(self, event) -> bool:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if self._pressed is not None and not event.buttons():
            self.cancel()  # its release went to somebody else
        if self._pressed is None:
            held = self.grip_at(x, y) if x >= 0 and not event.buttons() else None
            if held is not None:
                shape = _SHAPES[held[1].time, held[1].frequency]
                self.lane.setCursor(Qt.CursorShape.ForbiddenCursor if self._locked(held[0]) else shape)
            return False
        if self.drag is None and not self._begin(x, y):
            return True
        time_s = self.lane.axis.time_of(x)
        free = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        snapping = NOTHING if free else self.snapping()
        hertz = self.lane.frequency_at(min(max(y, 0.0), float(self.lane.body_rect().height())))
        self.drag.move_to(time_s + self._snap(time_s, snapping), self.drag.at_hz if hertz is None else hertz)
        if len(self.selection.ids) == 1:
            to = self.drag.bounds.in_order()
            self.selection.show_dragged(to.start_s, to.end_s, (to.low_hz, to.high_hz))
        self.lane.update()
        return True

    def _begin(self, x: float, y: float) -> bool:
        if max(abs(x - self._from[0]), abs(y - self._from[1])) < DRAG_FROM_PX:
            return False
        label_id, grip = self._pressed
        recording, hertz = self.lane.document.recording, self.lane.frequency_at(self._from[1])
        if recording is None or hertz is None or self._locked(label_id):
            self.lane.setCursor(Qt.CursorShape.ForbiddenCursor)
            return False
        label = self.host.project.labels.label(label_id)
        at_s = self.lane.axis.time_of(self._from[0])
        self.drag = BoxDrag(label, grip, at_s, hertz, self.lane.document.total_s, recording.sample_rate)
        QApplication.instance().installEventFilter(self)
        return True

    def _snap(self, time_s: float, snapping: Snapping) -> float:
        project, axis = self.host.project, self.lane.axis
        edges, reach_s = self.drag.edges_s(time_s), REACH_PX * axis.seconds_per_pixel
        targets = np.empty(0)
        if snapping.to_labels:
            view = project.labels.view(self.host.recording_id)
            shown = [tier.id for tier in project.tiers.values() if not tier.hidden]
            targets = label_edges(view, shown, edges, reach_s, np.array([self.drag.label.id]))
        return shift_to(edges, targets, reach_s, snapping.grid_s)

    def _release(self) -> None:
        drag = self.drag
        if drag is not None:
            QApplication.instance().removeEventFilter(self)
        elif self._pressed is not None:
            self.selection.set([self._pressed[0]])
        self.drag = self._pressed = None
        self.lane.update()
        if drag is not None and not (drag.changed and self.labelling.perform(drag.step)):
            self.selection.show_own_span()

    def cancel(self) -> None:
        """Everything as it was before the press."""
        if self.drag is not None:
            QApplication.instance().removeEventFilter(self)
            self.selection.show_own_span()
        self.drag = self._pressed = None
        self.lane.update()

    def _locked(self, label_id: int) -> bool:
        project = self.host.project
        return bool(self.host.read_only) or project.tiers[project.labels.label(label_id).tier].locked


_TIMES = ("start_s", "end_s")
_NO_BOXES = Boxes(
    np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint8),
    np.empty(0), np.empty(0), np.empty(0), np.empty(0),
)  # fmt: skip


def _to_be_named(boxes: Boxes, shown: NDArray[np.bool_]) -> list[int]:
    """The widest, in order of their start."""
    found = np.flatnonzero(shown & (boxes.right - np.maximum(boxes.left, 0.0) >= _NAMED_FROM_PX))
    if len(found) > MOST_NAMED:
        width = (boxes.right - boxes.left)[found]
        found = np.sort(found[np.argpartition(-width, MOST_NAMED)[:MOST_NAMED]])
    return found.tolist()


def _title_rect(rect: QRectF) -> QRectF | None:
    """The place of a box's name, inside its upper edge; None where there is no room."""
    left = max(rect.left(), 0.0)
    if rect.right() - left < _NAMED_FROM_PX or rect.height() < _TITLE_PX:
        return None
    return QRectF(left, max(rect.top(), 0.0), min(rect.right() - left, _TITLE_MOST_PX), _TITLE_PX)


def _grip(rect: QRectF, x: float, y: float) -> Grip | None:
    reach = _REACH_PX
    if not (rect.left() - reach <= x <= rect.right() + reach and rect.top() - reach <= y <= rect.bottom() + reach):
        return None
    inside_x, inside_y = min(reach, rect.width() / 4), min(reach, rect.height() / 4)
    time = -1 if x <= rect.left() + inside_x else 1 if x >= rect.right() - inside_x else 0
    frequency = 1 if y <= rect.top() + inside_y else -1 if y >= rect.bottom() - inside_y else 0
    grip = Grip(time, frequency)
    if not grip.is_body:
        return grip
    title = _title_rect(rect)
    return grip if title is not None and title.contains(x, y) else None


def _is_light(color: QColor) -> bool:
    return 0.299 * color.red() + 0.587 * color.green() + 0.114 * color.blue() > 140
