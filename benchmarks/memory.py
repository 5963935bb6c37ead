"""Memory while ten hours are open and scrolled at random, over that of the empty window; and whether it grows."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks import file_cache, recordings
from benchmarks.processes import Memory, memory
from benchmarks.row import Options, Row
from benchmarks.window import open_shown, open_window

GOAL_MB = 250.0
GROWTH_GOAL_MB_A_MINUTE = 0.5
"""No growth, within what can be told: 4 MB in the eight minutes."""
SAMPLE_EVERY_S = 2.0
SCROLL_EVERY_MS = 150
STUDENT_95 = 2.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for the memory at the end, and for its growth after the second minute (or the first fifth, if shorter)."""
    minutes = min(options.minutes, 1.0) if options.quick else options.minutes
    path = recordings.ten_hours()
    file_cache.warm(path)
    window = open_window()
    empty = memory()
    open_shown(window, path)
    samples = _scroll(window, 60 * minutes)
    window.close()
    settled_s = min(120.0, 60 * minutes / 5)
    late = [(at, each) for at, each in samples if at >= settled_s]
    end = [each for at, each in samples if at >= 60 * minutes * 0.9]
    over, spread = _over(end, empty)
    what = f"memory over the empty window, 10 h open, after {minutes:g} min of random scrolling"
    most = max(each.rss_mb for _, each in samples) - empty.rss_mb
    own = end[-1].own_pss_mb - empty.own_pss_mb
    yield Row(
        "memory.pss",
        f"{what} (PSS, {end[-1].processes} processes)",
        over,
        "MB",
        GOAL_MB,
        spread,
        len(end),
        f"{own:.0f} MB of it in the window's own process; the empty window has {empty.pss_mb:.0f} MB",
    )
    yield Row(
        "memory.rss",
        "the same as RSS, which counts shared pages in each process",
        statistics.median(each.rss_mb for each in end) - empty.rss_mb,
        "MB",
        beside=f"at most {most:.0f} MB; the empty window has {empty.rss_mb:.0f} MB",
    )
    slope, error = _slope([(at / 60, each.pss_mb) for at, each in late])
    yield Row(
        "memory.growth",
        f"its growth from minute {settled_s / 60:g} on, a minute",
        slope,
        "MB",
        GROWTH_GOAL_MB_A_MINUTE,
        (slope - error, slope + error),
        len(late),
        "least squares; least and most are the 95 % interval",
    )


def _over(end: Sequence[Memory], empty: Memory) -> tuple[float, tuple[float, float]]:
    values = [each.pss_mb - empty.pss_mb for each in end]
    return statistics.median(values), (min(values), max(values))


def _scroll(window: object, seconds: float) -> list[tuple[float, Memory]]:
    """Leaps, pans and zooms at random, and the memory every two seconds: (seconds since the beginning, memory)."""
    from PySide6.QtCore import QEventLoop, QTimer

    rng, axis = random.Random(0), window.document.axis
    samples: list[tuple[float, Memory]] = []
    began = time.monotonic()

    def move() -> None:
        kind = rng.random()
        if kind < 0.2:
            span = min(axis.total_s, 10 ** rng.uniform(-1, 4.6))
            start = rng.uniform(0, axis.total_s - span)
            axis.set_view(start, start + span)
        elif kind < 0.4:
            axis.zoom(rng.choice((0.5, 2.0)))
        else:
            axis.pan(rng.uniform(-0.5, 0.5) * axis.span_s)

    def sample() -> None:
        samples.append((time.monotonic() - began, memory()))

    loop, mover, sampler = QEventLoop(), QTimer(), QTimer()
    mover.timeout.connect(move)
    sampler.timeout.connect(sample)
    mover.start(SCROLL_EVERY_MS)
    sampler.start(round(1e3 * SAMPLE_EVERY_S))
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()
    mover.stop()
    sampler.stop()
    sample()
    return samples


def _slope(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Least squares: the slope, and half the width of its 95 % interval.

    Neighbouring samples are alike, so the interval takes means over twelfths of the time as its points.
    """
    x, y = np.array(points).T
    groups = np.array_split(np.arange(len(x)), min(12, len(x)))
    x, y = np.array([x[each].mean() for each in groups]), np.array([y[each].mean() for each in groups])
    x = x - x.mean()
    slope = float((x * y).sum() / (x * x).sum())
    rest = y - y.mean() - slope * x
    error = float(np.sqrt((rest * rest).sum() / max(len(x) - 2, 1) / (x * x).sum()))
    return slope, STUDENT_95 * error
