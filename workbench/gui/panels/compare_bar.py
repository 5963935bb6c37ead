"""A, B and Δ in the transport: which of original, output and difference is heard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from workbench.gui import preview, typography
from workbench.gui.results import Side
from workbench.gui.theme import GRID_PX, colors

LETTERS = {Side.ORIGINAL: "A", Side.OUTPUT: "B", Side.DIFFERENCE: "Δ"}
WORDS = {Side.ORIGINAL: "Original", Side.OUTPUT: "Output", Side.DIFFERENCE: "Difference"}
MATCH = "Match dB"
NO_RESULT = "Run a model that returns sound first"
NO_DIFFERENCE = "Two sounds of their own have no difference that could be heard"


def gain_text(gain_db: float) -> str:
    return f"{gain_db:+.1f} dB".replace("-", "−") if gain_db else "0.0 dB"


def side_color(side: Side) -> QColor:
    """The colour that marks a side: grey, blue, amber."""
    c = colors()
    return {Side.ORIGINAL: c.text_soft, Side.OUTPUT: c.accent, Side.DIFFERENCE: c.warning}[side]


class WordButton(QToolButton):
    """Flat, with a letter or a word; filled with a colour while it is on."""

    def __init__(self, words: str, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(QSize(width_px, 7 * GRID_PX))

    def on_color(self) -> QColor:
        """What fills it while it is on."""
        return colors().text_soft

    def paintEvent(self, event) -> None:
        c, painter = colors(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked() and self.isEnabled()
        painter.setPen(c.accent if self.hasFocus() else c.line)
        hovered = self.underMouse() and self.isEnabled()
        painter.setBrush(self.on_color() if on else c.line if hovered else c.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), GRID_PX, GRID_PX)
        font = typography.body()
        font.setBold(on)
        painter.setFont(font)
        painter.setPen(c.lane if on else self.palette().color(QPalette.ColorRole.ButtonText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class SideButton(WordButton):
    """One letter, in the colour of its side."""

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(LETTERS[side], 7 * GRID_PX, parent)
        self.side = side
        self.setAccessibleName(f"Hear the {WORDS[side].lower()}")

    def on_color(self) -> QColor:
        return side_color(self.side)


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
        self.match = WordButton(MATCH, 17 * GRID_PX)
        """Stands beside the letters, but folds away by itself."""
        self.match.setAccessibleName("Match loudness")
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
        self._side, self._waiting, self._laid = Side.ORIGINAL, "", False
        self.show_side(Side.ORIGINAL, there=False)

    def show_side(self, side: Side, *, there: bool, laid: bool = False) -> None:
        """Mark what is heard; `there` says whether there is anything to compare, `laid` that B is another sound, which
        no model made of A."""
        self._side, self._laid = side, laid
        for each, button in self.sides.items():
            button.setEnabled(there and not (laid and each is Side.DIFFERENCE))
        self.sides[side].setChecked(True)
        self._show_word()

    def show_match(self, on: bool, gain_db: float | None, *, there: bool) -> None:
        """Whether loudness is matched, and how much is added therefore; None: that is not known yet."""
        self.match.setEnabled(there)
        self.match.setChecked(on)
        self.match.setText(MATCH if not (on and there) else "… dB" if gain_db is None else gain_text(gain_db))

    def show_waiting(self, words: str) -> None:
        """Why nothing is heard; "" when something is."""
        self._waiting = words
        for side, button in self.sides.items():
            button.setText(LETTERS[side] + ("…" if words and side is self._side else ""))
        self._show_word()

    def _show_word(self) -> None:
        there = self.sides[self._side].isEnabled()
        words = "Other sound" if self._laid and self._side is Side.OUTPUT else WORDS[self._side]
        self.word.setText((self._waiting or words) if there else "")


def make_preview() -> QWidget:
    bar = CompareBar()
    bar.show_side(Side.OUTPUT, there=True)
    bar.setAutoFillBackground(True)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 200, 40)
