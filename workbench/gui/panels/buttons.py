"""The one look of the small buttons in bars and panels."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from workbench.gui import icons


def tool_button(icon: str, words: str, button: QToolButton | None = None, *, checkable: bool = False) -> QToolButton:
    """A flat button with an icon; `words` is its tooltip and what a screen reader says."""
    button = button or QToolButton()
    button.setIcon(icons.icon(icon))
    button.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setFixedSize(32, 32)
    return button
