"""The job contract: progress, time left, and exactly one end. No Qt."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from workbench.errors import WorkbenchError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How much of a job is done, 0…1."""

    done: float


@dataclass(frozen=True)
class JobEnd:
    """How a job ended; `error` is there when, and only when, it failed."""

    state: Literal["done", "cancelled", "failed"]
    error: Exception | None = None

    def __post_init__(self) -> None:
        if (self.state == "failed") != (self.error is not None):
            raise ValueError(f"a job that is {self.state} cannot have the error {self.error!r}")


DONE = JobEnd("done")
CANCELLED = JobEnd("cancelled")


def failed(error: Exception) -> JobEnd:
    return JobEnd("failed", error)


def presentable(error: Exception) -> WorkbenchError:
    """An exception as the window may show it; what nobody foresaw is logged with its traceback."""
    if isinstance(error, WorkbenchError):
        return error
    logger.error("a step failed", exc_info=error)
    wrapped = WorkbenchError(f"Something went wrong ({type(error).__name__}: {error}). The log has the details.")
    wrapped.__cause__ = error
    return wrapped


class TimeLeft:
    """Seconds left of a job, from the rate of its progress, smoothed so that the figure does not jump.

    Parameters
    ----------
    clock : seconds, monotonic; given in tests
    memory_s : how far back the rate looks; older progress fades out exponentially
    """

    FIRST_ESTIMATE_S = 0.5
    """Nothing is said earlier: the first pieces tell more about caches than about the job."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, memory_s: float = 10.0) -> None:
        self._clock = clock
        self._memory_s = memory_s
        self._started = self._last = clock()
        self._done: float | None = None
        self._rate: float | None = None

    def update(self, done: float) -> float | None:
        """Seconds left when `done` (0…1) of the job is done; None when it is too early to say."""
        now = self._clock()
        if self._done is None:  # what was done before it began says nothing about its rate
            self._last, self._done = now, done
        passed, gained = now - self._last, done - self._done
        if passed > 0 and gained > 0:
            rate = gained / passed
            # Early on this is the plain mean since the start, later a mean that forgets.
            weight = min(1.0, passed / min(self._memory_s, now - self._started))
            self._rate = rate if self._rate is None else self._rate + weight * (rate - self._rate)
            self._last, self._done = now, done
        if self._rate is None or now - self._started < self.FIRST_ESTIMATE_S:
            return None
        return max(0.0, 1.0 - done) / self._rate
