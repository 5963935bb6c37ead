"""Everything a person can do, as data: menu, words, keys, icon, and the function that does it. A file a menu.

Menus, the command palette, the shortcuts dialog and the guide's table of keys are all made from `ACTIONS`.
Keys follow what users of audio editors have in their fingers.
"""

from __future__ import annotations

from workbench.gui.actions.action import Action
from workbench.gui.actions.agreement_menu import AGREEMENT_ACTIONS
from workbench.gui.actions.edit_menu import EDIT_ACTIONS
from workbench.gui.actions.file_menu import FILE_ACTIONS
from workbench.gui.actions.help_menu import HELP_ACTIONS
from workbench.gui.actions.label_menu import LABEL_ACTIONS
from workbench.gui.actions.lanes_menu import LANES_ACTIONS
from workbench.gui.actions.model_menu import MODEL_ACTIONS
from workbench.gui.actions.review_menu import REVIEW_ACTIONS
from workbench.gui.actions.transport_menu import TRANSPORT_ACTIONS
from workbench.gui.actions.view_menu import VIEW_ACTIONS

__all__ = ["ACTIONS", "MENUS", "Action", "tooltip"]

MENUS = ("File", "Edit", "View", "Lanes", "Transport", "Label", "Model", "Help")

ACTIONS: tuple[Action, ...] = (
    *FILE_ACTIONS,
    *EDIT_ACTIONS,
    *VIEW_ACTIONS,
    *LANES_ACTIONS,
    *TRANSPORT_ACTIONS,
    *LABEL_ACTIONS,
    *REVIEW_ACTIONS,
    *AGREEMENT_ACTIONS,
    *MODEL_ACTIONS,
    *HELP_ACTIONS,
)


def tooltip(action: Action, keys: str) -> str:
    """What hovers over a button of this action."""
    text = action.tip or action.text.rstrip("…")
    return f"{text} ({keys})" if keys else text
