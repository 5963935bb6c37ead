"""A screen of spectrogram (1600 × 400, FFT 2048) that was never seen before, at each zoom from 0.2 s to ten hours.

From `axis.set_view` until it has been painted with every tile in view there, be it sampled; and, where few frames lie
in a column, until it is exact. Beside it what the work costs bare: reading a frame a column, transforming, eight bits.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import file_cache, recordings
from benchmarks.row import Options, Row, percentile
from benchmarks.window import open_whole, open_window, wait_until
from workbench.gui.milestones import PaintWatch, spectrogram_of

COLUMNS, ROWS, N_FFT = 1600, 400, 2048
SPANS_S = (0.2, 1.0, 5.0, 30.0, 120.0, 600.0, 3_600.0, 4 * 3_600.0, 10 * 3_600.0)
CHEAP_SPAN_S = 30.0  # up to here few frames lie in a column, and the exact picture costs hardly more
RUNS = 9
GOAL_MS = 50.0
MOST_S = 30.0


def measure(options: Options) -> Iterator[Row]:
    """A row a zoom, the slowest zoom, and the floor."""
    path = recordings.ten_hours()
    file_cache.warm(path)
    lane_times = _Screens(path).measure(options.runs(RUNS))
    sampled = {span: [run[0] for run in runs] for span, runs in lane_times.items()}
    slowest = max(sampled, key=lambda span: statistics.median(sampled[span]))
    everything = [value for values in sampled.values() for value in values]
    floor = [_floor_ms(path, span) for span in SPANS_S for _ in range(options.runs(RUNS))]
    bare = f"bare work: median {statistics.median(floor):.0f} ms, 95th percentile {percentile(floor, 0.95):.0f} ms"
    yield _row("zoom.slowest", f"a screen of spectrogram never seen, slowest zoom ({_words(slowest)})",
               sampled[slowest], GOAL_MS, bare)  # fmt: skip
    yield Row("zoom.p95", "the same over all zooms, 95th percentile", percentile(everything, 0.95), "ms",
              runs=len(everything), beside=f"median {statistics.median(everything):.0f} ms")  # fmt: skip
    for span in SPANS_S:
        yield _row(f"zoom.{span:g}s", f"the same, {_words(span)} in view", sampled[span], GOAL_MS, "")
    exact = [run[1] for span, runs in lane_times.items() if span <= CHEAP_SPAN_S for run in runs]
    yield _row("zoom.exact", f"until every column is exact, zooms up to {_words(CHEAP_SPAN_S)}", exact, None, "")


class _Screens:
    """A window whose spectrogram is 1600 × 400."""

    def __init__(self, path: Path) -> None:
        self.window = window = open_window(1920, 1000)
        self.lane = lane = spectrogram_of(window)
        open_whole(window, path)
        for dock in window.docks.values():
            dock.hide()
        lane.setFixedHeight(ROWS + 1)
        wait_until(lambda: lane.body_rect().height() == ROWS, 5)
        window.resize(window.width() + COLUMNS - lane.body_rect().width(), window.height())
        wait_until(lambda: (lane.body_rect().width(), lane.body_rect().height()) == (COLUMNS, ROWS), 5)
        if (lane.body_rect().width(), lane.body_rect().height()) != (COLUMNS, ROWS):
            raise RuntimeError(f"the lane is {lane.body_rect()}, not {COLUMNS} × {ROWS}")
        self.watch = PaintWatch(window)
        self.watch.watch(lane)

    def measure(self, runs: int) -> dict[float, list[tuple[float, float]]]:
        """For each span, milliseconds until covered and until exact (this only up to `CHEAP_SPAN_S`)."""
        rng = random.Random(0)
        times = {span: [] for span in SPANS_S}
        for _ in range(runs):
            for span in SPANS_S:
                times[span].append(self._one(rng.uniform(0, 36_000 - span), span))
        self.window.close()
        return times

    def _one(self, start_s: float, span_s: float) -> tuple[float, float]:
        axis, lane = self.window.document.axis, self.lane
        away = 18_000.0 if start_s < 9_000 else 100.0
        axis.set_view(away, away + 0.05)
        lane.open_signal()  # forgets every tile
        wait_until(lambda: lane.settled, MOST_S)
        began = time.perf_counter()
        axis.set_view(start_s, start_s + span_s)
        covered = 1e3 * (self._painted(lambda: lane.covered) - began)
        exact = 1e3 * (self._painted(lambda: lane.settled) - began) if span_s <= CHEAP_SPAN_S else 0.0
        return covered, exact

    def _painted(self, condition: Callable[[], bool]) -> float:
        """When the condition held after a paint, or at a change of `settled`."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop, when = QEventLoop(), []

        def look(*_: object) -> None:
            if condition() and not when:
                when.append(time.perf_counter())
                loop.quit()

        self.watch.painted.connect(look)
        self.lane.settled_changed.connect(look)
        QTimer.singleShot(0, look)
        QTimer.singleShot(round(1e3 * MOST_S), loop.quit)
        loop.exec()
        self.watch.painted.disconnect(look)
        self.lane.settled_changed.disconnect(look)
        if not when:
            raise RuntimeError(f"no picture within {MOST_S:.0f} s")
        return when[0]


def _floor_ms(path: Path, span_s: float) -> float:
    """A frame a column: pread, float, window, transform, magnitude, dB, uint8, the loudest bins of each row."""
    from scipy import fft

    window = np.hanning(N_FFT).astype(np.float32) / 2**15
    first = np.linspace(0, (36_000 - span_s) * random.random() * 48_000 + span_s * 48_000 - N_FFT, COLUMNS + 1)
    first = first[-1] - span_s * 48_000 * (1 - np.arange(COLUMNS) / COLUMNS)
    bounds = np.linspace(0, N_FFT // 2, ROWS, endpoint=False).astype(np.intp)
    pixels = np.empty((COLUMNS, ROWS), np.uint8)
    with path.open("rb") as file:
        began = time.perf_counter()
        for column in range(0, COLUMNS, 64):
            offsets = [44 + 2 * max(int(frame), 0) for frame in first[column : column + 64]]
            raw = b"".join(os.pread(file.fileno(), 2 * N_FFT, offset) for offset in offsets)
            frames = np.frombuffer(raw, np.int16).reshape(-1, N_FFT) * window
            levels = np.log10(np.maximum(np.abs(fft.rfft(frames, axis=1)), 1e-7))
            values = np.clip(levels * 40 + 255, 0, 255).astype(np.uint8)
            pixels[column : column + 64] = np.maximum.reduceat(values, bounds, axis=1)
        return 1e3 * (time.perf_counter() - began)


def _row(name: str, what: str, values: list[float], goal: float | None, beside: str) -> Row:
    spread = (min(values), max(values))
    return Row(name, what, statistics.median(values), "ms", goal, spread, len(values), beside)


def _words(span_s: float) -> str:
    return f"{span_s / 3600:g} h" if span_s >= 3600 else f"{span_s / 60:g} min" if span_s >= 60 else f"{span_s:g} s"
