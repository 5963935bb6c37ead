"""The panel of results: what models made of the recording, of which one is compared with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from workbench.gui import preview
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.fraction import FractionControl
from workbench.gui.panels.result_model import ResultModel
from workbench.gui.panels.result_rows import ResultRows
from workbench.gui.results import Result, Results
from workbench.gui.theme import GRID_PX
from workbench.models.contract import Card

EMPTY_WORDS = (
    "What models make of the recording stands here, to be compared with it.\n\nPress Ctrl+Shift+D to denoise it."
)


class ResultsPanel(QWidget):
    """Choosing a row compares that result; `buttons` do the actions of the same ids with it.

    Signals
    -------
    menu_requested(QPoint) : a context menu for the chosen result, at this global place
    delete_requested()
    """

    menu_requested = Signal(object)
    delete_requested = Signal()

    def __init__(self, results: Results, card_of: Callable[[str], Card | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = results
        self.model = ResultModel(results, card_of, self)
        self.rows = ResultRows(self.model)
        tip = "How strongly it is applied; a double click goes back to 100 %"
        self.strength = FractionControl("Strength", tip, 1.0, percent=True)
        self.buttons: dict[str, QToolButton] = {
            "result-stop": tool_button("x", "Stop"),
            "result-go-on": tool_button("play", "Go on"),
            "export-sound": tool_button("download", "Export…"),
            "result-delete": tool_button("trash-2", "Delete"),
        }
        self._pages = QStackedWidget()
        self._lower, self._strength_row = QWidget(), QWidget()
        self._followed: Result | None = None
        self._lay_out()
        self.rows.moved.connect(results.choose)
        self.rows.delete_wanted.connect(self.delete_requested)
        self.rows.menu_wanted.connect(self.menu_requested)
        self.strength.changed.connect(self._take_strength)
        results.list_changed.connect(self._show)
        results.chosen_changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        empty = QLabel(EMPTY_WORDS)
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        empty.setContentsMargins(3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX, 3 * GRID_PX)
        empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._pages.addWidget(empty)
        self._pages.addWidget(self.rows)
        strength = QHBoxLayout(self._strength_row)
        strength.setContentsMargins(0, 0, 0, 0)
        strength.setSpacing(2 * GRID_PX)
        strength.addWidget(QLabel("Strength"))
        strength.addWidget(self.strength, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID_PX)
        for button in self.buttons.values():
            buttons.addWidget(button)
        buttons.insertStretch(2, 1)
        lower = QVBoxLayout(self._lower)
        lower.setContentsMargins(2 * GRID_PX, GRID_PX, 2 * GRID_PX, GRID_PX)
        lower.setSpacing(GRID_PX)
        lower.addWidget(self._strength_row)
        lower.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self._lower)

    def _show(self) -> None:
        chosen = self.results.chosen
        if self._followed is not chosen:
            if self._followed is not None:
                self._followed.changed.disconnect(self._show_strength)
            self._followed = chosen
            if chosen is not None:
                chosen.changed.connect(self._show_strength)
        self._pages.setCurrentIndex(1 if self.results.items else 0)
        self._lower.setVisible(bool(self.results.items))
        self._strength_row.setVisible(chosen is None or not chosen.laid)
        self.rows.show_chosen(chosen)
        self._show_strength()

    def _show_strength(self) -> None:
        self.strength.setEnabled(self._followed is not None)
        if self._followed is not None:
            self.strength.set_value(self._followed.strength)

    def _take_strength(self, strength: float) -> None:
        if self.results.chosen is not None:
            self.results.chosen.set_strength(strength)


def make_preview() -> QWidget:
    """Without results: those need a recording and files."""
    return ResultsPanel(Results(), lambda _model: None)


if __name__ == "__main__":
    preview.run(make_preview, 300, 360)
