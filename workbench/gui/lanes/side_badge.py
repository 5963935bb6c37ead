"""The letter in a lane's gutter that says which side it shows: A, B or Δ. Lit, that side is heard; a click hears it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from workbench.gui.lanes.channel_gutter import LetterButton
from workbench.gui.lanes.lane import Lane
from workbench.gui.panels.compare_bar import LETTERS, side_color
from workbench.gui.results import Results, Side
from workbench.gui.theme import GRID_PX

TOP_PX = 5 * GRID_PX
"""Below the lane's name; so much room it takes there."""
_WHAT = {
    Side.ORIGINAL: "the original",
    Side.OUTPUT: "what the model made of it",
    Side.DIFFERENCE: "what the model took away",
}
_OTHER = "the other sound"
"""Where no model made it of the original."""


class SideBadge(LetterButton):
    """There while there is a result to compare with.

    Parameters
    ----------
    place : where it stands in the lane
    """

    def __init__(self, lane: Lane, results: Results, side: Side, place: QPoint) -> None:
        super().__init__(LETTERS[side], lane)
        self.results, self.side = results, side
        self._result = ""
        self.setAccessibleName(f"Hear {_WHAT[side]}")
        self.move(place)
        self.pressed_with.connect(lambda _held: results.choose_side(side))
        results.chosen_changed.connect(self._show)
        results.side_changed.connect(self._show)
        self._show()

    def describe(self, result: str) -> None:
        """Which result it is, in words; the tooltip says it too."""
        self._result = result
        self._show()

    def on_color(self) -> QColor:
        return side_color(self.side)

    def _show(self) -> None:
        heard = self.results.side is self.side
        self.setVisible(self.results.chosen is not None)
        self.setChecked(heard)
        which = f" ({self._result})" if self._result else ""
        chosen = self.results.chosen
        what = _OTHER if self.side is Side.OUTPUT and chosen is not None and chosen.laid else _WHAT[self.side]
        self.setToolTip(f"{LETTERS[self.side]}: {what}{which}{', heard now' if heard else '; click to hear it'}")
