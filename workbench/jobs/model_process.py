"""The model process: `python -m workbench.jobs.model_process`, a niced child that runs models for the window.

It reads messages from stdin and writes messages to stdout (see `wire`). Loaded models are kept. It ends with
`Shutdown`, and when stdin closes because the window's process is gone.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from workbench.audio.made_file import MadeFile, open_made
from workbench.audio.open import Recording
from workbench.audio.signal import Signal
from workbench.errors import WorkbenchError
from workbench.jobs import child, wire
from workbench.jobs.job import Progress
from workbench.jobs.messages import (
    AnyRef,
    Cancel,
    EncodeSound,
    JobEnded,
    JobLoading,
    JobProgress,
    JobResult,
    MakeSounds,
    Message,
    RunModel,
    Shutdown,
    Start,
    ViewChanged,
    Written,
)
from workbench.jobs.pieces import PIECE_S, PieceBegins, run_view_first
from workbench.models.contract import AudioBlock, Model, Result, Span, Synthesiser, as_model, as_synthesiser
from workbench.models.synthesise.recipe import Recipe

LoadModel = Callable[[str, str], Model | Synthesiser]
"""`load(name, device)`; raises `ModelLoadError`, `DeviceUnavailable`."""

CATALOGUE = "workbench.models.catalogue:load"
NICENESS = 10
"""Keeps the window's timers punctual while all cores compute: 1 ms late instead of 6."""

TURN_S = 0.1
"""How long a job runs before the next one has its turn; a step that is under way is not cut off."""

_LONG_TURN_S = 0.5

Events = Iterator[Result | Written | Progress | PieceBegins | None]

logger = logging.getLogger(__name__)


class _Inbox:
    """What has come in. A thread of its own reads, so that a cancel is seen between two results."""

    def __init__(self, stream: BinaryIO) -> None:
        self.starts: queue.SimpleQueue[Start | None] = queue.SimpleQueue()
        self._stream = stream
        self._cancelled: set[int] = set()
        self._views: dict[int, Span] = {}

    def listen(self) -> None:
        """Read until `Shutdown`, or until the other end is gone."""
        decoder = wire.Decoder()
        with child.or_leave():
            self._read(decoder)

    def _read(self, decoder: wire.Decoder) -> None:
        # read1 returns what is there; read would wait for a full buffer.
        while data := self._stream.read1(2**16):  # type: ignore[attr-defined]
            for message in decoder.feed(data):
                if isinstance(message, Shutdown):
                    self.starts.put(None)
                    return
                self._take(message)
        raise EOFError

    def _take(self, message: Message) -> None:
        match message:
            case Start():
                if isinstance(message.request, RunModel):
                    self._views[message.job_id] = message.request.view
                self.starts.put(message)
            case ViewChanged():
                self._views[message.job_id] = message.view
            case Cancel():
                self._cancelled.add(message.job_id)

    def take_starts(self, *, wait: bool) -> Iterator[Start | None]:
        """What has come in to be begun, None for the end; with `wait` there is at least one."""
        if wait:
            yield self.starts.get()
        while not self.starts.empty():
            yield self.starts.get()

    def view(self, job_id: int) -> Span:
        return self._views[job_id]

    def is_cancelled(self, job_id: int) -> bool:
        return job_id in self._cancelled

    def forget(self, job_id: int) -> None:
        self._cancelled.discard(job_id)
        self._views.pop(job_id, None)


@dataclass
class _Turns:
    """A job that runs, a turn at a time."""

    start: Start
    events: Events
    had_s: float
    """The time it has had, so that each gets the same share, whatever its steps take."""
    in_view: bool = True
    """Whether it works on what the person looks at."""


class ModelServer:
    """Runs jobs, which take turns; keeps models loaded.

    Parameters
    ----------
    load : how a model is found and loaded
    open_signal : how a reference becomes a signal
    send : where messages go
    """

    def __init__(
        self, load: LoadModel, open_signal: Callable[[AnyRef], Signal], send: Callable[[Message], None]
    ) -> None:
        self._load = load
        self._open_signal = open_signal
        self._send = send
        self._models: dict[tuple[str, str], Model | Synthesiser] = {}

    def serve(self, inbox: _Inbox) -> None:
        """Until `Shutdown`. Jobs take turns, first those that are to end, then those with something to do in view."""
        running: list[_Turns] = []
        while True:
            for start in inbox.take_starts(wait=not running):
                if start is None:
                    return
                had_s = min((job.had_s for job in running), default=0.0)
                running.append(_Turns(start, self._events(start, inbox), had_s))
            job = min(running, key=lambda job: (not inbox.is_cancelled(job.start.job_id), not job.in_view, job.had_s))
            began = time.monotonic()
            if not self._take_turn(job, inbox):
                running.remove(job)
                inbox.forget(job.start.job_id)
            # What is loaded and imported at a job's first turn serves the others too.
            job.had_s += min(time.monotonic() - began, _LONG_TURN_S)

    def _take_turn(self, job: _Turns, inbox: _Inbox) -> bool:
        """Run a job for `TURN_S`; returns whether there is more of it. At its end, tell."""
        job_id, error = job.start.job_id, None
        ends = time.monotonic() + TURN_S
        try:
            while not inbox.is_cancelled(job_id):
                event = next(job.events)
                if isinstance(event, PieceBegins):
                    job.in_view = event.in_view
                elif isinstance(event, Progress):
                    self._send(JobProgress(job_id, event.done))
                elif event is not None:
                    self._send(JobResult(job_id, event))
                if time.monotonic() >= ends or not job.in_view:
                    return True
        except StopIteration:
            pass
        except WorkbenchError as expected:
            error = wire.report_error(expected)
        except Exception as unexpected:
            logger.exception("job %d, model %s", job_id, job.start.request.model)
            what = f"The model {job.start.request.model} failed ({type(unexpected).__name__}: {unexpected})."
            error = wire.report_error(WorkbenchError(f"{what} The log has the details."))
        self._send(JobEnded(job_id, error))
        return False

    def _events(self, start: Start, inbox: _Inbox) -> Events:
        """Load, open, run: all of it at the job's own turns."""
        job_id, request = start.job_id, start.request
        self._send(JobLoading(job_id))
        loaded = self._model(request.model, request.device)
        match request:
            case RunModel():
                yield from self._run(as_model(loaded), request, lambda: inbox.view(job_id))
            case MakeSounds():
                yield from _make(as_synthesiser(loaded), request.recipes)
            case EncodeSound():
                synthesiser = as_synthesiser(loaded)
                yield synthesiser.encode(self._open_signal(request.signal), request.span, request.label)

    def _run(self, model: Model, request: RunModel, view: Callable[[], Span]) -> Events:
        signal = self._open_signal(request.signal)
        made = open_made(request.output) if request.output else None
        # A model with settings names their dataclass; others get the plain mapping.
        settings_type = getattr(model, "settings_type", dict)
        settings = settings_type(**request.settings)
        events = run_view_first(
            model,
            signal,
            request.span,
            settings,
            view=view,
            piece_s=getattr(model, "piece_s", PIECE_S),
            known=request.known,
        )
        for event in events:
            yield _written(event, made) if made is not None and isinstance(event, AudioBlock) else event

    def _model(self, name: str, device: str) -> Model | Synthesiser:
        if (name, device) not in self._models:
            self._models[name, device] = self._load(name, device)
        return self._models[name, device]


def _make(synthesiser: Synthesiser, recipes: Sequence[Recipe]) -> Events:
    yield Progress(0.0)
    for sound in synthesiser.make(recipes):
        yield sound
        yield Progress((sound.index + 1) / len(recipes))


def _written(block: AudioBlock, made: MadeFile) -> Written:
    """Put what a model made where all can read it: only the place is told."""
    start = round(block.start_s * made.sample_rate)
    made.write(start, block.samples)
    return Written(start, start + block.samples.shape[1])


def _load_function(where: str) -> LoadModel:
    module, _, function = where.partition(":")
    found: LoadModel = getattr(importlib.import_module(module), function)
    return found


def _load_late(where: str) -> LoadModel:
    """Import the catalogue, and with it torch, when the first job comes; then a failure is that job's failure."""

    def load(name: str, device: str) -> Model | Synthesiser:
        return _load_function(where)(name, device)

    return load


def _open_signal(ref: AnyRef) -> Signal:
    signal = ref.open()
    if isinstance(signal, Recording) and not signal.complete:
        # The window asks once it has decoded into the cache; should the cache have lost it, decode it here.
        signal.decode()
    return signal


def main() -> None:
    parser = argparse.ArgumentParser(description="Runs models for the window; not for use by hand.")
    parser.add_argument("--models", default=CATALOGUE, help="module:function that loads a model by name and device")
    arguments = parser.parse_args()
    send = child.begin(NICENESS)
    # Half the cores: small networks get no faster with more (two threads took a third longer than one), and the
    # window keeps its own. Read by torch when it is imported.
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 2) // 2)))
    inbox = _Inbox(sys.stdin.buffer)
    threading.Thread(target=inbox.listen, name="inbox", daemon=True).start()
    ModelServer(_load_late(arguments.models), _open_signal, send).serve(inbox)


if __name__ == "__main__":
    main()
