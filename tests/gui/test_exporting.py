"""Exporting from the window: what the dialog proposes and refuses, what is written, and what is said."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox

from tests.gui.test_making import make
from workbench.gui.dialogs.export import ExportDialog
from workbench.gui.document import Selection
from workbench.gui.main_window import MainWindow
from workbench.gui.results import Side
from workbench.models.contract import Span

RATE = 44_100


@pytest.fixture
def window(labelled_window) -> MainWindow:
    labelled_window.settings.change(export=type(labelled_window.settings.settings.export)())
    return labelled_window


def ask(window: MainWindow) -> ExportDialog:
    window.actions_by_id["export-sound"].trigger()
    return window.findChildren(ExportDialog)[-1]


def press(qtbot, dialog: ExportDialog) -> None:
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def written(window: MainWindow, name: str) -> bool:
    return any(message.text.startswith(f"Written: {name}.") for message in window.messages.messages)


def test_the_recording_is_exported_beside_itself_and_shown(window, qtbot, recording, monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    dialog = ask(window)
    assert dialog.place.text() == str(recording.with_name("noise and tone - copy.wav"))
    assert dialog.hint.text() == "44,100 Hz, 2 channels, 3.2 MB."
    assert [dialog.part.itemText(i) for i in range(dialog.part.count())] == ["Whole recording, 0:00:12.000"]
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: written(window, "noise and tone - copy.wav"))
    there, rate = soundfile.read(recording.with_name("noise and tone - copy.wav"))
    np.testing.assert_array_equal(there, soundfile.read(recording)[0])
    assert rate == RATE
    window.messages.messages[-1].button.click()
    assert shown == [str(recording.parent)]


def test_what_is_compared_is_proposed_and_its_selection_written(window, qtbot, recording, tmp_path) -> None:
    result = make(window, qtbot)
    dialog = ask(window)
    assert dialog.what.currentText() == f"{result.name}: output"
    dialog.reject()
    window.document.select(Selection(1.0, 2.5))
    window.comparing.hear(Side.DIFFERENCE)
    result.set_strength(0.5)
    dialog = ask(window)
    names = [dialog.what.itemText(i) for i in range(dialog.what.count())]
    assert names == ["Original", f"{result.name}: output", f"{result.name}: difference"]
    assert dialog.what.currentText() == f"{result.name}: difference"
    dialog.part.setCurrentIndex(1)
    assert dialog.place.text().endswith(", difference - selection.wav")
    dialog.place.clear()
    qtbot.keyClicks(dialog.place, str(tmp_path / "b.flac"))
    assert dialog.fields.formats.currentText() == "FLAC"
    dialog.fields.encodings.setCurrentIndex(0)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: written(window, "b.flac"))
    there = soundfile.read(tmp_path / "b.flac", dtype="float32")[0].T
    wanted = result.signal(Side.DIFFERENCE).read(RATE, round(2.5 * RATE))
    np.testing.assert_allclose(there, wanted, atol=1 / 2**23)
    remembered = window.settings.settings.export
    assert (remembered.format, remembered.encodings, remembered.folder) == ("flac", {"flac": "24"}, str(tmp_path))
    again = ask(window)
    assert again.fields.formats.currentText() == "FLAC"
    assert again.place.text().startswith(str(tmp_path))
    again.reject()


def test_a_file_that_is_there_is_replaced_when_asked_twice(window, qtbot, recording) -> None:
    target = recording.with_name("noise and tone - copy.wav")
    target.write_bytes(b"old")
    dialog = ask(window)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace" and dialog.export.isEnabled())
    assert "There is a file of this name already" in dialog.hint.text()
    assert target.read_bytes() == b"old"
    dialog.place.setText(str(target.with_name("other.wav")))
    assert dialog.export.text() == "Export"
    dialog.place.setText(str(target))
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: written(window, target.name))
    assert soundfile.info(target).frames == 12 * RATE


def test_what_is_wrong_is_said_after_a_question_too(window, qtbot, recording) -> None:
    target = recording.with_name("noise and tone - copy.wav")
    target.write_bytes(b"old")
    dialog = ask(window)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.export.text() == "Replace" and dialog.export.isEnabled())
    dialog.place.setText(str(recording.parent / "missing/a.wav"))
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: "there is no folder" in dialog.hint.text())
    dialog.reject()


def test_a_dialog_that_is_closed_while_the_worker_looks_exports_nothing(window, qtbot, recording) -> None:
    dialog = ask(window)
    wished = []
    dialog.wished.connect(lambda *wish: wished.append(wish))
    press(qtbot, dialog)
    dialog.reject()
    with qtbot.waitSignal(window.worker.run(lambda: iter([None])).ended):
        pass  # the worker has done all that it was asked for before
    assert wished == [] and not recording.with_name("noise and tone - copy.wav").exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("missing/a.wav", "there is no folder"),
        ("noise and tone.wav", "this is the recording itself"),
        ("~nobody-here/a.wav", "there is no folder"),
    ],
)
def test_where_it_cannot_be_written_is_said_in_the_dialog(window, qtbot, recording, place, said) -> None:
    before = recording.read_bytes()
    dialog = ask(window)
    dialog.place.setText(place)
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: said in dialog.hint.text())
    assert dialog.isVisible()
    dialog.reject()
    assert recording.read_bytes() == before


def test_what_was_not_made_cannot_be_exported(window, qtbot) -> None:
    make(window, qtbot, Span(2.0, 4.0))
    window.comparing.hear(Side.OUTPUT)
    window.document.select(Selection(2.5, 3.5))
    dialog = ask(window)
    assert "Only part of this was made" in dialog.hint.text()
    assert not dialog.export.isEnabled()
    dialog.part.setCurrentIndex(1)
    assert dialog.export.isEnabled()
    dialog.place.clear()
    assert dialog.hint.text() == "Give the file a name."
    dialog.reject()


def test_limits_of_formats_are_said_beforehand(window, qtbot, recording) -> None:
    dialog = ask(window)
    dialog.fields.formats.setCurrentText("Opus")
    assert dialog.hint.text().startswith("48,000 Hz (resampled: Opus has no 44,100 Hz), 2 channels")
    assert dialog.place.text().endswith(".opus")
    assert not dialog.fields.dither.isEnabled()
    dialog.fields.formats.setCurrentText("WAV")
    dialog.place.setText("dawn 2.5")
    assert dialog.path == recording.with_name("dawn 2.5.wav")
    dialog.fields.encodings.setCurrentText("16 bit")
    assert dialog.fields.dither.isEnabled()
    dialog.reject()


def test_a_cancelled_export_leaves_nothing(window, qtbot, recording) -> None:
    dialog = ask(window)
    dialog.fields.formats.setCurrentText("MP3")
    began = window.job_bar.running
    press(qtbot, dialog)
    qtbot.waitUntil(lambda: window.job_bar.running > began)
    with qtbot.waitSignal(window.job_bar.running_changed):
        window.job_bar.cancel_shown()
    done = []
    window.worker.run(lambda: iter([1])).result.connect(done.append)  # behind the cancel in the worker's queue
    qtbot.waitUntil(lambda: done == [1])
    assert [each.name for each in recording.parent.iterdir()] == [recording.name]
