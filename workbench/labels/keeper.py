"""Keeps a project in memory and its file in step: each change is on the disk a moment after it was made."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from workbench.errors import ProjectError
from workbench.labels.edit import Edit, Step, merged
from workbench.labels.project import Project
from workbench.labels.store import Store

SERIES_S = 1.5
"""Steps of one series that follow each other within this time are undone as one."""


@dataclass
class _Task:
    """`waits` : it is tried again when it could not be written; `step` : the change it is, if it can be undone."""

    work: Callable[[Store], Step | None]
    step: Step | None = None
    waits: bool = False
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
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        project: Project,
        step_names: tuple[list[str], list[str]] = ([], []),
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self.project = project
        self.error: ProjectError | None = None
        self._open_store = open_store
        self._store: Store | None = None
        self._told = told
        self._done, self._undone = list(step_names[0]), list(step_names[1])
        self._last: Step | None = None
        self._taken_back: list[Step] = []
        self._tasks: deque[_Task] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="labels", daemon=True)
        self._thread.start()

    @property
    def unsaved(self) -> int:
        """How many changes are not on the disk yet."""
        return len(self._tasks)

    @property
    def undo_name(self) -> str | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def redo_name(self) -> str | None:
        return self._undone[-1] if self._undone else None

    # Changes

    def do(self, step: Step) -> Future[Step | None]:
        """Make a change, in memory at once; the future ends when it is on the disk.

        Raises `KeyError` where the project is not as the step says; nothing is changed then.
        """
        self.project.apply(step.edits)
        joined = self._joined(step)
        self._undone.clear()
        self._taken_back.clear()
        if joined is None:
            self._done.append(step.name)
        self._last = kept = joined or step
        return self._add(_Task(lambda store: store.commit(kept, joins_last=joined is not None), kept, True))

    def note(self, edits: tuple[Edit, ...], about: dict[str, str] | None = None) -> Future[Step | None]:
        """A change that nobody would undo, such as that a recording is known."""
        self.project.apply(edits)
        self.project.about.update(about or {})
        return self._add(_Task(lambda store: store.note(edits, about), waits=True))

    def undo(self) -> Future[Step | None]:
        """Ask for the last step to be taken back. When the future has a step, give it to `take_turn`.

        Raises `ProjectError` when nothing can be written and all that waits is undone.
        """
        self._last = None
        if self.error is None:
            return self._add(_Task(Store.undo))
        step = self._tasks[-1].step if self._tasks else None
        if step is None:
            raise self.error
        self._tasks.pop()
        self._taken_back.append(step)
        return _ended(step.inverted())

    def redo(self) -> Future[Step | None]:
        """Ask for what was undone last to be done again; then as `undo`."""
        self._last = None
        if not self._taken_back:
            if self.error is not None:
                raise self.error
            return self._add(_Task(Store.redo))
        step = self._taken_back.pop()
        self._add(_Task(lambda store: store.commit(step), step, True))
        return _ended(step)

    def take_turn(self, step: Step, *, undone: bool) -> None:
        """Bring what `undo` or `redo` found about in memory; called by the owner, before any other change."""
        self.project.apply(step.edits)
        left, right = (self._done, self._undone) if undone else (self._undone, self._done)
        right.append(left.pop() if left else step.name)

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
            self.error = None
            self._changed.notify_all()

    def close(self) -> None:
        """Write what is waiting, unless that fails, and let go of the file."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._store is not None:
            self._store.close()

    def _add(self, task: _Task) -> Future[Step | None]:
        with self._changed:
            self._tasks.append(task)
            self._changed.notify_all()
        return task.future

    def _run(self) -> None:
        failed = False
        while True:
            with self._changed:
                while not self._closing and (not self._tasks or self.error is not None):
                    self._changed.wait()
                if not self._tasks or self.error is not None:
                    return
                task = self._tasks[0]
            failure = self._attempt(task)
            with self._changed:
                self.error = failure
                if failure is None:
                    self._tasks.popleft()
            if failure is not None or failed:
                self._told()
            failed = failure is not None

    def _attempt(self, task: _Task) -> ProjectError | None:
        """Do one task; what kept it from being done, if it should be tried again."""
        try:
            if self._store is None:
                self._store = self._open_store()
            result = task.work(self._store)
        except ProjectError as error:
            if task.waits:  # it was made in memory
                return error
            task.future.set_exception(error)
        except BaseException as error:
            task.future.set_exception(error)
        else:
            task.future.set_result(result)
        return None


def _ended(step: Step) -> Future[Step | None]:
    future: Future[Step | None] = Future()
    future.set_result(step)
    return future
