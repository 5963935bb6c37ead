"""A step of panning with waveform and spectrogram in a window of 1600 × 1000, offscreen: moving and painting."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks import file_cache, recordings
from benchmarks.row import Options, Row, percentile
from benchmarks.window import open_whole, open_window, run_every
from workbench.gui.milestones import spectrogram_of, waveforms_of

SPANS_S = (1.0, 10.0, 60.0, 600.0)
STEPS = 600
EVERY_MS = 16
STEP_SHARE = 1 / 200  # of what is in view: eight pixels
GOAL_MS = 16.0


def measure(options: Options) -> Iterator[Row]:
    """The 99th percentile over all steps, and for each zoom."""
    path = recordings.hour()
    file_cache.warm(path)
    window = open_window()
    open_whole(window, path)
    steps = 150 if options.quick else STEPS
    times: dict[float, list[float]] = {}
    covered: dict[float, float] = {}
    for span in SPANS_S:
        pan = _Pan(window, span)
        pan.run(60)  # the warm-up
        times[span], covered[span] = pan.run(steps)
    window.close()
    worst = max(times, key=lambda span: percentile(times[span], 0.99))
    everything = [value for values in times.values() for value in values]
    yield Row(
        "panning.p99",
        f"a step of panning, 1 h stereo, waveforms and spectrogram, slowest zoom ({worst:g} s), 99th percentile",
        percentile(times[worst], 0.99),
        "ms",
        GOAL_MS,
        runs=steps,
        beside=f"all zooms: median {statistics.median(everything):.1f} ms, at most {max(everything):.1f} ms",
    )
    for span in SPANS_S:
        yield Row(
            f"panning.{span:g}s",
            f"the same with {span:g} s in view",
            percentile(times[span], 0.99),
            "ms",
            GOAL_MS,
            (min(times[span]), max(times[span])),
            steps,
            f"median {statistics.median(times[span]):.1f} ms; spectrogram without a gap in {covered[span]:.0%}",
        )


class _Pan:
    """Pans at 60 steps a second, there and back, and times each step until it is painted."""

    def __init__(self, window: object, span_s: float) -> None:
        self.window, self.axis = window, window.document.axis
        self.axis.set_view(1_000.0, 1_000.0 + span_s)
        self.lanes = [spectrogram_of(window), *waveforms_of(window)]
        self.step_s = span_s * STEP_SHARE

    def run(self, steps: int) -> tuple[list[float], float]:
        """Milliseconds of each step, and the share of steps that left no gap in the spectrogram."""
        self.times: list[float] = []
        self.covered = 0
        self.steps = steps
        run_every(EVERY_MS, self._step)
        return self.times, self.covered / steps

    def _step(self) -> bool | None:
        """True once it was the last one. Raises `RuntimeError` where a lane was not painted."""
        from PySide6.QtCore import QCoreApplication, QEvent

        before = [lane._picture for lane in self.lanes]
        forward = len(self.times) < self.steps / 2
        began = time.perf_counter()
        self.axis.pan(self.step_s if forward else -self.step_s)
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.UpdateRequest)
        self.times.append(1e3 * (time.perf_counter() - began))
        if any(lane._picture is None or lane._picture is old for lane, old in zip(self.lanes, before, strict=True)):
            raise RuntimeError("a lane was not painted within the step")
        self.covered += self.lanes[0].covered
        return True if len(self.times) == self.steps else None
