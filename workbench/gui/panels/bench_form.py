"""The part of the bench that makes sounds from nothing: model, kind, seed, how many; and digits to be spoken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from workbench.gui import icons, preview, typography
from workbench.gui.bench_commands import MOST_AT_ONCE
from workbench.gui.layout import side_by_side
from workbench.gui.panels.buttons import tool_button
from workbench.gui.theme import GRID_PX
from workbench.models.contract import Card
from workbench.models.synthesise.recipe import MAX_SEED

MOST_DIGITS = 40


class BenchForm(QWidget):
    """Shows what others set, and says what the person changes. `make`, `dice`, `cancel` and `say` are its buttons.

    Signals
    -------
    model_chosen(Card)
    edited() : kind, seed, count or the digits were changed; they are read from `label`, `seed_value`, …
    say_wanted() : Enter in the field of digits
    """

    model_chosen = Signal(object)
    edited = Signal()
    say_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models, self.kinds = QComboBox(), QComboBox()
        self.seed, self.count = QSpinBox(), QSpinBox()
        self.digits = QLineEdit()
        self.dice = tool_button("dices", "Throw another seed")
        self.make, self.say = QPushButton("Make"), QPushButton("Say")
        self.cancel = tool_button("x", "Stop making sounds; those that are made stay")
        self._lines = QFormLayout()
        self._spoken = QWidget()
        self._set_up()
        self._lay_out()
        self.models.currentIndexChanged.connect(lambda: self.model_chosen.emit(self.models.currentData()))
        for signal in (self.kinds.currentIndexChanged, self.seed.valueChanged, self.count.valueChanged,
                       self.digits.textChanged):  # fmt: skip
            signal.connect(lambda _value: self.edited.emit())
        self.digits.textChanged.connect(self._show_digits)
        self.digits.returnPressed.connect(self.say_wanted)
        self._show_digits(self.digits.text())

    @property
    def label(self) -> str:
        return self.kinds.currentData() or ""

    def show_models(self, cards: Sequence[Card], chosen: Card | None) -> None:
        blocked = self.models.blockSignals(True)
        self.models.clear()
        for card in cards:
            self.models.addItem(card.name.rpartition("/")[2], card)
            self.models.setItemData(self.models.count() - 1, card.summary, Qt.ItemDataRole.ToolTipRole)
        self.models.setCurrentIndex(list(cards).index(chosen) if chosen in cards else -1)
        self.models.setToolTip("The network that makes the sounds" if chosen is None else chosen.summary)
        self.models.blockSignals(blocked)
        self.setEnabled(chosen is not None)

    def show_kinds(self, labels: Sequence[str], can_say: bool) -> None:
        blocked = self.kinds.blockSignals(True)
        self.kinds.clear()
        for label in labels:
            words = label.replace("_", " ")
            self.kinds.addItem(words[:1].upper() + words[1:], label)
        self.kinds.blockSignals(blocked)
        self._spoken.setVisible(can_say)

    def show_wish(self, label: str, seed: int, count: int, text: str) -> None:
        for widget in (self.kinds, self.seed, self.count, self.digits):
            widget.blockSignals(True)
        self.kinds.setCurrentIndex(self.kinds.findData(label))
        self.seed.setValue(seed)
        self.count.setValue(count)
        self.digits.setText(text)
        for widget in (self.kinds, self.seed, self.count, self.digits):
            widget.blockSignals(False)
        self._show_digits(text)

    def _show_digits(self, text: str) -> None:
        some = bool(text.strip())
        self.say.setEnabled(some)
        self.say.setToolTip("Speak these digits, in the voice of the chosen sound" if some else "Type digits first")

    def _set_up(self) -> None:
        self.models.setAccessibleName("Model")
        self.models.setPlaceholderText("None is installed")
        self.kinds.setAccessibleName("Kind")
        self.kinds.setToolTip("What the sounds are to be")
        self.seed.setRange(0, MAX_SEED)
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("The same seed gives the same sound again. Make moves on to the seed after those it used")
        self.count.setRange(1, MOST_AT_ONCE)
        self.count.setAccessibleName("How many")
        self.count.setToolTip("How many sounds are made at once, variations too")
        self.digits.setAccessibleName("Digits")
        self.digits.setPlaceholderText("3227")
        self.digits.setMaxLength(MOST_DIGITS)
        self.digits.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9 ]*"), self))
        self.digits.setToolTip("Digits that are spoken one after the other, as one sound")
        self.digits.setProperty("keeps_enter", True)
        self.make.setIcon(icons.icon("sparkles"))
        self.make.setIconSize(QSize(icons.ICON_PX, icons.ICON_PX))
        for widget in (self.seed, self.count, self.digits):
            widget.setFont(typography.body())

    def _lay_out(self) -> None:
        self._lines.setHorizontalSpacing(2 * GRID_PX)
        self._lines.setVerticalSpacing(GRID_PX)
        self._lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        seed = QWidget()
        seed.setLayout(side_by_side(self.seed, self.dice))
        for button in (self.dice, self.cancel):
            button.setFixedHeight(self.seed.sizeHint().height())
        making = QWidget()
        making.setLayout(side_by_side(self.make, self.cancel))
        making.layout().insertWidget(0, self.count)
        for words, field in (("Model", self.models), ("Kind", self.kinds), ("Seed", seed), ("How many", making)):
            self._lines.addRow(words, field)
        said = side_by_side(self.digits, self.say)
        said.setContentsMargins(0, GRID_PX, 0, 0)
        self._spoken.setLayout(said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID_PX)
        column.addLayout(self._lines)
        column.addWidget(self._spoken)


def make_preview() -> QWidget:
    from workbench.models.placeholder import Tones

    form = BenchForm()
    form.show_models([Tones.card], Tones.card)
    form.show_kinds(Tones.card.classes, can_say=True)
    form.show_wish("low", 4711, 8, "")
    return form


if __name__ == "__main__":
    preview.run(make_preview, 260, 240)
