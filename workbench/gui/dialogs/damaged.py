"""The ways on from a project whose file is damaged."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCommandLinkButton, QDialog, QLabel, QVBoxLayout, QWidget

from workbench.errors import printable
from workbench.gui import icons, preview
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.theme import GRID_PX
from workbench.labels.backups import Backup


class DamagedDialog(QDialog):
    """Three ways; each keeps the damaged file beside what takes its place.

    Signals
    -------
    restore(), salvage(), begin_anew() : the way that was chosen
    """

    restore = Signal()
    salvage = Signal()
    begin_anew = Signal()

    def __init__(self, project: Path, backup: Backup | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Repair a project")
        words = QLabel(
            f"The file of {printable(project.name)} is damaged: by a failing disk, say, or by copying it while it was "
            f"written. Whatever you choose, it is kept as it is, in the same folder, under a name that says “damaged”."
        )
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addWidget(words)
        self.ways: list[QCommandLinkButton] = []
        if backup is not None:
            made = time.strftime("%A, %d %B %Y, %H:%M", time.localtime(backup.made_s))
            self._add(
                f"Restore the backup of {made}", f"It has {backup.labels:,} labels and no errors.", self.restore,
                "history",
            )  # fmt: skip
        self._add(
            "Salvage what can be read",
            "Row by row; you are told how much was found. What could be undone cannot be any more.",
            self.salvage,
            "search",
        )
        self._add("Start anew", "With no labels.", self.begin_anew, "file")
        column.addStretch(1)
        close = close_button()
        close.rejected.connect(self.reject)
        column.addWidget(close)
        self.ways[0].setDefault(True)
        self.ways[0].setFocus()
        self.resize(480, self.sizeHint().height())

    def _add(self, text: str, more: str, signal, icon: str) -> None:
        button = QCommandLinkButton(text, more)
        button.setIcon(icons.icon(icon))  # the style's own is black in every theme
        button.clicked.connect(self.accept)
        button.clicked.connect(signal)
        self.layout().addWidget(button)
        self.ways.append(button)


def make_preview() -> QWidget:
    return DamagedDialog(Path("bats of 2026.workbench"), Backup(Path("a"), 1.79e9, 1234, 412_000))


if __name__ == "__main__":
    preview.run(make_preview, 480, 360)
