"""The very same window as a picture, without a display: `workbench render`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSize, QTimer

from workbench.audio.output import NullBackend
from workbench.audio.player import Player
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.gui.lane_set import LaneSet
    from workbench.gui.main_window import MainWindow

LOOK_EVERY_MS = 50


@dataclass(frozen=True)
class Picture:
    """What to draw. `span_s`: seconds in view, None for the whole recording; `lanes`: ids of lanes to show besides."""

    file: Path
    output: Path
    size: tuple[int, int] = (1600, 1000)
    classify: bool = False
    theme: str = "light"
    span_s: tuple[float, float] | None = None
    device: str = "auto"
    lanes: tuple[str, ...] = ()


def render(picture: Picture) -> None:
    """Open the file, wait until all is drawn and classified, and write the PNG; the person's settings stay untouched.

    Raises `AudioReadError`, `ModelLoadError`…, and `WorkbenchError` when a lane is not known or the picture cannot be
    written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from workbench.gui import theme  # after the platform is chosen
    from workbench.gui.app import make_application
    from workbench.gui.main_window import MainWindow
    from workbench.gui.qt_messages import logged
    from workbench.gui.settings_file import SettingsFile

    with logged(), TemporaryDirectory() as folder:
        make_application()
        theme.apply(picture.theme)
        silent = Player(lambda: (NullBackend(), None))
        window = MainWindow(SettingsFile(Path(folder) / "settings.json"), player=silent)
        _draw(window, picture)


def _draw(window: MainWindow, picture: Picture) -> None:
    errors: list[Exception] = []
    window.opener.failed.connect(lambda _path, error: errors.append(error))
    window.job_bar.failed.connect(errors.append)
    window.classifying.refused.connect(errors.append)
    window.analyses.failed.connect(errors.append)
    window.resize(QSize(*picture.size))
    window.show()
    try:
        window.opener.open(picture.file)
        wait_until(lambda: errors or window.document.recording is not None)
        if picture.span_s is not None and not errors:
            window.document.axis.set_view(*picture.span_s)
        if not errors:
            show_lanes(window.lanes, picture.lanes)
        if picture.classify and not errors:
            window.classifying.device = picture.device
            window.classifying.run()
        wait_until(lambda: errors or _settled(window))
        if errors:
            raise errors[0]
        if window.job_bar.running:  # what goes on out of view is no part of the picture
            window.job_bar.hide()
        if not window.grab().save(str(picture.output), "PNG"):
            raise WorkbenchError(f"{picture.output} could not be written. Choose a folder that exists and is yours.")
    finally:
        window.close()


def show_lanes(lanes: LaneSet, kinds: tuple[str, ...]) -> None:
    """Show lanes by their ids. Raises `WorkbenchError`, listing those there are."""
    for kind in kinds:
        if kind not in lanes.kinds:
            raise WorkbenchError(f"There is no lane {kind!r}. Known are: {', '.join(lanes.kinds)}.")
        lanes.show(kind)


def _settled(window: MainWindow) -> bool:
    reading = window.opener.busy or window.project_host.opening
    return not reading and not window.classifying.running and window.lanes.settled


def wait_until(reached) -> None:
    """Let the window live until the condition holds."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: reached() and loop.quit())
    timer.start(LOOK_EVERY_MS)
    loop.exec()
