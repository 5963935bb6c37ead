"""The menu of recordings opened lately; those that are gone are greyed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.errors import printable
from workbench.gui.settings_file import SettingsFile
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker


class RecentFiles(QObject):
    """A submenu, filled anew each time it opens. Whether files are there is looked up in the worker.

    Signals
    -------
    chosen(str) : path of the recording to open
    """

    chosen = Signal(str)

    def __init__(self, menu: QMenu, after: QAction, settings: SettingsFile, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self.settings, self.worker = settings, worker
        self.menu = QMenu("Open recent", menu)
        following = menu.actions()[menu.actions().index(after) + 1]
        menu.insertMenu(following, self.menu)
        self.menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.menu.clear()
        paths = self.settings.settings.recent_files
        actions = {path: self._add(path) for path in paths}
        if not paths:
            self.menu.addAction("Nothing yet").setEnabled(False)
            return
        self.menu.addSeparator()
        self.menu.addAction("Clear this list").triggered.connect(lambda: self.settings.change(recent_files=()))

        def grey(missing: tuple[str, ...]) -> None:
            for path in missing:
                if actions[path] in self.menu.actions():
                    actions[path].setEnabled(False)
                    actions[path].setText(f"{actions[path].text()}  (missing)")

        self.worker.run(lambda: _find_missing(paths), Priority.VIEW).result.connect(grey)

    def _add(self, path: str) -> QAction:
        action = self.menu.addAction(printable(Path(path).name).replace("&", "&&"))
        action.setToolTip(printable(path))
        action.triggered.connect(lambda: self.chosen.emit(path))
        return action


def _find_missing(paths: tuple[str, ...]):
    yield tuple(path for path in paths if not Path(path).exists())
