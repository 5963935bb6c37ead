"""Starting and ending the window's process."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from workbench import __version__, paths
from workbench.errors import WorkbenchError
from workbench.gui import theme
from workbench.gui.garbage import GarbageCollector
from workbench.gui.main_window import MainWindow
from workbench.gui.settings import Settings
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.sound_host import SoundHost
from workbench.jobs.worker import Worker, favour_the_window

_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_LOG_BYTES, _LOG_FILES = 1_000_000, 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Start:
    """How the window is to start. `file` may be a folder; without one, what was open last comes back."""

    file: Path | None = None
    safe_mode: bool = False
    debug_latency: bool = False
    play: bool = False
    classify: bool = False
    report_times: bool = False


def run_window(start: Start, sound: SoundHost) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _DISPLAY_VARIABLES):
        raise WorkbenchError(
            "There is no display here. Start it in a desktop session, or draw the window into a picture: "
            "workbench render FILE -o OUT.png"
        )
    _log_to_file()
    favour_the_window()
    application = make_application()
    settings = SettingsFile()
    if start.safe_mode:
        settings.settings = Settings()
    theme.apply(settings.settings.theme)
    last = settings.settings.session.file
    if start.file is None and last and not start.safe_mode:
        sound.foresee_overview(Path(last))
    window = MainWindow(settings, Worker(sound=sound))
    GarbageCollector(window)
    if start.report_times:
        from workbench.gui.milestones import Milestones, tell

        Milestones(window).reached.connect(tell)
    window.show()
    window.begin(start.file, restore=not start.safe_mode, play=start.play, classify=start.classify)
    if not start.debug_latency:
        return application.exec()
    from workbench.gui.latency import LatencyProbe

    probe = LatencyProbe(window)
    probe.start()
    code = application.exec()
    sys.stderr.write(f"{probe.report()}\n")
    return code


def make_application() -> QApplication:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("Audio Workbench")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("audio-workbench")
    application.setWindowIcon(QIcon(str(paths.resources_dir() / "icons" / "app.svg")))
    return application


def _log_to_file() -> None:
    """Warnings and errors, with tracebacks, go to a file of at most 3 MB; what nobody caught, too."""
    logging.getLogger().addHandler(_LogFile())
    sys.excepthook = lambda kind, error, trace: logger.critical("not caught", exc_info=(kind, error, trace))


class _LogFile(logging.Handler):
    """Made when there is something to write: what it needs brings sockets along, which a start need not wait for."""

    _file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            path = paths.log_dir() / "workbench.log"
            self._file = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8")
            self._file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._file.emit(record)
