"""How late the event loop gets while a recording is opened, scrolled, zoomed, played and classified, all at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from benchmarks import file_cache, recordings
from benchmarks.row import Options, Row
from benchmarks.window import live, open_window
from workbench.gui import latency
from workbench.gui.latency import Latency

SCROLL_EVERY_MS = 16
MEASURE_S = 60.0
QUICK_S = 15.0
IDLE_S = 3.0
P99_GOAL_MS, MAX_GOAL_MS = 16.0, 50.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for one hour and for ten."""
    for name, length, path in (
        ("hour", "1 h stereo", recordings.hour()),
        ("ten_hours", "10 h mono", recordings.ten_hours()),
    ):
        file_cache.warm(path)
        idle, report = _drive(path, QUICK_S if options.quick else MEASURE_S)
        what = f"event loop late while {length} opens, scrolls, zooms, plays and is classified"
        beside = f"median {report.p50_ms:.1f} ms of {report.count} ticks; an idle window {idle.p99_ms:.1f} ms"
        yield Row(f"latency.{name}.p99", f"{what}, 99th percentile", report.p99_ms, "ms", P99_GOAL_MS, beside=beside)
        yield Row(f"latency.{name}.max", f"{what}, at most", report.max_ms, "ms", MAX_GOAL_MS,
                  beside=f"an idle window {idle.max_ms:.1f} ms")  # fmt: skip


def _drive(path: Path, seconds: float) -> tuple[Latency, Latency]:
    """Of the empty window left alone, and while all goes on."""
    from PySide6.QtCore import QTimer

    logging.getLogger(latency.__name__).setLevel(logging.ERROR)  # each late tick is counted, and need not be told
    window = open_window()
    probe = latency.LatencyProbe(window)
    probe.start()
    live(IDLE_S)
    idle = probe.report()
    probe.reset()
    window.opener.opened.connect(lambda _path: (window.playback.play(), window.classifying.run()))
    window.opener.open(path)
    scroll = _Scroll(window)
    timer = QTimer(window)
    timer.timeout.connect(scroll.step)
    timer.start(SCROLL_EVERY_MS)
    live(seconds)
    report = probe.report()
    probe.stop()
    timer.stop()
    if window.document.playhead_s is None or window.document.scores is None:
        raise RuntimeError("it did not play, or was not classified")
    window.close()
    return idle, report


class _Scroll:
    """Pans steadily and zooms in and out between the whole recording and some seconds."""

    def __init__(self, window: object) -> None:
        self.axis = window.document.axis
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count % 600 < 20:
            self.axis.zoom(1.6 if self.count % 1200 < 600 else 1 / 1.6)
        else:
            self.axis.pan(self.axis.span_s / 300 * (1 if self.count % 400 < 200 else -1))
