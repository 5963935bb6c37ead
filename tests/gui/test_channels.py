"""Many channels: which are seen, which are heard, and how one comes to them by mouse and key."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.channels import Channels
from workbench.gui.dialogs.channels import PEAK_ROLE, ChannelsDialog, missing_channels, parse_channels
from workbench.gui.lanes.channel_gutter import ChannelGutter
from workbench.gui.panels.channel_bar import heard_words

RATE = 48_000


@pytest.fixture
def many(tmp_path):
    """Two seconds of 32 channels, each a constant that names it: channel k (from 1) is at k / 64."""
    path = tmp_path / "array.wav"
    soundfile.write(path, np.tile(np.arange(1, 33) / 64, (2 * RATE, 1)), RATE, subtype="FLOAT")
    return path


@pytest.fixture
def window(qtbot, make_window, many):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(many)
    return window


def gutter(lane) -> ChannelGutter:
    return lane.findChild(ChannelGutter)


def seen(window) -> list[int]:
    """Channels, from 1, in the order of their lanes."""
    return [lane.channel + 1 for lane in window.stack.column.shown if hasattr(lane, "channel")]


def test_solo_wins_over_mute_and_alone_means_instead_of_the_others():
    channels = Channels()
    channels.begin(4)
    assert channels.heard is None
    channels.toggle_mute(1)
    assert channels.heard == (True, False, True, True)
    channels.toggle_solo(1)
    channels.toggle_solo(3)
    assert channels.heard == (False, True, False, True)
    channels.toggle_solo(2, alone=True)
    assert channels.soloed == {2}
    channels.toggle_solo(2, alone=True)
    assert channels.heard == (True, False, True, True), "the mute is still there"
    channels.hear_all()
    assert channels.heard is None


def test_another_recording_with_as_many_channels_keeps_the_choice():
    channels = Channels()
    channels.begin(32)
    assert channels.shown == tuple(range(8))
    channels.show_only([30, 4, 4, 99])
    channels.toggle_solo(4)
    channels.begin(32)
    assert (channels.shown, channels.soloed) == ((4, 30), {4})
    channels.begin(2)
    assert (channels.shown, channels.heard) == ((0, 1), None)


def test_the_words_say_who_is_heard_where():
    channels = Channels()
    channels.begin(6)
    channels.toggle_solo(4)
    assert heard_words(channels) == "Only channel 5 is heard, on both ears"
    channels.toggle_solo(1)
    assert heard_words(channels) == "Heard: channel 2 on the left, channel 5 on the right"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1-3, 5", [0, 1, 2, 4]), ("8-", [7, 8, 9]), ("3–4 99", [2, 3]), ("0", []), ("", list(range(10))),
        ("channel 1", [0, 9]), ("nothing", []), ("5-3", []),
    ],
)  # fmt: skip
def test_channels_are_named_by_numbers_and_ranges(typed, expected):
    assert parse_channels(typed, 10) == expected


def test_eight_of_many_are_shown_low_and_the_spectrogram_stays_in_view(qtbot, window):
    assert seen(window) == list(range(1, 9))
    assert window.channel_bar.shown.text() == "8 of 32 channels shown"
    assert window.channel_bar.isVisible()
    window.actions_by_id["channels-all"].trigger()
    qtbot.waitUntil(lambda: seen(window) == list(range(1, 33)))
    assert all(lane.height() < 40 for lane in window.lanes.lanes_of("waveform"))
    window.actions_by_id["channels-first"].trigger()
    assert seen(window) == list(range(1, 9))
    spectrogram = window.lanes.lane("spectrogram")
    assert spectrogram.visibleRegion().boundingRect().height() == spectrogram.height() > 100


def test_a_channel_that_comes_back_stands_in_its_place(window):
    window.document.channels.show_only([2, 9])
    window.document.channels.set_shown(4, True)
    window.document.channels.set_shown(0, True)
    assert seen(window) == [1, 3, 5, 10]


def test_solo_and_mute_by_mouse_reach_the_player(qtbot, window):
    third = window.lanes.lanes_of("waveform")[2]
    qtbot.mouseClick(gutter(third).solo, Qt.MouseButton.LeftButton)
    assert window.document.channels.soloed == {2}
    assert window.player.snapshot().heard == tuple(channel == 2 for channel in range(32))
    assert window.channel_bar.heard.text() == "Only channel 3 is heard, on both ears"
    fifth = window.lanes.lanes_of("waveform")[4]
    qtbot.mouseClick(gutter(fifth).solo, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert window.document.channels.soloed == {4}
    qtbot.mouseClick(window.channel_bar.hear_all, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(gutter(fifth).mute, Qt.MouseButton.LeftButton)
    assert window.player.snapshot().heard == tuple(channel != 4 for channel in range(32))
    window.actions_by_id["hear-all"].trigger()
    assert window.player.snapshot().heard is None


def test_a_channel_that_is_not_heard_is_dimmed(window):
    lane = window.lanes.lanes_of("waveform")[0]
    bright = lane.grab().toImage()
    window.document.channels.toggle_mute(0)
    assert lane.grab().toImage() != bright
    window.document.channels.toggle_mute(0)
    assert lane.grab().toImage() == bright


def test_the_keys_act_on_the_chosen_lane(qtbot, window):
    assert not window.actions_by_id["solo"].isEnabled()
    for _ in range(3):
        window.actions_by_id["lane-below"].trigger()
    assert window.stack.current is window.lanes.lanes_of("waveform")[2]
    window.actions_by_id["solo"].trigger()
    assert window.document.channels.soloed == {2} and window.actions_by_id["solo"].isChecked()
    window.actions_by_id["channel-spectrogram"].trigger()
    assert window.document.spectrogram.channel == 2
    window.actions_by_id["lane-above"].trigger()
    assert not window.actions_by_id["solo"].isChecked()
    window.actions_by_id["lane-hide"].trigger()
    assert seen(window) == [1, 3, 4, 5, 6, 7, 8]
    assert window.stack.current.channel == 2, "the lane below is the chosen one now"
    window.actions_by_id["lane-up"].trigger()
    assert seen(window)[:2] == [3, 1]
    window.actions_by_id["channel-only"].trigger()
    assert seen(window) == [3]


def test_the_dialog_ticks_narrows_and_shows_levels(qtbot, window):
    dialog = ChannelsDialog(window.document, window)
    qtbot.addWidget(dialog)
    dialog.filter.setText("30-")
    model = dialog.model
    assert [model.data(model.index(row)) for row in range(model.rowCount())] == [f"Channel {n}" for n in (30, 31, 32)]
    assert model.data(model.index(2), PEAK_ROLE) == pytest.approx(20 * np.log10(0.5), abs=0.01)
    model.setData(model.index(0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert seen(window) == [*range(1, 9), 30]
    QTest.keyClick(dialog.filter, Qt.Key.Key_Return)
    assert seen(window) == [30, 31, 32]


def test_the_gutter_chooses_a_lane_and_opens_its_menu(qtbot, window):
    lane = window.lanes.lanes_of("waveform")[1]
    places = []
    window.stack.menu_requested.disconnect()
    window.stack.menu_requested.connect(places.append)
    qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
    assert window.stack.current is lane
    for x, expected in ((10, 1), (300, 1)):
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(x, 5), lane.mapToGlobal(QPoint(x, 5)))
        QApplication.sendEvent(lane, event)
        assert len(places) == expected, "the body has no menu"


def test_each_gutter_shows_the_level_at_the_play_head(qtbot, window):
    bars = [gutter(lane).level for lane in window.lanes.lanes_of("waveform")]
    window.document.set_playhead(1.0)
    assert [bar.level_db for bar in bars] == pytest.approx([20 * np.log10(n / 64) for n in range(1, 9)], abs=0.01)
    window.document.set_playhead(None)
    assert {bar.level_db for bar in bars} == {-60.0}


def test_levels_are_looked_up_only_of_the_lanes_in_view(qtbot, window, monkeypatch):
    window.document.channels.show_only(range(32))
    qtbot.waitUntil(lambda: len(seen(window)) == 32)
    window.stack.column.set_height(window.lanes.lanes_of("waveform")[0], 700)
    asked = []
    levels_db = window.lanes.levels.levels_db
    monkeypatch.setattr(
        window.lanes.levels, "levels_db", lambda channels, now: asked.append(channels) or levels_db(channels, now)
    )
    window.document.set_playhead(1.0)
    assert asked == [[0]]
    bars = window.lanes.levels.bars
    assert bars[0].level_db == pytest.approx(20 * np.log10(1 / 64), abs=0.01) and bars[31].level_db == -60.0


@pytest.mark.parametrize("named", [True, False])
def test_what_was_chosen_of_the_channels_is_there_again(qtbot, make_window, window, many, named):
    """Whether the recording is named again or is the one that was open last."""
    window.document.channels.show_only([*range(3, 13), 30])
    qtbot.waitUntil(lambda: len(seen(window)) == 11)
    window.stack.set_current(window.lanes.lanes_of("waveform")[-1])
    window.stack.move_current_to_top()
    window.document.channels.toggle_solo(5)
    window.document.channels.toggle_mute(30)
    window.close()
    again = make_window()
    again.begin(many if named else None)
    qtbot.waitUntil(lambda: seen(again) == [31, *range(4, 14)])
    assert (again.document.channels.soloed, again.document.channels.muted) == ({5}, {30})
    assert again.player.snapshot().heard == tuple(channel == 5 for channel in range(32))


def test_numbers_beyond_the_last_channel_are_named(qtbot, window):
    assert missing_channels("1-4, 12, 40", 32) == ["40"]
    assert missing_channels("30-34 0", 32) == ["30-34", "0"]
    assert missing_channels("7-", 32) == missing_channels("channel 40", 32) == []
    dialog = ChannelsDialog(window.document, window)
    qtbot.addWidget(dialog)
    dialog.filter.setText("1-4, 12, 40")
    assert dialog.missing.text() == "Not in this recording, which has 32 channels: 40"
    assert not dialog.missing.isHidden()
    dialog.filter.setText("1-4")
    assert dialog.missing.isHidden()
