"""From starting `workbench FILE` to the whole waveform, and to a spectrogram of the whole, warm.

A real process each time, with a new home folder, so that nothing is known of the file; on a virtual screen where
Xvfb is installed, else offscreen. Times are those at which the picture had been painted (`--report-times`).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from benchmarks import file_cache, recordings
from benchmarks.display import display
from benchmarks.row import Options, Row, median_row
from workbench.gui.milestones import SHOWN, SPECTROGRAM_COVERED, SPECTROGRAM_EXACT, WAVEFORM_COVERED, WAVEFORM_WHOLE

RUNS = 5
EXACT_RUNS = 2
MOST_S = 180.0
WAVEFORM_GOALS_S = {"1 h stereo": 1.5, "10 h mono": 2.5}
SAMPLED_GOAL_S = 2.0
EXACT_GOAL_S = 60.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for one hour and for ten."""
    with display() as (where, env):
        for length, path in (("1 h stereo", recordings.hour()), ("10 h mono", recordings.ten_hours())):
            file_cache.warm(path)
            yield from _rows(length, path, env, where, options)


def _rows(length: str, path: Path, env: dict[str, str], where: str, options: Options) -> Iterator[Row]:
    early = {SHOWN, WAVEFORM_COVERED, WAVEFORM_WHOLE, SPECTROGRAM_COVERED}
    milestones_of(path, env, early)  # the warm-up: byte code, fonts, the file
    runs = [milestones_of(path, env, early) for _ in range(options.runs(RUNS))]
    exact = [milestones_of(path, env, {SPECTROGRAM_EXACT}) for _ in range(options.runs(EXACT_RUNS))]
    with tempfile.TemporaryDirectory(prefix="workbench-known-") as known:
        milestones_of(path, env, {SPECTROGRAM_EXACT}, known)
        again = [milestones_of(path, env, early, known) for _ in range(options.runs(RUNS))]
    exact_goal = EXACT_GOAL_S if length == "10 h mono" else None
    prefix = "launch.hour" if "stereo" in length else "launch.ten_hours"
    shown = [run[SHOWN] for run in runs if SHOWN in run]
    beside = f"window shown after {statistics.median(shown):.2f} s; {where}" if shown else where
    for name, what, milestone, goal, times in (
        ("first_waveform", "a first picture of its waveform", WAVEFORM_COVERED, None, runs),
        ("waveform", "its whole waveform, exact", WAVEFORM_WHOLE, WAVEFORM_GOALS_S[length], runs),
        ("waveform_again", "the same, seen before", WAVEFORM_WHOLE, None, again),
        ("spectrogram", "a sampled spectrogram of the whole", SPECTROGRAM_COVERED, SAMPLED_GOAL_S, runs),
        ("exact_spectrogram", "the true maximum in every column of it", SPECTROGRAM_EXACT, exact_goal, exact),
    ):
        values = [run.get(milestone) for run in times]
        words = f"`workbench FILE`, {length}: {what}"
        yield median_row(f"{prefix}.{name}", words, values, "s", goal=goal, beside=beside)


def milestones_of(
    path: Path, env: dict[str, str], wanted: Collection[str], home: str | None = None
) -> dict[str, float]:
    """Seconds from the launch to each milestone; ends the program as soon as those that are wanted came.

    `home` : the home folder to start with (default: a new one)
    """
    reached: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="workbench-launch-") as new_home:
        command = [sys.executable, "-m", "workbench", "open", "--report-times", str(path)]
        began = time.monotonic()
        process = subprocess.Popen(
            command, env={**os.environ, **env, "WORKBENCH_HOME": home or new_home}, stdout=subprocess.PIPE, text=True
        )
        limit = threading.Timer(MOST_S, process.terminate)
        limit.start()
        for line in process.stdout:
            if line.startswith('{"milestone"'):
                milestone = json.loads(line)
                reached[milestone["milestone"]] = milestone["monotonic_s"] - began
                if reached.keys() >= set(wanted):
                    break
        limit.cancel()
        process.terminate()
        process.wait()
        process.stdout.close()
    return reached
