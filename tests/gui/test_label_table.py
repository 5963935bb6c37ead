"""The label table in the window: in step with what is selected, filtered as one types, and changed in place."""

from __future__ import annotations

import shutil
import sqlite3

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit

from workbench.gui.panels.label_model import COLUMNS, PLACE_OF
from workbench.gui.settings import LabelTableSettings
from workbench.labels.edit import added
from workbench.labels.label import Author, Label, LabelClass, Status, Tier
from workbench.labels.project import rows_of

Key, Mod = Qt.Key, Qt.KeyboardModifier
COUNT = 300
TEXTS = ("owl", "dog", "rain")


@pytest.fixture
def window(labelled_window, qtbot):
    """With the table shown as it is at first, and the labels."""
    table = labelled_window.label_table
    labelled_window.docks["labels"].show()
    table.filter.clear()
    table.arrange(LabelTableSettings())
    return furnished(labelled_window, qtbot)


def furnished(window, qtbot):
    """With 300 labels of 20 ms, one every 40 ms; half of them proposed by a model."""
    host = window.project_host
    host.note(
        (
            added("tiers", rows_of("tiers", [Tier(1, "calls", 0.0), Tier(2, "people", 1.0)])),
            added("classes", rows_of("classes", [LabelClass(1, "owl", 0.0, "#E69F00", "k")])),
            added("authors", rows_of("authors", [Author(1, "person", "Ada"), Author(2, "model", "birds", "2.1")])),
            added("labels", rows_of("labels", [label(host.recording_id, place) for place in range(COUNT)])),
        )
    )
    host._note_recording(host._keeper)
    qtbot.waitUntil(lambda: len(window.label_table.model.ids) == COUNT)
    window.label_table.rows.setFocus()
    return window


def label(recording_id: int, place: int) -> Label:
    start_s = 0.04 * place
    made = {"author": 2, "score": 0.5, "status": Status.PROPOSED} if place % 2 else {"author": 1}
    return Label(place + 1, recording_id, 1, start_s, start_s + 0.02, text=TEXTS[place % 3], **made)


def cell(table, row: int, column: str) -> str:
    return table.model.index(row, PLACE_OF[column]).data()


def place_of(table, row: int, column: str) -> QPoint:
    return table.rows.visualRect(table.model.index(row, PLACE_OF[column])).center()


def edit(table, row: int, column: str):
    """The editor of a cell, opened as by F2."""
    table.rows.edit_cell(table.model.index(row, PLACE_OF[column]))
    kind = QComboBox if column in ("tier", "status") else QLineEdit
    return next(each for each in table.rows.viewport().findChildren(kind) if each.isVisible())


def on_disk(window, label_id: int) -> tuple:
    with sqlite3.connect(window.project_host.path) as connection:
        found = connection.execute("SELECT text, start_s, end_s, tier, status FROM labels WHERE id = ?", (label_id,))
        return found.fetchone()


def test_it_lists_the_labels_of_the_recording(window) -> None:
    table = window.label_table
    shown = ("start", "end", "duration", "class", "tier", "score", "status", "by")
    assert [cell(table, 1, name) for name in shown] == [
        "0:00:00.040", "0:00:00.060", "0:00:00.020", "dog", "calls", "0.50", "Proposed", "birds 2.1",
    ]  # fmt: skip
    assert table.filter.count.text() == "300 labels"
    assert table.rows.isColumnHidden(PLACE_OF["recording"])


def test_typing_filters_at_once(window, qtbot) -> None:
    table = window.label_table
    qtbot.keyClicks(table.filter.words, "Ada OW")
    assert table.filter.count.text() == "50 of 300 labels"
    qtbot.keyClicks(table.filter.words, "x")
    assert not table.rows.isVisible()
    qtbot.mouseClick(table._clear, Qt.MouseButton.LeftButton)
    assert table.filter.count.text() == "300 labels"
    assert table.rows.isVisible()


def test_a_list_offers_what_is_there(window) -> None:
    classes = window.label_table.filter.classes
    classes.refill()
    assert [classes.itemText(place) for place in range(classes.count())] == [
        "Any class", "dog  (100)", "owl  (100)", "rain  (100)",
    ]  # fmt: skip
    classes.setCurrentIndex(3)
    assert window.label_table.filter.count.text() == "100 of 300 labels"


def test_a_row_is_selected_everywhere(window, qtbot) -> None:
    table = window.label_table
    qtbot.mouseClick(table.rows.viewport(), Qt.MouseButton.LeftButton, pos=place_of(table, 2, "tier"))
    assert window.label_selection.ids == (3,)
    assert window.document.selection.start_s == pytest.approx(0.08)
    qtbot.keyClick(table.rows, Key.Key_Down, Mod.ShiftModifier)
    assert window.label_selection.ids == (3, 4)
    qtbot.mouseClick(table.rows.viewport(), Qt.MouseButton.LeftButton, Mod.ControlModifier, place_of(table, 0, "tier"))
    assert window.label_selection.ids == (3, 4, 1)
    qtbot.keyClick(table.rows, Key.Key_End)
    assert window.label_selection.ids == (COUNT,)


def test_what_is_selected_elsewhere_comes_into_view(window, qtbot) -> None:
    table = window.label_table
    window.label_selection.set([250])
    assert table.rows.current_id == 250
    assert table.rows.rowAt(0) < 249 <= table.rows.rowAt(table.rows.viewport().height() - 1)


def test_control_a_selects_what_the_filter_shows(window, qtbot) -> None:
    window.label_table.filter.words.setText("owl")
    qtbot.keyClick(window.label_table.rows, Key.Key_A, Mod.ControlModifier)
    assert len(window.label_selection.ids) == 100
    assert window.label_table.filter.count.text() == "100 of 300 labels"
    assert window.label_table.filter.selected.text() == "100 selected"


def test_a_change_keeps_place_and_selection(window, qtbot) -> None:
    table = window.label_table
    window.label_selection.set([200])
    top = table.model.ids[table.rows.rowAt(0)]
    qtbot.keyClick(table.rows, Key.Key_Delete)
    qtbot.waitUntil(lambda: len(table.model.ids) == COUNT - 1)
    assert table.model.ids[table.rows.rowAt(0)] == top
    window.label_selection.set([230])
    qtbot.keyClick(table.rows, Key.Key_Delete)
    qtbot.waitUntil(lambda: len(table.model.ids) == COUNT - 2)
    window.project_host.undo()
    window.project_host.undo()
    qtbot.waitUntil(lambda: len(table.model.ids) == COUNT)
    assert window.label_selection.ids == (200,)
    qtbot.waitUntil(lambda: table.rows.current_id == 200)


def test_a_class_is_typed_over(window, qtbot) -> None:
    table = window.label_table
    editor = edit(table, 1, "class")
    qtbot.keyClicks(editor, "newt")
    qtbot.keyClick(editor, Key.Key_Return)
    assert on_disk(window, 2)[0::4] == ("newt", Status.ACCEPTED)
    assert window.project_host.project.class_of("newt") is not None
    assert table.rows.hasFocus()
    window.project_host.undo()
    assert on_disk(window, 2)[0::4] == ("dog", Status.PROPOSED)


def test_a_time_that_is_none_is_refused_and_stays(window, qtbot) -> None:
    table = window.label_table
    editor = edit(table, 1, "start")
    for typed, words in (("x", "is no time"), ("0:00:11", "The label ends at"), ("1:00:00", "The recording ends at")):
        editor.selectAll()
        qtbot.keyClicks(editor, typed)
        with qtbot.waitSignal(window.project_host.refused) as refused:
            qtbot.keyClick(editor, Key.Key_Return)
        assert words in str(refused.args[0])
        assert editor.isVisible()
    editor.selectAll()
    qtbot.keyClicks(editor, "0:00:00.050")
    qtbot.keyClick(editor, Key.Key_Return)
    assert on_disk(window, 2)[1:3] == pytest.approx((0.05, 0.06))
    assert window.project_host.project.labels.label(2).start_s == 0.05


def test_escape_leaves_a_cell_as_it_was(window, qtbot) -> None:
    editor = edit(window.label_table, 0, "end")
    qtbot.keyClicks(editor, "7")
    qtbot.keyClick(editor, Key.Key_Escape)
    assert window.project_host.undo_name is None
    assert window.label_table.rows.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # popups, offscreen
def test_tier_and_status_are_chosen(window) -> None:
    for column, place in (("tier", 1), ("status", 2)):
        box = edit(window.label_table, 1, column)
        box.setCurrentIndex(place)
        box.activated.emit(place)
    assert on_disk(window, 2)[3:] == (2, Status.REJECTED)
    assert window.project_host.undo_name == "Reject label"


def test_the_menu_changes_all_that_are_selected_in_one_step(window) -> None:
    table = window.label_table
    window.label_selection.set(range(1, 11))
    actions = {action.text(): action for action in table._menu().actions()}
    actions["Reject"].trigger()
    assert all(on_disk(window, label_id)[4] == Status.REJECTED for label_id in range(1, 11))
    window.project_host.undo()
    assert on_disk(window, 1)[4] == Status.ACCEPTED
    actions["Copy as text"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 11
    assert lines[0].split("\t")[:3] == ["Start (s)", "End (s)", "Class"]
    assert lines[2].split("\t")[:3] == ["0.040000", "0.060000", "dog"]


def test_keys_that_are_not_the_tables_reach_the_window(window, qtbot) -> None:
    table = window.label_table
    window.label_selection.set([2])
    with qtbot.waitSignal(window.actions_by_id["play"].triggered):
        qtbot.keyClick(table.rows, Key.Key_Space)
    window.playback.stop()
    qtbot.keyClick(table.rows, Key.Key_K)
    assert on_disk(window, 2)[0] == "owl"


def test_going_to_a_label_brings_it_into_view(window, qtbot) -> None:
    table = window.label_table
    window.document.axis.set_view(0.0, 1.0)
    window.label_selection.set([250])
    assert window.document.axis.start_s == 0.0
    table.rows.went.emit()
    assert window.document.axis.start_s < 249 * 0.04 < window.document.axis.end_s


def test_going_to_a_label_of_another_recording_opens_it(window, recording, qtbot) -> None:
    other = recording.with_name("other.wav")
    shutil.copy(recording, other)
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(other)
    table = window.label_table
    qtbot.waitUntil(lambda: window.project_host.recording_id is not None and len(table.model.ids) == 0)
    table.filter.scope.setCurrentIndex(1)
    assert len(table.model.ids) == COUNT
    assert cell(table, 0, "recording") == recording.name
    assert not table.rows.isColumnHidden(PLACE_OF["recording"])
    table.rows.go_to(7)
    table.rows.went.emit()
    qtbot.waitUntil(lambda: window.label_selection.ids == (7,))
    assert window.document.recording.path == recording


def test_columns_are_kept(make_window, recording, qtbot) -> None:
    window = make_window()
    window.toggle_panel("labels")
    window.opener.open(recording)
    qtbot.waitUntil(lambda: window.project_host.recording_id is not None)
    table = furnished(window, qtbot).label_table
    header = table.rows.horizontalHeader()
    header.moveSection(header.visualIndex(PLACE_OF["class"]), 0)
    header.resizeSection(PLACE_OF["by"], 234)
    header.setSortIndicator(PLACE_OF["class"], Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(table.columns.arranged):
        table.columns.show("score", False)
    assert cell(table, 0, "class") == "rain"
    window.close()
    again = make_window().label_table
    header = again.rows.horizontalHeader()
    assert header.visualIndex(PLACE_OF["class"]) == 0
    assert header.sectionSize(PLACE_OF["by"]) == 234
    assert again.rows.isColumnHidden(PLACE_OF["score"])
    assert (again.columns.arrangement.sorted_by, again.columns.arrangement.descending) == ("class", True)


def test_without_a_recording_it_says_what_belongs_there(make_window) -> None:
    window = make_window()
    window.toggle_panel("labels")
    assert window.label_table._words.text() == "Labels of the recording stand here"
    assert not window.label_table.rows.isVisible()


def test_each_column_can_be_sorted_by(window) -> None:
    header = window.label_table.rows.horizontalHeader()
    for place in range(len(COLUMNS)):
        header.setSortIndicator(place, Qt.SortOrder.DescendingOrder)
        assert len(window.label_table.model.ids) == COUNT
