"""Everything a person can do, as data: menu, words, keys, icon, and the function that does it.

Menus, the command palette, the shortcuts dialog and the guide's table of keys are all made from `ACTIONS`.
Keys follow what users of audio editors have in their fingers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.gui import history, save_picture
from workbench.gui.lane_kinds import LANE_KINDS, LaneKind
from workbench.gui.results import Side

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

MENUS = ("File", "Edit", "View", "Lanes", "Transport", "Label", "Model", "Help")


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `needs` : "" always there; "recording", "selection", "scores", "job", "result" that is compared,
        "running result" or "unfinished result": one that runs, or of which something is missing; "model's result":
        what a model made of the recording, no sound of its own; "sound" or "two sounds" chosen on the bench, "short
        sound": a selection, or a short recording; "sound beside recording": both
        "labels" that are selected, "acceptable" and
        "rejectable" ones among them; "proposals" in the recording; "undo", "redo" (something to undo or redo); "lane" a
        chosen lane, "channel" that of a channel, "channels" more than one in the recording: greyed while that is missing
    `keys` : the first is shown in the menu
    `separator` : a line above it in the menu
    `section` : the part of the menu in which it stands, named above its first entry
    `submenu` : the menu within the menu in which it stands
    `keywords` : further words by which the command palette finds it
    """

    id: str
    menu: str
    text: str
    do: Callable[[MainWindow], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    checkable: bool = False
    separator: bool = False
    section: str = ""
    submenu: str = ""
    tip: str = ""
    keywords: str = ""


R, S, L, C, CS = "recording", "selection", "lane", "channel", "channels"
LS = "labels"


def _lane_action(kind: LaneKind) -> Action:
    return Action(f"show-{kind.id}", "Lanes", kind.title, lambda w: w.lanes.toggle(kind.id), kind.keys, kind.icon,
                  checkable=True, section=kind.group, tip=kind.tip)  # fmt: skip


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


def _comparing_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], key: str, **more: Any) -> Action:
        keys = (key,) if key else ()
        return Action(name, "Model", text, do, keys, section="Compare", **{"needs": "result", **more})

    return (
        action("hear-original", "Hear the original", lambda w: w.comparing.hear(Side.ORIGINAL), "A", checkable=True),
        action("hear-output", "Hear the output", lambda w: w.comparing.hear(Side.OUTPUT), "B", checkable=True,
               tip="What the model made, as strongly as it is set"),
        action("hear-difference", "Hear the difference", lambda w: w.comparing.hear(Side.DIFFERENCE), "D", checkable=True,
               needs="model's result", tip="What the model took away"),
        action("hear-other", "Switch between original and output", lambda w: w.comparing.flip(), "X",
               icon="arrow-left-right"),
        action("match-loudness", "Match loudness", lambda w: w.loudness_match.toggle(), "Shift+B", checkable=True,
               icon="ear", tip="Play the output as loud as the original, so that louder is not mistaken for better"),
        action("match-difference", "Match the difference too", lambda w: w.loudness_match.toggle_difference(), "",
               checkable=True, needs="model's result", tip="With loudness matched: hear what a soft difference consists of"),
        action("blind-test", "Blind test (ABX)…", lambda w: w.show_blind_test(), "Ctrl+Shift+X",
               tip="Whether you really hear a difference"),
    )  # fmt: skip


def _result_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"result-{name}", "Model", text, do, section="Results", **{"needs": "result", **more})

    return (
        action("next", "Next result", lambda w: w.result_commands.step(+1), keys=("R",)),
        action("previous", "Previous result", lambda w: w.result_commands.step(-1), keys=("Shift+R",)),
        action("go-on", "Go on with this result", lambda w: w.result_commands.go_on(), icon="play",
               needs="unfinished result", tip="Make what is missing"),
        action("stop", "Stop this result", lambda w: w.result_commands.stop(), icon="x", needs="running result",
               tip="What is there stays"),
        action("settings", "Show its settings", lambda w: w.result_commands.take_settings(), icon="sliders-horizontal",
               needs="model's result", tip="In the Models panel, to be changed and run again"),
        action("rename", "Rename this result…", lambda w: w.result_commands.rename(), icon="pencil"),
        action("delete", "Delete this result", lambda w: w.result_commands.delete(), icon="trash-2"),
    )  # fmt: skip


def _bench_actions() -> tuple[Action, ...]:
    def action(name: str, text: str, do: Callable[[MainWindow], object], **more: Any) -> Action:
        return Action(f"bench-{name}", "Model", text, do, submenu="Sounds",
                      keywords="synthesis", **{"needs": "sound", **more})  # fmt: skip

    return (
        Action("panel-synthesis", "Model", "Synthesis bench", lambda w: w.toggle_panel("synthesis"), ("F5",), "piano",
               checkable=True, section="Synthesis", tip="Sounds made from nothing but a kind and a seed"),
        Action("bench-make", "Model", "Make sounds", lambda w: w.bench_commands.make(), ("Ctrl+G",), "sparkles",
               section="Synthesis", tip="New sounds of the kind that is set, from its seed on", keywords="synthesis"),
        action("more-like", "More like this sound", lambda w: w.bench_commands.more_like(), keys=("Ctrl+Shift+G",),
               tip="Variations of the chosen sound, as different as is set"),
        action("between", "Between two sounds", lambda w: w.bench_commands.between(), keys=("Ctrl+Alt+G",), icon="blend",
               needs="two sounds", tip="A row of sounds on the way from one to the other"),
        action("like", "Sounds like the selection", lambda w: w.bench_commands.like_recording(), keys=("Ctrl+L",), icon="ear",
               needs="short sound", tip="Sounds like what is selected in the recording, or like all of a short one"),
        action("keep", "Keep these sounds", lambda w: w.bench_commands.keep(), keys=("Ctrl+K",), icon="star",
               tip="They are there again at the next start; once more: no longer"),
        action("open", "Open this sound", lambda w: w.bench_commands.open(), icon="file-audio", tip="As the recording of the window"),
        action("compare", "Compare these two sounds", lambda w: w.bench_commands.compare(), icon="arrow-left-right",
               needs="two sounds", tip="The first is A, the second is B"),
        action("compare-recording", "Compare with the recording", lambda w: w.bench_commands.compare_with_recording(),
               needs="sound beside recording", tip="What is selected in it is A, the sound is B"),
        action("export", "Export these sounds…", lambda w: w.bench_commands.export(), icon="download"),
        action("remove", "Take these sounds off the bench", lambda w: w.bench_commands.remove(), icon="trash-2"),
    )  # fmt: skip


def _export_sound(window: MainWindow) -> None:
    from workbench.gui import exporting  # late: the window is there sooner

    exporting.ask(window)


ACTIONS: tuple[Action, ...] = (
    Action("open", "File", "Open…", lambda w: w.opener.ask_file(), ("Ctrl+O",), "file-audio"),
    Action("open-folder", "File", "Open folder…", lambda w: w.opener.ask_folder(), ("Ctrl+Shift+O",), "folder-open"),
    Action("reload", "File", "Reload from disk", lambda w: w.opener.reload(), ("Ctrl+R",), "refresh-cw", R),
    Action("find-missing", "File", "Find missing recordings…", lambda w: w.relinking.find_missing(), (), "search",
           tip="Those of this project whose files were moved or renamed"),
    Action("open-project", "File", "Open project…", lambda w: w.project_commands.ask_open(), (), "", separator=True,
           tip="Labels go into it, whatever recordings are opened"),
    Action("save-project", "File", "Save project as…", lambda w: w.project_commands.ask_save_as(),
           tip="Copy all labels to a file of your own, and go on there"),
    Action("restore-backup", "File", "Restore a backup…", lambda w: w.project_commands.ask_restore()),
    Action("close-project", "File", "Close project", lambda w: w.project_commands.close_project(),
           tip="Each folder has a project of its own again"),
    Action("show-project", "File", "Show project file", lambda w: w.project_commands.show_file()),
    Action("export-sound", "File", "Export sound…", _export_sound, ("Ctrl+Shift+E",), "download", R, separator=True,
           tip="The recording, or what a model made of it, as a file"),
    Action("save-picture", "File", "Save picture of the window…", save_picture.ask, ("Ctrl+Shift+S",),
           "image"),
    Action("preferences", "File", "Preferences…", lambda w: w.show_preferences(), ("Ctrl+,",), "settings", separator=True),
    Action("quit", "File", "Quit", lambda w: w.close(), ("Ctrl+Q",), separator=True),
    # Edit
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
    # View
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
    # Lanes
    *(_lane_action(kind) for kind in LANE_KINDS),
    Action("channels", "Lanes", "Choose channels…", lambda w: w.show_channels(), ("Shift+C",), "list", CS,
           submenu="Channels"),
    Action("channels-all", "Lanes", "Show all channels", lambda w: w.lane_commands.show_all(), (), "", CS, submenu="Channels"),
    Action("channels-first", "Lanes", "Show the first eight channels", lambda w: w.lane_commands.show_first(), (), "", CS,
           submenu="Channels"),
    Action("channel-only", "Lanes", "Show only this channel", lambda w: w.lane_commands.show_only_this(), (), "", C,
           submenu="Channels"),
    Action("channel-spectrogram", "Lanes", "Spectrogram of this channel",
           lambda w: w.lane_commands.toggle_spectrogram_of_this(), ("Shift+G",), "", C, checkable=True, submenu="Channels",
           tip="Off, the spectrogram shows the loudest of all channels"),
    Action("solo", "Lanes", "Solo this channel", lambda w: w.lane_commands.toggle_solo(), ("Shift+S",), "", C,
           checkable=True, separator=True, submenu="Channels", tip="Only soloed channels are heard"),
    Action("solo-alone", "Lanes", "Hear only this channel", lambda w: w.lane_commands.toggle_solo(alone=True),
           ("Shift+Alt+S",), "", C, submenu="Channels"),
    Action("mute-channel", "Lanes", "Mute this channel", lambda w: w.lane_commands.toggle_mute(), ("Shift+M",), "", C,
           checkable=True, submenu="Channels"),
    Action("hear-all", "Lanes", "Hear all channels", lambda w: w.document.channels.hear_all(), ("Shift+A",), "", CS,
           submenu="Channels", tip="End solo and mute"),
    Action("lane-above", "Lanes", "Choose the lane above", lambda w: w.stack.step_current(-1), ("Up",), "", R,
           submenu="This lane"),
    Action("lane-below", "Lanes", "Choose the lane below", lambda w: w.stack.step_current(+1), ("Down",), "", R,
           submenu="This lane"),
    Action("lane-hide", "Lanes", "Hide this lane", lambda w: w.lane_commands.hide(), ("H",), "eye-off", L,
           submenu="This lane"),
    Action("lane-up", "Lanes", "Move this lane up", lambda w: w.stack.move_current(-1), ("Ctrl+Shift+Up",), "", L,
           submenu="This lane"),
    Action("lane-down", "Lanes", "Move this lane down", lambda w: w.stack.move_current(+1), ("Ctrl+Shift+Down",), "", L,
           submenu="This lane"),
    Action("lane-top", "Lanes", "Move this lane to the top", lambda w: w.stack.move_current_to_top(), ("Ctrl+Shift+Home",),
           "", L, submenu="This lane"),
    Action("lane-higher", "Lanes", "Make this lane higher", lambda w: w.stack.grow_current(+1), ("Shift+Up",), "", L,
           submenu="This lane"),
    Action("lane-lower", "Lanes", "Make this lane lower", lambda w: w.stack.grow_current(-1), ("Shift+Down",), "", L,
           submenu="This lane"),
    Action("lane-height", "Lanes", "Usual height of this lane", lambda w: w.stack.reset_current_height(), ("Shift+0",), "", L,
           submenu="This lane"),
    Action("lane-heights", "Lanes", "Usual height of all lanes", lambda w: w.stack.reset_heights(), ("Ctrl+Alt+0",), "",
           separator=True),
    # Transport
    Action("play", "Transport", "Play or stop", lambda w: w.playback.play_or_stop(), ("Space", "Tab"), "play", R,
           tip="With a selection, only the selection is played"),
    Action("pause", "Transport", "Pause or go on", lambda w: w.playback.pause_or_resume(), ("P",), "pause", R),
    Action("stop", "Transport", "Stop", lambda w: w.playback.stop(), (), "square", R),
    Action("play-once", "Transport", "Play once, without looping", lambda w: w.playback.play_once(), ("Shift+Space",), "", R),
    Action("play-second", "Transport", "Play one second from the cursor", lambda w: w.playback.play_for(1.0), ("1",), "", R),
    Action("play-around", "Transport", "Play around the selection's edges", lambda w: w.playback.play_around(), ("B",), "", R,
           tip="Where a model has made sound, B is its output"),
    Action("loop", "Transport", "Loop", lambda w: w.playback.toggle_loop(), ("L",), "repeat", checkable=True),
    Action("loop-selection", "Transport", "Loop the selection", lambda w: w.playback.loop_selection(), ("Shift+L",), "", S),
    Action("follow", "Transport", "Follow the play head", lambda w: w.playback.toggle_follow(), ("F",), "locate",
           checkable=True, tip="Scrolling by hand ends following; this begins it again"),
    Action("left", "Transport", "Step back", lambda w: w.playback.step(-0.05), ("Left",), "", R, separator=True,
           tip="A twentieth of what is in view"),
    Action("right", "Transport", "Step on", lambda w: w.playback.step(0.05), ("Right",), "", R),
    Action("second-left", "Transport", "One second back", lambda w: w.playback.seek_by(-1), (",",), "", R),
    Action("second-right", "Transport", "One second on", lambda w: w.playback.seek_by(1), (".",), "", R),
    Action("quarter-left", "Transport", "Fifteen seconds back", lambda w: w.playback.seek_by(-15), ("Shift+Left",), "", R),
    Action("quarter-right", "Transport", "Fifteen seconds on", lambda w: w.playback.seek_by(15), ("Shift+Right",), "", R),
    Action("home", "Transport", "To the start", lambda w: w.playback.go_to(0.0), ("Home",), "skip-back", R),
    Action("end", "Transport", "To the end", lambda w: w.playback.go_to(None), ("End",), "skip-forward", R),
    Action("half-speed", "Transport", "Half speed", lambda w: w.playback.set_speed(0.5), ("Ctrl+Alt+1",), "", separator=True),
    Action("normal-speed", "Transport", "Normal speed", lambda w: w.playback.set_speed(1.0), ("Ctrl+Alt+2",)),
    Action("double-speed", "Transport", "Double speed", lambda w: w.playback.set_speed(2.0), ("Ctrl+Alt+3",)),
    Action("keep-pitch", "Transport", "Keep the pitch", lambda w: w.playback.toggle_keep_pitch(), ("Ctrl+Alt+P",),
           checkable=True),
    Action("louder", "Transport", "Louder", lambda w: w.playback.change_volume(+3), ("Ctrl+Up",), "volume-2", separator=True),
    Action("softer", "Transport", "Softer", lambda w: w.playback.change_volume(-3), ("Ctrl+Down",), "volume-1"),
    Action("mute", "Transport", "Mute", lambda w: w.playback.toggle_mute(), ("M",), "volume-x", checkable=True),
    # Label
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
    # Model
    Action("classify", "Model", "Classify this recording", lambda w: w.classifying.run_or_cancel(), ("C",), "brain", R,
           tip="Again while it runs: cancel"),
    Action("denoise", "Model", "Denoise this recording", lambda w: w.result_commands.run_or_cancel("denoise"),
           ("Ctrl+Shift+D",), "sparkles", R, tip="As the panel of models says; again while it runs: cancel"),
    Action("cancel-job", "Model", "Cancel the running job", lambda w: w.cancel_job(), ("Ctrl+.",), "x", "job"),
    Action("analyses-go-on", "Model", "Go on with stopped analyses", lambda w: w.analyses.go_on(), (), "", R,
           tip="Of the lanes that are shown; what was found is kept"),
    *_comparing_actions(),
    *_result_actions(),
    *_bench_actions(),
    Action("threshold-up", "Model", "Raise the threshold", lambda w: w.classifying.move_threshold(+0.05), ("+",), "", "scores",
           separator=True),
    Action("threshold-down", "Model", "Lower the threshold", lambda w: w.classifying.move_threshold(-0.05), ("-",), "", "scores"),
    Action("next-segment", "Model", "Next segment", lambda w: w.classifying.go_to_segment(+1), ("Ctrl+Alt+Right",), "", "scores"),
    Action("previous-segment", "Model", "Previous segment", lambda w: w.classifying.go_to_segment(-1), ("Ctrl+Alt+Left",), "",
           "scores"),
    # Help
    Action("shortcuts", "Help", "Keyboard shortcuts…", lambda w: w.show_shortcuts(), ("F1",), "keyboard"),
    Action("about", "Help", "About Audio Workbench", lambda w: w.show_about(), (), "info"),
)  # fmt: skip


def tooltip(action: Action, keys: str) -> str:
    """What hovers over a button of this action."""
    text = action.tip or action.text.rstrip("…")
    return f"{text} ({keys})" if keys else text
