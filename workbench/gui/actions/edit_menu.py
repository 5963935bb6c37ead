"""The Edit menu."""

from __future__ import annotations

from workbench.gui import history
from workbench.gui.actions.action import Action, R

EDIT_ACTIONS: tuple[Action, ...] = (
    Action("undo", "Edit", "Undo", history.undo, ("Ctrl+Z",), "undo-2", "undo"),
    Action("redo", "Edit", "Redo", history.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", "redo"),
    Action("select-all", "Edit", "Select all", lambda w: w.selecting.select_all(), ("Ctrl+A",), "", R, separator=True),
    Action("select-none", "Edit", "Select nothing", lambda w: w.selecting.select_none(), ("Ctrl+Shift+A", "Esc"), "", R),
    Action("select-view", "Edit", "Select what is in view", lambda w: w.selecting.select_view(), ("Ctrl+Alt+A",), "", R),
    Action("selection-start", "Edit", "Selection starts at the play head", lambda w: w.selecting.start_here(), ("[",), "", R,
           separator=True),
    Action("selection-end", "Edit", "Selection ends at the play head", lambda w: w.selecting.end_here(), ("]",), "", R),
    Action("extend-to-start", "Edit", "Extend selection to the start", lambda w: w.selecting.extend_to(0.0),
           ("Shift+Home",), "", R),
    Action("extend-to-end", "Edit", "Extend selection to the end", lambda w: w.selecting.extend_to(None),
           ("Shift+End",), "", R),
    Action("zero-crossing", "Edit", "Move edges to zero crossings", lambda w: w.label_moving.snap_to_zero() or w.selecting.snap_to_zero(),
           ("Z",), "magnet", R, tip="Those of the selected labels, else of the selection"),
    Action("boxes", "Edit", "Select time-frequency boxes", lambda w: w.selecting.toggle_boxes(), ("Q",),
           "square-dashed-mouse-pointer", checkable=True, separator=True,
           tip="Drag in the spectrogram to select a span of time and frequency; Alt+drag does it once"),
)  # fmt: skip
