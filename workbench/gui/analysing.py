"""Running one analysis of the recording in the window, for as long as somebody wants to see it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Literal

from PySide6.QtCore import QObject, Signal

from workbench.audio.coverage import Coverage
from workbench.audio.open import Recording
from workbench.errors import printable
from workbench.gui.document import Document
from workbench.jobs.job import JobEnd
from workbench.jobs.messages import RunModel, SignalRef
from workbench.jobs.worker import Job, Worker
from workbench.models.analyse.columns import Grid
from workbench.models.analyse.menu import analysis
from workbench.models.contract import Concluding, Span

State = Literal["off", "waiting", "running", "done", "cancelled", "failed"]

logger = logging.getLogger(__name__)


class Analysing(QObject):
    """Begins when it is wanted and the recording is read, the part in view first; ends when it is not wanted any more.

    What was found stays valid until another recording is opened or another channel is heard; one that was stopped goes
    on with what is missing. It hears what the spectrogram shows: one channel where one is chosen, else all mixed.

    `covered` : the columns that were found, noted by whoever keeps them

    Parameters
    ----------
    name : see `analyse.menu`, for instance `analyse/pitch`
    title : what it is called in the job bar

    Signals
    -------
    began(str, str, Job) : what it does and what it will have done, in words, and the job
    cleared() : what was found before is no longer true
    found(object) : `Features` or `Moments`; where the end follows from the whole, columns may come again
    state_changed()
    failed(object) : the error
    """

    began = Signal(str, str, object)
    cleared = Signal()
    found = Signal(object)
    state_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, worker: Worker, name: str, title: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.worker, self.title = document, worker, title
        self.analysis = analysis(name)
        self.state: State = "off"
        self.error: Exception | None = None
        self.grid: Grid | None = None
        self.columns = 0
        self.covered = Coverage()
        self.channel: int | None = None
        self._wanted = False
        self._job: Job | None = None
        document.opened.connect(self._take_recording)
        document.grew.connect(self._begin_if_whole)
        document.spectrogram_changed.connect(self._take_channel)
        document.axis.view_changed.connect(self._tell_view)

    def want(self, wanted: bool) -> None:
        """Begin, unless it is done; or cancel."""
        self._wanted = wanted
        if not wanted:
            self._stop("off" if self.state == "waiting" else "cancelled")
            if self.state == "failed":
                self.error = None
                self._set_state("cancelled")
        elif self.state in ("off", "cancelled", "failed"):
            self._begin()

    @property
    def can_go_on(self) -> bool:
        """Whether it was stopped before its end."""
        return self.state in ("cancelled", "failed")

    def go_on(self) -> None:
        if self.can_go_on:
            self._begin()

    def stop_with(self, error: Exception) -> None:
        """What was found cannot be kept, or not be read any more: fail."""
        job, self._job = self._job, None
        if job is not None or self.state == "done":
            self._fail(error)
        if job is not None:
            job.cancel()

    def _take_channel(self) -> None:
        if self.document.spectrogram_channel != self.channel:
            self._take_recording()

    def _take_recording(self) -> None:
        self._stop("off")
        self.channel = self.document.spectrogram_channel
        self.state, self.error, self.grid, self.columns = "off", None, None, 0
        self.covered = Coverage()
        self.cleared.emit()
        self.state_changed.emit()
        if self._wanted:
            self._begin()

    def _begin(self) -> None:
        if self.document.recording is not None:
            self._set_state("waiting")
            self._begin_if_whole()

    def _begin_if_whole(self) -> None:
        recording = self.document.recording
        if self.state != "waiting" or recording is None or not recording.complete:
            return
        self.error = None
        if self.grid is None or not self.covered:
            self.grid = self.analysis.grid(recording.sample_rate)
            self.columns = int(self.document.total_s / self.grid.hop_s) + 1
            self.covered = Coverage()
            self.cleared.emit()
        request = self._request(recording)
        self._job = job = self.worker.run_model(request)
        job.result.connect(self.found)
        job.ended.connect(lambda end: self._end(job, end))
        of = printable(recording.path.name)
        if self.channel is not None:
            of += f", channel {self.channel + 1}"
        self._set_state("running")
        self.began.emit(f"{self.title} of {of}", f"{self.title} of {of}: done", job)

    def _request(self, recording: Recording) -> RunModel:
        whole = Span(0.0, self.document.total_s)
        # What follows from the whole follows from all that a run finds: then it is measured again, unseen.
        known = () if isinstance(self.analysis, Concluding) else tuple(self._known(whole.end_s))
        settings = {"channel": self.channel}
        source = SignalRef.of(recording)
        return RunModel(self.analysis.card.name, source, whole, self._view(), settings=settings, known=known)

    def _known(self, end_s: float) -> Iterator[Span]:
        """The spans of time in which just the columns lie that were found, from middle to middle between columns."""
        for first, stop in self.covered.spans():
            start_s = max(first - 0.5, 0.0) * self.grid.hop_s
            yield Span(start_s, end_s if stop >= self.columns else (stop - 0.5) * self.grid.hop_s)

    def _end(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            self._job = None
            if end.error is not None:
                self._fail(end.error)
            else:
                self._set_state(end.state)

    def _fail(self, error: Exception) -> None:
        logger.warning("%s: %s", self.analysis.card.name, error)
        self.error = error
        self._set_state("failed")
        self.failed.emit(error)

    def _stop(self, state: State) -> None:
        job, self._job = self._job, None
        if job is not None or self.state == "waiting":
            self._set_state(state)
        if job is not None:
            job.cancel()

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit()

    def _view(self) -> Span:
        return Span(self.document.axis.start_s, self.document.axis.end_s)

    def _tell_view(self) -> None:
        if self._job is not None:
            self._job.set_view(self._view())
