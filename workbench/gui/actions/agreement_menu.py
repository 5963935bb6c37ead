"""Two annotators compared, in the Label menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.gui.actions.action import Action, R

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def _wiring(name: str, *values: object) -> Callable[[MainWindow], object]:
    """A function of `gui/agreement_wiring.py`, which is imported when it is first wanted."""

    def do(w: MainWindow) -> object:
        from workbench.gui import agreement_wiring

        return getattr(agreement_wiring, name)(w, *values)

    return do


def _action(name: str, text: str, do: Callable[[MainWindow], object], *keys: str, **more: object) -> Action:
    return Action(name, "Label", text, do, keys, submenu="Agreement", keywords="annotators kappa compare tiers", **more)


AGREEMENT_ACTIONS: tuple[Action, ...] = (
    _action("panel-agreement", "Compare annotators", lambda w: w.toggle_panel("agreement"), "Ctrl+F12", checkable=True,
            tip="How far two tiers or authors agree: event scores, Cohen’s kappa, and where they differ"),
    _action("import-project", "Import another’s project…", _wiring("ask_project"), icon="download", needs=R,
            tip="Their labels come into tiers of their own, beside yours"),
    _action("next-disagreement", "Next disagreement", _wiring("go", +1), "F12", icon="arrow-down", needs=R,
            separator=True, tip="Goes to it, selects both labels, and plays it"),
    _action("previous-disagreement", "Previous disagreement", _wiring("go", -1), "Shift+F12", icon="arrow-up", needs=R),
    _action("take-theirs", "Take theirs", lambda w: w.agreeing.take_theirs(), "Ctrl+Alt+O", icon="arrow-left", needs=R,
            separator=True, tip="The first one’s label becomes as the other’s, and the next disagreement follows"),
    _action("keep-mine", "Keep mine", lambda w: w.agreeing.keep_mine(), "Ctrl+Alt+M", icon="check", needs=R,
            tip="The other’s label is rejected, and the next disagreement follows"),
)  # fmt: skip
