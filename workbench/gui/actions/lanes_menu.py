"""The Lanes menu."""

from __future__ import annotations

from workbench.gui.actions.action import CS, Action, C, L, R
from workbench.gui.lane_kinds import LANE_KINDS, LaneKind


def _lane_action(kind: LaneKind) -> Action:
    return Action(f"show-{kind.id}", "Lanes", kind.title, lambda w: w.lanes.toggle(kind.id), kind.keys, kind.icon,
                  checkable=True, section=kind.group, tip=kind.tip)  # fmt: skip


LANES_ACTIONS: tuple[Action, ...] = (
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
)  # fmt: skip
