"""Models that make sound: results beside the original, while they are made, when they are stopped, and gone on with."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.gui.main_window import MainWindow
from workbench.gui.making import Wish
from workbench.gui.results import Result, Side
from workbench.models.contract import Span
from workbench.models.placeholder import Quieter


@pytest.fixture
def window(labelled_window) -> MainWindow:
    return labelled_window


def make(window: MainWindow, qtbot, span: Span | None = None) -> Result:
    with qtbot.waitSignal(window.making.ended):
        window.making.run(Wish(Quieter.card, {}, span=span))
    return window.document.results.items[-1]


def test_a_result_is_a_signal_beside_the_original(window, qtbot) -> None:
    recording, results = window.document.recording, window.document.results
    before = recording.path.read_bytes()
    result = make(window, qtbot)
    assert (result.state, results.chosen, results.side) == ("done", result, Side.ORIGINAL)
    original = recording.read(0, recording.frames)
    np.testing.assert_allclose(result.signal(Side.OUTPUT).read(0, recording.frames), original / 2, atol=1e-7)
    np.testing.assert_allclose(result.signal(Side.DIFFERENCE).read(0, recording.frames), original / 2, atol=1e-7)
    result.set_strength(0.5)
    np.testing.assert_allclose(result.signal(Side.OUTPUT).read(0, 99), original[:, :99] * 0.75, atol=1e-7)
    assert recording.path.read_bytes() == before
    assert not window.making.running


def test_a_span_alone_is_made_and_what_lies_around_it_is_silent(window, qtbot) -> None:
    result = make(window, qtbot, Span(2.0, 3.5))
    assert result.known() == (Span(2.0, 3.5),)
    assert result.state == "done"


def test_what_is_missing_is_made_later(window, qtbot) -> None:
    result = make(window, qtbot, Span(2.0, 3.0))
    result.span = Span(0.0, window.document.total_s)
    result.set_state("partial")
    with qtbot.waitSignal(window.making.ended):
        window.making.go_on(result)
    assert result.made.whole


def test_another_recording_begins_without_results(window, qtbot, tmp_path) -> None:
    make(window, qtbot)
    other = tmp_path / "other.wav"
    other.write_bytes(window.document.recording.path.read_bytes())
    with qtbot.waitSignal(window.document.opened):
        window.opener.open(other)
    assert window.document.results.items == ()
    assert window.document.results.side is Side.ORIGINAL
