"""The answers that a clip can have, each with its key: those of every review, and the classes of the palette."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui import preview
from workbench.gui.review.key_button import KeyButton, WrappingRow
from workbench.gui.theme import CLASS_COLORS, GRID_PX
from workbench.labels.label import LabelClass, ReviewClip

COMMANDS = (
    ("yes", "Yes", "Enter"), ("no", "No", "Backspace"), ("unsure", "Unsure", "/"), ("skip", "Skip", "→"),
    ("back", "Back", "←"), ("again", "Again", "Space"), ("compare", "Compare", "Tab"), ("name", "Other…", "N"),
)  # fmt: skip
MOST_CLASSES = 24
"""More have their keys and the palette; as buttons they would leave no room for the clip."""


class AnswerBar(QWidget):
    """Signals
    -------
    command_pressed(str) : one of `COMMANDS`
    class_pressed(str) : the class of this name is the answer
    compare_pressed(), compare_released() : examples are wanted as long as the button is held
    """

    command_pressed = Signal(str)
    class_pressed = Signal(str)
    compare_pressed = Signal()
    compare_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands: dict[str, KeyButton] = {}
        self.classes: dict[str, KeyButton] = {}
        self._shown: list[LabelClass] = []
        answers, self._class_box = QWidget(), QWidget()
        row = WrappingRow(answers)
        self._class_row = WrappingRow(self._class_box)
        for command, words, key in COMMANDS:
            button = self.commands[command] = KeyButton(words, key)
            row.addWidget(button)
            if command == "name":
                button.setToolTip("Type the name of a class, or of a new one")
            if command == "compare":
                button.setToolTip("Hold to see and hear an accepted example of this class; again for another one")
                button.pressed.connect(self.compare_pressed)
                button.released.connect(self.compare_released)
            else:
                button.clicked.connect(lambda _=False, command=command: self.command_pressed.emit(command))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 2 * GRID_PX, 4 * GRID_PX, 3 * GRID_PX)
        column.setSpacing(GRID_PX)
        column.addWidget(answers)
        column.addWidget(self._class_box)

    def show_classes(self, classes: Sequence[LabelClass]) -> None:
        """Those with a key first; nothing is made anew where they are the same."""
        shown = sorted(classes, key=lambda each: not each.key)[:MOST_CLASSES]
        if shown == self._shown:
            return
        self._shown = shown
        for button in self.classes.values():
            self._class_row.removeWidget(button)
            button.deleteLater()
        self.classes = {}
        for each in shown:
            button = self.classes[each.name] = KeyButton(each.name, each.key.upper(), each.color)
            button.clicked.connect(lambda _=False, name=each.name: self.class_pressed.emit(name))
            self._class_row.addWidget(button)
        self._class_box.setVisible(bool(shown))

    def show_answer(self, clip: ReviewClip | None, *, is_asked: bool) -> None:
        """Mark what the clip was answered; `is_asked` : whether it asks about a class."""
        answer = "" if clip is None else clip.answer
        given = clip.given if clip is not None and answer == "class" else ""
        for command, button in self.commands.items():
            button.setChecked(bool(answer) and command == answer)
            button.setEnabled(clip is not None or command == "back")
        for command in ("yes", "compare"):
            self.commands[command].setEnabled(clip is not None and is_asked)
        for name, button in self.classes.items():
            button.setChecked(name == given)
            button.setEnabled(clip is not None)


def make_preview() -> QWidget:
    """Two classes, and a clip that was answered yes."""
    bar = AnswerBar()
    bar.show_classes(
        [
            LabelClass(place, name, color=CLASS_COLORS[place], key=str(place))
            for place, name in enumerate(("Dog", "Rain"))
        ]
    )
    bar.show_answer(ReviewClip(1, 1, 0, 1, 0.0, 1.0, text="Dog", answer="yes"), is_asked=True)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 700, 120)
