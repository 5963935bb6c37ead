"""The window as a person uses it: open, look, hear, classify, come back."""

from __future__ import annotations

import json
import os
import signal

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from workbench.audio.player import Status
from workbench.gui.actions import ACTIONS
from workbench.gui.document import Selection
from workbench.gui.menus import SHARED_KEYS
from workbench.gui.panels.job_bar import JobBar


def open_file(qtbot, window, path):
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(path)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.stack, key, modifier)


def test_a_recording_is_opened_drawn_and_named(qtbot, make_window, recording):
    window = make_window()
    open_file(qtbot, window, recording)
    assert window.document.total_s == pytest.approx(12.0)
    assert [lane.title for lane in window.lanes.lanes_of("waveform")] == ["Left", "Right"]
    qtbot.waitUntil(lambda: window.lanes.settled)
    assert "noise and tone.wav" in window.windowTitle()
    assert window.settings.settings.recent_files == (str(recording),)
    assert window.lanes.lane("spectrogram").level_at(
        6.0, window.lanes.lane("spectrogram").y_of_frequency(3000)
    ) == pytest.approx(-12, abs=1.5)


def test_a_bad_file_is_named_and_the_session_goes_on(qtbot, make_window, recording, tmp_path):
    window = make_window()
    bad = tmp_path / "notes.wav"
    bad.write_text("these are words")
    with qtbot.waitSignal(window.opener.failed):
        window.opener.open(bad)
    assert ["notes.wav" in message.text for message in window.messages.messages] == [True]
    open_file(qtbot, window, recording)
    assert window.document.recording.path == recording
    assert window.messages.messages == ()


def test_a_drop_opens_the_file(qtbot, make_window, recording):
    window = make_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(recording))])
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(window.opener.ready):
        window.dropEvent(event)


def test_space_plays_the_selection_and_the_head_moves(qtbot, make_window, recording):
    window = make_window()
    open_file(qtbot, window, recording)
    window.document.select(Selection(2.0, 2.4))
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: (window.document.playhead_s or 0) > 2.05)
    assert window.document.playhead_s < 2.45
    qtbot.waitUntil(lambda: window.player.snapshot().status is Status.STOPPED)
    qtbot.waitUntil(lambda: window.document.playhead_s is None)


def test_edges_set_at_the_play_head_always_leave_a_selection(qtbot, make_window, recording):
    window = make_window()
    open_file(qtbot, window, recording)
    window.document.select(Selection(2.0, 3.0))
    window.document.set_cursor(5.0)
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.document.selection == Selection(5.0, 12.0)
    window.document.set_cursor(4.0)
    press(qtbot, window, Qt.Key.Key_BracketRight)
    assert window.document.selection == Selection(0.0, 4.0)


def test_after_scrolling_away_one_press_follows_again(qtbot, make_window):
    playback = make_window().playback
    assert playback.follow
    playback.stop_following()
    playback.toggle_follow()
    assert playback.follow
    playback.toggle_follow()
    assert not playback.follow


def test_a_failed_audition_is_not_made_up_for_later(qtbot, make_window, recording, tmp_path):
    window = make_window()
    bad = tmp_path / "notes.wav"
    bad.write_text("these are words")
    with qtbot.waitSignal(window.opener.failed):
        window.files.audition.emit(str(bad))
    open_file(qtbot, window, recording)
    assert window.player.snapshot().status is Status.STOPPED


def test_keys_zoom_select_and_move(qtbot, make_window, recording):
    window = make_window()
    open_file(qtbot, window, recording)
    axis, document = window.document.axis, window.document
    press(qtbot, window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert axis.span_s == pytest.approx(6.0)
    press(qtbot, window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert axis.is_whole
    press(qtbot, window, Qt.Key.Key_Period)
    assert document.cursor_s == pytest.approx(1.0)
    press(qtbot, window, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert document.selection == Selection(pytest.approx(1.0), pytest.approx(12.0))
    press(qtbot, window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert axis.start_s == pytest.approx(0.45)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert document.selection is None
    press(qtbot, window, Qt.Key.Key_Home)
    assert document.cursor_s == 0.0


def test_one_key_classifies_and_the_threshold_re_forms_segments(qtbot, make_window, recording):
    window = make_window()
    open_file(qtbot, window, recording)
    qtbot.waitUntil(lambda: window.models.card is not None)
    with qtbot.waitSignal(window.classifying.ended) as ended:
        press(qtbot, window, Qt.Key.Key_C)
    assert ended.args[0].state == "done"
    track = window.document.scores
    assert track.complete
    assert track.starts_s.tolist() == list(range(12))
    track.set_threshold(0.2)
    low = track.segments()
    assert ("peak", 0.0, 12.0) in [(s.label, s.start_s, s.end_s) for s in low]
    track.set_threshold(0.9)
    assert track.segments() == []
    assert window.classifying.threshold == 0.9
    track.set_threshold(0.2)
    window.lanes.lane("classes").segment_chosen.emit(low[0])
    assert window.document.selection == Selection(low[0].start_s, low[0].end_s)
    qtbot.waitUntil(lambda: window.player.snapshot().status is Status.PLAYING)


def test_the_same_key_cancels_at_once(qtbot, make_window, recording):
    window = make_window("tests.gui.slow_model:load")
    open_file(qtbot, window, recording)
    qtbot.waitUntil(lambda: window.models.card is not None)
    with qtbot.waitSignal(window.document.scores_changed):
        press(qtbot, window, Qt.Key.Key_C)
    with qtbot.waitSignal(window.document.scores.grew):
        pass
    with qtbot.waitSignal(window.classifying.ended) as ended:
        press(qtbot, window, Qt.Key.Key_C)
    assert ended.args[0].state == "cancelled"
    assert not window.classifying.running
    assert len(window.document.scores.values) > 0  # what was found stays


def test_a_killed_model_process_is_said_and_the_next_run_works(qtbot, make_window, recording):
    window = make_window("tests.gui.slow_model:load")
    open_file(qtbot, window, recording)
    qtbot.waitUntil(lambda: window.models.card is not None)
    window.classifying.run()
    with qtbot.waitSignal(window.document.scores.grew):
        pass
    with qtbot.waitSignal(window.classifying.ended) as ended:
        os.kill(int(window.document.scores.values[0, 0]), signal.SIGKILL)
    assert ended.args[0].state == "failed"
    assert len(window.messages.messages) == 1
    with qtbot.waitSignal(window.classifying.ended) as ended:
        window.classifying.run()
    assert ended.args[0].state == "done"


def test_what_was_set_is_there_again(qtbot, make_window, recording):
    first = make_window()
    open_file(qtbot, first, recording)
    first.document.axis.set_view(3.0, 5.0)
    first.document.set_cursor(4.0)
    first.document.set_spectrogram(n_fft=4096, scale="mel")
    first.docks["inspector"].hide()
    first.close()
    kept = json.loads(first.settings.path.read_text())
    assert kept["session"]["file"] == str(recording)
    second = make_window()
    with qtbot.waitSignal(second.opener.ready):
        second.begin(None)
    assert (second.document.axis.start_s, second.document.axis.end_s) == (pytest.approx(3.0), pytest.approx(5.0))
    assert second.document.cursor_s == 4.0
    assert second.document.spectrogram.n_fft == 4096
    assert second.docks["inspector"].isHidden()


def test_channels_come_and_go_with_the_recording(qtbot, make_window, recording, tmp_path):
    window = make_window()
    open_file(qtbot, window, recording)
    many = tmp_path / "many.wav"
    soundfile.write(many, np.zeros((4800, 7), np.float32), 48_000)
    open_file(qtbot, window, many)
    assert len(window.lanes.lanes_of("waveform")) == 7
    mono = tmp_path / "one sample.wav"
    soundfile.write(mono, np.array([0.5]), 48_000)
    open_file(qtbot, window, mono)
    assert [lane.title for lane in window.lanes.lanes_of("waveform")] == ["Mono"]
    window.grab()


def test_no_two_actions_share_a_key_but_those_that_cannot_both_be_done():
    yielding = {second for _first, second in SHARED_KEYS}
    keys = [key for action in ACTIONS for key in action.keys if action.id not in yielding]
    assert len(keys) == len(set(keys))
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_nothing_is_greyed_wrongly(qtbot, make_window, recording):
    window = make_window()
    assert not window.actions_by_id["play"].isEnabled()
    assert window.actions_by_id["open"].isEnabled()
    open_file(qtbot, window, recording)
    assert window.actions_by_id["play"].isEnabled()
    assert not window.actions_by_id["zoom-selection"].isEnabled()
    window.document.select(Selection(1, 2))
    assert window.actions_by_id["zoom-selection"].isEnabled()
    assert isinstance(window.job_bar, JobBar)
