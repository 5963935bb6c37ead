"""Original, output and difference under one play head: keys, buttons, what the player gets."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt

from tests.gui.test_making import make
from workbench.audio.blend import Difference
from workbench.audio.player import Status
from workbench.gui.document import Selection
from workbench.gui.loudness_match import spread
from workbench.gui.main_window import MainWindow
from workbench.gui.making import Wish
from workbench.gui.results import Side
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.changes import change_class
from workbench.labels.class_changes import add_class
from workbench.models.contract import Span
from workbench.models.placeholder import Quieter


@pytest.fixture
def window(labelled_window) -> MainWindow:
    return labelled_window


def heard(window: MainWindow) -> object:
    return window.player._wish.signal


def test_without_a_result_b_plays_around_the_edges_and_the_buttons_say_why(window, qtbot) -> None:
    buttons = window.transport.compare.sides
    assert not any(button.isEnabled() for button in buttons.values())
    assert buttons[Side.OUTPUT].toolTip() == "Run a model that returns sound first"
    qtbot.keyClick(window.stack, Qt.Key.Key_B)
    assert window.player.snapshot().status is Status.PLAYING
    for key in (Qt.Key.Key_A, Qt.Key.Key_D, Qt.Key.Key_X):
        qtbot.keyClick(window.stack, key)
    assert heard(window) is window.document.recording


def test_keys_and_buttons_choose_what_is_heard_and_play_nothing(window, qtbot) -> None:
    result = make(window, qtbot)
    results, buttons = window.document.results, window.transport.compare.sides
    assert buttons[Side.ORIGINAL].isChecked() and buttons[Side.OUTPUT].toolTip().startswith("Hear the output")
    for key, side in ((Qt.Key.Key_B, Side.OUTPUT), (Qt.Key.Key_D, Side.DIFFERENCE), (Qt.Key.Key_A, Side.ORIGINAL)):
        for _ in range(2):  # again, it stays
            qtbot.keyClick(window.stack, key)
            assert results.side is side and buttons[side].isChecked()
            assert window.transport.compare.word.text().lower() == str(side)
        wanted = result.signal(side)
        assert type(heard(window)) is type(wanted)
    qtbot.keyClick(window.stack, Qt.Key.Key_X)
    assert results.side is Side.OUTPUT
    qtbot.mouseClick(buttons[Side.DIFFERENCE], Qt.MouseButton.LeftButton)
    qtbot.keyClick(window.stack, Qt.Key.Key_X)
    assert results.side is Side.ORIGINAL
    assert window.player.snapshot().status is Status.STOPPED


def test_a_class_keeps_its_key_while_something_is_selected(window, qtbot) -> None:
    for number in range(12):
        window.labelling.perform(lambda project, number=number: add_class(project, f"class {number}", CLASS_COLORS))
    classes = window.project_host.project.classes.values()
    assert {each.key for each in classes} <= set("1234567890") | {""}, "letters are given by people only"
    chosen = next(iter(classes)).id
    window.labelling.perform(lambda project: change_class(project, chosen, key="b"))
    make(window, qtbot)
    window.document.select(Selection(1.0, 2.0))
    qtbot.keyClick(window.stack, Qt.Key.Key_B)
    assert window.label_selection.ids and window.document.results.side is Side.ORIGINAL
    window.selecting.select_none()
    window.label_selection.set([])
    qtbot.keyClick(window.stack, Qt.Key.Key_B)
    assert window.document.results.side is Side.OUTPUT


def test_the_strength_is_heard_at_once(window, qtbot) -> None:
    result = make(window, qtbot)
    window.comparing.hear(Side.OUTPUT)
    result.set_strength(0.25)
    assert heard(window).strength == 0.25
    window.comparing.hear(Side.ORIGINAL)
    before = window.player._wish
    result.set_strength(0.5)
    assert window.player._wish is before, "the original stays as it is"


def test_another_recording_is_loaded_not_swapped_in(window, qtbot, recording, tmp_path, monkeypatch) -> None:
    make(window, qtbot)
    window.comparing.hear(Side.OUTPUT)
    other = tmp_path / "other.wav"
    soundfile.write(other, np.zeros(8000), 8000)
    swapped = []
    monkeypatch.setattr(window.player, "swap", swapped.append)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(other)
    assert swapped == [] and heard(window) is window.document.recording


def test_what_was_not_made_is_silent_and_said(window, qtbot) -> None:
    make(window, qtbot, Span(2.0, 4.0))
    window.comparing.hear(Side.OUTPUT)
    window.document.set_cursor(1.0)
    with qtbot.waitSignal(window.comparing.waiting_changed) as said:
        window.playback.play()
    assert said.args == ["Not made here"] and window.transport.compare.word.text() == "Not made here"
    with qtbot.waitSignal(window.comparing.waiting_changed) as said:
        window.playback.go_to(3.0)
    assert said.args == [""]


def test_what_comes_to_be_heard_is_made_next(make_window, tmp_path, qtbot) -> None:
    """Far from what is in view, in a recording of many pieces."""
    rate, path = 8_000, tmp_path / "long.wav"
    soundfile.write(path, np.full(120 * rate, 0.5), rate)
    window = make_window("tests.gui.slow_model:load_quieter")
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(path)
    window.document.axis.set_view(0.0, 10.0)
    window.making.run(Wish(Quieter.card, {}))
    qtbot.waitUntil(lambda: bool(window.document.results.items))
    result = window.document.results.items[0]
    window.comparing.hear(Side.OUTPUT)
    window.document.set_cursor(100.0)
    with qtbot.waitSignal(window.comparing.waiting_changed) as said:
        window.playback.play()
    assert said.args == ["Being made…"] and window.transport.compare.sides[Side.OUTPUT].text() == "B…"
    with qtbot.waitSignal(window.comparing.waiting_changed) as said:
        pass
    assert said.args == [""] and result.state == "running"
    assert not result.there.covers(40 * rate, 80 * rate), "made before what lies between"


def test_loudness_is_matched_in_the_background_and_shown(window, qtbot) -> None:
    result = make(window, qtbot)
    match, button = window.loudness_match, window.transport.compare.match
    window.comparing.hear(Side.OUTPUT)
    assert heard(window).read(0, 9).tolist() == result.signal(Side.OUTPUT).read(0, 9).tolist()
    qtbot.keyClick(window.stack, Qt.Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: match.gain_db(Side.OUTPUT) != 0.0)
    assert match.gain_db(Side.OUTPUT) == 6.0 and button.isChecked() and button.text() == "+6.0 dB"
    original = window.document.recording.read(1000, 2000)
    np.testing.assert_allclose(heard(window).read(1000, 2000), original, rtol=0.01)
    result.set_strength(0.5)
    qtbot.waitUntil(lambda: button.text() == "+2.5 dB")
    window.comparing.hear(Side.DIFFERENCE)
    assert type(heard(window)) is Difference and button.text() == "0.0 dB"
    window.actions_by_id["match-difference"].trigger()
    qtbot.waitUntil(lambda: button.text() == "+12.0 dB")
    for name in ("match-difference", "match-loudness"):
        window.actions_by_id[name].trigger()
    assert type(heard(window)) is Difference and button.text() == "Match dB"


def test_of_a_long_result_stretches_are_measured_spread_over_it() -> None:
    there = [(0, 400_000), (500_000, 1_500_000)]
    spans = spread(there, 60_000)
    assert sum(last - first for first, last in spans) == 60_000
    assert spans[0] == (0, 5_000) and spans[-1] == (1_495_000, 1_500_000)
    assert all(any(first >= begin and last <= end for begin, end in there) for first, last in spans)
    assert spread([(7, 50_000)], 60_000) == ((7, 50_000),)
