"""Undo and redo as commands: the status bar says what came back, which may be out of sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def undo(w: MainWindow) -> None:
    _turn(w, "Undone", w.project_host.undo_name, w.project_host.undo)


def redo(w: MainWindow) -> None:
    _turn(w, "Done again", w.project_host.redo_name, w.project_host.redo)


def _turn(w: MainWindow, words: str, name: str | None, turn: Callable[[], None]) -> None:
    if name is not None and w.project_host.can_change():
        turn()
        w.readout.say(f"{words}: {name}")
