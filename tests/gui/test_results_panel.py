"""The list of results: rows, names, strength, deleting; and that it is there again with the recording."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from workbench.audio.cache import MADE, Cache
from workbench.audio.made_file import find_made, open_made
from workbench.gui.main_window import MainWindow
from workbench.gui.making import Wish
from workbench.gui.panels.result_model import STATE_ROLE
from workbench.gui.result_words import result_name, share_text, span_text
from workbench.gui.results import Result, Side
from workbench.jobs.scheduler import Priority
from workbench.models.contract import Card, Span
from workbench.models.denoise.gate_settings import GateSettings
from workbench.models.placeholder import Levels, Quieter


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [Levels.card, Quieter.card]


@pytest.fixture
def window(labelled_window, qtbot) -> MainWindow:
    qtbot.waitUntil(lambda: labelled_window.models.tasks.count() == 2)
    return labelled_window


def make(window: MainWindow, qtbot, span: Span | None = None) -> Result:
    with qtbot.waitSignal(window.making.ended):
        window.making.run(Wish(Quieter.card, {}, span=span))
    return window.document.results.items[-1]


def files(window: MainWindow) -> set[Path]:
    return set(find_made(Cache(), window.document.recording.content_key()))


def open_again(window: MainWindow, qtbot) -> tuple[Result, ...]:
    path = window.document.recording.path
    with qtbot.waitSignal(window.result_commands.keeping.found):
        window.opener.open(path)
    return window.document.results.items


def test_a_run_from_the_panel_is_a_row_that_is_compared(window, qtbot) -> None:
    window.models.tasks.setCurrentIndex(window.models.tasks.findData("denoise"))
    assert window.models.card == Quieter.card
    assert not window.models.classify.isVisibleTo(window.models)
    with qtbot.waitSignal(window.making.ended):
        window.models.run_button.click()
    panel = window.results_panel
    assert [panel.model.index(row).data() for row in range(panel.model.rowCount())] == ["quieter"]
    assert panel.model.index(0).data(STATE_ROLE) == "Done"
    make(window, qtbot)
    results = window.document.results
    assert [result.name for result in results.items] == ["quieter", "quieter 2"]
    assert results.chosen is results.items[1]
    assert panel.rows.currentIndex().row() == 1
    qtbot.keyClick(panel.rows, Qt.Key.Key_Up)
    assert results.chosen is results.items[0]
    window.actions_by_id["result-next"].trigger()
    assert panel.rows.currentIndex().row() == 1
    window.models.tasks.setCurrentIndex(window.models.tasks.findData("classify"))


def test_a_selection_alone_is_run_on(window, qtbot) -> None:
    from workbench.gui.document import Selection

    part = window.models.making
    window.document.select(None)
    part.run_on.setCurrentIndex(1)
    assert not part.run_on.model().item(1).isEnabled()
    window.document.select(Selection(2.0, 3.0))
    part.run_on.setCurrentIndex(1)
    assert part.on_selection
    window.models.show_choice(window.result_commands._choices["denoise"])
    with qtbot.waitSignal(window.making.ended):
        window.models.run_button.click()
    assert window.document.results.items[-1].known() == (Span(2.0, 3.0),)
    window.document.select(None)
    assert not part.on_selection


def test_names_and_strengths_are_there_again(window, qtbot) -> None:
    result = make(window, qtbot)
    model = window.results_panel.model
    assert model.setData(model.index(0), "The good one")
    make(window, qtbot)
    assert not model.setData(model.index(1), "The good one"), "each has a name of its own"
    window.results_panel.strength.set_value(1.0)
    window.document.results.choose(result)
    window.results_panel.strength.slider.setValue(40)
    assert result.strength == pytest.approx(0.4)
    again = open_again(window, qtbot)
    assert [each.name for each in again] == ["The good one", "quieter"]
    assert (again[0].strength, again[0].state) == (pytest.approx(0.4), "done")
    assert again[0] is not result


def test_what_was_stopped_is_there_again_and_gone_on_with(window, qtbot) -> None:
    result = make(window, qtbot, Span(2.0, 3.0))
    result.span = Span(0.0, window.document.total_s)
    result.made.describe(result.about)
    (again,) = open_again(window, qtbot)
    window.document.results.choose(again)
    assert window.results_panel.model.index(0).data(STATE_ROLE) == "8 % there"
    action = window.actions_by_id["result-go-on"]
    assert action.isEnabled()
    with qtbot.waitSignal(window.making.ended):
        action.trigger()
    assert again.share == 1
    np.testing.assert_allclose(again.made.read(0, 44_100), window.document.recording.read(0, 44_100) / 2, atol=1e-7)
    assert not action.isEnabled()


def test_what_the_worker_has_not_written_yet_is_written_when_the_window_goes(window, qtbot) -> None:
    result, keeping, go_on = make(window, qtbot), window.result_commands.keeping, threading.Event()

    def hold() -> Iterator[None]:
        yield go_on.wait(60)

    held = window.worker.run(hold, Priority.VIEW)
    result.rename("kept")
    qtbot.waitUntil(lambda: bool(keeping._queue))
    keeping.close()
    assert open_made(result.made.path).about["name"] == "kept"
    with qtbot.waitSignal(held.ended):
        go_on.set()
    qtbot.waitUntil(lambda: not keeping._queue)


def test_deleting_can_be_undone_until_the_next(window, qtbot) -> None:
    first, second = make(window, qtbot), make(window, qtbot)
    assert {first.made.path, second.made.path} == files(window)
    window.document.results.choose(first)
    window.actions_by_id["result-delete"].trigger()
    assert window.document.results.items == (second,)
    assert window.document.results.chosen is second
    message = window.messages.messages[-1]
    assert message.text == "Deleted “quieter”."
    message.button.click()
    assert window.document.results.items == (first, second)
    window.actions_by_id["result-delete"].trigger()
    window.actions_by_id["result-delete"].trigger()
    assert window.document.results.items == ()
    qtbot.waitUntil(lambda: files(window) == {second.made.path})
    window.opener.open(window.document.recording.path)
    qtbot.waitUntil(lambda: not files(window))


def test_a_damaged_result_goes_and_the_others_stay(window, qtbot) -> None:
    good = make(window, qtbot)
    damaged = good.made.path.with_name("damaged.made")
    damaged.write_bytes(b"nothing")
    again = open_again(window, qtbot)
    assert [each.made.path for each in again] == [good.made.path]
    assert not damaged.exists()


def test_a_result_of_other_weights_is_marked(window, qtbot) -> None:
    result = make(window, qtbot)
    result.weights = "other"
    result.made.describe(result.about)
    open_again(window, qtbot)
    model = window.results_panel.model
    assert "earlier version" in model.note(window.document.results.items[0])
    assert model.note(make(window, qtbot)) == ""


def test_a_result_is_not_gone_on_with_by_another_version_of_its_model(window, qtbot) -> None:
    result = make(window, qtbot)
    result.weights = "other"
    result.set_state("partial")
    window.result_commands.go_on(result)
    assert result.state == "partial" and not window.making.running
    assert "earlier version" in window.messages.messages[-1].text


def test_a_disk_that_is_full_is_said_with_sizes_before_anything_is_made(window, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10**6}))
    with qtbot.waitSignal(window.making.refused) as refused:
        window.making.run(Wish(Quieter.card, {}))
    text = str(refused.args[0])
    assert "0.00 GB free" in text
    assert str(Cache().folder / MADE.folder) in text
    assert not files(window)
    assert not window.making.running


def test_names_say_what_was_set_otherwise() -> None:
    card = Card(
        "denoise/spectral-gate", "denoise", "", (), 0, 0.0, "", "", (), "", 0, "", {"architecture": "spectral-gate"}
    )
    assert result_name(card, {"reduction_db": 12.0}, []) == "spectral-gate"
    assert result_name(card, {"reduction_db": 24.0}, ["spectral-gate, 24 dB"]) == "spectral-gate, 24 dB 2"
    settings = {"noise_start_s": 1.0, "noise_end_s": 2.0}
    assert result_name(card, settings, []) == "spectral-gate, own noise"
    assert GateSettings(**settings).noise == (1.0, 2.0)


def test_shares_and_spans_in_words() -> None:
    assert [share_text(share) for share in (0.0, 0.619, 0.9999, 1.0)] == ["0 %", "61 %", "99 %", "100 %"]
    assert span_text(1.2, 2.05) == "1.20–2.05 s"
    assert span_text(59.0, 3725.0) == "0:59–1:02:05"


def test_a_row_is_renamed_in_its_place(window, qtbot) -> None:
    result = make(window, qtbot)
    rows, files_shown = window.results_panel.rows, window.docks["files"].isVisible()
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_F2)
    editor = rows.findChild(QLineEdit)
    editor.setText("Softer")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: result.name == "Softer")
    assert window.docks["files"].isVisible() == files_shown
    qtbot.keyClick(rows, Qt.Key.Key_Delete)
    assert window.document.results.items == ()


def test_the_file_of_a_result_is_let_go_with_its_recording(window, qtbot) -> None:
    made = weakref.ref(make(window, qtbot).made)
    window.document.results.choose_side(Side.OUTPUT)
    other = window.document.recording.path.with_name("other.wav")
    soundfile.write(other, np.zeros(44_100), 44_100)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(other)

    def gone() -> bool:
        gc.collect()
        return made() is None

    qtbot.waitUntil(gone)
