"""Clips prepared ahead in the worker, so that the next one is heard and seen at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.gui.review.clip import ClipLook, ClipRequest, PreparedClip
from workbench.gui.review.clip_making import OpenRecordings, clip_steps
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

LIMIT_BYTES = 256 * 2**20


class ClipSource(QObject):
    """Prepares the clips that are wanted, one after the other, and keeps them and those that were wanted before.

    Signals
    -------
    ready(PreparedClip) : it can be shown and played
    failed(ClipRequest, str) : it cannot be read, and why
    progressed(ClipRequest, float) : so much of its recording is decoded, 0…1; only where that is needed
    """

    ready = Signal(object)
    failed = Signal(object, str)
    progressed = Signal(object, float)

    def __init__(
        self, worker: Worker, look: ClipLook, parent: QObject | None = None, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        super().__init__(parent)
        self.worker, self.look, self.limit_bytes = worker, look, limit_bytes
        self._recordings = OpenRecordings()
        self._wanted: list[ClipRequest] = []
        self._running: dict[ClipRequest, Job] = {}
        self._made: OrderedDict[ClipRequest, PreparedClip] = OrderedDict()
        """The one used last at the end."""
        self._held = 0
        """Bytes of these."""
        self._problems: dict[ClipRequest, str] = {}

    def prepare(self, requests: Sequence[ClipRequest]) -> None:
        """These are wanted now, the most urgent first; what else was asked for is dropped if it is not made yet.

        As many are prepared as fit into the limit, and at least the first.
        """
        self._wanted = list(dict.fromkeys(requests))
        self._cancel([request for request in self._running if request not in set(self._wanted)])
        self._go_on()

    def set_look(self, look: ClipLook) -> None:
        """Pictures of another size or kind from now on; those wanted are made anew, the former ones stand in."""
        if look != self.look:
            self.look = look
            self._cancel(list(self._running))
            self._go_on()

    def clip(self, request: ClipRequest) -> PreparedClip | None:
        """The clip, if it is prepared, be it with a former look."""
        made = self._made.get(request)
        if made is not None:
            self._made.move_to_end(request)
        return made

    def problem(self, request: ClipRequest) -> str | None:
        """Why it cannot be read, if that is known."""
        return self._problems.get(request)

    def retry(self, request: ClipRequest) -> None:
        """Try again to read what could not be read."""
        if self._problems.pop(request, None) is not None:
            self._go_on()

    def clear(self) -> None:
        """Nothing is wanted any more: cancel all, forget all, and let go of the recordings."""
        self._wanted = []
        self._cancel(list(self._running))
        self._made.clear()
        self._held = 0
        self._problems.clear()
        self._recordings = OpenRecordings()

    # Making

    def _cancel(self, requests: Sequence[ClipRequest]) -> None:
        jobs = [self._running.pop(request) for request in requests]
        for job in jobs:  # one by one they say that they ended, and then none of them counts any more
            job.cancel()

    def _go_on(self) -> None:
        """The one that is wanted first is made at once; the others one by one, as long as there is room."""
        for request, job in self._running.items():
            job.set_priority(Priority.VIEW if request == self._wanted[0] else Priority.PREFETCH)
        missing = next((request for request in self._wanted if self._is_missing(request)), None)
        if missing is None or missing in self._running:
            return
        if missing == self._wanted[0]:
            self._begin(missing, Priority.VIEW)
        elif not self._running and self._bytes_wanted() < self.limit_bytes:
            self._begin(missing, Priority.PREFETCH)

    def _is_missing(self, request: ClipRequest) -> bool:
        made = self._made.get(request)
        return (made is None or made.look != self.look) and request not in self._problems

    def _begin(self, request: ClipRequest, priority: Priority) -> None:
        job = self.worker.run(partial(clip_steps, self._recordings, request, self.look), priority)
        self._running[request] = job
        job.result.connect(self._take)
        job.progress.connect(self._tell_progress)
        job.ended.connect(self._take_end)

    def _take(self, made: PreparedClip) -> None:
        former = self._made.pop(made.request, None)
        self._made[made.request] = made
        self._held += made.bytes - (0 if former is None else former.bytes)
        self._forget_the_oldest()
        self.ready.emit(made)
        self._go_on()

    def _tell_progress(self, done: float) -> None:
        job = self.sender()
        for request, running in list(self._running.items()):
            if running is job:
                self.progressed.emit(request, done)

    def _take_end(self) -> None:
        ended = [(request, job.end) for request, job in self._running.items() if job.end is not None]
        for request, _end in ended:
            del self._running[request]
        for request, end in ended:
            if end.error is not None:
                self._problems[request] = str(end.error)
                self.failed.emit(request, str(end.error))
        self._go_on()

    # Keeping

    def _forget_the_oldest(self) -> None:
        wanted = set(self._wanted)
        while self._held > self.limit_bytes:
            oldest = next((request for request in self._made if request not in wanted), None)
            if oldest is None:
                return
            self._held -= self._made.pop(oldest).bytes

    def _bytes_wanted(self) -> int:
        return sum(self._made[request].bytes for request in self._wanted if request in self._made)
