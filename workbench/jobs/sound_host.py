"""The window's end of the sound process: starts it, hands out work, and survives its death. No Qt.

It can be started before Qt is imported, and begin with the recording that the window will show: both then come up
at the same time.
"""

from __future__ import annotations

import contextlib
import logging
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import BinaryIO

from workbench.audio.cache import Cache, has_overview
from workbench.errors import SoundProcessDied
from workbench.jobs import wire
from workbench.jobs.job import DONE, JobEnd, Progress, failed
from workbench.jobs.messages import (
    Cancel,
    JobEnded,
    JobProgress,
    Message,
    SetPriority,
    Shutdown,
    SignalRef,
    SoundMade,
    StartSound,
)
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MakeOverview, SoundWork
from workbench.jobs.spawn import spawn_sound_process

LAST_LINES = 5
SHUTDOWN_PATIENCE_S = 2.0

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
        self._foreseen: dict[tuple[SignalRef, SoundWork], int] = {}
        self._child: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._closed = False
        if process is not None:
            self._adopt(process)

    def foresee_overview(self, path: Path) -> None:
        """Begin with what will be asked for as soon as the window is there, unless the cache has it; returns at once.

        `run` then takes what has come.
        """
        threading.Thread(target=self._foresee_overview, args=(path.absolute(),), name="foresee", daemon=True).start()

    def _foresee_overview(self, path: Path) -> None:
        """In a thread of its own, as the disk may take its time."""
        if not has_overview(Cache(limit_bytes=0), path):
            self.foresee(SignalRef(str(path)), MakeOverview(), Priority.VIEW)

    def foresee(self, signal: SignalRef, work: SoundWork, priority: Priority) -> None:
        """Begin with work that `run` will ask for later."""
        with self._lock:
            self._foreseen[signal, work] = self._start(_Task(None), signal, work, priority)

    def forget_foreseen(self) -> None:
        """Nobody will ask for it: it is there already, or something else was opened."""
        with self._lock:
            for number in self._foreseen.values():
                self.cancel(number)
            self._foreseen.clear()

    def run(self, signal: SignalRef, work: SoundWork, priority: Priority, take: Take) -> int:
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
        """Start the child now, so that it is warm when the first work comes."""
        with self._lock:
            if self._child is None and not self._closed:
                self._adopt(spawn_sound_process())

    def close(self) -> None:
        """End the child; work under way comes to nothing."""
        with self._lock:
            self._closed = True
            self._tasks.clear()
            process, self._child = self._child, None
        if process is None:
            return
        _write(process, Shutdown())
        try:
            process.wait(SHUTDOWN_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
        if self._reader is not None:
            self._reader.join(SHUTDOWN_PATIENCE_S)

    def _start(self, task: _Task, signal: SignalRef, work: SoundWork, priority: Priority) -> int:
        number = next(self._ids)
        self._tasks[number] = task
        self.start()
        self._send(StartSound(number, signal, work, priority))
        return number

    def _send(self, message: Message) -> None:
        if self._child is not None:
            _write(self._child, message)

    def _adopt(self, process: subprocess.Popen[bytes]) -> None:
        self._child = process
        last_lines: deque[str] = deque(maxlen=LAST_LINES)
        errors = threading.Thread(target=_read_errors, args=(process, last_lines), name="sound errors", daemon=True)
        errors.start()
        arguments = (process, errors, last_lines)
        self._reader = threading.Thread(target=self._read, args=arguments, name="sound", daemon=True)
        self._reader.start()

    def _read(self, process: subprocess.Popen[bytes], errors: threading.Thread, last_lines: deque[str]) -> None:
        """In a thread of its own: hand on what the child says, until it is gone."""
        cause = ""
        try:
            while (message := wire.read_message(_stream(process.stdout))) is not None:
                self._receive(message)
        except (wire.WireError, ValueError, OSError) as error:
            cause = f"it sent what is no message ({error})"
            process.kill()
        process.wait()
        errors.join(timeout=1.0)
        for stream in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(OSError):  # what was not written yet has no reader any more
                _stream(stream).close()
        self._bury(process, cause or f"it ended with code {process.returncode}", list(last_lines))

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

    def _bury(self, process: subprocess.Popen[bytes], cause: str, last_lines: list[str]) -> None:
        with self._lock:
            if process is not self._child:
                return
            self._child = None
            lost = list(self._tasks)
        said = "".join(f"\n{line}" for line in last_lines)
        logger.warning("the sound process is gone: %s%s", cause, said)
        what = f"The process that reads recordings ended: {cause}. Open the recording again; a new one will be started."
        for number in lost:
            self._hand_on(number, failed(SoundProcessDied(what)))


def _write(process: subprocess.Popen[bytes], message: Message) -> None:
    stream = _stream(process.stdin)
    try:
        stream.write(wire.encode(message))
        stream.flush()
    except (OSError, ValueError):
        logger.info("a message to the sound process was lost: it is gone")  # its reader says so to whom it concerns


def _stream(pipe: object) -> BinaryIO:
    assert pipe is not None  # all three were asked for
    return pipe  # type: ignore[return-value]


def _read_errors(process: subprocess.Popen[bytes], last_lines: deque[str]) -> None:
    for line in _stream(process.stderr):
        text = line.decode(errors="replace").rstrip()
        logger.warning("sound process: %s", text)
        last_lines.append(text)
