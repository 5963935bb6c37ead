"""Speed of the default classifier on one core and on all, against real time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.row import Options, Row
from workbench.audio.signal import ArraySignal
from workbench.models.catalogue import default, load
from workbench.models.contract import Span

RATE, SECONDS, RUNS = 48_000, 120, 3


def measure(options: Options) -> Iterator[Row]:
    """A row for each number of threads: milliseconds a window, one a second."""
    import torch

    noise = np.random.default_rng(0).normal(0, 0.1, RATE * SECONDS).astype(np.float32)
    signal, model = ArraySignal(noise, RATE), load(default("classify"), "cpu")
    list(model.run(signal, Span(0, 10), None))
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        each_ms = []
        for _ in range(options.runs(RUNS)):
            began = time.perf_counter()
            windows = len(list(model.run(signal, Span(0, SECONDS), None)))
            each_ms.append(1e3 * (time.perf_counter() - began) / windows)
        yield Row(
            f"classify.{threads}",
            f"classify a window, a step of 1 s, {threads} thread{'s' * (threads > 1)}",
            statistics.median(each_ms),
            "ms",
            spread=(min(each_ms), max(each_ms)),
            runs=len(each_ms),
            beside=f"{1e3 / statistics.median(each_ms):.0f} × real time",
        )
