"""What stands where the lanes will be, before anything is open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench import paths
from workbench.gui import icons, typography
from workbench.gui.theme import GRID_PX

SAMPLE = "scene.flac"
WORDS_AFTER_MS = 300
"""What opens sooner is not announced: words that flash by help nobody."""
_ICON_PX = 72


class Welcome(QWidget):
    """Says what can be dropped here, and offers what opens something.

    Signals
    -------
    open_requested(), folder_requested()
    sample_requested(str) : path of the bundled scene
    """

    open_requested = Signal()
    folder_requested = Signal()
    sample_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture, title = QLabel(), QLabel("Drop a recording or a folder here")
        picture.setPixmap(QIcon(str(paths.resources_dir() / "icons" / "app.svg")).pixmap(QSize(_ICON_PX, _ICON_PX)))
        title.setFont(typography.large())
        words = QLabel("WAV, AIFF, FLAC, CAF, W64, MP3, Ogg, Opus, M4A. Files are opened in place and never changed.")
        words.setWordWrap(True)
        words.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID_PX)
        row.addStretch(1)
        sample = str(paths.resources_dir() / "samples" / SAMPLE)
        for text, icon, keys, wish in (
            ("Open…", "file-audio", "Ctrl+O", self.open_requested.emit),
            ("Open folder…", "folder-open", "Ctrl+Shift+O", self.folder_requested.emit),
            ("Try a sample", "audio-lines", "", lambda: self.sample_requested.emit(sample)),
        ):
            button = QPushButton(icons.icon(icon), text)
            button.setMinimumHeight(9 * GRID_PX)
            button.setToolTip(keys or "A minute of birds, bells, animals and machines")
            button.clicked.connect(lambda _checked=False, wish=wish: wish())
            row.addWidget(button)
        row.addStretch(1)
        self.invitation = QWidget()
        column = QVBoxLayout(self.invitation)
        column.setSpacing(4 * GRID_PX)
        column.addStretch(2)
        for label in (picture, title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addLayout(row)
        column.addStretch(3)
        self.opening = QLabel()
        self.opening.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.opening.setWordWrap(True)
        self.opening.hide()
        whole = QVBoxLayout(self)
        whole.addWidget(self.invitation, 1)
        whole.addWidget(self.opening, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WORDS_AFTER_MS)
        self._later.timeout.connect(self.opening.show)

    def wait_for(self, name: str) -> None:
        """No invitation: something is being opened already."""
        self.opening.setText(f"Opening {name}…")
        self.invitation.hide()
        self._later.start()

    def invite(self) -> None:
        """Nothing is open, and nothing will be."""
        self._later.stop()
        self.opening.hide()
        self.invitation.show()
