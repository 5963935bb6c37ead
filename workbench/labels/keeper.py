"""Keeps a project in memory and its file in step: each change is on the disk a moment after it was made."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import ProjectError
from workbench.labels.edit import Edit, Step, merged
from workbench.labels.lock import ProjectLock
from workbench.labels.project import Project
from workbench.labels.store import Store

PAUSE_LIMIT_S = 10.0
SERIES_S = 1.5
"""Steps of one series that follow each other within this time are undone as one."""

logger = logging.getLogger(__name__)


_Work = Callable[[Store], Step | None]


@dataclass(eq=False)
class _Task:
    """Something to be done with the file.

    `waits` : it is in memory already, so it is tried again until it is written; what does not wait fails instead
    `counts` : it is a change that a person made
    """

    work: _Work
    waits: bool = False
    counts: bool = False
    future: Future[Step | None] = field(default_factory=Future)


class Keeper:
    """One thread owns the file. Its owner's thread owns the project in memory, and hands each change on.

    What cannot be written, because the disk is full or gone, stays in memory in its order and is written by `retry`.

    Parameters
    ----------
    open_store : opens the file, in the keeper's thread, when there is something to write: what is never labelled
        leaves no file. Its store is used by this keeper only
    project : what the file holds
    step_names : what can be undone and redone; see `Store.step_names`
    told : called in the keeper's thread when writing fails, or works again
    lock : that of the project; given back when the file is closed

    Attributes
    ----------
    error : why changes are not on the disk; None again when all of them are
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        project: Project,
        step_names: tuple[list[str], list[str]] = ([], []),
        told: Callable[[], None] = lambda: None,
        lock: ProjectLock | None = None,
    ) -> None:
        self.project = project
        self.error: ProjectError | None = None
        self.changes = 0
        """How many times it was asked to change the file."""
        self._open_store = open_store
        self._store: Store | None = None
        self._told = told
        self._lock = lock
        self._done, self._undone = list(step_names[0]), list(step_names[1])
        self._last: Step | None = None
        self._known_done: list[Step] = []
        self._known_undone: list[Step] = []
        """The last of `_done` and of `_undone`, as far as the file may not have them yet."""
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._resting = self._busy = self._closing = self._paused = False
        self._thread = threading.Thread(target=self._run, name="labels", daemon=True)
        self._thread.start()

    @property
    def unsaved(self) -> int:
        """How many changes are not on the disk yet."""
        with self._changed:
            counted = sum(task.counts for task in self._tasks)
            return max(counted, int(any(task.waits for task in self._tasks)))

    @property
    def undo_name(self) -> str | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def redo_name(self) -> str | None:
        return self._undone[-1] if self._undone else None

    @property
    def step_names(self) -> tuple[list[str], list[str]]:
        """As `Store.step_names`, with what is not written yet."""
        return list(self._done), list(self._undone)

    # Changes

    def do(self, step: Step) -> Future[Step | None]:
        """Make a change, in memory at once; the future ends when it is on the disk.

        Raises `KeyError` where the project is not as the step says; nothing is changed then.
        """
        self.project.apply(step.edits)
        joined = self._joined(step)
        self._forget_what_is_written()
        self._undone.clear()
        self._known_undone.clear()
        if joined is None:
            self._done.append(step.name)
        elif self._known_done:
            self._known_done.pop()
        self._last = kept = joined or step
        self._known_done.append(kept)
        joins = joined is not None
        return self._add(_Task(lambda store: store.commit(kept, joins_last=joins), waits=True, counts=True))

    def note(self, edits: tuple[Edit, ...], about: dict[str, str] | None = None) -> Future[Step | None]:
        """A change that nobody would undo, such as that a recording is known."""
        self.project.apply(edits)
        self.project.about.update(about or {})
        return self._add(_Task(lambda store: store.note(edits, about), waits=True))

    def undo(self) -> Future[Step | None]:
        """Ask for the last step to be taken back. When the future has a step, give it to `take_turn`.

        Raises `ProjectError` when nothing can be written and all that waits is undone.
        """
        return self._turn(self._known_done, Store.undo, _undo_in_file, inverted=True)

    def redo(self) -> Future[Step | None]:
        """Ask for what was undone last to be done again; then as `undo`."""
        return self._turn(self._known_undone, Store.redo, _redo_in_file, inverted=False)

    def _turn(self, known: list[Step], ask: _Work, tell: _Work, *, inverted: bool) -> Future[Step | None]:
        """The file has the history. While it cannot be written, what waits is known here; the file is told later."""
        self._last = None
        if self.error is None:
            self.changes += 1
            return self._add(_Task(ask))
        if not known:
            raise self.error
        self._add(_Task(tell, waits=True, counts=True))
        future: Future[Step | None] = Future()
        future.set_result(known[-1].inverted() if inverted else known[-1])
        return future

    def take_turn(self, step: Step, *, undone: bool) -> None:
        """Bring what `undo` or `redo` found about in memory; called by the owner, before any other change."""
        self.project.apply(step.edits)
        left, right = (self._done, self._undone) if undone else (self._undone, self._done)
        right.append(left.pop() if left else step.name)
        left_known, right_known = self._known_done, self._known_undone
        if not undone:
            left_known, right_known = right_known, left_known
        if left_known:
            left_known.pop()
        right_known.append(step.inverted() if undone else step)
        self._forget_what_is_written()

    def forget_undone(self) -> Future[Step | None]:
        """What was undone can be redone no more, as if it had never been done."""
        self._undone.clear()
        self._known_undone.clear()
        return self._add(_Task(Store.forget_undone, waits=True))

    def _forget_what_is_written(self) -> None:
        with self._changed:
            if not self._tasks:
                self._known_done.clear()
                self._known_undone.clear()

    @property
    def _path(self) -> Path:
        return Path("project") if self._store is None else self._store.path

    def with_store(self, do: Callable[[Store], None]) -> Future[Step | None]:
        """Let `do` read or copy the file, in the keeper's thread, when all that was given before is written."""
        return self._add(_Task(do))

    def _joined(self, step: Step) -> Step | None:
        last = self._last
        if self.error is not None or last is None or not step.series or last.series != step.series:
            return None
        return merged(last, step) if step.made_s - last.made_s <= SERIES_S else None

    # Writing

    def retry(self) -> None:
        """Try to write again what is waiting."""
        with self._changed:
            self._resting = False
            self._changed.notify_all()

    @contextlib.contextmanager
    def pause(self) -> Iterator[list[_Work]]:
        """Nothing is written meanwhile: what waits to be, in its order, for a copy. Raises `ProjectError`."""
        with self._changed:
            self._paused = True
            free = self._changed.wait_for(lambda: not self._busy, PAUSE_LIMIT_S)
            waiting = [task.work for task in self._tasks if task.waits]
        try:
            if not free:
                raise ProjectError(self._path, "its disk does not answer; try again when it does")
            yield waiting
        finally:
            with self._changed:
                self._paused = False
                self._changed.notify_all()

    def settle(self, limit_s: float) -> bool:
        """Wait until all is written, or cannot be, or the time is over; whether all is written."""
        with self._changed:
            self._changed.wait_for(lambda: not self._tasks or self._resting, limit_s)
            return not self._tasks

    def close(self, limit_s: float | None = None) -> bool:
        """Write what is waiting, unless that fails, and let go of the file.

        Whether that came to its end within the limit; else it goes on in the background. See `unsaved` afterwards.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    @property
    def closing(self) -> bool:
        return self._closing

    @property
    def closed(self) -> bool:
        """Nothing is done with the file any more, and others may open it."""
        return not self._thread.is_alive()

    def silence(self) -> None:
        """Its owner is about to go: `told` is called no more."""
        self._told = lambda: None

    def _add(self, task: _Task) -> Future[Step | None]:
        with self._changed:
            if self._closing:
                raise RuntimeError("the project is closed")
            self.changes += task.waits
            self._tasks.append(task)
            self._changed.notify_all()
        return task.future

    def _run(self) -> None:
        try:
            self._work()
        finally:  # whatever `told` did: a lock that is kept would keep others out as long as the process lives
            if self._store is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._store.close()
            if self._lock is not None:
                self._lock.release()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            failure = self._attempt(task)
            with self._changed:
                self._busy = False
                was, self.error = self.error, failure
                self._resting = failure is not None
                if failure is None:
                    self._tasks.popleft()
                    if was is not None and any(each.waits for each in self._tasks):
                        self.error = was  # until all of them are written
                dropped = [] if failure is None else self._drop_what_does_not_wait()
                self._changed.notify_all()
            for each in dropped:
                each.future.set_exception(failure)
            if (self.error is None) != (was is None) or failure is not None:
                self._told()

    def _next(self) -> _Task | None:
        """The next task, when there is one and it may be tried; None when it is time to end."""
        with self._changed:
            while self._paused or (not self._closing and (not self._tasks or self._resting)):
                self._changed.wait()
            if not self._tasks or self._resting:
                return None
            self._busy = True
            return self._tasks[0]

    def _drop_what_does_not_wait(self) -> list[_Task]:
        dropped = [task for task in self._tasks if not task.waits]
        self._tasks = deque(task for task in self._tasks if task.waits)
        return dropped

    def _attempt(self, task: _Task) -> ProjectError | None:
        """Do one task; what kept it from being done, if it should be tried again."""
        try:
            if self._store is None:
                self._store = self._open_store()
            result = task.work(self._store)
        except BaseException as error:
            if not task.waits:
                task.future.set_exception(error)
                return None
            if isinstance(error, ProjectError):
                return error
            logger.error("a change could not be written", exc_info=error)
            return ProjectError(self._path, f"it could not be written ({type(error).__name__}: {error})")
        task.future.set_result(result)
        return None


def _undo_in_file(store: Store) -> None:
    store.undo()


def _redo_in_file(store: Store) -> None:
    store.redo()
