"""Running the classifier on the recording in the window, and walking through what it found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.errors import ModelLoadError, WorkbenchError, printable
from workbench.gui.document import Document, Selection
from workbench.gui.scores import ScoreTrack
from workbench.jobs.job import JobEnd
from workbench.jobs.messages import RunModel, SignalRef
from workbench.jobs.worker import Job, Worker
from workbench.models.classify.segments import Segment
from workbench.models.contract import Card, Span

SHOW_EVERY_MS = 60


class Classifying(QObject):
    """One classification at a time; a new one replaces the scores of the one before.

    Signals
    -------
    began(str, Job) : name of the recording, and the job
    ended(JobEnd)
    refused(Exception) : it could not begin
    running_changed(bool)
    """

    began = Signal(str, object)
    ended = Signal(object)
    refused = Signal(object)
    running_changed = Signal(bool)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self.cards: tuple[Card, ...] = ()
        self.model: str | None = None
        self.settings: dict[str, Any] = {}
        self.device = "auto"
        self.threshold = 0.5
        self.known_color: Callable[[str], str | None] = lambda _name: None
        """The colour that a class of this name has already, as a label."""
        self._job: Job | None = None
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_EVERY_MS)
        self._timer.timeout.connect(self._show_new)
        document.opened.connect(self.cancel)
        document.grew.connect(self._begin_if_whole)

    def choose_settings(self, settings: dict[str, Any], device: str) -> None:
        """For the runs to come."""
        self.settings, self.device = settings, device

    @property
    def running(self) -> bool:
        return self._job is not None or self._waiting

    def run_or_cancel(self) -> None:
        if self.running:
            self.cancel()
        else:
            self.run()

    def run(self) -> None:
        """Classify the whole recording, the part in view first; while it is still decoded, as soon as that is done."""
        if self.document.recording is None:
            return
        self.cancel()
        self._waiting = True
        self.running_changed.emit(True)
        self._begin_if_whole()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        elif self._waiting:
            self._waiting = False
            self.running_changed.emit(False)

    def _begin_if_whole(self) -> None:
        recording = self.document.recording
        if not self._waiting or recording is None or not recording.complete:
            return
        self._waiting = False
        try:
            card = self._card()
        except WorkbenchError as error:
            self.running_changed.emit(False)
            self.refused.emit(error)
            return
        axis = self.document.axis
        whole = Span(0.0, self.document.total_s)
        source = SignalRef.of(recording)
        request = RunModel(card.name, source, whole, self._view(), self.device, self.settings)
        track = ScoreTrack(card, self.threshold, self)
        track.known_color = self.known_color
        track.threshold_changed.connect(lambda: self._note_threshold(track))
        self.document.set_scores(track)
        self._job = job = self.worker.run_model(request)
        job.result.connect(track.add)
        job.ended.connect(lambda end: self._end(track, end))
        axis.view_changed.connect(self._tell_view)
        self._timer.start()
        self.began.emit(printable(recording.path.name), job)

    def _card(self) -> Card:
        known = [card for card in self.cards if card.task == "classify"]
        for card in known:
            if self.model is None or card.name == self.model:
                return card
        if known:
            raise ModelLoadError(f"There is no model {self.model!r} any more. Choose another one in the Models panel.")
        raise ModelLoadError("There is no model to classify with. Install the program again, or train one.")

    def _view(self) -> Span:
        return Span(self.document.axis.start_s, self.document.axis.end_s)

    def _tell_view(self) -> None:
        if self._job is not None:
            self._job.set_view(self._view())

    def _show_new(self) -> None:
        if self.document.scores is not None:
            self.document.scores.settle()

    def _end(self, track: ScoreTrack, end: JobEnd) -> None:
        self._job = None
        self._timer.stop()
        self.document.axis.view_changed.disconnect(self._tell_view)
        track.complete = end.state == "done"
        track.settle()
        if track is self.document.scores:
            # Ended before the first score: as if it had not been begun.
            self.document.set_scores(track if len(track.values) or track.complete else None)
        self.running_changed.emit(False)
        self.ended.emit(end)

    # Walking through the segments

    def set_threshold(self, threshold: float) -> None:
        self.threshold = min(max(threshold, 0.0), 1.0)
        if self.document.scores is not None:
            self.document.scores.set_threshold(self.threshold)

    def _note_threshold(self, track: ScoreTrack) -> None:
        if track is self.document.scores:
            self.threshold = track.threshold

    def move_threshold(self, by: float) -> None:
        here = self.threshold if self.document.scores is None else self.document.scores.threshold
        self.set_threshold(round(here + by, 2))

    def go_to_segment(self, direction: int) -> None:
        """Select the next or previous segment, seen from the selection or the cursor."""
        track = self.document.scores
        if track is None:
            return
        here = self.document.cursor_s
        found = track.segments()
        beyond = [s for s in found if (s.start_s - here) * direction > 1e-6]
        if beyond:
            self.select(beyond[0] if direction > 0 else beyond[-1])

    def select(self, segment: Segment) -> None:
        self.document.select(Selection(segment.start_s, segment.end_s))
        self.document.set_cursor(segment.start_s)
        self.document.axis.reveal(segment.start_s)
