"""What mouse and wheel do on every lane: select, box, extend, pan, zoom. One controller for all lanes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal

from workbench.gui.document import Document, Selection
from workbench.gui.lanes.lane import GUTTER_PX, Lane

DRAG_FROM_PX = 3
"""A press that moves less is a click."""
EDGE_PX = 4
_WHEEL_STEP = 120


class Gestures(QObject):
    """Installed on every lane as an event filter.

    Click sets the cursor; drag selects (a box where boxes are on, or with Alt); Shift extends; dragging an edge
    of the selection moves it; the middle button pans. Ctrl+wheel (or a pinch) zooms at the pointer, Shift+wheel and
    sideways wheels pan, Alt+wheel (or Ctrl+Shift+wheel) zooms frequencies; the plain wheel scrolls the lanes if they
    overflow, and the time if they do not. A lane that wants a press for itself says so by `claims(x, y)`.

    Signals
    -------
    clicked(float) : the cursor was set at this time by a click
    user_scrolled() : the person moved the view; following the play head ends
    wheel_over_lanes(int) : a plain vertical wheel, in eighths of a degree, for the lanes' scroll bar
    """

    clicked = Signal(float)
    user_scrolled = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.axis = document, document.axis
        self.boxes = False
        self.scroll_lanes = lambda _delta: False
        self._press: tuple[float, float] | None = None
        self._fixed_s: float | None = None
        self._fixed_hz: float | None = None
        self._moved = False
        self._pan_from: tuple[float, float] | None = None

    def watch(self, lane: Lane) -> None:
        lane.installEventFilter(self)

    def eventFilter(self, lane, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Wheel:
            return self._wheel(lane, event)
        if kind == QEvent.Type.NativeGesture and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.axis.zoom(1 + event.value(), self.axis.time_of(event.position().x() - GUTTER_PX))
            self.user_scrolled.emit()
            return True
        if kind == QEvent.Type.MouseButtonPress:
            return self._pressed(lane, event)
        if kind == QEvent.Type.MouseMove:
            return self._dragged(lane, event)
        if kind == QEvent.Type.MouseButtonRelease:
            return self._released(event)
        return False

    # Press, drag, release

    def _pressed(self, lane: Lane, event) -> bool:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        if x < 0 or self.document.recording is None:
            return False
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = (x, self.axis.start_s)
            return True
        if event.button() != Qt.MouseButton.LeftButton or getattr(lane, "claims", lambda _x, _y: False)(x, y):
            return False
        self._press, self._moved = (x, y), False
        self._fixed_s, self._fixed_hz = self.axis.time_of(x), None
        selection = self.document.selection
        edge = self._edge_at(x)
        if edge is not None and selection is not None:
            self._fixed_s = selection.end_s if edge == "start" else selection.start_s
            self._moved = True
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._fixed_s = self._far_end(self.axis.time_of(x))
            self._moved = True
            self._select_to(lane, event)
        elif self.boxes or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._fixed_hz = lane.frequency_at(y)
        return True

    def _dragged(self, lane: Lane, event) -> bool:
        x = event.position().x() - GUTTER_PX
        if self._pan_from is not None:
            from_x, start_s = self._pan_from
            start_s -= (x - from_x) * self.axis.seconds_per_pixel
            self.axis.set_view(start_s, start_s + self.axis.span_s)
            self.user_scrolled.emit()
            return True
        if self._press is None:
            claimed = getattr(lane, "claims", lambda _x, _y: False)(x, event.position().y())
            if not claimed:
                shape = Qt.CursorShape.SizeHorCursor if x >= 0 and self._edge_at(x) else Qt.CursorShape.ArrowCursor
                if lane.cursor().shape() != shape:
                    lane.setCursor(shape)
            return False
        if not self._moved and abs(x - self._press[0]) < DRAG_FROM_PX and self._fixed_hz is None:
            return False
        self._moved = True
        self._select_to(lane, event)
        return False

    def _released(self, event) -> bool:
        if self._pan_from is not None and event.button() == Qt.MouseButton.MiddleButton:
            self._pan_from = None
            return True
        if self._press is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        if not self._moved:
            self.document.select(None)
            self.document.set_cursor(self._fixed_s)
            self.clicked.emit(self._fixed_s)
        self._press = None
        return True

    def _select_to(self, lane: Lane, event) -> None:
        x, y = event.position().x() - GUTTER_PX, event.position().y()
        old = self.document.selection
        low, high = (old.low_hz, old.high_hz) if old is not None and self._fixed_hz is None else (None, None)
        if self._fixed_hz is not None:
            low, high = self._fixed_hz, lane.frequency_at(min(max(y, 0), lane.body_rect().height()))
        self.document.select(Selection(self._fixed_s, self.axis.time_of(x), low, high))
        if self.document.selection is not None:
            self.document.set_cursor(self.document.selection.start_s)

    def _edge_at(self, x: float) -> str | None:
        selection = self.document.selection
        if selection is None:
            return None
        if abs(x - self.axis.x_of(selection.start_s)) <= EDGE_PX:
            return "start"
        return "end" if abs(x - self.axis.x_of(selection.end_s)) <= EDGE_PX else None

    def _far_end(self, time_s: float) -> float:
        """Where a selection extended to `time_s` stays fixed."""
        selection = self.document.selection
        if selection is None:
            return self.document.cursor_s
        nearer_start = abs(time_s - selection.start_s) < abs(time_s - selection.end_s)
        return selection.end_s if nearer_start else selection.start_s

    # Wheel and trackpad

    def _wheel(self, lane: Lane, event) -> bool:
        modifiers, angle = event.modifiers(), event.angleDelta()
        # Qt turns Alt+wheel into a sideways wheel on some systems.
        vertical = angle.y() or (angle.x() if modifiers & Qt.KeyboardModifier.AltModifier else 0)
        x = event.position().x() - GUTTER_PX
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & Qt.KeyboardModifier.AltModifier or (control and shift):
            hertz = lane.frequency_at(event.position().y())
            if hertz is not None and hasattr(lane, "zoom_frequency"):
                lane.zoom_frequency(2 ** (vertical / (2 * _WHEEL_STEP)), hertz)
            return True
        if control:
            self.axis.zoom(2 ** (vertical / (2 * _WHEEL_STEP)), self.axis.time_of(max(x, 0)))
            self.user_scrolled.emit()
            return True
        sideways = angle.x() if not shift else (angle.y() or angle.x())
        if not sideways and vertical and not self.scroll_lanes(vertical):
            sideways = vertical
        if sideways:
            pixels = event.pixelDelta().x() if not event.pixelDelta().isNull() and angle.x() else sideways
            self.axis.pan(-pixels * self.axis.seconds_per_pixel)
            self.user_scrolled.emit()
        return True
