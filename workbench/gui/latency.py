"""Does the window wait? A probe in the event loop that measures how late its timer ticks come."""

from __future__ import annotations

import logging
import time
from array import array
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 8
BLOCKED_MS = 50.0
"""A tick as late as this is logged as it happens, so that one can see what the window was doing."""

_BIN_MS = 0.1
_BINS = 20_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Latency:
    """How late the ticks came, in milliseconds."""

    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float

    def __str__(self) -> str:
        return (
            f"event loop: {self.count} ticks, late by {self.p50_ms:.1f} ms (median), "
            f"{self.p99_ms:.1f} ms (99th percentile), {self.max_ms:.1f} ms (at most)"
        )


class LatencyProbe(QObject):
    """Ticks every `INTERVAL_MS` in the thread it lives in; a slot that blocks for 100 ms makes one tick 100 ms late.

    Memory is constant: lateness is counted in bins of 0.1 ms.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0
        self.reset()

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def reset(self) -> None:
        """Forget what was measured, for instance the start of the program."""
        self._bins = array("Q", bytes(8 * _BINS))
        self._count = 0
        self._max_ms = 0.0
        self._last = time.perf_counter()

    def report(self) -> Latency:
        return Latency(self._count, self._percentile(0.50), self._percentile(0.99), self._max_ms)

    def _tick(self) -> None:
        now = time.perf_counter()
        # Qt keeps its own beat: a tick that follows a late one comes early, and early is not late.
        late_ms = max(0.0, (now - self._last) * 1000 - INTERVAL_MS)
        self._last = now
        self._bins[min(int(late_ms / _BIN_MS), _BINS - 1)] += 1
        self._count += 1
        self._max_ms = max(self._max_ms, late_ms)
        if late_ms >= BLOCKED_MS:
            logger.warning("the window was blocked for %.0f ms", late_ms)

    def _percentile(self, share: float) -> float:
        """The upper edge of the bin in which it lies, at most the maximum."""
        wanted, seen = share * self._count, 0
        for index, count in enumerate(self._bins):
            seen += count
            if count and seen >= wanted:
                return min((index + 1) * _BIN_MS, self._max_ms)
        return 0.0
