"""Tooltips that name the key, and follow when the person changes it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton


def tip(text: str, shortcut: QKeySequence | None = None) -> str:
    """`text`, with the key in brackets where there is one."""
    keys = shortcut.toString(QKeySequence.SequenceFormat.NativeText) if shortcut is not None else ""
    return f"{text} ({keys})" if keys else text


def follow_action(button: QAbstractButton, action: QAction, text: str = "") -> None:
    """Let the button's tooltip say what the action does and which key does it, now and later."""

    def update() -> None:
        words = text or action.toolTip() or action.text().replace("&", "")
        button.setToolTip(tip(words.removesuffix("…"), action.shortcut()))

    action.changed.connect(update)
    update()
