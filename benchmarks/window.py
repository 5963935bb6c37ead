"""The real window in this process, offscreen, for benchmarks that drive it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

T = TypeVar("T")

SETTLE_S = 1.5
"""So long an empty window is left alone: it reads the catalogue, imports the player, warms up."""
LOOK_EVERY_MS = 2

_for_good = ExitStack()


def open_window(width: int = 1600, height: int = 1000) -> MainWindow:
    """The window as `workbench` opens it, with a silent player, left alone until it has settled."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from workbench.audio.output import NullBackend
    from workbench.audio.player import Player
    from workbench.gui import theme
    from workbench.gui.app import make_application
    from workbench.gui.garbage import GarbageCollector
    from workbench.gui.main_window import MainWindow
    from workbench.gui.qt_messages import logged
    from workbench.gui.settings_file import SettingsFile
    from workbench.jobs.worker import favour_the_window

    _for_good.enter_context(logged())
    favour_the_window()
    make_application()
    settings = SettingsFile()
    theme.apply("light")
    window = MainWindow(settings, player=Player(lambda: (NullBackend(), None)))
    GarbageCollector(window)
    window.resize(width, height)
    window.show()
    window.begin(None, restore=False)
    live(SETTLE_S)
    return window


def live(seconds: float) -> None:
    """Let the event loop run for so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait_until(reached: Callable[[], object], most_s: float = 120.0) -> bool:
    """Let the event loop run until the condition holds; False if that takes too long."""
    ends = time.monotonic() + most_s
    return run_every(LOOK_EVERY_MS, lambda: bool(reached()) or (False if time.monotonic() > ends else None))


def run_every(milliseconds: int, step: Callable[[], T | None]) -> T:
    """Let the event loop run, with a step so often until one returns something; that is returned.

    What a step raises is raised here: raised within the event loop, it would be printed and waited on for ever.
    """
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    loop, timer = QEventLoop(), QTimer()
    outcome: list[tuple[T | None, Exception | None]] = []

    def take_step() -> None:
        try:
            value, error = step(), None
        except Exception as raised:
            value, error = None, raised
        if value is not None or error is not None:
            timer.stop()
            outcome.append((value, error))
            loop.quit()

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(take_step)
    timer.start(milliseconds)
    loop.exec()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


def open_shown(window: MainWindow, path: Path, most_s: float = 60.0) -> None:
    """Open a recording and wait until the window shows it. Raises its error, or `RuntimeError` after `most_s`."""
    _open_until(window, path, lambda: _is_shown(window, path), most_s)


def open_whole(window: MainWindow, path: Path, most_s: float = 300.0) -> None:
    """Open a recording and wait until its pictures are final. Raises as `open_shown` does."""
    _open_until(window, path, lambda: _is_whole(window, path), most_s)


def _open_until(window: MainWindow, path: Path, reached: Callable[[], bool], most_s: float) -> None:
    errors: list[Exception] = []
    failed = window.opener.failed.connect(lambda _path, error: errors.append(error))
    window.opener.open(path)
    in_time = wait_until(lambda: errors or reached(), most_s)
    window.opener.failed.disconnect(failed)
    if errors:
        raise errors[0]
    if not in_time:
        raise RuntimeError(f"{path.name} was not there within {most_s:.0f} s")


def _is_shown(window: MainWindow, path: Path) -> bool:
    document = window.document
    return document.recording is not None and document.recording.path == path and document.overview is not None


def _is_whole(window: MainWindow, path: Path) -> bool:
    return (
        _is_shown(window, path)
        and window.document.overview.finished
        and window.lanes.settled
        and not window.opener.busy
    )
