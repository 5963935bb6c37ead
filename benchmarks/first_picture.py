"""Ten hours opened in the running program while no byte of them lies in the file cache: when is there a picture?

A true picture of the whole, waveform and spectrogram, be it coarse.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks import file_cache, recordings
from benchmarks.row import Options, Row, median_row
from benchmarks.window import live, open_window, wait_until
from workbench.gui.milestones import SPECTROGRAM_COVERED, WAVEFORM_COVERED, Milestones

WHAT = "first picture of 10 h in the running program, file cache cold"
RUNS = 5
GOAL_MS = 300.0
MOST_S = 60.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for waveform, spectrogram and both."""
    ten_hours, other = recordings.ten_hours(), recordings.short()
    window = open_window()
    milestones = Milestones(window)
    runs = []
    for _ in range(options.runs(RUNS)):
        _open(window, milestones, other)  # so that each run begins with another recording open
        live(0.5)
        file_cache.cool(ten_hours)
        runs.append(_open(window, milestones, ten_hours))
    _open(window, milestones, other)
    window.close()
    for name, what, wanted in (
        ("waveform", "the waveform", (WAVEFORM_COVERED,)),
        ("spectrogram", "the spectrogram", (SPECTROGRAM_COVERED,)),
        ("both", "both", (WAVEFORM_COVERED, SPECTROGRAM_COVERED)),
    ):
        values = [1e3 * max(run[each] for each in wanted) if run.keys() >= set(wanted) else None for run in runs]
        goal = GOAL_MS if name == "both" else None
        yield median_row(f"first_picture.{name}", f"{WHAT}: {what}", values, "ms", goal=goal)


def _open(window: object, milestones: Milestones, path: object) -> dict[str, float]:
    """Seconds from opening to each milestone, as soon as both pictures are there."""
    milestones.reset()
    began = time.monotonic()
    window.opener.open(path)
    wanted = {WAVEFORM_COVERED, SPECTROGRAM_COVERED}
    wait_until(lambda: milestones.times.keys() >= wanted, MOST_S)
    return {name: when - began for name, when in milestones.times.items()}
