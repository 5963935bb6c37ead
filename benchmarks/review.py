"""The review: from a key until the next clip is painted and the player was told to play it, in the real window."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from benchmarks import file_cache, recordings
from benchmarks.label_project import make_project
from benchmarks.row import Options, Row, percentile
from benchmarks.window import live, open_whole, open_window, wait_until
from workbench.labels import changes
from workbench.labels.edit import Step
from workbench.labels.review.lists import LabelFilter
from workbench.paths import data_dir

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow
    from workbench.gui.review.review_page import ReviewPage

RATE = 48_000
CLIPS, QUICK = 100, 20
LABELS = 100_000
EACH_S = 0.4
"""A key follows so long after the next clip is up: faster than anybody listens."""
GOAL_MS = 100.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for short files, and for labels of an hour among a hundred thousand."""
    from workbench.gui.review.listing import OfFolder, OfLabels

    count = QUICK if options.quick else CLIPS
    window = open_window()
    page = _begin(window, OfFolder(_folder(count)))
    _add_class(window)
    yield _row("review.files", f"{count} files of three seconds, one key each", _answer_all(page, "1", count))
    hour = data_dir() / "hour" / "hour.wav"
    hour.parent.mkdir(parents=True)
    hour.symlink_to(recordings.hour())
    file_cache.warm(hour)
    make_project(hour, LABELS)
    open_whole(window, hour)
    wait_until(lambda: window.project_host.recording_id is not None)
    page = _begin(window, OfLabels(LabelFilter()))
    what = f"{count} of {page.reviewing.count:,} proposals in an hour with {LABELS:,} labels, one key each"
    yield _row("review.labels", what, _answer_all(page, "\r", count))
    window.close()


def _folder(count: int) -> Path:
    folder = data_dir() / "clips"
    folder.mkdir(parents=True)
    rng, time_s = np.random.default_rng(1), np.arange(3 * RATE) / RATE
    for number in range(count + 1):
        tone = 0.3 * np.sin(2 * np.pi * (500 + 50 * number) * time_s) * np.exp(-(((time_s - 1.5) / 0.2) ** 2))
        soundfile.write(folder / f"{number:03}.wav", tone + rng.normal(0, 0.01, len(time_s)), RATE)
    return folder


def _begin(window: MainWindow, source: object) -> ReviewPage:
    from workbench.gui.review.listing import ReviewWish

    commands = window.review_commands
    refusals: list[str] = []
    commands.refused.connect(refusals.append)
    commands.begin(ReviewWish("Benchmark", source))
    if not wait_until(lambda: refusals or commands.reviewing.is_on, 60) or refusals:
        raise RuntimeError(f"the review did not begin: {refusals}")
    _wait_shown(commands.page)
    return commands.page


def _wait_shown(page: ReviewPage) -> None:
    def shown() -> bool:
        clip = page.reviewing.clip
        return clip is not None and page.showing.shown_clip == clip.id

    if not wait_until(shown, 30):
        raise RuntimeError("the clip did not come up")


def _add_class(window: MainWindow) -> None:
    project = window.project_host.project
    window.project_host.do(Step("Add class", changes.add_classes(project, ["call"], ["#E69F00"])))


def _answer_all(page: ReviewPage, key: str, count: int) -> list[float]:
    """Milliseconds of each key."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtTest import QTest

    shown: list[bool] = []
    connection = page.showing.shown.connect(lambda _clip: shown.append(page.player.sounding is not None))
    times = []
    for _ in range(count):
        live(EACH_S)
        shown.clear()
        began = time.perf_counter()
        QTest.keyClicks(page, key)
        if not shown and not wait_until(lambda: shown, 10):
            raise RuntimeError("the next clip did not come up")
        QCoreApplication.sendPostedEvents(page.window(), QEvent.Type.UpdateRequest)
        times.append(1e3 * (time.perf_counter() - began))
        if shown != [True]:
            raise RuntimeError(f"the next clip was not ordered to play once: {shown}")
    page.showing.shown.disconnect(connection)
    return times


def _row(name: str, what: str, times: list[float]) -> Row:
    return Row(
        name, f"{what}: until the next one is painted and ordered to play, 95th percentile", percentile(times, 0.95),
        "ms", GOAL_MS, runs=len(times), spread=(min(times), max(times)),
        beside=f"median {percentile(times, 0.5):.1f} ms",
    )  # fmt: skip
