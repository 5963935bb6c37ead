"""The worker's end of the model process: starts it, gives it jobs, and survives its death."""

from __future__ import annotations

import logging
import signal as os_signal
import sys
from collections import deque
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QProcess, QTimer, Signal  # noqa: TID251  lives in the worker thread

from workbench.errors import ModelProcessDied, WorkbenchError
from workbench.jobs import wire
from workbench.jobs.job import CANCELLED, DONE, JobEnd, Progress, failed
from workbench.jobs.messages import (
    Cancel,
    JobEnded,
    JobLoading,
    JobProgress,
    JobResult,
    Message,
    RunModel,
    Shutdown,
    Start,
    ViewChanged,
)

SHUTDOWN_PATIENCE_MS = 500
LAST_LINES = 5
"""Lines of the child's stderr that go into the message when it dies."""

logger = logging.getLogger(__name__)


@dataclass
class _Child:
    """One life of the model process."""

    process: QProcess
    decoder: wire.Decoder = field(default_factory=wire.Decoder)
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))
    broken: str = ""
    """Why we killed it ourselves, if we did."""


@dataclass
class _Running:
    """A job that the child was given."""

    start: Start
    begun: bool = False
    """Whether something came of it."""
    loading: bool = False
    cancelled: bool = False
    last_try: bool = False


class ModelHost(QObject):
    """Runs model jobs in the child, where they take turns. Lives in the worker thread.

    When the child dies, the jobs that had begun fail. Those of which nothing had come yet, perhaps sent in the moment
    of its death, are given to the next child, once.

    Signals
    -------
    stepped(int, object) : id of the job, and a result or a `Progress`
    ended(int, object) : id of the job and its `JobEnd`
    """

    CANCEL_PATIENCE_MS = 5000
    """How long a cancelled model may go on before its process is killed."""
    LOADING_PATIENCE_MS = 60_000
    """How long while a model is being loaded: compiling librosa's loops for the first time takes half a minute."""

    stepped = Signal(int, object)
    ended = Signal(int, object)

    def __init__(self, models: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._running: dict[int, _Running] = {}
        self._child: _Child | None = None

    def submit(self, start: Start) -> None:
        self._give(_Running(start))

    def cancel(self, job_id: int) -> None:
        """Stop a job; unknown ids are ignored. The child gets `CANCEL_PATIENCE_MS` to obey, then it is killed."""
        job = self._running.get(job_id)
        if job is not None and not job.cancelled:
            job.cancelled = True
            self._send(Cancel(job_id))
            self._wait_for(job_id, 0)

    def set_view(self, change: ViewChanged) -> None:
        job = self._running.get(change.job_id)
        if job is not None and isinstance(job.start.request, RunModel):
            job.start = replace(job.start, request=replace(job.start.request, view=change.view))
            self._send(change)

    def close(self) -> None:
        """End the child; waits for it, at most `SHUTDOWN_PATIENCE_MS` and the moment that killing takes."""
        running, self._running = self._running, {}
        child, self._child = self._child, None
        if child is None:
            return
        process = child.process
        process.blockSignals(True)
        if not running and process.state() == QProcess.ProcessState.Running:
            process.write(wire.encode(Shutdown()))
            process.waitForFinished(SHUTDOWN_PATIENCE_MS)
        if process.state() != QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(SHUTDOWN_PATIENCE_MS)

    def _give(self, job: _Running) -> None:
        self._running[job.start.job_id] = job
        if self._child is None:
            self._child = self._start_child()
        self._send(job.start)

    def _start_child(self) -> _Child:
        process = QProcess(self)
        child = _Child(process)
        process.readyReadStandardOutput.connect(lambda: self._read(child))
        process.readyReadStandardError.connect(lambda: self._read_errors(child))
        process.finished.connect(lambda code, status: self._child_ended(child, _cause_of_death(code, status)))
        process.errorOccurred.connect(lambda error: self._failed_to_start(child, error))
        # -P: the folder in which the program was started must not be searched for modules.
        process.start(sys.executable, ["-P", "-m", "workbench.jobs.model_process", "--models", self._models])
        return child

    def _send(self, message: Message) -> None:
        if self._child is not None:
            self._child.process.write(wire.encode(message))

    def _read(self, child: _Child) -> None:
        try:
            for message in child.decoder.feed(bytes(child.process.readAllStandardOutput().data())):
                self._receive(message)
        except wire.WireError as error:
            child.broken = f"it sent what is no message: {error}"
            child.process.kill()

    def _read_errors(self, child: _Child) -> None:
        for line in bytes(child.process.readAllStandardError().data()).decode(errors="replace").splitlines():
            logger.warning("model process: %s", line)
            child.last_lines.append(line)

    def _receive(self, message: Message) -> None:
        match message:
            case JobResult():
                self._step(message.job_id, message.result)
            case JobProgress():
                self._step(message.job_id, Progress(message.done))
            case JobLoading() if message.job_id in self._running:
                self._running[message.job_id].loading = True
            case JobEnded() if message.job_id in self._running:
                error = None if message.error is None else wire.rebuild_error(message.error)
                self._end(message.job_id, error)
            case _:
                raise wire.WireError(f"unexpected {type(message).__name__}")

    def _step(self, job_id: int, value: object) -> None:
        if job_id in self._running:
            self._running[job_id].begun = True
            self._running[job_id].loading = False
        self.stepped.emit(job_id, value)

    def _end(self, job_id: int, error: WorkbenchError | None) -> None:
        cancelled = self._running.pop(job_id).cancelled
        end: JobEnd = CANCELLED if cancelled else DONE if error is None else failed(error)
        self.ended.emit(job_id, end)

    def _wait_for(self, job_id: int, waited_ms: int) -> None:
        """See after a while whether a cancelled job has ended."""
        step_ms = self.CANCEL_PATIENCE_MS
        QTimer.singleShot(step_ms, self, lambda: self._lose_patience(job_id, waited_ms + step_ms))

    def _lose_patience(self, job_id: int, waited_ms: int) -> None:
        if self._child is None or job_id not in self._running:
            return
        if waited_ms < self.LOADING_PATIENCE_MS and any(job.loading for job in self._running.values()):
            self._wait_for(job_id, waited_ms)
            return
        model = self._running[job_id].start.request.model
        logger.warning("%s did not answer a cancel in %d ms; its process is killed", model, self.CANCEL_PATIENCE_MS)
        self._child.broken = f"it was stopped because the model {model} did not answer when it was cancelled"
        self._child.process.kill()

    def _failed_to_start(self, child: _Child, error: QProcess.ProcessError) -> None:
        # The other errors are followed by `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self._child_ended(child, f"it could not be started: {child.process.errorString()}")

    def _child_ended(self, child: _Child, cause: str) -> None:
        self._read_errors(child)
        child.process.deleteLater()
        if child is self._child:
            self._child = None
        if not self._running:
            logger.warning("the idle model process ended: %s", cause)
            return
        lines = "".join(f"\n{line}" for line in child.last_lines)
        said = f" Its last words:{lines}" if lines else ""
        what = f"The model process ended in the middle of the job: {child.broken or cause}."
        for job_id, job in list(self._running.items()):
            if job.begun or job.cancelled or job.last_try:
                self._end(job_id, ModelProcessDied(f"{what} Run it again; a new process will be started.{said}"))
            else:
                job.last_try = True
                self._give(job)


def _cause_of_death(code: int, status: QProcess.ExitStatus) -> str:
    if status == QProcess.ExitStatus.NormalExit:
        return f"it left with exit code {code}"
    try:
        name = os_signal.Signals(code).name
    except ValueError:
        return f"it crashed (code {code})"
    hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"
