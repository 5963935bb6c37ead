"""The next batch is made in a thread while the network learns from this one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

_AHEAD = 2


def prefetched(items: Iterator[T]) -> Iterator[T]:
    """The same items in the same order, made up to two ahead; an error of theirs is raised here."""
    made: queue.Queue[T | _End] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def make() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                made.put(item)
                if stopped.is_set():
                    return
        except BaseException as found:  # whatever it is, it is raised where the items are wanted
            error = found
        made.put(_End(error))

    thread = threading.Thread(target=make, name="prefetch", daemon=True)
    thread.start()
    try:
        while not isinstance(item := made.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()
        while thread.is_alive():  # it may wait for room
            _take(made)
            thread.join(0.01)


class _End:
    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def _take(made: queue.Queue[T | _End]) -> None:
    try:
        made.get_nowait()
    except queue.Empty:
        return
