"""Work that many changes ask for, done once in a while: what is shown besides may be a moment late."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Soon(QObject):
    """Calls `do` within `within_ms` of being asked, however often it is asked meanwhile."""

    def __init__(self, do: Callable[[], object], within_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(within_ms)
        self._timer.timeout.connect(do)

    def ask(self, *_changed: object) -> None:
        if not self._timer.isActive():
            self._timer.start()
