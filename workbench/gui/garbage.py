"""Cyclic garbage is collected in the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 200
YOUNG = (700, 10)
"""Collect generation 0 or 1 when it holds so much: Python's own thresholds."""


class GarbageCollector(QObject):
    """Takes Python's cyclic collector over; start it once, in the window's thread.

    Python collects in whichever thread happens to allocate. In the worker that would destroy widgets and timers
    left in cycles of the window, from the wrong thread, and crash. What is alive when this starts is set aside, so
    that a collection looks at little and takes little. A program that has disabled Python's collector from its start
    has no garbage worth a search yet, and is spared it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if gc.isenabled():
            gc.disable()
            gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        youngest, young, old = gc.get_count()
        if old > YOUNG[1]:
            gc.collect(2)
        elif young > YOUNG[1]:
            gc.collect(1)
        elif youngest > YOUNG[0]:
            gc.collect(0)
