"""Whose turn it is: cooperative tasks by priority, fair among equals. No Qt, no threads."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import count

Steps = Iterator[object]
"""Work cut into pieces: each `next()` takes a few milliseconds and yields None, a `Progress`, or a result.

Work that goes on less urgently than it began yields its new `Priority`.
"""


class Priority(IntEnum):
    """What comes first; a task of a lower number always overtakes those of a higher one."""

    VIEW = 0
    """What is on the screen now, as far as it is quick: the first picture of tiles, samples."""
    PREFETCH = 1
    """What will be on the screen soon: the tiles beside the view."""
    REFINE = 2
    """What is on the screen and takes long to be exact."""
    BACKGROUND = 3
    """What may take its time: decoding, exports, exact pictures of what was in view a while ago."""


@dataclass(frozen=True)
class Stepped:
    """A task made one step and yielded `value`."""

    task_id: int
    value: object


@dataclass(frozen=True)
class Ended:
    """A task came to its end: by itself (`error` is None) or with an exception."""

    task_id: int
    error: Exception | None


class Scheduler:
    """Runs steps of tasks, the most urgent first; tasks of equal priority take turns.

    Turns, not one after the other, so that all tiles in view get their first quick picture before any of
    them is refined.
    """

    def __init__(self) -> None:
        self._queue: list[tuple[Priority, int, int]] = []
        self._make: dict[int, Callable[[], Steps]] = {}
        self._running: dict[int, Steps] = {}
        self._place: dict[int, tuple[Priority, int]] = {}
        """Priority and turn of each task; places in the queue that say otherwise are out of date."""
        self._turn = count()

    def add(self, task_id: int, make_steps: Callable[[], Steps], priority: Priority) -> None:
        """Queue a task; `make_steps` is called when its first turn comes."""
        self._make[task_id] = make_steps
        self._line_up(task_id, priority)

    def set_priority(self, task_id: int, priority: Priority) -> None:
        """Go on with a task at another priority. Unknown ids are ignored."""
        if task_id in self._place and self._place[task_id][0] != priority:
            self._line_up(task_id, priority)

    def cancel(self, task_id: int) -> None:
        """Forget a task and close its generator, so that its `finally` blocks run now. Unknown ids are ignored."""
        self._make.pop(task_id, None)
        self._place.pop(task_id, None)
        steps = self._running.pop(task_id, None)
        close = getattr(steps, "close", None)
        if close is not None:
            close()

    def cancel_all(self) -> None:
        for task_id in [*self._make, *self._running]:
            self.cancel(task_id)

    @property
    def idle(self) -> bool:
        return not self._make and not self._running

    def step(self) -> Stepped | Ended | None:
        """Make one step of the most urgent task; None when there is nothing to do."""
        while self._queue:
            priority, turn, task_id = heapq.heappop(self._queue)
            if self._place.get(task_id) == (priority, turn):
                return self._step_of(task_id, priority)
        return None

    def _line_up(self, task_id: int, priority: Priority) -> None:
        self._place[task_id] = place = (priority, next(self._turn))
        heapq.heappush(self._queue, (*place, task_id))

    def _step_of(self, task_id: int, priority: Priority) -> Stepped | Ended:
        try:
            if task_id in self._make:
                self._running[task_id] = self._make.pop(task_id)()
            value = next(self._running[task_id])
        except StopIteration:
            self._forget(task_id)
            return Ended(task_id, None)
        except Exception as error:
            self._forget(task_id)
            return Ended(task_id, error)
        if isinstance(value, Priority):
            priority, value = max(priority, value), None
        self._line_up(task_id, priority)
        return Stepped(task_id, value)

    def _forget(self, task_id: int) -> None:
        self._running.pop(task_id, None)
        self._place.pop(task_id, None)
