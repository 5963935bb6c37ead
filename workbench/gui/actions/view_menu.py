"""The View menu."""

from __future__ import annotations

from workbench.gui.actions.action import Action, R, S

VIEW_ACTIONS: tuple[Action, ...] = (
    Action("zoom-in", "View", "Zoom in", lambda w: w.viewing.zoom(2), ("Ctrl+=", "Ctrl++", "Ctrl+1"), "zoom-in", R),
    Action("zoom-out", "View", "Zoom out", lambda w: w.viewing.zoom(0.5), ("Ctrl+-", "Ctrl+3"), "zoom-out", R),
    Action("zoom-normal", "View", "Zoom to ten seconds", lambda w: w.viewing.zoom_normal(), ("Ctrl+2",), "", R),
    Action("zoom-selection", "View", "Zoom to the selection", lambda w: w.viewing.zoom_selection(), ("Ctrl+E",), "scan", S),
    Action("zoom-fit", "View", "Show the whole recording", lambda w: w.viewing.fit(), ("Ctrl+F",), "maximize", R),
    Action("zoom-toggle", "View", "Zoom back and forth", lambda w: w.viewing.toggle_zoom(), ("Shift+Z",), "", R),
    Action("frequency-in", "View", "Zoom frequencies in", lambda w: w.viewing.zoom_frequency(2), ("Ctrl+Shift+=",), "", R,
           separator=True),
    Action("frequency-out", "View", "Zoom frequencies out", lambda w: w.viewing.zoom_frequency(0.5), ("Ctrl+Shift+-",), "", R),
    Action("frequency-all", "View", "Show all frequencies", lambda w: w.viewing.all_frequencies(), ("Ctrl+Shift+0",), "", R),
    Action("waveform-in", "View", "Magnify waveforms", lambda w: w.viewing.magnify(2), ("Alt+Up",), "", R, separator=True),
    Action("waveform-out", "View", "Magnify waveforms less", lambda w: w.viewing.magnify(0.5), ("Alt+Down",), "", R),
    Action("page-left", "View", "One screen back", lambda w: w.viewing.page(-1), ("PgUp",), "", R, separator=True),
    Action("page-right", "View", "One screen on", lambda w: w.viewing.page(1), ("PgDown",), "", R),
    Action("panel-files", "View", "Files", lambda w: w.toggle_panel("files"), ("F2",), "panel-left", checkable=True,
           separator=True),
    Action("panel-models", "View", "Models", lambda w: w.toggle_panel("models"), ("F3",), "panel-right", checkable=True),
    Action("panel-inspector", "View", "Inspector", lambda w: w.toggle_panel("inspector"), ("F4",), "info", checkable=True),
    Action("panel-results", "View", "Results", lambda w: w.toggle_panel("results"), ("F9",), "layers", checkable=True,
           tip="What models made of the recording"),
    Action("panel-labels", "View", "Label table", lambda w: w.toggle_panel("labels"), ("F7",), "panel-bottom", checkable=True,
           tip="All labels of the recording, to be filtered and changed"),
    Action("panel-classes", "View", "Classes", lambda w: w.toggle_panel("classes"), ("F8",), "tags", checkable=True,
           tip="Names for labels, with their colours and keys"),
    Action("next-panel", "View", "Next panel", lambda w: w.focus_next_panel(), ("F6",)),
    Action("theme", "View", "Light or dark", lambda w: w.toggle_theme(), ("Ctrl+Alt+T",), "contrast", separator=True),
    Action("palette", "View", "Find a command…", lambda w: w.show_palette(), ("Ctrl+Shift+P",), "command"),
)  # fmt: skip
