"""Escape while something is dragged: it is for that, whoever has the keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt


def takes_escape(event: QEvent, cancel: Callable[[], object]) -> bool:
    """For an event filter of the application: cancels on Escape, and keeps the key from all others."""
    if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) or event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    if event.type() == QEvent.Type.KeyPress:
        cancel()
    return True
