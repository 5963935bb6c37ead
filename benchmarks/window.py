"""The real window in this process, offscreen, for benchmarks that drive it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

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
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    ends = time.monotonic() + most_s
    look = QTimer()
    look.timeout.connect(lambda: (reached() or time.monotonic() > ends) and loop.quit())
    look.start(LOOK_EVERY_MS)
    loop.exec()
    return bool(reached())


def open_whole(window: MainWindow, path: Path, most_s: float = 300.0) -> None:
    """Open a recording and wait until its pictures are final."""
    errors: list[Exception] = []
    failed = window.opener.failed.connect(lambda _path, error: errors.append(error))
    window.opener.open(path)
    whole = wait_until(lambda: errors or _is_whole(window, path), most_s)
    window.opener.failed.disconnect(failed)
    if errors:
        raise errors[0]
    if not whole:
        raise RuntimeError(f"{path.name} was not whole within {most_s:.0f} s")


def _is_whole(window: MainWindow, path: Path) -> bool:
    document = window.document
    if document.recording is None or document.recording.path != path or document.overview is None:
        return False
    return document.overview.finished and window.lanes.settled and not window.opener.busy
