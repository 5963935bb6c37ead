"""The window's end of the sound process: starts it, hands out work, and survives its death. No Qt.

It can be started before Qt is imported, and begin with the recording that the window will show: both then come up
at the same time.
"""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from workbench.audio.cache import Cache, has_overview
from workbench.errors import SoundProcessDied
from workbench.jobs import wire
from workbench.jobs.job import DONE, JobEnd, Progress, failed
from workbench.jobs.messages import (
    AnyRef,
    Cancel,
    JobEnded,
    JobProgress,
    Message,
    SetPriority,
    SignalRef,
    SoundMade,
    StartSound,
)
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_child import SoundChild
from workbench.jobs.sound_work import MakeOverview, SoundWork
from workbench.jobs.spawn import spawn_sound_process

logger = logging.getLogger(__name__)

Take = Callable[[object], None]
"""Gets results, `Progress`, and last a `JobEnd`; called in a thread of the host's own."""


@dataclass
class _Task:
    """One piece of work under way. What comes before anybody asks for it waits in `early`."""

    take: Take | None
    early: list[object] = field(default_factory=list)


class SoundHost:
    """Runs work in one child, which is started when it is first needed. Any thread may call it.

    Parameters
    ----------
    process : the first child, if it is running already
    """

    def __init__(self, process: subprocess.Popen[bytes] | None = None) -> None:
        self._lock = threading.RLock()
        self._ids = count(1)
        self._tasks: dict[int, _Task] = {}
        self._foreseen: dict[tuple[AnyRef, SoundWork], int] = {}
        self._foreseeing = True
        self._child: SoundChild | None = None
        self._closed = False
        if process is not None:
            self._child = SoundChild(process, self._receive, self._bury)

    def foresee_overview(self, path: Path) -> None:
        """Begin with what will be asked for as soon as the window is there, unless the cache has it; returns at once.

        `run` then takes what has come.
        """
        threading.Thread(target=self._foresee_overview, args=(path.absolute(),), name="foresee", daemon=True).start()

    def _foresee_overview(self, path: Path) -> None:
        """In a thread of its own, as the disk may take its time."""
        try:
            status = path.stat()
        except OSError:
            return  # whoever opens it will say so
        if not has_overview(Cache(), path):
            self.foresee(SignalRef(str(path), (status.st_size, status.st_mtime_ns)), MakeOverview(), Priority.VIEW)

    def foresee(self, signal: AnyRef, work: SoundWork, priority: Priority) -> None:
        """Begin with work that `run` will ask for later."""
        with self._lock:
            if self._foreseeing:
                self._foreseen[signal, work] = self._start(_Task(None), signal, work, priority)

    def forget_foreseen(self) -> None:
        """Nobody will ask for it: it is there already, or something else was opened. Nothing is foreseen after this."""
        with self._lock:
            self._foreseeing = False
            for number in self._foreseen.values():
                self.cancel(number)
            self._foreseen.clear()

    def run(self, signal: AnyRef, work: SoundWork, priority: Priority, take: Take) -> int:
        """Have work done; returns its number, by which it can be cancelled."""
        with self._lock:
            known = self._foreseen.pop((signal, work), None)
            if known is None or known not in self._tasks:
                return self._start(_Task(take), signal, work, priority)
            task = self._tasks[known]
            for value in task.early:
                take(value)
            if any(isinstance(value, JobEnd) for value in task.early):
                del self._tasks[known]
            task.take, task.early = take, []
            self._send(SetPriority(known, priority))
            return known

    def cancel(self, number: int) -> None:
        """Nothing more comes of it from now on."""
        with self._lock:
            if self._tasks.pop(number, None) is not None:
                self._send(Cancel(number))

    def set_priority(self, number: int, priority: Priority) -> None:
        with self._lock:
            if number in self._tasks:
                self._send(SetPriority(number, priority))

    def start(self) -> None:
        """Start the child now, so that it is warm when the first work comes. Raises `SoundProcessDied` if it cannot."""
        with self._lock:
            if self._child is not None or self._closed:
                return
            try:
                self._child = SoundChild(spawn_sound_process(), self._receive, self._bury)
            except OSError as error:
                what = f"The process that reads recordings cannot be started ({error.strerror}). Close other programs."
                raise SoundProcessDied(what) from error

    def close(self) -> None:
        """End the child; work under way comes to nothing."""
        with self._lock:
            self._closed = True
            self._tasks.clear()
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def _start(self, task: _Task, signal: AnyRef, work: SoundWork, priority: Priority) -> int:
        number = next(self._ids)
        self._tasks[number] = task
        try:
            self.start()
        except SoundProcessDied as error:
            self._hand_on(number, failed(error))
        self._send(StartSound(number, signal, work, priority))
        return number

    def _send(self, message: Message) -> None:
        if self._child is not None:
            self._child.send(message)

    def _receive(self, message: Message) -> None:
        match message:
            case SoundMade():
                self._hand_on(message.job_id, message.result)
            case JobProgress():
                self._hand_on(message.job_id, Progress(message.done))
            case JobEnded():
                error = message.error
                self._hand_on(message.job_id, DONE if error is None else failed(wire.rebuild_error(error)))
            case _:
                raise wire.WireError(f"unexpected {type(message).__name__}")

    def _hand_on(self, number: int, value: object) -> None:
        with self._lock:
            task = self._tasks.get(number)
            if task is None:
                return
            if task.take is None:
                task.early.append(value)
                return
            if isinstance(value, JobEnd):
                del self._tasks[number]
            task.take(value)

    def _bury(self, child: SoundChild, cause: str) -> None:
        with self._lock:
            if child is not self._child:
                return
            self._child = None
            for number in self._foreseen.values():
                self._tasks.pop(number, None)  # whoever asks for it has it made by the next child
            self._foreseen.clear()
            lost = list(self._tasks)
        logger.warning("the sound process is gone: %s", cause)
        cause = cause.partition("\n")[0]
        what = f"The process that reads recordings ended: {cause}. Open the recording again; a new one will be started."
        for number in lost:
            self._hand_on(number, failed(SoundProcessDied(what)))
