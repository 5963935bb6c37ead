"""The Help menu."""

from __future__ import annotations

from workbench.gui.actions.action import Action

HELP_ACTIONS: tuple[Action, ...] = (
    Action("shortcuts", "Help", "Keyboard shortcuts…", lambda w: w.show_shortcuts(), ("F1",), "keyboard"),
    Action("about", "Help", "About Audio Workbench", lambda w: w.show_about(), (), "info"),
)  # fmt: skip
