"""Joins what has to do with comparing original and output to the window: keys, buttons, what is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui import menus
from workbench.gui.panels.compare_bar import NO_DIFFERENCE, NO_RESULT
from workbench.gui.results import Side
from workbench.gui.tooltips import tip

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QAbstractButton

    from workbench.gui.main_window import MainWindow

SIDE_ACTIONS = {
    Side.ORIGINAL: "hear-original",
    Side.OUTPUT: "hear-output",
    Side.DIFFERENCE: "hear-difference",
}


def join_comparing(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    bar, results = w.transport.compare, w.document.results
    bar.side_chosen.connect(w.comparing.hear)
    for side, name in SIDE_ACTIONS.items():
        _follow(w, bar.sides[side], w.actions_by_id[name])
        w.actions_by_id[name].triggered.connect(lambda: _show_side(w))  # chosen again, it stays ticked
    for changed in (results.side_changed, results.chosen_changed):
        changed.connect(lambda: _show_side(w))
    w.comparing.waiting_changed.connect(bar.show_waiting)
    w.comparing.waiting_changed.connect(lambda words: words and w.readout.say(f"{words}: silence"))
    _show_side(w)
    _join_match(w)


def _join_match(w: MainWindow) -> None:
    match, results = w.loudness_match, w.document.results
    w.transport.compare.match.clicked.connect(w.actions_by_id["match-loudness"].trigger)
    _follow(w, w.transport.compare.match, w.actions_by_id["match-loudness"])
    for changed in (match.changed, results.side_changed, results.chosen_changed):
        changed.connect(lambda: _show_match(w))
    match.failed.connect(w.messages.show_error)
    _show_match(w)


def _show_match(w: MainWindow) -> None:
    match, results = w.loudness_match, w.document.results
    side = Side.OUTPUT if results.side is Side.ORIGINAL else results.side
    gain_db = match.gain_db(side) if match.known(side) or not match.matches(side) else None
    w.transport.compare.show_match(match.on, gain_db, there=results.chosen is not None)
    w.actions_by_id["match-loudness"].setChecked(match.on)
    w.actions_by_id["match-difference"].setChecked(match.difference_too)


def _show_side(w: MainWindow) -> None:
    results = w.document.results
    chosen = results.chosen
    w.transport.compare.show_side(results.side, there=chosen is not None, laid=chosen is not None and bool(chosen.laid))
    for side, name in SIDE_ACTIONS.items():
        w.actions_by_id[name].setChecked(results.chosen is not None and side is results.side)


def _follow(w: MainWindow, button: QAbstractButton, action: QAction) -> None:
    """The button's tooltip names the key, or says why there is nothing to do."""
    entry = menus.entry_of(action.objectName())
    words = f"{entry.text}: {entry.tip[0].lower()}{entry.tip[1:]}" if entry.tip else entry.text

    def update() -> None:
        why_not = NO_RESULT if w.document.results.chosen is None else NO_DIFFERENCE
        button.setToolTip(tip(words, action.shortcut()) if action.isEnabled() else why_not)

    action.changed.connect(update)
    w.document.results.chosen_changed.connect(update)
    update()
