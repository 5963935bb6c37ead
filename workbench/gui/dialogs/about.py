"""What this program is, which version, and under which licences."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench import __version__
from workbench.gui import preview, typography
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.theme import GRID_PX
from workbench.paths import resources_dir

WORDS = (
    "Open any recording, hear it, see it, and let neural networks work on it.\n\n"
    "Source code under the Apache License 2.0. The file NOTICE names what others brought and under which licences; "
    "icons are from Lucide (ISC). Each model and each sample has a licence of its own, shown beside it."
)


class AboutDialog(QDialog):
    """Small, and its facts can be copied into a report of a fault."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Audio Workbench")
        facts = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.machine()}"
        picture, name, version, words = QLabel(), QLabel("Audio Workbench"), QLabel(), QLabel(WORDS)
        picture.setPixmap(QIcon(str(resources_dir() / "icons" / "app.svg")).pixmap(64, 64))
        name.setFont(typography.large())
        version.setText(f"Version {__version__}\n{facts}")
        version.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        for label in (version, words):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
        buttons = close_button()
        copy = buttons.addButton("Copy facts", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"Audio Workbench {__version__}, {facts}"))
        buttons.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.setSpacing(2 * GRID_PX)
        for widget in (name, version, words):
            right.addWidget(widget)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(4 * GRID_PX)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID_PX, 5 * GRID_PX, 5 * GRID_PX, 4 * GRID_PX)
        column.addLayout(row)
        column.addWidget(buttons)
        self.resize(480, 240)


def make_preview() -> QWidget:
    return AboutDialog()


if __name__ == "__main__":
    preview.run(make_preview, 480, 240)
