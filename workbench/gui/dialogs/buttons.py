"""Buttons that dialogs share."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox


def close_button() -> QDialogButtonBox:
    """Close, without the style's own icon, which is black in every theme."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    return box


def answer_buttons(words: str) -> QDialogButtonBox:
    """One that does what the words say, and Cancel."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    for button in box.buttons():
        button.setIcon(QIcon())
    box.button(QDialogButtonBox.StandardButton.Ok).setText(words)
    return box
