"""The sound process: `python -m workbench.jobs.sound_process`, a child that reads recordings for the window.

It makes overviews and spectrogram tiles, so that neither the interpreter of the window's process nor a crash in a
library that reads sound is felt there. It reads messages from stdin and writes messages to stdout (see `wire`), and
ends with `Shutdown`, and when stdin closes because the window's process is gone.
"""

from __future__ import annotations

import importlib
import queue
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from workbench.audio.signal import Signal, is_complete
from workbench.errors import AudioReadError
from workbench.jobs import child, wire
from workbench.jobs.job import Progress, presentable
from workbench.jobs.messages import (
    AnyRef,
    Cancel,
    JobEnded,
    JobProgress,
    Message,
    SetPriority,
    Shutdown,
    SoundMade,
    StartSound,
)
from workbench.jobs.scheduler import Ended, Priority, Scheduler, Stepped, Steps

NICENESS = 5
"""Above the model process, which may take its time; below the window and the player."""

_KEPT_OPEN = 4


class SoundServer:
    """Does the work it is told to, step by step, the most urgent first; keeps recordings open.

    Parameters
    ----------
    send : where messages go
    """

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self._scheduler = Scheduler()
        self._open: OrderedDict[AnyRef, Signal] = OrderedDict()

    def serve(self, inbox: queue.SimpleQueue[Message]) -> None:
        """Take messages and make steps until `Shutdown`."""
        while True:
            try:
                message = inbox.get(block=self._scheduler.idle)
            except queue.Empty:
                self._step()
                continue
            if isinstance(message, Shutdown):
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        match message:
            case StartSound():
                steps = partial(self._steps, message)
                self._scheduler.add(message.job_id, steps, Priority(message.priority))
            case SetPriority():
                self._scheduler.set_priority(message.job_id, Priority(message.priority))
            case Cancel():
                self._scheduler.cancel(message.job_id)

    def _steps(self, start: StartSound) -> Steps:
        return start.work.steps(self._signal(start.signal))

    def _step(self) -> None:
        match self._scheduler.step():
            case Stepped(job_id, Progress() as progress):
                self._send(JobProgress(job_id, progress.done))
            case Stepped(job_id, result) if result is not None:
                self._send(SoundMade(job_id, result))  # type: ignore[arg-type]  # `wire` checks what may cross
            case Ended(job_id, error):
                self._send(JobEnded(job_id, None if error is None else wire.report_error(presentable(error))))

    def _signal(self, ref: AnyRef) -> Signal:
        """The signal that is meant. Raises `AudioReadError`, `MadeFileError` if it is not there any more."""
        signal = self._open.get(ref)
        if signal is None:
            signal = ref.open()
            if not is_complete(signal):
                raise AudioReadError(ref.path, "its decoded copy has gone from the cache; open the recording again")
            self._open[ref] = signal
        else:
            ref.check(signal)
        self._open.move_to_end(ref)
        while len(self._open) > _KEPT_OPEN:
            # Not closed: a task may still read it. The last one to let go of it frees it.
            self._open.popitem(last=False)
        return signal


def _listen(stream: BinaryIO, inbox: queue.SimpleQueue[Message]) -> None:
    with child.or_leave():
        while (message := wire.read_message(stream)) is not None:
            inbox.put(message)
            if isinstance(message, Shutdown):
                return
        raise EOFError


def _warm_up() -> None:
    """The first tiles shall not wait for this; reading lets it run beside."""
    importlib.import_module("scipy.fft")


def main() -> None:
    send = child.begin(NICENESS)
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, inbox), name="inbox", daemon=True).start()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    SoundServer(send).serve(inbox)


if __name__ == "__main__":
    main()
