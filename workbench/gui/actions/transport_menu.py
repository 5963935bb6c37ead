"""The Transport menu."""

from __future__ import annotations

from workbench.gui.actions.action import Action, R, S

TRANSPORT_ACTIONS: tuple[Action, ...] = (
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
)  # fmt: skip
