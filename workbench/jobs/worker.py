"""The worker: the one thread the window talks to, and the handles by which it follows a job.

    worker = Worker()
    worker.start()
    job = worker.work_on(signal, MakeTile(key), Priority.VIEW)
    job.result.connect(show_tile)
    job.ended.connect(lambda end: ...)
    job.cancel()
    worker.stop()

Work is a plain generator (`scheduler.Steps`). Only immutable things may be yielded: they cross to the window's
thread as they are.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count

from PySide6.QtCore import SIGNAL, QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from workbench.audio.signal import Signal as SoundSignal
from workbench.errors import SoundProcessDied
from workbench.jobs.job import CANCELLED, DONE, JobEnd, Progress, TimeLeft, failed, presentable
from workbench.jobs.messages import EncodeSound, MakeSounds, ModelRequest, RunModel, Start, ViewChanged, reference_of
from workbench.jobs.model_host import ModelHost
from workbench.jobs.model_process import CATALOGUE
from workbench.jobs.scheduler import Ended, Priority, Scheduler, Stepped, Steps
from workbench.jobs.sound_host import SoundHost
from workbench.jobs.sound_work import SoundWork, Work
from workbench.models.contract import Span

BUSY_S = 0.004
"""How long the worker makes steps before it looks at its event loop again: new requests, cancels, model output."""
SWITCH_INTERVAL_S = 0.0002
STOP_PATIENCE_MS = 5000

logger = logging.getLogger(__name__)


def favour_the_window() -> None:
    """Let the window's thread have the interpreter back within 0.2 ms; call once in the window's process.

    By default Python lets a thread run bytecode for 5 ms while another waits for the interpreter lock. A slot that
    needs the lock several times, as each Qt callback does, would wait that long each time.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)


class Job(QObject):
    """The window's handle of one job. Lives in the window's thread; made by `Worker` only.

    Signals
    -------
    result(object) : what the work yielded; frozen
    progress(float, object) : done 0…1, and seconds left or None when it is too early to say
    ended(JobEnd) : once, and nothing after it
    """

    result = Signal(object)
    progress = Signal(float, object)
    ended = Signal(object)

    def __init__(self, job_id: int, worker: Worker) -> None:
        super().__init__()
        self.job_id = job_id
        self.end: JobEnd | None = None
        self._worker = worker
        self._time_left = TimeLeft()

    def cancel(self) -> None:
        """End as cancelled now, whatever the worker is busy with; harmless when ended already."""
        if self.end is None:
            self._worker.cancel(self)

    def set_priority(self, priority: Priority) -> None:
        """Go on at another priority; models do not care."""
        if self.end is None:
            self._worker.set_priority(self, priority)

    def set_view(self, view: Span) -> None:
        """Say what is in view now, so that a model goes on there. Other work does not care."""
        if self.end is None:
            self._worker.set_view(self, view)

    def take_step(self, value: object) -> None:
        if isinstance(value, Progress):
            self.progress.emit(value.done, self._time_left.update(value.done))
        else:
            self.result.emit(value)

    def take_end(self, end: JobEnd) -> None:
        self.end = end
        self.ended.emit(end)
        self._let_listeners_go()

    def _let_listeners_go(self) -> None:
        """Whoever listens often holds the job, as a partial does: a ring through Qt that Python cannot collect."""
        for signal, signature in (
            (self.result, "result(PyObject)"),
            (self.progress, "progress(double,PyObject)"),
            (self.ended, "ended(PyObject)"),
        ):
            if self.receivers(SIGNAL(signature)):  # QMetaMethod.fromSignal would hold the job for ever (6.11.3)
                signal.disconnect()


class _Loop(QObject):
    """Lives in the worker thread: makes steps whenever its event loop has nothing else to do."""

    stepped = Signal(int, object)
    ended = Signal(int, object)

    def __init__(self, models: str) -> None:
        super().__init__()
        self._models = models
        self._scheduler = Scheduler()

    @Slot()
    def open(self) -> None:
        """What must be made in the thread in which it lives."""
        self._pulse = QTimer(self)
        self._pulse.setInterval(0)
        self._pulse.timeout.connect(self._work)
        self._host = ModelHost(self._models, self)
        self._host.stepped.connect(self.stepped)
        self._host.ended.connect(self.ended)

    @Slot(int, object, object)
    def run(self, job_id: int, make_steps: Callable[[], Steps], priority: Priority) -> None:
        self._scheduler.add(job_id, make_steps, priority)
        self._pulse.start()

    @Slot(object)
    def run_model(self, start: Start) -> None:
        self._host.submit(start)

    @Slot(int)
    def cancel(self, job_id: int) -> None:
        self._scheduler.cancel(job_id)
        self._host.cancel(job_id)

    @Slot(int, object)
    def set_priority(self, job_id: int, priority: Priority) -> None:
        self._scheduler.set_priority(job_id, priority)

    @Slot(object)
    def set_view(self, change: ViewChanged) -> None:
        self._host.set_view(change)

    @Slot()
    def close(self) -> None:
        self._pulse.stop()
        self._scheduler.cancel_all()
        self._host.close()
        self.thread().quit()

    def _work(self) -> None:
        deadline = time.monotonic() + BUSY_S
        while time.monotonic() < deadline:
            match self._scheduler.step():
                case Stepped(task_id, value):
                    if value is not None:
                        self.stepped.emit(task_id, value)
                case Ended(task_id, error):
                    self.ended.emit(task_id, DONE if error is None else failed(presentable(error)))
                case None:
                    self._pulse.stop()
                    return


class Worker(QObject):
    """Runs work for the window in a thread, and in two processes behind it: one reads sound, one runs models. Lives in
    the window's thread.

    Parameters
    ----------
    models : `module:function` by which the model process loads a model; other than the catalogue only in tests
    sound : the sound process, if it is started already; the worker closes it with itself
    """

    _run = Signal(int, object, object)
    _run_model = Signal(object)
    _sounded = Signal(int, object)
    _cancel = Signal(int)
    _set_priority = Signal(int, object)
    _set_view = Signal(object)
    _close = Signal()

    def __init__(self, models: str = CATALOGUE, parent: QObject | None = None, sound: SoundHost | None = None) -> None:
        super().__init__(parent)
        self._sound = sound or SoundHost()
        self._sound_numbers: dict[int, int] = {}
        self._jobs: dict[int, Job] = {}
        self._ids = count(1)
        self._thread = QThread()
        self._thread.setObjectName("worker")
        self._loop = _Loop(models)
        self._loop.moveToThread(self._thread)
        self._thread.started.connect(self._loop.open)
        for signal, slot in (
            (self._run, self._loop.run),
            (self._run_model, self._loop.run_model),
            (self._sounded, self._take_sound),
            (self._cancel, self._loop.cancel),
            (self._set_priority, self._loop.set_priority),
            (self._set_view, self._loop.set_view),
            (self._close, self._loop.close),
            (self._loop.stepped, self._take_step),
            (self._loop.ended, self._take_end),
        ):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)
        self._thread.start()

    def run(self, make_steps: Callable[[], Steps], priority: Priority = Priority.BACKGROUND) -> Job:
        """Run a generator; `make_steps` makes it, in the worker thread. Connect to the job's signals at once.

        Neither may hold a QObject of the window: the worker might be the last to let go of it, and destroy it there.
        """
        job = self._new_job()
        self._run.emit(job.job_id, make_steps, priority)
        return job

    def work_on(self, signal: SoundSignal, work: Work, priority: Priority = Priority.VIEW) -> Job:
        """Do one of the kinds of work that `sound_work` lists: in the sound process for a recording whose frames are
        all there and for what models made of it, else in the worker thread."""
        reference = reference_of(signal)
        if reference is None or not isinstance(work, SoundWork):
            return self.run(partial(work.steps, signal), priority)
        job = self._new_job()
        take = partial(self._sounded.emit, job.job_id)
        self._sound_numbers[job.job_id] = self._sound.run(reference, work, priority, take)
        return job

    def warm_up(self) -> None:
        """Start the sound process now, so that it is there when the first recording is opened."""
        try:
            self._sound.start()
        except SoundProcessDied as error:
            logger.warning("%s", error)  # the first work that needs it says so

    def forget_foreseen(self) -> None:
        """What the sound process began with before the window was there is not needed any more."""
        self._sound.forget_foreseen()

    def run_model(self, request: RunModel) -> Job:
        """Run a model in the model process, where jobs take turns."""
        return self._ask_model_process(request)

    def make_sounds(self, request: MakeSounds) -> Job:
        """Have a synthesiser make sounds, in the model process; `result` brings each `MadeSound`, in order."""
        return self._ask_model_process(request)

    def encode_sound(self, request: EncodeSound) -> Job:
        """Have a synthesiser find the place of a recording, in the model process; `result` brings one `Encoded`."""
        return self._ask_model_process(request)

    def _ask_model_process(self, request: ModelRequest) -> Job:
        job = self._new_job()
        self._run_model.emit(Start(job.job_id, request))
        return job

    @Slot()
    def stop(self) -> None:
        """Cancel everything, end the model process, and wait for the thread; comes by itself when the program quits.

        Jobs given to a stopped worker never end.
        """
        for job in list(self._jobs.values()):
            job.cancel()
        self._sound.close()
        if not self._thread.isRunning():
            return
        self._close.emit()
        if not self._thread.wait(STOP_PATIENCE_MS):
            # A step hangs, in the kernel most likely (a network drive). A running thread must never be destroyed.
            logger.error("the worker did not stop in %d ms", STOP_PATIENCE_MS)
            _unstoppable.append((self._thread, self._loop))

    def cancel(self, job: Job) -> None:
        if job.job_id in self._sound_numbers:
            self._sound.cancel(self._sound_numbers[job.job_id])
        else:
            self._cancel.emit(job.job_id)
        self._take_end(job.job_id, CANCELLED)

    def set_priority(self, job: Job, priority: Priority) -> None:
        if job.job_id in self._sound_numbers:
            self._sound.set_priority(self._sound_numbers[job.job_id], priority)
        else:
            self._set_priority.emit(job.job_id, priority)

    def set_view(self, job: Job, view: Span) -> None:
        self._set_view.emit(ViewChanged(job.job_id, view))

    def _new_job(self) -> Job:
        job = Job(next(self._ids), self)
        self._jobs[job.job_id] = job
        return job

    @Slot(int, object)
    def _take_step(self, job_id: int, value: object) -> None:
        # Answers of a job that has ended are late, and dropped by its number.
        if job_id in self._jobs:
            self._jobs[job_id].take_step(value)

    @Slot(int, object)
    def _take_sound(self, job_id: int, value: object) -> None:
        if isinstance(value, JobEnd):
            self._take_end(job_id, value)
        else:
            self._take_step(job_id, value)

    @Slot(int, object)
    def _take_end(self, job_id: int, end: JobEnd) -> None:
        job = self._jobs.pop(job_id, None)
        self._sound_numbers.pop(job_id, None)
        if job is not None:
            job.take_end(end)


_unstoppable: list[tuple[QThread, QObject]] = []
