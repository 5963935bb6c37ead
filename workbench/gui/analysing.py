"""Running one analysis of the recording in the window, for as long as somebody wants to see it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

from workbench.errors import printable
from workbench.gui.document import Document
from workbench.jobs.job import JobEnd
from workbench.jobs.messages import RunModel, SignalRef
from workbench.jobs.worker import Job, Worker
from workbench.models.analyse.columns import Grid
from workbench.models.analyse.menu import analysis
from workbench.models.contract import Span

State = Literal["off", "waiting", "running", "done", "cancelled", "failed"]


class Analysing(QObject):
    """Begins when it is wanted and the recording is read, the part in view first; ends when it is not wanted any more.

    What was found stays valid until another recording is opened, or the analysis begins anew. It hears what the
    spectrogram shows: one channel where one is chosen, else all of them mixed.

    Parameters
    ----------
    name : see `analyse.menu`, for instance `analyse/pitch`
    title : what it is called in the job bar

    Signals
    -------
    began(str, str, Job) : what it does and what it will have done, in words, and the job
    cleared() : what was found before is no longer true
    found(object) : `Features` or `Moments`
    state_changed()
    """

    began = Signal(str, str, object)
    cleared = Signal()
    found = Signal(object)
    state_changed = Signal()

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
        elif self.state in ("off", "cancelled", "failed"):
            self._begin()

    def stop_with(self, error: Exception) -> None:
        """What was found cannot be kept: fail."""
        if self._job is not None:
            self.error = error
            self._stop("failed")

    def _take_channel(self) -> None:
        if self._chosen_channel() != self.channel:
            self._take_recording()

    def _chosen_channel(self) -> int | None:
        recording, channel = self.document.recording, self.document.spectrogram.channel
        return None if recording is None or channel is None or channel >= recording.channels else channel

    def _take_recording(self) -> None:
        self._stop("off")
        self.channel = self._chosen_channel()
        self.state, self.grid, self.columns = "off", None, 0
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
        self.grid = self.analysis.grid(recording.sample_rate)
        whole = Span(0.0, self.document.total_s)
        self.columns = int(whole.end_s / self.grid.hop_s) + 1
        self.cleared.emit()
        settings = {"channel": self.channel}
        source = SignalRef(str(recording.path))
        request = RunModel(self.analysis.card.name, source, whole, self._view(), settings=settings)
        self._job = job = self.worker.run_model(request)
        job.result.connect(self.found)
        job.ended.connect(lambda end: self._end(job, end))
        of = printable(recording.path.name)
        if self.channel is not None:
            of += f", channel {self.channel + 1}"
        self._set_state("running")
        self.began.emit(f"{self.title} of {of}", f"{self.title} of {of}: done", job)

    def _end(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            self._job, self.error = None, end.error
            self._set_state(end.state)

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
