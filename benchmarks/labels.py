"""A hundred thousand labels in one hour: opening, filtering and editing them in the real window, offscreen."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import file_cache, recordings
from benchmarks.label_project import class_names, make_project
from benchmarks.row import Options, Row, median_row, percentile
from benchmarks.window import live, open_whole, open_window, run_every, wait_until
from workbench.gui import latency
from workbench.gui.document import Selection
from workbench.labels import changes
from workbench.labels.label import Status
from workbench.paths import data_dir

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

COUNT = 100_000
OPEN_RUNS, OPEN_GOAL_S = 5, 1.0
FILTER_GOAL_MS = 100.0
WORDS = ("owl", "faint rain", "near calls", "somebody", "classify bell", "nothing like that")
SORTED_BY = ("duration", "class", "score", "start")
MEASURE_S, QUICK_S = 40.0, 8.0
SCROLL_EVERY_MS, EDIT_EVERY_MS = 16, 100
P99_GOAL_MS = 16.0
ACCEPTED = 10_000


def measure(options: Options) -> Iterator[Row]:
    """Rows for opening, filtering, sorting, selecting, editing, and accepting many."""
    logging.getLogger(latency.__name__).setLevel(logging.ERROR)  # each late tick is counted, and need not be told
    full, empty = _recording("full"), _recording("empty")
    file_cache.warm(full)
    make_project(full, COUNT)
    make_project(empty, 0)
    window = open_window()
    window.toggle_panel("labels")
    open_whole(window, empty)
    yield median_row(
        "labels.open", f"a project of {COUNT:,} labels opened and drawn",
        [_open(window, full, empty) for _ in range(options.runs(OPEN_RUNS))], "s", goal=OPEN_GOAL_S,
    )  # fmt: skip
    seconds = QUICK_S if options.quick else MEASURE_S
    open_whole(window, empty)
    _wait_for_project(window, empty)
    beside, _made = _edit_and_scroll(window, seconds)
    open_whole(window, full)
    _wait_for_project(window, full)
    yield from _filter(window)
    report, made = _edit_and_scroll(window, seconds)
    yield from _rows_of_editing(report, beside, made)
    yield from _select_all(window)
    yield from _accept(window)
    window.close()


def _recording(name: str) -> Path:
    """The hour, in a folder of its own and thereby with a project of its own."""
    path = data_dir() / name / "hour.wav"
    path.parent.mkdir(parents=True)
    path.symlink_to(recordings.hour())
    return path


def _open(window: MainWindow, path: Path, other: Path) -> float:
    """Seconds from a recording being shown until its labels are."""
    open_whole(window, other)
    _wait_for_project(window, other)
    began: list[float] = []
    connection = window.document.opened.connect(lambda: began.append(time.perf_counter()))
    window.opener.open(path)
    _wait_for_project(window, path)
    wait_until(lambda: len(window.label_table.model.ids) == COUNT)
    _paint(window)
    took = time.perf_counter() - began[0]
    window.document.opened.disconnect(connection)
    return took


def _wait_for_project(window: MainWindow, path: Path) -> None:
    def there() -> bool:
        recording, host = window.document.recording, window.project_host
        return recording is not None and recording.path == path and host.recording_id is not None

    if not wait_until(there, 60):
        raise RuntimeError("the project was not opened")


def _paint(window: MainWindow) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)


def _timed(window: MainWindow, work: Callable[[], object]) -> float:
    """Milliseconds until it is done and painted."""
    began = time.perf_counter()
    work()
    _paint(window)
    return 1e3 * (time.perf_counter() - began)


def _filter(window: MainWindow) -> Iterator[Row]:
    """Words typed letter by letter, and columns clicked."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    table = window.label_table
    keys: list[float] = []
    for word in WORDS:
        for letter in word:
            keys.append(_timed(window, lambda letter=letter: QTest.keyClicks(table.filter.words, letter)))
            live(0.02)
        keys.append(_timed(window, table.filter.clear))
        live(0.02)
    yield _at_most("labels.filter", f"a key in the filter over {COUNT:,} labels, until the table is painted", keys)
    header, sorts = table.rows.horizontalHeader(), []
    for name in SORTED_BY:
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            place = table.columns.place_of(name)
            sorts.append(_timed(window, lambda place=place, order=order: header.setSortIndicator(place, order)))
            live(0.02)
    yield _at_most("labels.sort", f"sorting {COUNT:,} labels by a column, until the table is painted", sorts)


def _at_most(name: str, what: str, times: list[float]) -> Row:
    return Row(
        name, f"{what}, at most", max(times), "ms", FILTER_GOAL_MS, runs=len(times), spread=(min(times), max(times)),
        beside=f"median {percentile(times, 0.5):.1f} ms",
    )  # fmt: skip


class _Editing:
    """Makes, names, drags, takes back and deletes labels, ten changes a second, and times those made."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.turn = window, 0
        self.made: list[float] = []
        self.rng = np.random.default_rng(1)

    def step(self) -> None:
        labelling, host, turn = self.window.labelling, self.window.project_host, self.turn % 8
        self.turn += 1
        if turn == 0:
            axis = self.window.document.axis
            start_s = axis.start_s + axis.span_s * self.rng.uniform(0.1, 0.8)
            self.window.document.select(Selection(start_s, start_s + 0.5))
            began = time.perf_counter()
            labelling.make(class_names()[self.turn % 40])
            self.made.append(1e3 * (time.perf_counter() - began))
        elif turn == 1:
            labelling.name(class_names()[(self.turn + 7) % 40])
        elif turn < 6:
            label = host.project.labels.label(self.window.label_selection.ids[-1])
            bounds = changes.Bounds(label.start_s + 0.01, label.end_s + 0.02)
            labelling.perform(lambda project: changes.set_bounds(project, label.id, bounds, series=f"drag {label.id}"))
        elif turn == 6:
            host.undo()
        else:
            labelling.delete()


def _edit_and_scroll(window: MainWindow, seconds: float) -> tuple[latency.Latency, list[float]]:
    """How late the event loop gets, and the milliseconds of each label made."""
    from PySide6.QtCore import QTimer

    window.document.axis.set_view(100.0, 160.0)
    live(2.0)
    probe = latency.LatencyProbe(window)
    editing, scroll = _Editing(window), _Scroll(window)
    timers = []
    for milliseconds, step in ((SCROLL_EVERY_MS, scroll.step), (EDIT_EVERY_MS, editing.step)):
        timers.append(timer := QTimer(window))
        timer.timeout.connect(step)
        timer.start(milliseconds)
    live(1.0)
    probe.start()
    probe.reset()
    live(seconds)
    report = probe.report()
    probe.stop()
    for timer in timers:
        timer.stop()
    if not editing.made:
        raise RuntimeError("no label was made")
    return report, editing.made


class _Scroll:
    """Pans steadily, and zooms between a minute and two seconds."""

    def __init__(self, window: MainWindow) -> None:
        self.axis, self.rows = window.document.axis, window.label_table.rows.verticalScrollBar()
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count % 300 < 10:
            self.axis.zoom(1.4 if self.count % 600 < 300 else 1 / 1.4)
        else:
            self.axis.pan(self.axis.span_s / 300 * (1 if self.count % 400 < 200 else -1))
        if self.count % 4 == 0:
            self.rows.setValue(self.rows.value() + 60)


def _rows_of_editing(report: latency.Latency, beside: latency.Latency, made: list[float]) -> Iterator[Row]:
    what = f"event loop late while {COUNT:,} labels are scrolled, zoomed and changed ten times a second"
    yield Row("labels.p99", f"{what}, 99th percentile", report.p99_ms, "ms", P99_GOAL_MS, runs=report.count,
              beside=f"an empty project {beside.p99_ms:.1f} ms")  # fmt: skip
    yield Row("labels.max", f"{what}, at most", report.max_ms, "ms", runs=report.count,
              beside=f"an empty project {beside.max_ms:.1f} ms")  # fmt: skip
    yield Row(
        "labels.make", f"one label made among {COUNT:,}, on the disk, 99th percentile", percentile(made, 0.99), "ms",
        runs=len(made), spread=(min(made), max(made)),
        beside=f"median {percentile(made, 0.5):.1f} ms; a bare fsync here {_fsync_ms():.1f} ms",
    )  # fmt: skip


def _fsync_ms() -> float:
    """The median of writing 4 kB and waiting for the disk."""
    path, times = data_dir() / "fsync", []
    with path.open("wb") as file:
        for _ in range(30):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            times.append(1e3 * (time.perf_counter() - began))
    return percentile(times, 0.5)


def _select_all(window: MainWindow) -> Iterator[Row]:
    window.document.axis.set_view(100.0, 160.0)
    live(1.0)
    table = window.label_table
    times = []
    for _ in range(5):
        window.label_selection.clear()
        live(0.1)
        times.append(_timed(window, table.rows.selectAll))
    yield median_row("labels.select", f"{COUNT:,} labels selected and painted", times, "ms", goal=200.0)
    window.label_selection.clear()


def _accept(window: MainWindow) -> Iterator[Row]:
    """As one step, which is undone after."""
    host = window.project_host
    view = host.project.labels.view(host.recording_id)
    ids = view.column("id")[view.column("status") == Status.PROPOSED][:ACCEPTED].tolist()
    probe = latency.LatencyProbe(window)
    probe.start()
    live(0.5)
    probe.reset()
    began = time.perf_counter()
    took = _timed(
        window,
        lambda: window.labelling.perform(lambda project: changes.set_status(project, ids, Status.ACCEPTED)),
    )
    run_every(1, lambda: True if not host._keeper.unsaved else None)
    written = 1e3 * (time.perf_counter() - began)
    live(0.5)
    late_ms = probe.report().max_ms
    yield Row(
        "labels.accept", f"{len(ids):,} proposals accepted as one step, until painted", took, "ms",
        beside=f"on the disk after {written:.0f} ms; event loop at most {late_ms:.0f} ms late",
    )  # fmt: skip
