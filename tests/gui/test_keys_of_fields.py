"""Fields give the keys back: after Enter, Escape, or a click in a lane, Space plays again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from workbench.audio.player import Status
from workbench.gui.document import Selection
from workbench.gui.key_guard import KeyGuard


@pytest.fixture
def window(qtbot, make_window, recording):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def has_keys(window) -> bool:
    return QApplication.focusWidget() is window.stack


def test_a_click_in_a_lane_takes_the_keys_from_the_speed_box(qtbot, window):
    window.transport.speed.setFocus()
    window.transport.speed.lineEdit().selectAll()
    qtbot.keyClicks(QApplication.focusWidget(), "1.5")
    lane = window.lanes.lane("spectrogram")
    qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(300, 20))
    assert has_keys(window)
    assert window.playback.speed == 1.5, "what was typed counts"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert window.player.snapshot().status is Status.PLAYING


def test_enter_takes_what_was_typed_and_escape_takes_it_back(qtbot, window):
    speed = window.transport.speed
    for typed, key, expected in (("2", Qt.Key.Key_Return, 2.0), ("0.5", Qt.Key.Key_Escape, 2.0)):
        speed.setFocus()
        speed.lineEdit().selectAll()
        qtbot.keyClicks(QApplication.focusWidget(), typed)
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert has_keys(window)
        assert (window.playback.speed, speed.currentText()) == (expected, f"{expected:g}×")


def test_the_fields_of_the_selection_and_the_levels_do_the_same(qtbot, window):
    window.document.select(Selection(1.0, 2.0))
    end = window.transport.selection.fields["end"]
    for typed, key, expected in (("3", Qt.Key.Key_Return, 3.0), ("4", Qt.Key.Key_Escape, 3.0)):
        end.setFocus()
        end.selectAll()
        qtbot.keyClicks(end, typed)
        qtbot.keyClick(end, key)
        assert has_keys(window) and window.document.selection == Selection(1.0, expected)
    floor = window.controls.floor
    for typed, key, expected in (("-90", Qt.Key.Key_Return, -90.0), ("-70", Qt.Key.Key_Escape, -90.0)):
        floor.setFocus()
        floor.selectAll()
        qtbot.keyClicks(floor, typed)
        qtbot.keyClick(floor, key)
        assert has_keys(window) and window.document.spectrogram.floor_db == expected


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_field_in_the_popup_of_a_bar_closes_it(qtbot, window):
    window.resize(900, 600)
    end, popup = window.transport.selection.fields["end"], window.transport.popup
    window.document.select(Selection(1.0, 2.0))
    qtbot.mouseClick(window.transport.more, Qt.MouseButton.LeftButton)
    assert popup.isVisible() and popup.isAncestorOf(end)
    end.setFocus()
    end.selectAll()
    qtbot.keyClicks(end, "3")
    qtbot.keyClick(end, Qt.Key.Key_Return)
    assert not popup.isVisible() and window.document.selection == Selection(1.0, 3.0)
    qtbot.waitUntil(lambda: has_keys(window))


def test_text_that_is_typed_is_not_stolen_and_enter_leads_into_the_list(qtbot, window):
    field = window.files.filter
    field.setFocus()
    qtbot.keyClicks(field, "no e")
    assert field.text() == "no e" and window.player.snapshot().status is Status.STOPPED
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is window.files.view


def test_what_is_used_by_mouse_leaves_the_keys_alone_but_tab_comes_to_it(window):
    controls = window.controls
    for used in (
        controls.fft_size,
        controls.scale,
        controls.colormap,
        window.transport.volume,
        window.models.run_button,
    ):
        assert used.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_enter_in_a_list_that_a_box_drops_down_is_left_to_it(window):
    """Qt chooses there on ShortcutOverride. No popup is opened: offscreen it gets no keys."""
    view = window.models.tasks.view()
    press = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert not window.findChild(KeyGuard).eventFilter(view, press)
    assert window.findChild(KeyGuard).eventFilter(window.files.view, press), "a list of the window keeps it"
