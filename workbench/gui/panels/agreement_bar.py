"""The line over the disagreements: whose labels are compared, by which rule, and what can be done about one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QToolButton

from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.theme import GRID_PX
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side

_SIDE_PX = 40 * GRID_PX
_HEIGHT_PX = 6 * GRID_PX
_WITHIN, _OVERLAP = 0, 1
_LEAST_S, _MOST_S = 0.01, 30.0


class AgreementBar(FoldingRow):
    """`buttons` do the actions of the same ids.

    Signals
    -------
    sides_chosen(Side, Side)
    rule_chosen(MatchRule)
    scope_chosen(bool) : whether all recordings are compared
    """

    sides_chosen = Signal(object, object)
    rule_chosen = Signal(object)
    scope_chosen = Signal(bool)

    def __init__(self, parent=None) -> None:
        super().__init__(parent)
        self.one, self.other, self.how, self.scope = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.limit = QDoubleSpinBox()
        self.buttons: dict[str, QToolButton] = {
            "previous-disagreement": tool_button("arrow-up", "Previous disagreement"),
            "next-disagreement": tool_button("arrow-down", "Next disagreement"),
            "take-theirs": tool_button("arrow-left", "Take theirs"),
            "keep-mine": tool_button("check", "Keep mine"),
            "import-project": tool_button("download", "Import another’s project"),
        }
        self._silent = False
        self._limits = {_WITHIN: 0.2, _OVERLAP: 0.5}
        self._lay_out()
        for box in (self.one, self.other):
            box.activated.connect(lambda _place: self._say_sides())
        self.how.activated.connect(lambda _place: self._change_how())
        self.limit.valueChanged.connect(self._say_rule)
        self.scope.activated.connect(lambda place: self.scope_chosen.emit(place == 1))

    def _lay_out(self) -> None:
        for box, words in (
            (self.one, "Whose labels are the first"),
            (self.other, "Whose labels are compared with them"),
        ):
            box.setFixedSize(_SIDE_PX, _HEIGHT_PX)
            box.setAccessibleName(words)
            box.setToolTip(words)
        self.how.addItems(["Edges within", "Overlap of at least"])
        self.how.setToolTip("When two labels are the same event. Overlap: common time as a share of the time of both")
        self.how.setAccessibleName("When two labels are the same")
        self.limit.setAccessibleName("Tolerance")
        self.limit.setFixedHeight(_HEIGHT_PX)
        self.scope.addItems(["This recording", "All recordings"])
        self.scope.setToolTip("All recordings: those in which both have labels")
        self.scope.setAccessibleName("Recordings")
        for box in (self.how, self.scope):
            box.setFixedHeight(_HEIGHT_PX)
        self._show_limit()
        self.add(self.one)
        self.add(self.other, mate=QLabel("and"))
        self.add(self.how, 3, "Same if")
        self.add(self.limit, 2, "Tolerance")
        self.add(self.scope, 4, "Recordings")
        self.add_stretch()
        for name, button in self.buttons.items():
            self.add(button, 5 if name == "import-project" else 0, "Import" if name == "import-project" else "")

    # What is shown

    def show_sides(self, sides: list[tuple[str, Side]], one: Side | None, other: Side | None) -> None:
        """What there is to choose from, and what is chosen."""
        for box, chosen in ((self.one, one), (self.other, other)):
            if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] != sides:
                box.clear()
                for name, side in sides:
                    box.addItem(name, side)
            places = [side for _, side in sides]
            box.setCurrentIndex(places.index(chosen) if chosen in places else -1)
            box.setEnabled(len(sides) > 1)

    def show_scope(self, everywhere: bool) -> None:
        self.scope.setCurrentIndex(int(everywhere))

    @property
    def rule(self) -> MatchRule:
        """What was chosen."""
        value = self.limit.value()
        return MatchRule(value) if self.how.currentIndex() == _WITHIN else MatchRule(overlap=value)

    # What is chosen

    def _say_sides(self) -> None:
        self.sides_chosen.emit(self.one.currentData(), self.other.currentData())

    def _change_how(self) -> None:
        self._show_limit()
        self._say_rule()

    def _show_limit(self) -> None:
        """Seconds and shares have limits of their own, and each keeps its value."""
        within = self.how.currentIndex() == _WITHIN
        self._silent = True
        self.limit.setRange(*((_LEAST_S, _MOST_S) if within else (0.05, 1.0)))
        self.limit.setSingleStep(0.05)
        self.limit.setSuffix(" s" if within else "")
        self.limit.setToolTip("So far apart the edges may be" if within else "Intersection over union")
        self.limit.setValue(self._limits[self.how.currentIndex()])
        self._silent = False

    def _say_rule(self) -> None:
        if not self._silent:
            self._limits[self.how.currentIndex()] = self.limit.value()
            self.rule_chosen.emit(self.rule)
