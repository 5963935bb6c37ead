"""The blind test: what is heard, what is told when, and that nothing gives X away."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.test_comparing import heard
from tests.gui.test_making import make
from workbench.audio.abx import AbxTest
from workbench.audio.player import Status
from workbench.gui.dialogs.abx import AbxDialog
from workbench.gui.document import Selection
from workbench.gui.main_window import MainWindow
from workbench.gui.results import Side
from workbench.models.contract import Span

X_IS_A = [True, False, False, True, False]


@pytest.fixture
def window(labelled_window) -> MainWindow:
    return labelled_window


@pytest.fixture
def dialog(window, qtbot):
    make(window, qtbot)
    window.document.select(Selection(6.0, 8.0))
    qtbot.keyClick(window.stack, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(AbxDialog)
    yield dialog
    for each in window.findChildren(AbxDialog):
        each.reject()
    window.document.select(None)


def begin(dialog, qtbot) -> None:
    coins = iter(X_IS_A)
    with qtbot.waitSignal(dialog.blind.begun):
        dialog.begin(test=AbxTest(5, lambda: next(coins)))


def sound(window) -> np.ndarray:
    return heard(window).read(6 * 44_100, 8 * 44_100)


def test_a_whole_test_by_keys(window, dialog, qtbot) -> None:
    begin(dialog, qtbot)
    assert window.player.snapshot().status is Status.PLAYING and window.player.snapshot().passage.loop
    original = window.document.recording.read(6 * 44_100, 8 * 44_100)
    for number, x_is_a in enumerate(X_IS_A, 1):
        assert dialog.trial.number.text() == f"Trial {number} of 5"
        assert dialog.trial.sounds["X"].isChecked() and not dialog.trial.next.isEnabled()
        x = sound(window)
        qtbot.keyClick(dialog, Qt.Key.Key_A)
        a = sound(window)
        qtbot.keyClick(dialog, Qt.Key.Key_B)
        b = sound(window)
        np.testing.assert_array_equal(x, a if x_is_a else b)
        np.testing.assert_allclose(a, original / 2, atol=1e-6)  # as soft as the output, which is half as loud
        np.testing.assert_allclose(b, original / 2, atol=1e-7)
        assert (
            window.document.results.side is Side.ORIGINAL and window.transport.compare.sides[Side.ORIGINAL].isChecked()
        )
        assert dialog.copy.isHidden() and dialog.blind.test.outcome is None
        qtbot.keyClick(dialog, Qt.Key.Key_1 if x_is_a else Qt.Key.Key_2)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.figures.text() == "5 of 5 right, p = 0.031"
    dialog.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "noise and tone.wav" in text and "placeholder/quieter" in text and "A -6.0 dB, B +0.0 dB" in text
    assert heard(window) is window.document.recording and window.player.snapshot().status is Status.STOPPED


def test_it_can_be_ended_at_any_time_and_the_meter_is_silent_until_then(window, dialog, qtbot) -> None:
    window.comparing.hear(Side.OUTPUT)
    begin(dialog, qtbot)
    with qtbot.waitSignal(window.playback.state_changed, check_params_cb=lambda state: bool(state.position_s)) as shown:
        pass
    assert shown.args[0].levels == ()
    dialog.reject()
    assert window.player.snapshot().status is Status.STOPPED
    with qtbot.waitSignal(window.playback.state_changed) as shown:
        window.playback.stop()
    assert shown.args[0].levels
    assert type(heard(window)) is type(window.document.results.signal(Side.OUTPUT))


def test_what_cannot_be_compared_is_said(window, dialog, qtbot) -> None:
    dialog.setup.boxes[1].setCurrentIndex(0)
    assert not dialog.setup.begin.isEnabled() and "two different" in dialog.setup.note.text()
    dialog.reject()
    make(window, qtbot, Span(0.0, 7.0))
    window.show_blind_test()
    dialog = window.findChildren(AbxDialog)[-1]
    assert not dialog.setup.begin.isEnabled() and "not made over all" in dialog.setup.note.text()
