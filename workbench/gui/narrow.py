"""In a narrow window the lanes come first: panels at the right wait until there is room, or the person wants them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDockWidget, QMainWindow

from workbench.gui.settings_file import SettingsFile

ROOMY_PX = 1100
"""From this width on there is room for panels at both sides."""


class NarrowRule(QObject):
    """Hides and shows `docks` by the window's width, until the person shows or hides one: that is kept from then on."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget], settings: SettingsFile) -> None:
        super().__init__(window)
        self._window, self._docks, self._settings = window, dict(docks), settings
        self._hidden = {name: dock.isHidden() for name, dock in self._docks.items()}
        for name, dock in self._docks.items():
            dock.visibilityChanged.connect(lambda _seen, name=name: self._note(name))
        window.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._apply()
        return False

    def _apply(self) -> None:
        hidden = self._window.width() < ROOMY_PX
        for name, dock in self._docks.items():
            if name not in self._settings.settings.panels and hidden != self._hidden[name]:
                self._hidden[name] = hidden
                dock.setVisible(not hidden)

    def _note(self, name: str) -> None:
        """Hidden or shown by another than this rule: by the person."""
        hidden = self._docks[name].isHidden()
        if hidden != self._hidden[name]:
            self._hidden[name] = hidden
            self._settings.change(panels=self._settings.settings.panels | {name: not hidden})
