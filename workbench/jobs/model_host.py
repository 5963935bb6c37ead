"""The worker's end of the model process: starts it, feeds it one job at a time, and survives its death."""

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
from workbench.jobs.messages import Cancel, JobEnded, JobProgress, JobResult, Message, Shutdown, Start, ViewChanged

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


class ModelHost(QObject):
    """Runs model jobs in the child, one after the other. Lives in the worker thread.

    Signals
    -------
    stepped(int, object) : id of the job, and a result or a `Progress`
    ended(int, object) : id of the job and its `JobEnd`; the child is free for the next
    """

    CANCEL_PATIENCE_MS = 5000
    """How long a cancelled model may go on before its process is killed."""

    stepped = Signal(int, object)
    ended = Signal(int, object)

    def __init__(self, models: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._waiting: deque[Start] = deque()
        self._running: int | None = None
        self._cancelled = False
        self._child: _Child | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._lose_patience)

    def submit(self, start: Start) -> None:
        self._waiting.append(start)
        self._next()

    def cancel(self, job_id: int) -> None:
        """Stop a job; unknown ids are ignored. The child gets `CANCEL_PATIENCE_MS` to obey, then it is killed."""
        self._waiting = deque(start for start in self._waiting if start.job_id != job_id)
        if job_id == self._running and not self._cancelled:
            self._cancelled = True
            self._send(Cancel(job_id))
            self._patience.start(self.CANCEL_PATIENCE_MS)

    def set_view(self, change: ViewChanged) -> None:
        if change.job_id == self._running:
            self._send(change)
        for index, start in enumerate(self._waiting):
            if start.job_id == change.job_id:
                self._waiting[index] = _with_view(start, change)

    def close(self) -> None:
        """End the child; waits for it, at most `SHUTDOWN_PATIENCE_MS` and the moment that killing takes."""
        self._waiting.clear()
        self._patience.stop()
        child, self._child = self._child, None
        if child is None:
            return
        process = child.process
        process.blockSignals(True)
        if self._running is None and process.state() == QProcess.ProcessState.Running:
            process.write(wire.encode(Shutdown()))
            process.waitForFinished(SHUTDOWN_PATIENCE_MS)
        if process.state() != QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(SHUTDOWN_PATIENCE_MS)

    def _next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        start = self._waiting.popleft()
        self._running, self._cancelled = start.job_id, False
        if self._child is None:
            self._child = self._start_child()
        self._send(start)

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
                self.stepped.emit(message.job_id, message.result)
            case JobProgress():
                self.stepped.emit(message.job_id, Progress(message.done))
            case JobEnded() if message.job_id == self._running:
                error = None if message.error is None else wire.rebuild_error(message.error)
                self._end_running(error)
            case _:
                raise wire.WireError(f"unexpected {type(message).__name__}")

    def _end_running(self, error: WorkbenchError | None) -> None:
        job_id, cancelled = self._running, self._cancelled
        self._running = None
        self._patience.stop()
        end: JobEnd = CANCELLED if cancelled else DONE if error is None else failed(error)
        self.ended.emit(job_id, end)
        self._next()

    def _lose_patience(self) -> None:
        if self._child is not None:
            logger.warning("the model process did not answer a cancel in %d ms and is killed", self.CANCEL_PATIENCE_MS)
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
        if self._running is None:
            logger.warning("the idle model process ended: %s", cause)
            return
        lines = "".join(f"\n{line}" for line in child.last_lines)
        said = f" Its last words:{lines}" if lines else ""
        what = f"The model process ended in the middle of the job: {child.broken or cause}."
        self._end_running(ModelProcessDied(f"{what} Run it again; a new process will be started.{said}"))


def _with_view(start: Start, change: ViewChanged) -> Start:
    return replace(start, request=replace(start.request, view=change.view))


def _cause_of_death(code: int, status: QProcess.ExitStatus) -> str:
    if status == QProcess.ExitStatus.NormalExit:
        return f"it left with exit code {code}"
    try:
        name = os_signal.Signals(code).name
    except ValueError:
        return f"it crashed (code {code})"
    hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"it was ended by {name}{hint}"
