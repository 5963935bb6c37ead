"""Recordings that are moved, renamed, copied or replaced in the window, and what of it is on the disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.gui.dialogs.find_recordings import FindDialog
from workbench.gui.dialogs.relink import ShiftDialog
from workbench.gui.document import Selection


@pytest.fixture
def window(make_window, recording, qtbot):
    """With two labels made on a recording of twelve seconds."""
    made = make_window()
    open_in(made, recording, qtbot)
    for start_s in (1.0, 11.0):
        made.document.select(Selection(start_s, start_s + 0.5))
        made.labelling.make("dog")
    written(made)
    return made


def open_in(window, path: Path, qtbot) -> None:
    """Open a recording, and wait until its labels are there."""
    opened: list[bool] = []
    window.project_host.opened.connect(lambda: opened.append(window.project_host.recording_id is not None))
    window.opener.open(path)
    qtbot.waitUntil(lambda: bool(opened) and opened[-1] and window.document.recording.path == path)


def write(path: Path, seconds: float, seed: int = 5) -> None:
    soundfile.write(path, np.random.default_rng(seed).normal(0, 0.1, (round(seconds * 44_100), 2)), 44_100)


def in_file(path: Path, query: str) -> list[tuple]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def written(window) -> None:
    """A slow disk may still be at it: the window does not wait for it long."""
    window.project_host._keeper.with_store(lambda store: None).result(timeout=10)


def recordings(window) -> list[tuple]:
    written(window)
    return in_file(window.project_host.path, "SELECT path, frames FROM recordings ORDER BY path")


def labels(window) -> list[tuple]:
    """Of all recordings, with the path of each."""
    written(window)
    query = "SELECT r.path, start_s, end_s FROM labels, recordings r WHERE r.id = recording ORDER BY 1, 2"
    return in_file(window.project_host.path, query)


def shown(window) -> list[float]:
    host = window.project_host
    return host.project.labels.view(host.recording_id).column("start_s").tolist()


def texts(window) -> list[str]:
    """But for what is said when the file changes while it is open, which is looked for every two seconds."""
    said = [message.text for message in window.messages.messages]
    return [text for text in said if "changed on disk" not in text and "no longer where it was" not in text]


NAME = "noise and tone.wav"


def test_a_replaced_file_is_asked_about_and_nothing_is_changed_before(window, recording, qtbot) -> None:
    write(recording, 11.25)
    open_in(window, recording, qtbot)
    assert texts(window) == [
        f"{NAME} is another file than the one its 2 labels were made on (was 0:12, now 0:11). "
        "1 of them reaches beyond its end."
    ]
    assert recordings(window) == [(NAME, 12 * 44_100)] and shown(window) == [1.0, 11.0]
    window.document.select(Selection(2.0, 3.0))
    window.labelling.make("cat")
    assert len(labels(window)) == 3, "one can go on meanwhile"
    window.relinking.message.choices["Keep"].click()
    assert recordings(window) == [(NAME, round(11.25 * 44_100))] and texts(window) == []
    open_in(window, recording, qtbot)
    assert texts(window) == [] and len(shown(window)) == 3
    window.project_host.undo()
    assert recordings(window) == [(NAME, 12 * 44_100)]


def test_a_window_that_takes_a_project_over_asks_what_it_could_not_ask_before(
    window, make_window, recording, tmp_path, qtbot
) -> None:
    write(recording, 12)
    second = make_window(settings=tmp_path / "other.json")
    open_in(second, recording, qtbot)
    assert second.project_host.read_only and not second.relinking.message.choices
    window.close()

    def asks() -> bool:
        second.project_commands.following.look()
        return second.relinking.message is not None and "Keep" in second.relinking.message.choices

    qtbot.waitUntil(asks)
    second.relinking.message.choices["Keep"].click()
    assert labels(second) == [(NAME, 1.0, 1.5), (NAME, 11.0, 11.5)] and second.relinking.message is None


def test_reloading_a_file_that_changed_while_it_was_open_asks_too(window, recording, qtbot) -> None:
    write(recording, 12)
    with qtbot.waitSignal(window.watching.changed):
        window.watching.look()
    with qtbot.waitSignal(window.project_host.opened, check_params_cb=lambda: window.project_host.found is not None):
        window.opener.reload()
    assert any("both last 0:12" in text for text in texts(window))


def test_labels_can_be_shifted_and_undone_at_once(window, recording, qtbot) -> None:
    write(recording, 12)
    open_in(window, recording, qtbot)
    window.relinking.message.choices["Shift…"].click()
    (dialog,) = window.findChildren(ShiftDialog)
    dialog.by.setValue(0.75)
    assert dialog.outcome.text() == "Of 2 labels 1 reaches out of the recording and will be cut. Undo brings them back."
    dialog.buttons.accepted.emit()
    assert labels(window) == [(NAME, 1.75, 2.25), (NAME, 11.75, 12.0)] and texts(window) == []
    window.project_host.undo()
    assert labels(window) == [(NAME, 1.0, 1.5), (NAME, 11.0, 11.5)]


def test_how_far_labels_are_to_be_shifted_is_measured(window, recording, qtbot) -> None:
    original = recording.with_name("whole.wav")
    recording.rename(original)
    samples, rate = soundfile.read(original)
    soundfile.write(recording, samples[22_123:], rate)
    open_in(window, recording, qtbot)
    window.relinking.ask_shift()
    (dialog,) = window.findChildren(ShiftDialog)
    dialog.estimate.click()
    qtbot.waitUntil(lambda: dialog.by_s != 0.0)
    dialog.buttons.accepted.emit()
    starts = [row[1] for row in labels(window)]
    assert starts == pytest.approx([1.0 - 22_123 / rate, 11.0 - 22_123 / rate], abs=1e-9)


def test_the_original_is_found_by_its_content(window, recording, qtbot) -> None:
    original = recording.parent / "archive" / "first.wav"
    original.parent.mkdir()
    recording.rename(original)
    write(recording, 12)
    open_in(window, recording, qtbot)
    window.relinking.message.choices["Find the original…"].click()
    qtbot.waitUntil(lambda: bool(window.findChildren(FindDialog)))
    dialog = window.findChild(FindDialog)
    dialog.search_in(recording.parent)
    qtbot.waitUntil(lambda: bool(dialog.model.found))
    dialog.buttons.accepted.emit()
    assert [row[0] for row in labels(window)] == ["archive/first.wav"] * 2
    assert shown(window) == [], "this file is a new recording now"
    assert texts(window) == ["1 recording was relinked."]
    window.labelling.make("cat")
    assert [row[0] for row in recordings(window)] == ["archive/first.wav", NAME]


def test_a_renamed_file_keeps_its_labels_and_that_can_be_undone(window, recording, qtbot) -> None:
    renamed = recording.with_name("b.wav")
    recording.rename(renamed)
    open_in(window, renamed, qtbot)
    assert f"The 2 labels of {NAME} followed it here." in texts(window)
    assert recordings(window) == [("b.wav", 12 * 44_100)] and shown(window) == [1.0, 11.0]
    window.relinking.message.button.click()
    qtbot.waitUntil(lambda: shown(window) == [])
    assert recordings(window) == [(NAME, 12 * 44_100)]
    window.project_host.redo()
    qtbot.waitUntil(lambda: shown(window) == [1.0, 11.0])
    assert recordings(window) == [("b.wav", 12 * 44_100)]


@pytest.mark.skipif(os.name == "nt", reason="names there are no bytes")
def test_a_name_that_is_no_unicode(window, recording, qtbot) -> None:
    renamed = recording.with_name(os.fsdecode(b"night \xff.wav"))
    try:
        recording.rename(renamed)
    except OSError:
        pytest.skip("this file system knows Unicode only")
    open_in(window, renamed, qtbot)
    assert recordings(window) == [("bytes://night%20%FF.wav", 12 * 44_100)]
    assert shown(window) == [1.0, 11.0]
    open_in(window, renamed, qtbot)
    assert window.project_host.found.what.name == "SAME"


def test_a_copy_begins_without_labels_and_may_have_them(window, recording, qtbot) -> None:
    copy = recording.with_name("b.wav")
    shutil.copy(recording, copy)
    open_in(window, copy, qtbot)
    assert texts(window) == [f"b.wav has the same content as {NAME}, which has 2 labels."] and shown(window) == []
    window.relinking.message.choices["Copy the 2 labels"].click()
    assert [row[:2] for row in labels(window)] == [("b.wav", 1.0), ("b.wav", 11.0), (NAME, 1.0), (NAME, 11.0)]
    window.project_host.undo()
    assert [row[0] for row in labels(window)] == [NAME, NAME]


def test_a_renamed_folder_takes_its_project_along_though_it_is_open(window, recording, qtbot) -> None:
    old, folder = window.project_host.path, recording.parent.with_name("renamed")
    recording.parent.rename(folder)
    open_in(window, folder / NAME, qtbot)
    assert texts(window) == [f"The labels of {recording.parent} followed it here: the folder has another name now."]
    assert not old.exists() and window.project_host.path != old and shown(window) == [1.0, 11.0]
    assert in_file(window.project_host.path, "SELECT value FROM about WHERE key = 'folder'") == [(str(folder),)]
    window.labelling.make("cat")
    assert len(labels(window)) == 3


def test_a_file_moved_to_another_folder_may_have_its_labels(window, recording, qtbot) -> None:
    other = recording.parent.with_name("other") / "b.wav"
    other.parent.mkdir()
    recording.rename(other)
    open_in(window, other, qtbot)
    assert texts(window) == [f"This sound has 2 labels as {NAME}, which lay in {recording.parent}."]
    window.relinking.message.choices["Copy the 2 labels"].click()
    qtbot.waitUntil(lambda: len(shown(window)) == 2)
    assert labels(window) == [("b.wav", 1.0, 1.5), ("b.wav", 11.0, 11.5)]
    window.project_host.undo()
    assert labels(window) == []


def test_missing_recordings_are_found_in_a_folder_and_by_hand(window, recording, qtbot) -> None:
    second = recording.with_name("second.wav")
    write(second, 3)
    open_in(window, second, qtbot)
    window.document.select(Selection(1.0, 2.0))
    window.labelling.make("cat")
    (recording.parent / "site 1").mkdir()
    recording.rename(recording.parent / "site 1" / "b.wav")
    second.unlink()
    soundfile.write(second.with_suffix(".flac"), np.zeros(4 * 44_100), 44_100)
    window.actions_by_id["find-missing"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(FindDialog)))
    (dialog,) = window.findChildren(FindDialog)
    assert dialog.words.text() == "2 recordings of this project are not where they were; their labels are kept."
    dialog.search_in(recording.parent)
    qtbot.waitUntil(lambda: dialog.state.text().startswith("1 of 2 found in"))
    dialog.table.selectRow(1)
    dialog.choose_file(second.with_suffix(".flac"))
    qtbot.waitUntil(lambda: len(dialog.model.found) == 2)
    assert dialog.model.index(1, 2).data() == "second.flac – 0:04 instead of 0:03"
    dialog.buttons.accepted.emit()
    assert [row[0] for row in recordings(window)] == ["second.flac", "site 1/b.wav"]
    window.project_host.undo()
    assert [row[0] for row in recordings(window)] == [NAME, "second.wav"], "both in one step"


def test_files_that_were_numbered_anew_get_their_labels_in_one_step(window, recording, qtbot) -> None:
    second, third = recording.with_name("second.wav"), recording.with_name("third.wav")
    write(second, 3)
    open_in(window, second, qtbot)
    window.document.select(Selection(1.0, 2.0))
    window.labelling.make("cat")
    second.rename(third)
    recording.rename(second)
    open_in(window, second, qtbot)
    window.relinking.message.choices["Find the original…"].click()
    qtbot.waitUntil(lambda: bool(window.findChildren(FindDialog)))
    dialog = window.findChild(FindDialog)
    dialog.search_in(recording.parent)
    qtbot.waitUntil(lambda: len(dialog.model.found) == 2)
    dialog.buttons.accepted.emit()
    assert labels(window) == [("second.wav", 1.0, 1.5), ("second.wav", 11.0, 11.5), ("third.wav", 1.0, 2.0)]
    assert shown(window) == [1.0, 11.0], "those of the sound that is in this file now"


def test_a_missing_recording_that_is_opened_can_be_looked_for(window, recording, qtbot) -> None:
    recording.unlink()
    window.opener.open(recording)
    words = f"{NAME} has 2 labels in this project. Its file may be somewhere else."
    qtbot.waitUntil(lambda: words in texts(window))
    next(message for message in window.messages.messages if message.text == words).button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(FindDialog)))
    window.findChild(FindDialog).reject()


def test_a_folder_that_went_away_is_said(window, recording, qtbot, tmp_path) -> None:
    recording.unlink()
    window.relinking.find_missing()
    qtbot.waitUntil(lambda: bool(window.findChildren(FindDialog)))
    (dialog,) = window.findChildren(FindDialog)
    dialog.search_in(tmp_path / "gone")
    qtbot.waitUntil(lambda: "Choose another folder" in dialog.state.text())
    dialog.choose_file(recording)
    qtbot.waitUntil(lambda: NAME in dialog.state.text())
    dialog.reject()
    assert [row[0] for row in recordings(window)] == [NAME]
