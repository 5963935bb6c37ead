"""Speed of the default classifier on one core and on all, against real time."""

from __future__ import annotations

import time

import numpy as np

from workbench.audio.signal import ArraySignal
from workbench.models.catalogue import default, load
from workbench.models.contract import Span

RATE, SECONDS = 48_000, 120


def measure() -> list[tuple[str, str, str, str]]:
    """Rows of (what, figure, goal, floor)."""
    import torch

    noise = np.random.default_rng(0).normal(0, 0.1, RATE * SECONDS).astype(np.float32)
    signal, model = ArraySignal(noise, RATE), load(default("classify"), "cpu")
    list(model.run(signal, Span(0, 10), None))
    rows = []
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        began = time.perf_counter()
        windows = len(list(model.run(signal, Span(0, SECONDS), None)))
        took = time.perf_counter() - began
        figure = f"{SECONDS / took:.0f} × real time ({1000 * took / windows:.0f} ms a window)"
        rows.append((f"classify, a step of 1 s, {threads} thread{'s' * (threads > 1)}", figure, "", ""))
    return rows


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=" | ")
