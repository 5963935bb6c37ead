"""The settings on disk: read once at start, written soon after each change, never the reason why a start fails."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.settings import Settings, from_json, to_json
from workbench.paths import config_dir

WRITE_AFTER_MS = 500

logger = logging.getLogger(__name__)


class SettingsFile(QObject):
    """The settings in force, and their file.

    `problem` is a sentence for the person when the file could not be read, else None.

    Parameters
    ----------
    path : default: `settings.json` in the person's config folder

    Signals
    -------
    changed() : `settings` was replaced
    write_failed(str) : a sentence for the person; said once until writing works again
    """

    changed = Signal()
    write_failed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or config_dir() / "settings.json"
        self.problem: str | None = None
        self._unknown: dict[str, Any] = {}
        self._failing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self.settings = self._read()

    def change(self, **changes: Any) -> None:
        """Set fields of `Settings`, for instance `change(theme="dark")`; what is out of its limits is refused.

        Raises `ValueError`, naming the field.
        """
        wanted = replace(self.settings, **changes)
        checked = from_json(to_json(wanted))
        for name in changes:
            if getattr(checked, name) != getattr(wanted, name):
                raise ValueError(f"{getattr(wanted, name)!r} is no possible value of the setting {name!r}")
        if checked != self.settings:
            self.settings = checked
            self._timer.start()
            self.changed.emit()

    def flush(self) -> None:
        """Write now what is not written yet; also to be called when the program ends."""
        self._timer.stop()
        text = json.dumps(self._unknown | to_json(self.settings), indent=1, ensure_ascii=False, allow_nan=False)
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(text, encoding="utf-8", errors="surrogatepass")
            temporary.replace(self.path)
            self._failing = False
        except OSError as error:
            logger.warning("settings not written: %s", error)
            if not self._failing:
                self._failing = True
                self.write_failed.emit(f"Settings cannot be kept: {self.path.parent} ({error.strerror}).")

    def _read(self) -> Settings:
        if self.path.exists() and not self.path.is_file():
            self.problem = f"{self.path} is no file; this session uses the default settings."
            return Settings()
        try:
            data = json.loads(self.path.read_text(encoding="utf-8", errors="surrogatepass"))
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.problem = f"The settings could not be read ({error.strerror}); this session uses the defaults."
            return Settings()
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            self._move_aside()
            return Settings()
        settings = from_json(data)
        self._unknown = {name: value for name, value in data.items() if name not in to_json(settings)}
        return settings

    def _move_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken-{datetime.now():%Y%m%d-%H%M%S}")
        try:
            self.path.replace(aside)
            kept = f"it was kept as {aside.name}"
        except OSError as error:
            kept = f"it could not be moved aside ({error.strerror})"
        self.problem = f"The settings file was damaged; {kept}, and the defaults are in force."
