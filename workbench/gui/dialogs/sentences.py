"""A quiet list of sentences that can be read, scrolled and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from workbench.gui.theme import colors

MOST_LINES = 200


class Sentences(QPlainTextEdit):
    """One sentence a line; of very many the first, and how many more there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)

    def show_lines(self, lines: Sequence[str], *, quiet: bool = False) -> None:
        """Show these; `quiet` where there is nothing to see to."""
        shown = list(lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            shown.append(f"… and {len(lines) - MOST_LINES:,} more")
        color = colors().text_soft if quiet else colors().text
        self.setStyleSheet(f"background: transparent; color: {color.name()}")
        self.setPlainText("\n".join(shown))
