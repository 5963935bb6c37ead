"""How late the event loop gets while a one-hour file opens, scrolls, zooms and is classified."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import soundfile

RATE, HOUR_S = 48_000, 3600
SCROLL_EVERY_MS = 16
MEASURE_S = 60.0


def make_hour(path: Path) -> None:
    """Stereo, 16 bit: noise bursts over a hum."""
    rng = np.random.default_rng(0)
    with soundfile.SoundFile(path, "w", RATE, 2, "PCM_16") as file:
        second = np.arange(RATE) / RATE
        for _ in range(HOUR_S):
            burst = rng.normal(0, 0.2, (RATE, 2)) * (rng.random() ** 4)
            file.write(0.05 * np.sin(2 * np.pi * 220 * second)[:, None] + burst)


def measure(classify: bool = True) -> list[tuple[str, str, str, str]]:
    """Rows of (what, figure, goal, floor)."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WORKBENCH_HOME"] = folder
        hour = Path(folder) / "hour.wav"
        make_hour(hour)
        return _drive(hour, classify)


def _drive(hour: Path, classify: bool) -> list[tuple[str, str, str, str]]:
    from PySide6.QtCore import QEventLoop, QTimer

    from workbench.gui.app import make_application
    from workbench.gui.garbage import GarbageCollector
    from workbench.gui.latency import LatencyProbe
    from workbench.gui.main_window import MainWindow
    from workbench.gui.settings_file import SettingsFile
    from workbench.jobs.worker import favour_the_window

    make_application()
    favour_the_window()
    window = MainWindow(SettingsFile(hour.with_name("settings.json")))
    window.resize(1600, 1000)
    window.show()
    GarbageCollector(window)
    probe = LatencyProbe(window)
    loop = QEventLoop()
    QTimer.singleShot(1500, loop.quit)
    loop.exec()
    probe.start()
    window.opener.open(hour)
    if classify:
        window.opener.opened.connect(lambda _path: window.classifying.run())
    scroll = _Scroll(window)
    timer = QTimer()
    timer.timeout.connect(scroll.step)
    timer.start(SCROLL_EVERY_MS)
    QTimer.singleShot(int(MEASURE_S * 1000), loop.quit)
    loop.exec()
    report = probe.report()
    window.close()
    what = "event loop late while 1 h opens, scrolls" + (" and is classified" if classify else "")
    return [
        (what + ", 99th percentile", f"{report.p99_ms:.1f} ms", "≤ 16 ms", f"{report.count} ticks"),
        (what + ", at most", f"{report.max_ms:.1f} ms", "≤ 50 ms", ""),
    ]


class _Scroll:
    """Pans steadily and zooms in and out between the whole hour and a tenth of a second."""

    def __init__(self, window: object) -> None:
        self.axis = window.document.axis
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count % 600 < 20:
            self.axis.zoom(1.6 if self.count % 1200 < 600 else 1 / 1.6)
        else:
            self.axis.pan(self.axis.span_s / 300 * (1 if self.count % 400 < 200 else -1))


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=" | ")
