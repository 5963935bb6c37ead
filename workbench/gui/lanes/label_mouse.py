"""What the mouse does in the labels lane: select, drag labels and their edges, and catch many with a band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.audio.signal import Signal
from workbench.gui.labelling import Labelling
from workbench.gui.lanes.escape import takes_escape
from workbench.gui.lanes.gestures import DRAG_FROM_PX
from workbench.gui.lanes.label_drag import LabelDrag
from workbench.gui.lanes.label_hits import Hit
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.selecting import nearest_crossing
from workbench.gui.snapping import NOTHING, REACH_PX, Snapping
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

if TYPE_CHECKING:
    from workbench.gui.lanes.labels import LabelsLane

_SHAPES = {
    "start": Qt.CursorShape.SizeHorCursor,
    "end": Qt.CursorShape.SizeHorCursor,
    "body": Qt.CursorShape.ArrowCursor,
}


class LabelMouse(QObject):
    """Belongs to a `LabelsLane`, which hands it its events.

    Click selects, Ctrl+click adds or takes away, Shift+click takes all of the tier from the current label to that
    one. Dragging an edge moves it, dragging a label moves all that are selected; Shift while dragging ends snapping,
    Escape the drag. Alt+drag selects what it touches.

    Attributes
    ----------
    drag : the drag in progress; the lane draws its labels where they would be
    band : what is spanned by Alt+drag, in pixels of the body
    """

    def __init__(
        self, lane: LabelsLane, labelling: Labelling, worker: Worker, snapping: Callable[[], Snapping]
    ) -> None:
        super().__init__(lane)
        self.lane, self.labelling, self.worker, self.snapping = lane, labelling, worker, snapping
        self.selection, self.document = labelling.selection, labelling.document
        self.drag: LabelDrag | None = None
        self.band: QRectF | None = None
        self._pressed: Hit | None = None
        self._from = (0.0, 0.0)
        self._marks: tuple[float, ...] = ()
        self._was_selected = False
        self._settling: Job | None = None

    @property
    def busy(self) -> bool:
        return self._pressed is not None or self.band is not None

    def claims(self, x: float, y: float) -> bool:
        """Whether a press there is for labels, and not for the selection of time."""
        if self.busy:
            return True
        if x < 0 or self.lane.places.tier_at(y) is None or not self.lane.there:
            return False
        alt = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        return bool(alt) or self.lane.hit_at(x, y) is not None

    # Press, move, release

    def press(self, event) -> bool:
        """Whether the press was taken."""
        x, y = _place(event)
        if event.button() != Qt.MouseButton.LeftButton or not self.claims(x, y):
            return False
        self._finish_settling()
        self._from = (x, y)
        hit = self.lane.hit_at(x, y)
        if hit is None:
            self.band = QRectF(x, y, 0, 0)
            self._watch_escape(True)
            return True
        self._marks = self._marks_now()
        self._was_selected = hit.id in self.selection.ids
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selection.toggle(hit.id)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._extend_to(hit)
        else:
            if not self._was_selected:
                self.selection.set([hit.id])
            self._pressed = hit
        return True

    def move(self, event) -> bool:
        """Whether the move belongs to a drag."""
        x, y = _place(event)
        if self.busy and not event.buttons():
            self.cancel()  # its release went to somebody else
        if self.band is not None:
            self.band = QRectF(*self._from, x - self._from[0], y - self._from[1]).normalized()
            self.lane.update()
            return True
        if self._pressed is None:
            self._show_shape(x, y)
            return False
        if self.drag is None and not self._begin(x):
            return True
        free = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        axis = self.lane.axis
        self.drag.move_to(axis.time_of(x), REACH_PX * axis.seconds_per_pixel, NOTHING if free else self.snapping())
        if len(self.drag.labels) == len(self.selection.ids):
            self.selection.show_dragged(float(self.drag.start_s.min()), float(self.drag.end_s.max()))
        self.lane.update()
        return True

    def release(self, event) -> bool:
        """Whether the release ended something of labels."""
        if event.button() != Qt.MouseButton.LeftButton or not self.busy:
            return False
        pressed, self._pressed = self._pressed, None
        if self.band is not None:
            self._take_band()
        elif self.drag is not None:
            self._drop(zero=self.snapping().to_zero and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif pressed is not None and self._was_selected:
            self.selection.set([pressed.id])
        return True

    def cancel(self) -> None:
        """Everything as it was before the press."""
        if self.drag is not None or self.band is not None:
            self._watch_escape(False)
        if self.drag is not None:
            self.selection.show_own_span()
        self.drag = self.band = self._pressed = None
        self._settling = None
        self.lane.show_base()

    # Selecting

    def _extend_to(self, hit: Hit) -> None:
        """From the current label, which stays the current one; all of a tier between it and `hit`."""
        layout, tier = self.lane.layout_now, self.lane.tier_of(hit)
        rows = [row for row, each in enumerate(layout.tier_of_row) if each.id == tier.id]
        ends = layout.of_ids([hit.id, *self.selection.ids[-1:]])
        ends = ends.picked(np.isin(ends.row, rows))
        first, last = float(ends.start_s.min()), float(ends.start_s.max())
        between = layout.within(first, last)
        between = between.picked(np.isin(between.row, rows) & (between.start_s >= first))
        anchor = self.selection.ids[-1:] if len(ends) > 1 else (hit.id,)
        self.selection.set([*(each for each in between.id.tolist() if each not in anchor), *anchor])

    def _take_band(self) -> None:
        band, self.band = self.band, None
        self._watch_escape(False)
        touched = self.lane.touched_by(band)
        if touched:
            self.selection.set(touched)
        else:
            self.selection.clear()
        self.lane.update()

    # Dragging

    def _begin(self, x: float) -> bool:
        if abs(x - self._from[0]) < DRAG_FROM_PX:
            return False
        recording = self.document.recording
        ids = self._ids_to_drag(self._pressed)
        if recording is None or not ids:
            self.lane.setCursor(Qt.CursorShape.ForbiddenCursor)
            return False
        self.drag = LabelDrag(
            self.lane.layout_now, ids, self._pressed.part, self.lane.axis.time_of(self._from[0]),
            total_s=self.document.total_s, rate=recording.sample_rate, marks_s=self._marks,
        )  # fmt: skip
        self._watch_escape(True)
        self.lane.show_base()
        return True

    def _ids_to_drag(self, hit: Hit) -> Sequence[int]:
        """Nothing where one of them is locked."""
        if self.labelling.host.read_only:
            return ()
        ids = [hit.id] if hit.part != "body" else list(self.selection.ids)
        layout = self.lane.layout_now
        rows = np.unique(layout.of_ids(ids).row).tolist()
        return () if any(layout.tier_of_row[row].locked for row in rows) else ids

    def _drop(self, *, zero: bool) -> None:
        self._watch_escape(False)
        recording = self.document.recording
        if not self.drag.changed or recording is None:
            self._put_down()
            return
        if not zero:
            self._commit()
            return
        self._settling = job = self.worker.run(partial(_crossings, recording, self.drag.edges_s), Priority.VIEW)
        job.result.connect(lambda times: job is self._settling and self.drag.move_edge_to(times[0]))
        job.ended.connect(partial(self._end_settling, job))

    def _end_settling(self, job: Job, end: JobEnd) -> None:
        if job is not self._settling:
            return
        if end.error is not None:
            self.labelling.host.refuse(end.error)
        self._finish_settling()

    def _finish_settling(self) -> None:
        if self._settling is not None:
            self._settling = None
            self._commit()

    def _commit(self) -> None:
        drag = self.drag
        self._put_down()
        if not self.labelling.perform(drag.step):
            self.selection.show_own_span()

    def _put_down(self) -> None:
        if self.drag is not None and not self.drag.changed:
            self.selection.show_own_span()
        self.drag = None
        self.lane.show_base()

    def _marks_now(self) -> tuple[float, ...]:
        """What draws edges besides labels: cursor, play head and selection, before the press changes them."""
        document = self.document
        found = [document.cursor_s, document.playhead_s]
        if document.selection is not None:
            found += [document.selection.start_s, document.selection.end_s]
        return tuple(each for each in found if each is not None)

    # Pointer and keys

    def _show_shape(self, x: float, y: float) -> None:
        hit = self.lane.hit_at(x, y) if x >= 0 else None
        if hit is None:
            return  # the shape is the gestures'
        locked = hit.part != "body" and (self.lane.tier_of(hit).locked or self.labelling.host.read_only)
        self.lane.setCursor(Qt.CursorShape.ForbiddenCursor if locked else _SHAPES[hit.part])

    def _watch_escape(self, on: bool) -> None:
        app = QApplication.instance()
        app.installEventFilter(self) if on else app.removeEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        """While something is dragged, Escape is for that."""
        return takes_escape(event, self.cancel)


def _place(event) -> tuple[float, float]:
    return event.position().x() - GUTTER_PX, event.position().y()


def _crossings(recording: Signal, times_s: Sequence[float]) -> Iterator[list[float]]:
    yield [nearest_crossing(recording, time_s) for time_s in times_s]
