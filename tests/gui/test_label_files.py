"""Labels leave the window and come back, by the dialogs that a person sees."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialogButtonBox

from workbench.gui import clip_export, label_export, label_import
from workbench.gui.dialogs.export_clips import ExportClipsDialog
from workbench.gui.dialogs.export_labels import ExportLabelsDialog
from workbench.gui.dialogs.import_labels import ImportLabelsDialog
from workbench.gui.document import Selection
from workbench.gui.dropping import drop
from workbench.labels.formats.catalogue import FORMATS, read_labels


@pytest.fixture
def window(labelled_window):
    """With a box, an interval and a point."""
    document, labelling = labelled_window.document, labelled_window.labelling
    for span, text in ((Selection(1.0, 2.0, 500.0, 900.0), "crow"), (Selection(2.0, 3.5), "dog")):
        document.select(span)
        labelling.make(text)
    document.set_cursor(4.0)
    labelling.make_point("click")
    labelled_window.label_selection.clear()
    assert len(labelled_window.project_host.project.labels) == 3
    return labelled_window


def dialog_of(window, kind, qtbot):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(kind)))
    return next(each for each in window.findChildren(kind) if each.isVisible())


def export_dialog(window, qtbot) -> ExportLabelsDialog:
    label_export.ask(window)
    dialog = dialog_of(window, ExportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.export.isEnabled)
    return dialog


def choose_format(dialog, name: str, qtbot) -> None:
    index = next(number for number, form in enumerate(FORMATS) if form.name == name)
    dialog.formats.setCurrentIndex(index if isinstance(dialog, ExportLabelsDialog) else index + 1)
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(button.isEnabled)


def shown(window) -> list[tuple]:
    view = window.project_host.project.labels
    return sorted(
        (label.start_s, label.end_s, label.low_hz, label.text)
        for label in view.labels(view.view().column("id").tolist())
    )


def test_what_a_format_cannot_hold_is_said_before(window, qtbot) -> None:
    dialog = export_dialog(window, qtbot)
    choose_format(dialog, "jsonl", qtbot)
    assert dialog.lost.toPlainText() == "All of it is kept."
    choose_format(dialog, "textgrid", qtbot)
    assert "1 box loses its frequencies." in dialog.lost.toPlainText()
    dialog.reject()


def test_exported_labels_come_back_where_they_were(window, qtbot, tmp_path) -> None:
    before = shown(window)
    dialog = export_dialog(window, qtbot)
    choose_format(dialog, "jsonl", qtbot)
    target = tmp_path / "out" / "labels"
    dialog.place.setText(str(target))
    qtbot.waitUntil(dialog.export.isEnabled)
    dialog.export.click()
    qtbot.waitUntil(lambda: any("Written" in message.text for message in window.messages.messages))
    path = target.with_suffix(".jsonl")
    assert len(read_labels(path).sheet.labels) == 3

    window.labelling.perform(_without)
    assert shown(window) == []
    label_import.show(window, [path])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.ok.text() == "Import 3 labels"
    assert dialog.whose.text() == window.document.recording.path.name
    assert dialog.what.text() == "1 interval, 1 point, 1 box in the tier “Tier 1”"
    dialog.ok.click()
    qtbot.waitUntil(lambda: len(window.project_host.project.labels) == 3)
    assert shown(window) == before
    window.project_host.undo()
    qtbot.waitUntil(lambda: len(window.project_host.project.labels) == 0)


def _without(project):
    from workbench.labels.changes import remove_labels

    return remove_labels(project, project.labels.view().column("id").tolist())


def test_what_is_here_already_does_not_come_twice(window, qtbot, tmp_path) -> None:
    dialog = export_dialog(window, qtbot)
    choose_format(dialog, "jsonl", qtbot)
    dialog.place.setText(str(tmp_path / "again.jsonl"))
    qtbot.waitUntil(dialog.export.isEnabled)
    dialog.export.click()
    qtbot.waitUntil((tmp_path / "again.jsonl").exists)
    label_import.show(window, [tmp_path / "again.jsonl"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(lambda: "here already" in dialog.wrong.toPlainText())
    assert not dialog.ok.isEnabled()
    dialog.reject()


def test_a_dropped_file_names_its_bad_rows_and_takes_the_rest_when_asked(window, qtbot, tmp_path) -> None:
    path = tmp_path / "found.txt"
    path.write_text("1.000000\t2.000000\tgood\n5.000000\t4.000000\tbackwards\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert "Line 2" in dialog.wrong.toPlainText()
    assert dialog.ok.text() == "Import the other label"
    assert len(window.project_host.project.labels) == 3  # nothing before it was asked for
    dialog.ok.click()
    qtbot.waitUntil(lambda: len(window.project_host.project.labels) == 4)


def test_what_is_no_file_of_labels_is_said_and_changes_nothing(window, qtbot, tmp_path) -> None:
    path = tmp_path / "broken.TextGrid"
    path.write_bytes(b"\x00\x01\x02" * 50)
    label_import.show(window, [path])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(lambda: "broken.TextGrid" in dialog.wrong.toPlainText())
    assert not dialog.ok.isEnabled()
    dialog.reject()
    assert len(window.project_host.project.labels) == 3


def test_a_file_that_is_there_is_replaced_only_when_told(window, qtbot, tmp_path) -> None:
    target = tmp_path / "kept.jsonl"
    target.write_text("mine", encoding="utf-8")
    dialog = export_dialog(window, qtbot)
    choose_format(dialog, "jsonl", qtbot)
    dialog.place.setText(str(target))
    qtbot.waitUntil(dialog.export.isEnabled)
    dialog.export.click()
    assert dialog.isVisible()
    assert dialog.export.text() == "Replace"
    assert target.read_text(encoding="utf-8") == "mine"
    dialog.export.click()
    qtbot.waitUntil(lambda: target.read_text(encoding="utf-8") != "mine")


def test_clips_are_foreseen_and_then_cut(window, qtbot, tmp_path) -> None:
    clip_export.ask(window)
    dialog = dialog_of(window, ExportClipsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.ok.text() == "Cut 2 clips"
    assert "1 point has no length" in dialog.problems.toPlainText()
    dialog.arranged.setCurrentIndex(dialog.arranged.findData("classes"))
    dialog.place.setText(str(tmp_path / "cut"))
    qtbot.waitUntil(lambda: dialog.ok.isEnabled() and "crow/" in dialog.found.text())
    assert not (tmp_path / "cut").exists()
    dialog.ok.click()
    qtbot.waitUntil(lambda: any("2 clips in cut" in message.text for message in window.messages.messages))
    crow = next((tmp_path / "cut" / "crow").iterdir())
    samples, rate = soundfile.read(crow, dtype="float32")
    whole, _ = soundfile.read(window.document.recording.path, dtype="float32")
    np.testing.assert_array_equal(samples, whole[rate : 2 * rate])


def test_labels_of_a_recording_that_was_not_found_can_go_to_the_open_one(window, qtbot, tmp_path) -> None:
    path = tmp_path / "session.csv"
    path.write_text("start_s,end_s,text,recording\n5,6,hello,C:\\tapes\\gone.wav\n", encoding="utf-8")
    label_import.show(window, [path])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(lambda: "gone.wav, which was not found" in dialog.wrong.toPlainText())
    assert not dialog.ok.isEnabled()
    assert dialog.all_here.isVisible()
    dialog.all_here.setChecked(True)
    qtbot.waitUntil(dialog.ok.isEnabled)
    name = window.document.recording.path.name
    assert dialog.whose.text() == name
    assert dialog.wrong.toPlainText() == f"The file names “gone.wav”, whose labels go to “{name}”."
    dialog.ok.click()
    qtbot.waitUntil(lambda: (5.0, 6.0, None, "hello") in shown(window))


def test_labels_of_a_recording_that_is_not_open_are_said_to_be_of_it(window, qtbot) -> None:
    folder = window.document.recording.path.parent
    soundfile.write(folder / "other.wav", np.zeros(48_000), 8000)
    (folder / "other.txt").write_text("1.0\t2.0\tfar\n", encoding="utf-8")
    label_import.show(window, [folder / "other.txt"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.whose.text() == "other.wav, not the one that is open"
    dialog.ok.click()
    qtbot.waitUntil(lambda: len(window.project_host.project.labels) == 4)
    assert window.messages.messages[-1].text == "Imported 1 label from other.txt into other.wav."


def test_a_project_goes_into_a_folder_even_if_one_recording_has_labels(window, qtbot, tmp_path) -> None:
    window.labelling.perform(_without)
    folder = window.document.recording.path.parent
    soundfile.write(folder / "other.wav", np.zeros(48_000), 8000)
    (folder / "other.txt").write_text("1.0\t2.0\tfar\n", encoding="utf-8")
    label_import.show(window, [folder / "other.txt"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    qtbot.waitUntil(lambda: len(window.project_host.project.labels) == 1)
    dialog = export_dialog(window, qtbot)
    choose_format(dialog, "textgrid", qtbot)
    assert dialog.place_name.text() == "Folder"
    dialog.place.setText(str(tmp_path / "grids"))
    qtbot.waitUntil(dialog.export.isEnabled)
    dialog.export.click()
    qtbot.waitUntil((tmp_path / "grids" / "other.TextGrid").is_file)


def test_an_import_that_does_not_fit_any_more_is_refused(window, qtbot, tmp_path) -> None:
    (tmp_path / "late.txt").write_text("1.0\t2.0\tlate\n", encoding="utf-8")
    label_import.show(window, [tmp_path / "late.txt"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    while window.project_host.project.tiers:  # as another window could
        window.project_host.undo()
    with qtbot.waitSignal(window.project_host.refused) as refused:
        dialog.ok.click()
    assert "changed in the meantime" in str(refused.args[0])
    assert not len(window.project_host.project.labels)


def test_clips_need_a_folder_and_a_status(window, qtbot) -> None:
    clip_export.ask(window)
    dialog = dialog_of(window, ExportClipsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.place.clear()
    qtbot.waitUntil(lambda: dialog.found.text() == "Choose a folder.")
    assert not dialog.ok.isEnabled()
    dialog.place.setText("clips")
    qtbot.waitUntil(dialog.ok.isEnabled)
    for box in dialog.statuses.boxes.values():
        box.setChecked(False)
    qtbot.waitUntil(lambda: dialog.found.text() == "Choose a status.")
    dialog.reject()


def test_a_recording_and_its_labels_are_dropped_together(window, qtbot, tmp_path) -> None:
    soundfile.write(tmp_path / "two.wav", np.zeros(48_000), 8000)
    (tmp_path / "two.txt").write_text("1.0\t2.0\tnear\n", encoding="utf-8")
    drop(window, [tmp_path / "two.txt", tmp_path / "two.wav"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.whose.text() == "two.wav" == window.document.recording.path.name
    dialog.ok.click()
    qtbot.waitUntil(lambda: shown(window) == [(1.0, 2.0, None, "near")])


def test_labels_dropped_with_a_recording_that_cannot_be_opened_are_left(window, qtbot, tmp_path) -> None:
    (tmp_path / "two.wav").write_bytes(b"no sound")
    (tmp_path / "two.txt").write_text("1.0\t2.0\tnear\n", encoding="utf-8")
    with qtbot.waitSignal(window.opener.failed):
        drop(window, [tmp_path / "two.wav", tmp_path / "two.txt"])
    assert not [each for each in window.findChildren(ImportLabelsDialog) if each.isVisible()]
    window.project_host.opened.emit()  # later ones find nobody waiting
    assert not [each for each in window.findChildren(ImportLabelsDialog) if each.isVisible()]


def test_recordings_of_other_folders_are_told_since_their_labels_are_kept_apart(window, qtbot, tmp_path) -> None:
    (tmp_path / "site 2").mkdir()
    soundfile.write(tmp_path / "site 2" / "far.wav", np.zeros(48_000), 8000)
    (tmp_path / "site 2" / "far.txt").write_text("1.0\t2.0\tfar\n", encoding="utf-8")
    label_import.show(window, [tmp_path / "site 2" / "far.txt"])
    dialog = dialog_of(window, ImportLabelsDialog, qtbot)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert "far.wav lies in another folder" in dialog.wrong.toPlainText()
    dialog.reject()
