"""Joins the signals of the window's parts: who tells whom. No part knows another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.audio.devices import SILENT
from workbench.errors import printable
from workbench.gui import menus
from workbench.gui.compare_wiring import join_comparing
from workbench.gui.label_wiring import join_labels
from workbench.gui.lane_kinds import CLASSES, NETWORK_INPUT, SPECTROGRAM
from workbench.gui.lanes.confidence import ConfidenceLane
from workbench.gui.made_as import is_made_sound, join_made_as
from workbench.gui.model_wiring import join_models, show_network_input
from workbench.gui.recent import RecentFiles
from workbench.gui.result_lane_wiring import join_result_lanes
from workbench.gui.result_wiring import join_making
from workbench.gui.score_menu import class_menu
from workbench.gui.tooltips import follow_action

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

_BUTTON_ACTIONS = {
    "play": "pause",
    "stop": "stop",
    "loop": "loop",
    "follow": "follow",
    "keep_pitch": "keep-pitch",
    "mute": "mute",
}
"""The action whose words and keys each button of the transport shows."""


def join(window: MainWindow) -> None:
    """Called once, when all parts are there."""
    _join_opening(window)
    _join_playing(window)
    join_models(window)
    join_making(window)
    _join_lanes(window)
    join_labels(window)
    join_comparing(window)
    join_result_lanes(window)
    join_made_as(window)
    _join_view(window)
    _join_enabled(window)


def _join_opening(w: MainWindow) -> None:
    opener, files = w.opener, w.files
    opener.began.connect(lambda name, job: w.job_bar.follow(job, f"Reading {name}", f"Read {name}"))
    # What invites to open something goes when there is something, though the lanes come a turn later.
    w.document.opened.connect(w.welcome.hide)
    opener.opened.connect(lambda path: _show_opened(w, path))
    opener.failed.connect(lambda path, error: _show_failed(w, path, error))
    opener.failed.connect(lambda path, _error: w.relinking.offer_search(path))
    opener.ready.connect(lambda: _show_warnings(w))
    opener.folder_chosen.connect(lambda folder: _show_folder(w, folder))
    opener.project_chosen.connect(w.project_commands.open)
    w.watching.changed.connect(lambda path, what: _show_changed(w, path, what))
    files.open_requested.connect(opener.open)
    w.welcome.open_requested.connect(opener.ask_file)
    w.welcome.folder_requested.connect(opener.ask_folder)
    w.welcome.sample_requested.connect(opener.open)
    files.audition.connect(lambda path: opener.open(path, audition=True))
    files.audition_toggled.connect(lambda on: w.settings.change(audition=on))
    w.job_bar.failed.connect(w.messages.show_error)
    RecentFiles(w.menus["File"], w.actions_by_id["open-folder"], w.settings, w.worker, w).chosen.connect(opener.open)
    w.settings.write_failed.connect(lambda text: w.messages.show_message(text, "warning"))
    if w.settings.problem:
        w.messages.show_message(w.settings.problem, "warning")


def _join_playing(w: MainWindow) -> None:
    playback, transport, player = w.playback, w.transport, w.player
    transport.play_pressed.connect(playback.pause_or_resume)
    transport.stop_pressed.connect(playback.stop)
    transport.loop_toggled.connect(lambda on: on != playback.loop and playback.toggle_loop())
    transport.follow_toggled.connect(lambda on: on != playback.follow and playback.toggle_follow())
    transport.mute_toggled.connect(player.set_muted)
    transport.speed_changed.connect(playback.set_speed)
    transport.volume_changed.connect(player.set_volume)
    transport.device_chosen.connect(player.set_device)
    transport.device_chosen.connect(lambda name: w.settings.change(output_device=name))
    transport.rescan_requested.connect(player.scan_devices)
    transport.clip_reset.connect(player.reset_clip)
    transport.format_changed.connect(lambda form: w.settings.change(time_format=form))
    for name, action in _BUTTON_ACTIONS.items():
        follow_action(transport.buttons[name], w.actions_by_id[action], menus.entry_of(action).text)
    playback.state_changed.connect(transport.show_player)
    playback.problem_came.connect(lambda problem: _show_sound_problem(w, problem))
    playback.options_changed.connect(lambda: _show_options(w))
    w.stack.gestures.user_scrolled.connect(playback.stop_following)
    w.stack.gestures.clicked.connect(lambda time_s: w.document.playhead_s is not None and playback.go_to(time_s))
    _show_options(w)


def _show_sound_problem(w: MainWindow, problem: str) -> None:
    """In one line; put away, that there is no output at all is not said again at each start."""
    sentence, _, details = problem.partition(". ")
    if details:
        sentence += "."
    if sentence in w.settings.settings.dismissed:
        return
    message = w.messages.show_message(sentence, "warning", details=details)
    if SILENT in problem:
        kept = tuple({*w.settings.settings.dismissed, sentence})
        message.dismissed.clicked.connect(lambda: w.settings.change(dismissed=kept))


def _join_lanes(w: MainWindow) -> None:
    w.lanes.hovered.connect(w.readout.show_place)
    w.lanes.shown_changed.connect(lambda kind, shown: w.actions_by_id[f"show-{kind}"].setChecked(shown))
    w.controls.hide()  # as its lane, until what was shown is restored
    w.lanes.shown_changed.connect(lambda kind, shown: kind == SPECTROGRAM and w.controls.setVisible(shown))
    w.stack.menu_requested.connect(
        lambda place: menus.lane_menu(w, w.actions_by_id, of_channel=w.lane_commands.channel is not None).popup(place)
    )
    w.channel_bar.choose_requested.connect(w.actions_by_id["channels"].trigger)
    channels = w.document.channels
    for changed in (w.stack.current_changed, channels.heard_changed, w.document.spectrogram_changed):
        changed.connect(lambda: _show_channel_states(w))
    w.lanes.when_made(CLASSES, lambda lane: _join_classes(w, lane))
    w.lanes.when_made(NETWORK_INPUT, lambda _lane: show_network_input(w))


def _show_channel_states(w: MainWindow) -> None:
    channel, channels = w.lane_commands.channel, w.document.channels
    w.actions_by_id["solo"].setChecked(channel in channels.soloed)
    w.actions_by_id["mute-channel"].setChecked(channel in channels.muted)
    of_this = channel is not None and w.document.spectrogram.channel == channel
    w.actions_by_id["channel-spectrogram"].setChecked(of_this)


def _join_classes(w: MainWindow, lane: ConfidenceLane) -> None:
    lane.segment_chosen.connect(w.classifying.select)
    lane.segment_chosen.connect(lambda segment: w.playback.play_span(segment.start_s, segment.end_s))
    lane.segment_zoomed.connect(lambda _segment: w.viewing.zoom_selection())
    lane.menu_requested.connect(
        lambda index, segment, place: class_menu(w, w.document.scores, index, segment, w.proposing).popup(place)
    )


def _join_view(w: MainWindow) -> None:
    for name, dock in w.docks.items():
        action = w.actions_by_id[f"panel-{name}"]
        dock.visibilityChanged.connect(lambda _shown, dock=dock, action=action: action.setChecked(not dock.isHidden()))
    w.settings.changed.connect(lambda: _apply_settings(w))
    _apply_settings(w)


def _join_enabled(w: MainWindow) -> None:
    def show() -> None:
        there = {
            "recording": w.document.recording is not None,
            "selection": w.document.selection is not None,
            "scores": w.document.scores is not None,
            "job": w.classifying.running or w.making.running or w.job_bar.running > 0,
            "result": w.document.results.chosen is not None,
            **w.result_commands.there,
            **w.bench_commands.there,
            **w.review_commands.there,
            "labels": bool(w.label_selection.ids),
            "acceptable": w.judging.can_accept,
            "rejectable": w.judging.can_reject,
            "proposals": w.judging.any_proposed,
            "tier": w.label_selection.tier_id is not None,
            "undo": w.project_host.undo_name is not None,
            "redo": w.project_host.redo_name is not None,
            "lane": w.stack.current is not None,
            "channel": w.document.channels.count > 1 and w.lane_commands.channel is not None,
            "channels": w.document.channels.count > 1,
        }
        menus.enable(w.actions_by_id, there)
        menus.share_keys(w.actions_by_id, w.settings.settings.shortcuts)

    document = w.document
    for changed in (
        document.opened, document.selection_changed, document.scores_changed, w.stack.current_changed,
        w.label_selection.changed, w.project_host.opened, w.project_host.changed, document.results.chosen_changed,
    ):  # fmt: skip
        changed.connect(show)
    w.classifying.running_changed.connect(lambda _running: show())
    w.job_bar.running_changed.connect(show)
    w.result_commands.changed.connect(show)
    w.bench_commands.changed.connect(show)
    for changed in (w.review_commands.reviewing.begun, w.review_commands.reviewing.left):
        changed.connect(show)
    w.settings.changed.connect(show)
    show()


def _show_opened(w: MainWindow, path: str) -> None:
    w.setWindowTitle(f"{printable(Path(path).name)} – Audio Workbench")
    w.setWindowFilePath(path)
    w.messages.leave_behind()
    w.middle.show()
    w.files.set_current(path)
    if not w.opener.audition:  # else it is the list that led here, and the person may be further by now
        w.files.follow(path, stay=w.session.folder_stays or is_made_sound(Path(path)))
    w.models.begin()
    if w.opener.audition:
        w.playback.audition()


def _show_folder(w: MainWindow, folder: Path) -> None:
    w.welcome.invite()
    w.docks["files"].show()
    w.files.set_root(str(folder))
    w.settings.change(last_folder=str(folder))


def _show_failed(w: MainWindow, path: str, error: Exception) -> None:
    w.welcome.invite()
    w.messages.show_error(error, subject=path)
    w.files.set_failure(path, str(error))


def _show_changed(w: MainWindow, path: str, what: str) -> None:
    w.messages.show_message(what, "warning", "Reload", w.opener.reload, subject=path)


def _show_warnings(w: MainWindow) -> None:
    recording, overview = w.document.recording, w.document.overview
    if recording is None:
        return
    name = printable(recording.path.name)
    if recording.complete and recording.frames == 0:
        w.messages.show_message(f"{name}: there is no sound in it", "warning", subject=str(recording.path))
    for warning in recording.warnings:
        w.messages.show_message(f"{name}: {warning}", "warning", subject=str(recording.path))
    if overview is not None and overview.nonfinite_samples:
        w.messages.show_message(
            f"{name}: {overview.nonfinite_samples:,} samples are no numbers (NaN or infinite); they are drawn and "
            "played as silence.",
            "warning",
            subject=str(recording.path),
        )


def _show_options(w: MainWindow) -> None:
    playback, actions = w.playback, w.actions_by_id
    w.transport.set_loop(playback.loop)
    w.transport.set_follow(playback.follow)
    w.transport.set_speed(playback.speed, playback.keep_pitch)
    for name, on in (("loop", playback.loop), ("follow", playback.follow), ("keep-pitch", playback.keep_pitch)):
        actions[name].setChecked(on)


def _apply_settings(w: MainWindow) -> None:
    settings = w.settings.settings
    menus.apply_keys(w.actions_by_id, settings.shortcuts)
    w.stack.ruler.set_form(settings.time_format)
    w.transport.set_format(settings.time_format)
    w.readout.form = settings.time_format
    w.analyses.set_form(settings.time_format)
    w.inspector.set_format(settings.time_format)
    w.files.set_audition(settings.audition)
