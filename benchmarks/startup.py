"""Start to a usable window, against an empty PySide6 + pyqtgraph window in the same run."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.row import Options, Row, Skipped, median_row

RUNS = 7
GOAL = 1.6

EMPTY = """
import pyqtgraph as pg
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow
app = pg.mkQApp()
window = QMainWindow()
area = pg.GraphicsLayoutWidget()
area.addPlot()
area.addPlot(row=1, col=0)
window.setCentralWidget(area)
window.resize(1440, 900)
window.show()
QTimer.singleShot(0, lambda: (print("ready", flush=True), app.quit()))
app.exec()
import os
os._exit(0)
"""

OURS = """
import gc
gc.disable()
from PySide6.QtCore import QTimer
from workbench.gui import theme
from workbench.gui.app import make_application
from workbench.gui.garbage import GarbageCollector
from workbench.gui.main_window import MainWindow
from workbench.gui.settings_file import SettingsFile
app = make_application()
settings = SettingsFile()
theme.apply(settings.settings.theme)
window = MainWindow(settings)
GarbageCollector(window)
window.show()
window.begin(None)
QTimer.singleShot(0, lambda: (print("ready", flush=True), app.quit()))
app.exec()
window.close()
"""


def seconds_to_ready(script: str, home: str) -> float:
    """From starting the process to the first turn of its event loop after the window was shown and painted."""
    env = dict(os.environ, WORKBENCH_HOME=home)
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=env, text=True) as process:
        for line in process.stdout:
            if line.startswith("ready"):
                took = time.perf_counter() - began
                break
        else:
            raise RuntimeError("the window did not come up")
    return took


def measure(options: Options) -> Iterator[Row]:
    """One row: the ratio."""
    if importlib.util.find_spec("pyqtgraph") is None:
        raise Skipped("pyqtgraph is not installed (pip install -e '.[dev]')")
    with tempfile.TemporaryDirectory() as home:
        for script in (EMPTY, OURS):
            seconds_to_ready(script, home)  # the warm-up
        # Taken in turns, so that a busy moment of the machine hits both.
        pairs = [(seconds_to_ready(EMPTY, home), seconds_to_ready(OURS, home)) for _ in range(options.runs(RUNS))]
    empty, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    yield median_row(
        "startup",
        "start to a usable window, warm, against an empty one",
        [mine / floor for floor, mine in pairs],
        "×",
        goal=GOAL,
        beside=f"{ours:.2f} s; empty PySide6 + pyqtgraph window {empty:.2f} s",
    )
