"""Runs that do not end well, and windows that go while one is under way: what is there stays, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.gui.gated_model import COMMANDS, command_file
from workbench.audio.cache import Cache
from workbench.audio.made_file import find_made
from workbench.errors import ModelProcessDied
from workbench.gui.main_window import MainWindow
from workbench.gui.model_choices import Choice
from workbench.gui.results import Result
from workbench.models.contract import Card
from workbench.models.placeholder import Levels, Quieter


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [Levels.card, Quieter.card]


@pytest.fixture(scope="module")
def models() -> str:
    return "tests.gui.gated_model:load"


@pytest.fixture(scope="module", autouse=True)
def commands(tmp_path_factory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(COMMANDS, str(tmp_path_factory.mktemp("commands") / "what to do"))
        yield


@pytest.fixture
def window(labelled_window, qtbot) -> MainWindow:
    qtbot.waitUntil(lambda: labelled_window.models.tasks.count() == 2)
    return labelled_window


def begin(window: MainWindow, qtbot, command: str) -> Result:
    """Run with the action; until something is there, or it has ended."""
    command_file().write_text(command)
    results = window.document.results
    before = len(results.items)
    window.actions_by_id["denoise"].trigger()
    qtbot.waitUntil(lambda: len(results.items) > before and (results.items[-1].share > 0 or command == "hold"))
    return results.items[-1]


def run_on(window: MainWindow, qtbot) -> None:
    command_file().write_text("go on")
    with qtbot.waitSignal(window.making.ended):
        window.actions_by_id["result-go-on"].trigger()


@pytest.mark.parametrize("command", ["die", "fail"])
def test_a_run_that_fails_says_why_and_can_be_gone_on_with(window, qtbot, command) -> None:
    result = begin(window, qtbot, command)
    qtbot.waitUntil(lambda: result.state == "failed")
    if command == "die":
        assert isinstance(result.error, ModelProcessDied)
    else:
        assert "a bug of the model" in str(result.error)
    panel = window.results_panel
    assert str(result.error).splitlines()[0].split("(")[0] in panel.model.told(result).replace("&#x27;", "'")
    assert any(message.kind == "error" for message in window.messages.messages)
    assert not window.models._running[True]
    run_on(window, qtbot)
    assert (result.state, result.share, result.error) == ("done", 1.0, None)
    np.testing.assert_allclose(
        result.made.read(0, 12 * 44_100), window.document.recording.read(0, 12 * 44_100) / 2, atol=1e-7
    )


def test_what_was_stopped_can_be_gone_on_with_from_the_message(window, qtbot) -> None:
    result = begin(window, qtbot, "wait")
    with qtbot.waitSignal(window.making.ended):
        window.actions_by_id["denoise"].trigger()
    message = next(each for each in window.messages.messages if "stopped" in each.text)
    assert message.text == "“quieter” was stopped; 8 % is there and can be heard."
    assert "cancelled" in window.job_bar.text
    command_file().write_text("go on")
    with qtbot.waitSignal(window.making.ended):
        message.button.click()
    assert result.state == "done"


def test_of_a_run_that_had_made_nothing_nothing_stays(window, qtbot) -> None:
    result = begin(window, qtbot, "hold")
    path = result.made.path
    with qtbot.waitSignal(window.making.ended):
        window.actions_by_id["result-stop"].trigger()
    assert window.document.results.items == ()
    qtbot.waitUntil(lambda: not path.exists())
    command_file().write_text("go on")


def test_another_recording_stops_a_run_which_is_there_again_later(window, qtbot, recording) -> None:
    begin(window, qtbot, "wait")
    other = recording.with_name("other.wav")
    soundfile.write(other, np.zeros(44_100), 44_100)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(other)
    assert window.document.results.items == ()
    assert not window.making.running
    with qtbot.waitSignal(window.result_commands.keeping.found):
        window.opener.open(recording)
    (again,) = window.document.results.items
    assert (again.state, again.name) == ("partial", "quieter")
    window.document.results.choose(again)
    run_on(window, qtbot)
    assert again.state == "done"


def test_a_window_that_closes_keeps_what_is_there_and_what_was_chosen(window, make_window, recording, qtbot) -> None:
    def another() -> MainWindow:
        other = make_window("tests.gui.gated_model:load")
        other.opener.open(recording)
        qtbot.waitUntil(lambda: bool(other.document.results.items))
        return other

    begin(window, qtbot, "go on")
    qtbot.waitUntil(lambda: not window.making.running)
    closed = another()
    closed.models.tasks.setCurrentIndex(1)
    result = begin(closed, qtbot, "wait")
    result.set_strength(0.3)
    closed.close()
    command_file().write_text("go on")
    again = another()
    done, kept = again.document.results.items
    assert (done.state, kept.state, kept.strength) == ("done", "partial", pytest.approx(0.3))
    assert again.models.task == "denoise"
    # What is deleted there is still heard here.
    again.document.results.choose(done)
    again.actions_by_id["result-delete"].trigger()
    again.close()
    assert files(window) == {kept.made.path}
    expected = window.document.recording.read(0, 44_100) / 2
    np.testing.assert_allclose(window.document.results.items[0].made.read(0, 44_100), expected, atol=1e-7)


def test_a_run_waits_until_the_recording_is_read(window, qtbot, monkeypatch) -> None:
    recording = window.document.recording
    monkeypatch.setattr(type(recording), "complete", False, raising=False)
    window.actions_by_id["denoise"].trigger()
    window.models.tasks.setCurrentIndex(1)
    assert window.models.making._waiting.isVisibleTo(window.models)
    assert window.models.run_button.text() == "Cancel"
    monkeypatch.undo()
    with qtbot.waitSignal(window.making.ended):
        window.document.note_growth()
    assert not window.models.making._waiting.isVisibleTo(window.models)


def files(window: MainWindow) -> set[Path]:
    return set(find_made(Cache(), window.document.recording.content_key()))


def test_what_does_not_sound_like_speech_is_asked_about_once(window, qtbot) -> None:
    command_file().write_text("go on")
    card = replace(Quieter.card, extra={"meant_for": "speech"})
    results, commands = window.document.results, window.result_commands
    wish = Choice(card)
    commands.run(wish)
    qtbot.waitUntil(lambda: any("speech" in message.text for message in window.messages.messages))
    assert results.items == ()
    assert not window.making.running
    message = next(each for each in window.messages.messages if "speech" in each.text)
    with qtbot.waitSignal(window.making.ended):
        message.choices["Run anyway"].click()
    assert not any("speech" in message.text for message in window.messages.messages)
    with qtbot.waitSignal(window.making.ended):
        commands.run(wish)
    assert len(results.items) == 2
