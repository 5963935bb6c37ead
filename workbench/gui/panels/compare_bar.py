"""A, B and Δ in the transport: which of original, output and difference is heard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from workbench.gui import preview, typography
from workbench.gui.results import Side
from workbench.gui.theme import GRID_PX, colors

LETTERS = {Side.ORIGINAL: "A", Side.OUTPUT: "B", Side.DIFFERENCE: "Δ"}
WORDS = {Side.ORIGINAL: "Original", Side.OUTPUT: "Output", Side.DIFFERENCE: "Difference"}
NO_RESULT = "Run a model that returns sound first"


def side_color(side: Side) -> QColor:
    """The colour that marks a side: grey, blue, amber."""
    c = colors()
    return {Side.ORIGINAL: c.text_soft, Side.OUTPUT: c.accent, Side.DIFFERENCE: c.warning}[side]


class SideButton(QToolButton):
    """One letter; filled with the side's colour while it is heard."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.setText(LETTERS[side])
        self.setCheckable(True)
        self.setAccessibleName(f"Hear the {WORDS[side].lower()}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(QSize(28, 28))

    def paintEvent(self, event) -> None:
        c, painter = colors(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        heard = self.isChecked() and self.isEnabled()
        painter.setPen(c.accent if self.hasFocus() else c.line)
        painter.setBrush(
            side_color(self.side) if heard else c.line if self.underMouse() and self.isEnabled() else c.panel
        )
        painter.drawRoundedRect(area, GRID_PX, GRID_PX)
        font = typography.body()
        font.setBold(heard)
        painter.setFont(font)
        usual = self.palette().color(self.palette().ColorRole.ButtonText)
        painter.setPen(c.window if heard else usual)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())


class CompareBar(QWidget):
    """Says which side is wanted, shows which is heard.

    Signals
    -------
    side_chosen(Side)
    """

    side_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What is heard")
        self.sides = {side: SideButton(side) for side in Side}
        self.word = QLabel()
        self.word.setFont(typography.body())
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX // 2)
        for side, button in self.sides.items():
            group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(lambda _on, side=side: self.side_chosen.emit(side))
        self._side, self._waiting = Side.ORIGINAL, ""
        self.show_side(Side.ORIGINAL, there=False)

    def show_side(self, side: Side, *, there: bool) -> None:
        """Mark what is heard; `there` says whether there is anything to compare."""
        self._side = side
        for button in self.sides.values():
            button.setEnabled(there)
        self.sides[side].setChecked(True)
        self._show_word()

    def show_waiting(self, words: str) -> None:
        """Why nothing is heard; "" when something is."""
        self._waiting = words
        self._show_word()

    def _show_word(self) -> None:
        there = self.sides[self._side].isEnabled()
        self.word.setText((self._waiting or WORDS[self._side]) if there else "")


def make_preview() -> QWidget:
    bar = CompareBar()
    bar.show_side(Side.OUTPUT, there=True)
    bar.setAutoFillBackground(True)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 200, 40)
