"""Small windows: the lanes come first, and words that have no room are not cut."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from workbench.audio.devices import NO_DEVICE
from workbench.gui import theme
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.messages import MessageBar


def test_panels_at_the_right_wait_for_room_until_the_person_chooses(qtbot, make_window):
    window = make_window()
    models, inspector = window.docks["models"], window.docks["inspector"]
    window.resize(900, 600)
    assert models.isHidden() and inspector.isHidden() and not window.docks["files"].isHidden()
    window.resize(1300, 850)
    assert not models.isHidden() and not inspector.isHidden()
    window.resize(900, 600)
    window.actions_by_id["panel-models"].trigger()
    assert window.settings.settings.panels == {"models": True}
    window.resize(1300, 850)
    inspector.close()
    window.resize(900, 600)
    window.close()
    again = make_window()
    assert not again.docks["models"].isHidden() and again.docks["inspector"].isHidden()


def test_lanes_keep_their_least_width_beside_all_panels(qtbot, make_window, recording):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    window.resize(900, 600)
    for name in ("models", "inspector"):
        window.actions_by_id[f"panel-{name}"].trigger()
    qtbot.waitUntil(lambda: window.width() == 900 and window.stack.width() >= 440)


def test_no_label_of_the_ruler_is_cut(qtbot, make_window, recording):
    """Whatever is in view, the last columns of pixels hold ticks at most, below the labels."""
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    ruler, panel = window.stack.ruler, theme.colors().panel
    for end_s in (2.01, 3.02, 4.05, 5.03, 6.08, 8.1, 10.05, 11.9):
        window.document.axis.set_view(0.0, end_s)
        picture: QImage = ruler.grab().toImage()
        assert picture.width() > GUTTER_PX
        column = {QColor(picture.pixel(picture.width() - 1, y)).name() for y in range(16)}
        assert column == {panel.name()}, end_s


def test_details_come_when_asked_for(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    message = bar.show_message("No sound output was found.", "warning", details="Connect one.")
    bar.show()
    assert message.shown_text == "No sound output was found."
    message.button.click()
    assert message.shown_text == "No sound output was found. Connect one."
    assert [message.text for message in bar.messages] == ["No sound output was found."] and message.button.isHidden()


def test_that_there_is_no_output_is_not_said_again_once_put_away(qtbot, make_window):
    problem = NO_DEVICE
    window = make_window()
    window.playback.problem_came.emit(problem)
    (message,) = window.messages.messages
    assert message.text == "No sound output was found, so playing is silent."
    message.dismissed.click()
    window.close()
    again = make_window()
    again.playback.problem_came.emit(problem)
    assert not again.messages.messages


def test_the_row_of_the_spectrogram_goes_with_it(qtbot, make_window, recording):
    window = make_window()
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(recording)
    wave = window.lanes.lanes_of("waveform")[0]
    height, stack = wave.height(), window.stack.height()
    window.actions_by_id["show-spectrogram"].trigger()
    assert window.controls.isHidden()
    qtbot.waitUntil(lambda: window.stack.height() > stack and wave.height() > height)
    window.close()
    window = make_window()
    assert window.controls.isHidden(), "after a restart, too"
    window.actions_by_id["show-spectrogram"].trigger()
    assert not window.controls.isHidden()
