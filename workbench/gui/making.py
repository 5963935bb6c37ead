"""Running models that make sound of the recording: denoisers today. Each run is a result beside the original."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeFile, MadeHeader, create_made
from workbench.audio.made_room import check_room
from workbench.audio.open import Recording
from workbench.gui.document import Document
from workbench.gui.result_words import result_name
from workbench.gui.results import Result
from workbench.jobs.job import JobEnd
from workbench.jobs.messages import RunModel, SignalRef, Written
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.models.contract import Card, Span

PLAYED_STEP_S = 1.0
"""The play head moves on; so far it may before the model is told again."""


@dataclass(frozen=True)
class Wish:
    """What to run: a model with settings, on a device, over a span (None: the whole recording)."""

    card: Card
    settings: Mapping[str, Any]
    device: str = "auto"
    span: Span | None = None


class Making(QObject):
    """Any number of runs at once, which take turns; the part in view of each is made first.

    Signals
    -------
    began(Result, Job)
    ended(Result, JobEnd)
    refused(Exception) : it could not begin
    running_changed(bool) : whether a run is under way, or waits for the recording
    """

    began = Signal(object, object)
    ended = Signal(object, object)
    refused = Signal(object)
    running_changed = Signal(bool)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self._waiting: Wish | None = None
        self._creating: Job | None = None
        self._jobs: dict[Result, Job] = {}
        self._played: Span | None = None
        self.admit: Callable[[Wish], bool] = lambda _wish: True
        """Asked before a run begins; who says no may call `begin` later."""
        document.opened.connect(self.cancel)
        document.grew.connect(self._begin_if_whole)
        document.axis.view_changed.connect(self._tell_view)

    @property
    def running(self) -> bool:
        return bool(self._jobs) or self._creating is not None or self.waiting

    @property
    def waiting(self) -> bool:
        """Whether a run waits until the recording is decoded."""
        return self._waiting is not None

    def run(self, wish: Wish) -> None:
        """Make a new result; while the recording is still decoded, as soon as that is done."""
        self._waiting = wish
        self._say_running()
        self._begin_if_whole()

    def begin(self, wish: Wish) -> None:
        """Make a new result of the recording, which is whole."""
        recording = self.document.recording
        if recording is None:
            return
        name = result_name(wish.card, wish.settings, [result.name for result in self.document.results.items])
        about = _about(wish, wish.span or Span(0.0, self.document.total_s)) | {"name": name}
        self._creating = job = self.worker.run(partial(_create_steps, recording, about), Priority.VIEW)
        job.result.connect(partial(self._take_file, recording))
        job.ended.connect(self._note_created)

    def go_on(self, result: Result) -> None:
        """Make what is missing of a result that is not whole."""
        if result not in self._jobs and result.state != "done":
            self._start(result)
            self._say_running()

    def cancel(self) -> None:
        """Stop all runs; what is there of them stays."""
        self._waiting = None
        if self._creating is not None:
            self._creating.cancel()
        for job in list(self._jobs.values()):
            job.cancel()
        self._say_running()

    def stop(self, result: Result) -> None:
        """Stop the run of one result."""
        if result in self._jobs:
            self._jobs[result].cancel()

    def look_at(self, played: Span | None) -> None:
        """What comes to be heard now is made next; None: what is in view is."""
        before, self._played = self._played, played
        moved = played is not None and (before is None or abs(played.start_s - before.start_s) > PLAYED_STEP_S)
        if moved or (played is None and before is not None):
            self._tell_view()
        elif played is not None:
            self._played = before

    def _begin_if_whole(self) -> None:
        recording, wish = self.document.recording, self._waiting
        if wish is None or recording is None or not recording.complete:
            return
        self._waiting = None
        if self.admit(wish):
            self.begin(wish)
        else:
            self._say_running()

    def _take_file(self, recording: Recording, made: MadeFile) -> None:
        if recording is not self.document.recording:
            return
        result = Result(recording, made, self.document.results)
        self.document.results.add(result)
        self._start(result)

    def _note_created(self, end: JobEnd) -> None:
        self._creating = None
        if end.error is not None:
            self.refused.emit(end.error)
        self._say_running()

    def _start(self, result: Result) -> None:
        request = RunModel(
            result.model,
            SignalRef.of(result.recording),
            result.span,
            self._view(),
            result.device,
            result.settings,
            result.known(),
            str(result.made.path),
        )
        result.set_state("running")
        self._jobs[result] = job = self.worker.run_model(request)
        job.result.connect(partial(_take, result))
        job.progress.connect(lambda _done, left_s: result.note_progress(left_s))
        job.ended.connect(partial(self._end, result))
        self.began.emit(result, job)
        self._say_running()

    def _view(self) -> Span:
        if self._played is not None:
            return self._played
        return Span(self.document.axis.start_s, self.document.axis.end_s)

    def _tell_view(self) -> None:
        for job in self._jobs.values():
            job.set_view(self._view())

    def _end(self, result: Result, end: JobEnd) -> None:
        del self._jobs[result]
        result.set_state({"done": "done", "cancelled": "partial", "failed": "failed"}[end.state], end.error)
        self._say_running()
        self.ended.emit(result, end)

    def _say_running(self) -> None:
        self.running_changed.emit(self.running)


def _about(wish: Wish, span: Span) -> dict[str, Any]:
    """What is written beside the samples of a new result; see `Result.about`."""
    return {
        "model": wish.card.name,
        "weights": wish.card.weights_sha256,
        "settings": dict(wish.settings),
        "device": wish.device,
        "created": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "strength": 1.0,
        "span": [span.start_s, span.end_s],
    }


def _create_steps(recording: Recording, about: dict[str, Any]) -> Iterator[MadeFile]:
    header = MadeHeader(recording.sample_rate, recording.channels, recording.frames, about)
    start_s, end_s = about["span"]
    check_room(Cache(), recording.channels, round((end_s - start_s) * recording.sample_rate))
    yield create_made(Cache(), recording.content_key(), header)


def _take(result: Result, value: object) -> None:
    if isinstance(value, Written):
        result.note_written(value.start_frame, value.stop_frame)
