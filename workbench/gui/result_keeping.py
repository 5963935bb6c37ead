"""Results outlive the window: they are found again with their recording, renamed and deleted on disk."""

from __future__ import annotations

import contextlib
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.audio.cache import Cache
from workbench.audio.file_lock import remove_unused
from workbench.audio.made_file import MadeFile, find_made, fits, open_made
from workbench.audio.open import Recording
from workbench.errors import MadeFileError
from workbench.gui.document import Document
from workbench.gui.results import Result
from workbench.gui.soon import Soon
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority, Steps
from workbench.jobs.worker import Worker

WRITE_WITHIN_MS = 300

logger = logging.getLogger(__name__)


class ResultKeeping(QObject):
    """Looks after the files of the results of the open recording. All of it is done by the worker.

    Signals
    -------
    found(int) : so many results of the recording that was opened were there
    """

    found = Signal(int)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self.results = document.results
        self._recording: Recording | None = None
        self._described: dict[Result, dict[str, Any]] = {}
        self._deleted: tuple[Result, int] | None = None
        self._queue: deque[tuple[Callable[[], Steps], Callable[[Any], None]]] = deque()
        self._soon = Soon(self._describe, WRITE_WITHIN_MS, self)
        self.results.list_changed.connect(self._follow)
        document.opened.connect(self._leave)
        document.opened.connect(self._find)
        document.grew.connect(self._find)

    def delete(self, result: Result) -> None:
        """Take it from the list; its file goes when this cannot be undone any more."""
        self._remove_deleted()
        self._deleted = (result, self.results.items.index(result))
        self.results.remove(result)

    def undo_delete(self) -> None:
        """Put back what was deleted last, if that is still possible."""
        if self._deleted is not None:
            (result, index), self._deleted = self._deleted, None
            self.results.add(result, at=index)

    def after_finding(self, do: Callable[[], object]) -> None:
        """Call `do` when all that is kept of the open recording, which is whole, is in the list."""
        self._do(_one_step, lambda _done: do())

    def discard(self, result: Result) -> None:
        """Remove a result of which nothing came."""
        if result in self.results.items:
            self.results.remove(result)
        self._remove(result.made.path)

    def close(self) -> None:
        """Before the window goes: what is left to do is done here and now, since the worker ends too."""
        for make_steps, take in self._queue:  # the first too: nobody knows how far the worker is
            if take is _nothing:
                _run_out(make_steps())
        for result in self.results.items:
            if self._is_news(result):
                _run_out(_describe_steps(result.made, result.about))
        if self._deleted is not None:
            (result, _), self._deleted = self._deleted, None
            _run_out(_remove_steps(result.made.path))

    # Finding

    def _leave(self) -> None:
        """Another recording is here: what was deleted of the one before cannot come back."""
        self._remove_deleted()
        self._recording = None

    def _find(self) -> None:
        recording = self.document.recording
        if recording is None or recording is self._recording or not recording.complete or not recording.frames:
            return
        self._recording = recording
        self._do(partial(_find_steps, recording), partial(self._take, recording))

    def _take(self, recording: Recording, found: tuple[MadeFile, ...]) -> None:
        if recording is not self.document.recording:
            return
        known = {result.made.path for result in self.results.items}
        if self._deleted is not None:
            known.add(self._deleted[0].made.path)
        new = [Result(recording, made) for made in found if made.path not in known]
        compared = self.results.chosen
        for result in new:
            self.results.add(result, choose=compared is None and result is new[-1])
        if new:
            self.found.emit(len(new))

    # Writing

    def _follow(self) -> None:
        items = self.results.items
        for result in [each for each in self._described if each not in items]:
            if self._is_news(result):
                self._do(partial(_describe_steps, result.made, result.about))
            del self._described[result]
            result.changed.disconnect(self._soon.ask)
        for result in items:
            if result not in self._described:
                self._described[result] = result.about
                result.changed.connect(self._soon.ask)

    def _is_news(self, result: Result) -> bool:
        return self._described.get(result, result.about) != result.about

    def _describe(self) -> None:
        for result in self.results.items:
            if self._is_news(result):
                self._described[result] = result.about
                self._do(partial(_describe_steps, result.made, result.about))

    def _remove_deleted(self) -> None:
        if self._deleted is not None:
            (result, _), self._deleted = self._deleted, None
            self._remove(result.made.path)

    def _remove(self, path: Path) -> None:
        self._do(partial(_remove_steps, path))

    # One thing after the other: what is written is there when it is looked for

    def _do(self, make_steps: Callable[[], Steps], take: Callable[[Any], None] | None = None) -> None:
        self._queue.append((make_steps, take or _nothing))
        if len(self._queue) == 1:
            self._do_next()

    def _do_next(self) -> None:
        make_steps, take = self._queue[0]
        job = self.worker.run(make_steps, Priority.VIEW)
        job.result.connect(take)
        job.ended.connect(self._note_done)

    def _note_done(self, end: JobEnd) -> None:
        if end.error is not None:
            logger.warning("%s", end.error)
        self._queue.popleft()
        if self._queue:
            self._do_next()


def make_room(worker: Worker) -> None:
    """Bring the cache under its limit, now that something came into it."""
    worker.run(lambda: Cache().make_room_steps())


def _find_steps(recording: Recording) -> Iterator[tuple[MadeFile, ...] | None]:
    """What is kept of this recording, oldest first. What is damaged, or has nothing in it, goes."""
    found = []
    cache = Cache()
    for path in find_made(cache, recording.content_key()):
        yield None
        try:
            made = open_made(path)
        except MadeFileError as error:
            if not isinstance(error.__cause__, OSError):
                logger.warning("%s It is removed.", error)
                _discard(path)
            else:
                logger.warning("%s", error)
            continue
        if fits(recording, made) and made.covered:
            with contextlib.suppress(OSError):  # a cache that can only be read
                os.utime(path)
            found.append(made)
        else:
            made.close()
            _discard(path)
    yield tuple(sorted(found, key=lambda made: str(made.about.get("created", ""))))


def _discard(path: Path) -> None:
    """Remove it, unless another window is about to write into it."""
    if not remove_unused(path, path.with_name(f"{path.stem}-{os.getpid()}.part")):
        logger.info("%s is in use and stays", path)


def _describe_steps(made: MadeFile, about: dict[str, Any]) -> Iterator[None]:
    try:
        made.describe(about)
    except MadeFileError as error:  # the cache can only be read: a name and a strength are no reason to disturb
        logger.warning("%s", error)
    yield


def _remove_steps(path: Path) -> Iterator[None]:
    """Another window that has it open goes on reading it."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("%s is not removed: %s", path, error)
    yield


def _one_step() -> Iterator[bool]:
    yield True


def _nothing(_result: object) -> None:
    """What writing and removing tell."""


def _run_out(steps: Steps) -> None:
    for _ in steps:
        pass
