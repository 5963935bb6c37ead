"""The panel of the synthesis bench: at the left what sounds are made from, beside it the sounds and ways to vary."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.layout import Upright
from workbench.gui.panels.bench_form import BenchForm
from workbench.gui.panels.bench_vary import BenchVary
from workbench.gui.panels.direction_sliders import DirectionSliders
from workbench.gui.theme import GRID_PX

ROOMY_PX = 1100
"""From this width on the parts at the left stand side by side."""
COLUMN_PX = 248
NO_MODEL = "No model that makes sounds is installed. Install the program again, or put one into your folder of models."


class BenchPanel(QWidget):
    """`form` and `directions` are its parts at the left, `strip` shows the sounds, below `vary`."""

    def __init__(self, strip: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = strip
        self.form, self.directions, self.vary = BenchForm(), DirectionSliders(), BenchVary()
        self._absent = QLabel(NO_MODEL)
        self._absent.setWordWrap(True)
        self._absent.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._controls = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._controls)
        self._scroll = Upright(self._controls)
        self._lay_out()
        self.set_there(None)

    def set_there(self, there: bool | None) -> None:
        """Whether there is a model; None while nobody knows."""
        self._absent.setVisible(there is False)
        for part in (self.form, self.directions, self.vary):
            part.setVisible(bool(there))

    def resizeEvent(self, event) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        self._columns.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        self._columns.setSpacing(3 * GRID_PX)
        self._columns.addWidget(self._absent)
        for part in (self.form, self.directions):
            part.setFixedWidth(COLUMN_PX)
            self._columns.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(1)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.VLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        sounds = QVBoxLayout()
        sounds.setContentsMargins(0, 0, 0, 0)
        sounds.setSpacing(GRID_PX)
        sounds.addWidget(self.vary)
        sounds.addWidget(self.strip, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll)
        whole.addWidget(line)
        whole.addLayout(sounds, 1)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        roomy = self.width() >= ROOMY_PX
        direction = QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        columns = 2 if roomy else 1
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        self._scroll.setFixedWidth(columns * COLUMN_PX + (3 * columns + 1) * GRID_PX + bar)
