"""The Label menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.gui.actions.action import LS, Action, R

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def _tier_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"tier-{name}", "Label", text, do, submenu="Tiers", **{"needs": "tier", **more})

    return (
        action("add", "Add tier", lambda w: w.tier_commands.add(), icon="plus", needs=R, tip="Its name is typed next"),
        action("rename", "Rename tier…", lambda w: w.tier_commands.ask_name(), icon="pencil"),
        action("hide", "Hide tier", lambda w: w.tier_commands.hide(), icon="eye-off"),
        action("lock", "Lock tier", lambda w: w.tier_commands.toggle_locked(), icon="lock", checkable=True,
               tip="Its labels cannot be changed"),
        action("exclusive", "Forbid overlaps", lambda w: w.tier_commands.toggle_exclusive(), checkable=True),
        action("up", "Move tier up", lambda w: w.tier_commands.move(-1), icon="arrow-up", separator=True),
        action("down", "Move tier down", lambda w: w.tier_commands.move(+1), icon="arrow-down"),
        action("delete", "Delete tier", lambda w: w.tier_commands.delete(), icon="trash-2", separator=True,
               tip="With its labels in all recordings; undo brings them back"),
    )  # fmt: skip


def _snapping_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"snap-{name}", "Label", text, do, checkable=True, submenu="Snapping", **more)

    def toggle(field: str) -> Callable[[MainWindow], object]:
        return lambda w: w.settings.change(**{field: not getattr(w.settings.settings, field)})

    grid = {0.0: "No grid", 0.01: "Grid of 10 ms", 0.1: "Grid of 100 ms", 1.0: "Grid of seconds"}
    return (
        action("labels", "To other labels", toggle("snap_to_labels"), icon="magnet",
               tip="A dragged edge meets those of other labels; hold Shift to leave it free"),
        action("zero", "To zero crossings", toggle("snap_to_zero"), tip="When the mouse button is released"),
        *(action(f"grid-{step_s:g}", text, lambda w, step_s=step_s: w.settings.change(snap_grid_s=step_s),
                 separator=not step_s) for step_s, text in grid.items()),
    )  # fmt: skip


LABEL_ACTIONS: tuple[Action, ...] = (
    Action("label-selection", "Label", "Label the selection", lambda w: w.label_naming.make(), ("Ctrl+B",), "tag", R,
           tip="Without a selection, a point at the play head or cursor"),
    Action("label-point", "Label", "Label a point", lambda w: w.label_naming.make_point(), ("Ctrl+M",), "flag", R,
           tip="At the play head or cursor"),
    Action("label-rename", "Label", "Rename labels…", lambda w: w.label_naming.rename(), ("Return", "Enter"), "pencil", LS,
           tip="Type a name over the label"),
    Action("next-label", "Label", "Next label", lambda w: w.label_walking.go(+1), ("Alt+Right",), "", R, separator=True,
           tip="Where there are no labels, the next segment that a network has found"),
    Action("previous-label", "Label", "Previous label", lambda w: w.label_walking.go(-1), ("Alt+Left",), "", R),
    Action("labels-in-view", "Label", "All labels in view", lambda w: w.label_walking.select_in_view(), ("Ctrl+Alt+L",), "",
           R, submenu="Select labels"),
    Action("labels-of-tier", "Label", "All labels of this tier", lambda w: w.label_walking.select_tier(), (), "", R,
           submenu="Select labels"),
    Action("labels-of-class", "Label", "All labels of this class", lambda w: w.label_walking.select_class(), (), "", LS,
           submenu="Select labels"),
    Action("label-earlier", "Label", "Earlier", lambda w: w.label_moving.nudge(-1), ("Ctrl+Left",), "", LS,
           submenu="Move labels", tip="By the step in the preferences"),
    Action("label-later", "Label", "Later", lambda w: w.label_moving.nudge(+1), ("Ctrl+Right",), "", LS,
           submenu="Move labels", tip="By the step in the preferences"),
    Action("label-start-earlier", "Label", "Start earlier", lambda w: w.label_moving.nudge_edge("start_s", -1),
           ("Shift+Alt+Left",), "", LS, submenu="Move labels"),
    Action("label-start-later", "Label", "Start later", lambda w: w.label_moving.nudge_edge("start_s", +1),
           ("Shift+Alt+Right",), "", LS, submenu="Move labels"),
    Action("label-end-earlier", "Label", "End earlier", lambda w: w.label_moving.nudge_edge("end_s", -1),
           ("Ctrl+Shift+Left",), "", LS, submenu="Move labels"),
    Action("label-end-later", "Label", "End later", lambda w: w.label_moving.nudge_edge("end_s", +1),
           ("Ctrl+Shift+Right",), "", LS, submenu="Move labels"),
    Action("label-tier-above", "Label", "To the tier above", lambda w: w.label_moving.change_tier(-1), ("Ctrl+PgUp",), "", LS,
           submenu="Move labels"),
    Action("label-tier-below", "Label", "To the tier below", lambda w: w.label_moving.change_tier(+1), ("Ctrl+PgDown",), "",
           LS, submenu="Move labels"),
    Action("label-delete", "Label", "Delete labels", lambda w: w.labelling.delete(), ("Del",), "trash-2", LS, separator=True),
    Action("label-split", "Label", "Split at the play head", lambda w: w.labelling.split(), ("Ctrl+I",), "scissors", R,
           tip="At the play head or cursor: the selected label, else that of the tier in which labels are made"),
    Action("label-merge", "Label", "Merge labels", lambda w: w.labelling.merge(), ("Ctrl+J",), "", LS),
    Action("label-duplicate", "Label", "Duplicate labels", lambda w: w.labelling.duplicate(), ("Ctrl+D",), "copy", LS),
    Action("propose", "Label", "Propose labels", lambda w: w.proposing.propose(), ("Ctrl+Shift+B",), "tags", "scores",
           separator=True, tip="Of all segments at the present threshold, to be accepted or rejected"),
    Action("label-accept", "Label", "Accept", lambda w: w.judging.accept(), ("Return", "Enter"), "check", "acceptable",
           tip="The selected proposal, and go to the next one"),
    Action("label-reject", "Label", "Reject", lambda w: w.judging.reject(), ("Backspace",), "x", "rejectable",
           tip="The selected proposal, and go to the next one; rejected ones are kept, but not shown"),
    Action("next-proposal", "Label", "Next proposal", lambda w: w.judging.go(+1), ("Alt+PgDown",), "", "proposals"),
    Action("previous-proposal", "Label", "Previous proposal", lambda w: w.judging.go(-1), ("Alt+PgUp",), "", "proposals"),
    Action("accept-class", "Label", "Accept all of this class", lambda w: w.judging.accept_class(), ("Ctrl+Return", "Ctrl+Enter"),
           "", LS, submenu="All proposals", tip="Those that have the name of the selected label"),
    Action("reject-class", "Label", "Reject all of this class", lambda w: w.judging.reject_class(), ("Ctrl+Backspace",), "",
           LS, submenu="All proposals", tip="Those that have the name of the selected label"),
    Action("accept-all", "Label", "Accept all", lambda w: w.judging.accept_all(), (), "", "proposals",
           submenu="All proposals", tip="Of this recording"),
    Action("reject-all", "Label", "Reject all", lambda w: w.judging.reject_all(), (), "", "proposals",
           submenu="All proposals", tip="Of this recording"),
    *_tier_actions(),
    *_snapping_actions(),
    Action("show-rejected", "Label", "Show rejected labels",
           lambda w: w.settings.change(show_rejected_labels=not w.settings.settings.show_rejected_labels), (), "eye",
           checkable=True, tip="Struck through; they teach what a class is not"),
    Action("load-classes", "Label", "Load classes…", lambda w: w.vocabulary_files.ask_load(), (), "folder-open", R,
           separator=True, tip="A text file with one class a line"),
    Action("save-classes", "Label", "Save classes…", lambda w: w.vocabulary_files.ask_save(), (), "save", R),
)  # fmt: skip
