from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics

from workbench.audio.feed import Passage
from workbench.audio.meter import Level
from workbench.audio.output import Device
from workbench.audio.player import PlayerState, Status
from workbench.gui import typography
from workbench.gui.document import Document, Selection
from workbench.gui.panels.transport import TransportBar
from workbench.gui.time_text import left_text, parse_time, size_text, time_text
from workbench.gui.tooltips import follow_action


@pytest.fixture
def document(qapp):
    document = Document()
    document.axis.set_recording(600.0, 48_000)
    return document


@pytest.fixture
def bar(qtbot, document):
    bar = TransportBar(document)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def state(**changes):
    values = {
        "status": Status.STOPPED, "position_s": 0.0, "passage": Passage(), "speed": 1.0, "keep_pitch": True,
        "heard": None, "volume": 1.0, "muted": False, "waiting": False, "levels": (Level(),), "device": None,
        "devices": (Device("Speakers", 2, 48_000, True),), "problem": None, "underruns": 0,
    }  # fmt: skip
    return PlayerState(**(values | changes))


def test_showing_the_player_says_nothing_back(qtbot, bar):
    signals = [bar.speed_changed, bar.volume_changed, bar.mute_toggled, bar.loop_toggled, bar.follow_toggled]
    said = []
    for signal in signals:
        signal.connect(lambda *values: said.append(values))
    bar.show_player(state(status=Status.PLAYING, speed=0.5, keep_pitch=False, volume=0.25, muted=True))
    bar.set_loop(True)
    bar.set_follow(False)
    assert said == []
    assert bar.speed.currentText() == "0.5×"
    assert bar.volume.decibels == pytest.approx(-12.0, abs=0.3)
    assert bar.buttons["mute"].isChecked() and not bar.buttons["keep_pitch"].isChecked()


@pytest.mark.parametrize(("typed", "speed"), [("2", 2.0), ("0,5", 0.5), ("9", 4.0), ("1.33x", 1.33)])
def test_a_typed_speed_is_kept_within_its_limits(qtbot, bar, typed, speed):
    bar.speed.setEditText(typed)
    with qtbot.waitSignal(bar.speed_changed) as said:
        bar.speed.lineEdit().editingFinished.emit()
    assert said.args == [speed, True]


def test_the_time_follows_the_play_head_then_the_cursor(bar, document):
    document.set_cursor(72.345)
    assert bar.time.text == "0:01:12.345"
    document.set_playhead(3599.9996)
    assert bar.time.text == "1:00:00.000"
    document.set_playhead(None)
    bar.set_format("samples")
    assert bar.time.text == "3,472,560"


def test_a_selection_is_shown_and_typed(qtbot, bar, document):
    document.select(Selection(70.0, 74.5, 200.0, 4000.0))
    fields = bar.selection.fields
    assert [field.text() for field in fields.values()] == ["0:01:10.000", "0:01:14.500", "0:00:04.500"]
    assert bar.selection.frequencies == "200–4,000 Hz"
    fields["length"].selectAll()
    qtbot.keyClicks(fields["length"], "2.5")
    qtbot.keyClick(fields["length"], Qt.Key.Key_Return)
    assert document.selection == Selection(70.0, 72.5, 200.0, 4000.0)
    fields["start"].selectAll()
    qtbot.keyClicks(fields["start"], "soon")
    qtbot.keyClick(fields["start"], Qt.Key.Key_Return)
    assert document.selection.start_s == 70.0 and fields["start"].text() == "0:01:10.000"


@pytest.mark.parametrize(
    ("text", "form", "seconds"),
    [
        ("1:12.5", "clock", 72.5), ("1:00:00", "clock", 3600.0), ("72,5", "seconds", 72.5),
        ("1,234.5 s", "seconds", 1234.5), ("48,000", "samples", 1.0), ("0.5", "samples", 0.5),
    ],
)  # fmt: skip
def test_times_are_read_as_they_are_written(text, form, seconds):
    assert parse_time(text, form, 48_000) == pytest.approx(seconds)


@pytest.mark.parametrize("form", ["clock", "seconds", "samples"])
@pytest.mark.parametrize("seconds", [0.0, 0.25, 59.9995, 3599.5, 86_400.0])
def test_what_is_written_can_be_read(form, seconds):
    assert parse_time(time_text(seconds, form, 48_000), form, 48_000) == pytest.approx(seconds, abs=0.0006)


@pytest.mark.parametrize("text", ["", "soon", "-1", "nan", "inf", "1:x"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        parse_time(text, "clock", 48_000)


def test_sizes_and_time_left():
    assert [size_text(n) for n in (12, 12_300, 1_500_000, 2.5e9)] == ["12 bytes", "12 kB", "1.5 MB", "2.5 GB"]
    assert [left_text(s) for s in (None, 4.2, 75, 3700)] == ["", "0:04 left", "1:15 left", "1:01:40 left"]


def test_outputs_are_listed_and_the_current_one_ticked(qtbot, bar):
    bar.show_player(state(device="Gone", devices=(Device("A & B", 2, 48_000, True),)))
    bar.output.menu().aboutToShow.emit()
    actions = [action for action in bar.output.menu().actions() if action.isCheckable()]
    assert [action.text() for action in actions] == ["System default (A && B)", "A && B", "Gone (not connected)"]
    assert [action.isChecked() for action in actions] == [False, False, True]
    with qtbot.waitSignal(bar.device_chosen) as chosen:
        actions[1].trigger()
    assert chosen.args == ["A & B"]


def test_a_tooltip_follows_its_action(qtbot, bar):
    action = QAction("&Loop", bar)
    action.setShortcut("L")
    follow_action(bar.buttons["loop"], action)
    assert bar.buttons["loop"].toolTip() == "Loop (L)"
    action.setShortcut("Ctrl+L")
    assert bar.buttons["loop"].toolTip() == "Loop (Ctrl+L)"


def test_the_lamp_is_put_out_by_a_click(qtbot, bar):
    bar.show_player(state(levels=(Level(-1.0, -3.0, -0.1, True),)))
    with qtbot.waitSignal(bar.clip_reset):
        qtbot.mouseClick(bar.meter, Qt.MouseButton.LeftButton)


def test_playing_that_waits_for_reading_says_so(qtbot, bar):
    bar.show_player(state(status=Status.PLAYING, waiting=True))
    assert bar.time.shown_text == bar.time.text, "not at once"
    qtbot.waitUntil(lambda: bar.time.shown_text == "Still reading…")
    metrics = QFontMetrics(typography.body())
    assert metrics.horizontalAdvance(bar.time.shown_text) <= bar.time.width() - 16
    bar.show_player(state(status=Status.PLAYING))
    assert bar.time.shown_text == bar.time.text
