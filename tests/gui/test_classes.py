"""The palette: naming by a click, adding, changing and ordering classes, and lists from files."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from workbench.gui.class_rows import NOTE_ROLE, key_rect, swatch_rect
from workbench.gui.document import Selection
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.class_changes import add_class, load_classes
from workbench.labels.vocabulary import Entry, read_vocabulary


@pytest.fixture
def window(labelled_window):
    return labelled_window


@pytest.fixture
def panel(window):
    for name in ("dog", "cat", "crow"):
        window.labelling.perform(lambda project, name=name: add_class(project, name, CLASS_COLORS))
    return window.classes


def names(panel) -> list[str]:
    return [each.name for each in panel.model.classes]


def texts(window) -> list[str]:
    project = window.project_host.project
    view = project.labels.view(window.project_host.recording_id)
    return [project.labels.texts[code] for code in view.column("text")]


def row_rect(panel, row: int):
    return panel.view.visualRect(panel.model.index(row))


def click(qtbot, panel, at) -> None:
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_names_what_is_selected_and_counts_follow(window, panel, qtbot) -> None:
    window.stack.setFocus()
    click(qtbot, panel, row_rect(panel, 1).center())
    assert texts(window) == [], "nothing is selected: it is said what to do"
    assert "Select a span" in window.messages.messages[-1].text
    window.document.select(Selection(1.0, 2.0))
    click(qtbot, panel, row_rect(panel, 1).center())
    assert texts(window) == ["cat"] and window.stack.hasFocus(), "by mouse it leaves the keys alone"
    click(qtbot, panel, row_rect(panel, 0).center())
    assert texts(window) == ["dog"]
    assert [panel.model.index(row).data(NOTE_ROLE) for row in range(3)] == ["1", "", ""]


def test_a_class_is_renamed_in_place_with_its_labels(window, panel, qtbot) -> None:
    window.document.select(Selection(1.0, 2.0))
    window.labelling.name("dog")
    panel.view.setCurrentIndex(panel.model.index(0))
    panel.view.rename_current()
    editor = panel.view.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "wolf")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(window) == ["wolf"])
    assert names(panel) == ["wolf", "cat", "crow"] and "with 1 label" in window.messages.messages[-1].text
    window.project_host.undo()
    qtbot.waitUntil(lambda: texts(window) == ["dog"])
    assert names(panel) == ["dog", "cat", "crow"]
    panel.model.setData(panel.model.index(0), "cat")
    assert names(panel) == ["dog", "cat", "crow"] and "already" in window.messages.messages[-1].text


def test_a_key_is_set_by_pressing_it_and_taken_from_the_other(window, panel, qtbot) -> None:
    click(qtbot, panel, key_rect(row_rect(panel, 0)).center())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    assert [each.key for each in panel.model.classes] == ["3", "2", ""]
    assert "was that of crow" in window.messages.messages[-1].text
    panel.view.setCurrentIndex(panel.model.index(2))
    panel.view.ask_key()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_B)
    assert [each.key for each in panel.model.classes] == ["3", "2", "b"]
    assert "Play around the selection's edges" in window.messages.messages[-1].text
    panel.view.ask_key()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    panel.view.ask_key()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert [each.key for each in panel.model.classes] == ["3", "2", ""]


def test_what_is_typed_finds_or_adds(window, panel, qtbot) -> None:
    panel.field.setFocus()
    qtbot.keyClicks(panel.field, "c")
    assert names(panel) == ["cat", "crow"]
    qtbot.keyClicks(panel.field, "ow")
    assert names(panel) == []
    qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert names(panel) == ["dog", "cat", "crow", "cow"] and panel.view.current_class().name == "cow"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_colour_order_and_removal(window, panel, qtbot) -> None:
    asked = []
    panel.view.color_wanted.connect(lambda each, _at: asked.append(each.name))
    click(qtbot, panel, swatch_rect(row_rect(panel, 2)).center())
    assert asked == ["crow"] and texts(window) == []
    QApplication.activePopupWidget().close()
    crow = panel.model.classes[2]
    window.class_editing.set_color(crow.id, "#123456")
    assert panel.model.classes[2].color == "#123456"
    assert panel.model.moveRows(None, 2, 1, None, 0), "dropped above the first row"
    assert names(panel) == ["crow", "dog", "cat"]
    panel.model.moveRows(None, 0, 1, None, 2)
    assert names(panel) == ["dog", "crow", "cat"]
    window.document.select(Selection(1.0, 2.0))
    window.labelling.name("crow")
    window.class_editing.remove(crow.id)
    assert names(panel) == ["dog", "cat"] and texts(window) == ["crow"]


def test_a_list_is_loaded_and_one_undo_takes_it_back(window, qtbot, tmp_path) -> None:
    assert window.classes._empty.isVisible() and not window.classes.view.isVisible()
    path = tmp_path / "birds.txt"
    path.write_text("robin\t1\t#112233\nwren\n", encoding="utf-8")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.classes.dropEvent(drop)
    qtbot.waitUntil(lambda: names(window.classes) == ["robin", "wren"])
    path.write_text("owl\nwren\n", encoding="utf-8")
    window.vocabulary_files.load(path)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert "1 of them here already" in window.messages.messages[-1].text
    window.messages.messages[-1].choices["Replace the 2 here"].click()
    assert names(window.classes) == ["owl", "wren"] and not window.messages.messages
    window.project_host.undo()
    qtbot.waitUntil(lambda: names(window.classes) == ["robin", "wren"])


def test_a_bad_list_changes_nothing_and_the_palette_is_saved_as_a_good_one(window, panel, qtbot, tmp_path) -> None:
    path = tmp_path / "birds.txt"
    path.write_text("owl\nowl\n", encoding="utf-8")
    window.vocabulary_files.load(path)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert window.messages.messages[-1].text.startswith("birds.txt, line 2: ")
    assert names(panel) == ["dog", "cat", "crow"]
    path.write_text("owl\n", encoding="utf-8")
    window.vocabulary_files.load(path)
    assert not window.messages.messages, "the mistake is mended"
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    window.messages.clear()
    path = tmp_path / "mine.txt"
    window.vocabulary_files.save(path)
    qtbot.waitUntil(lambda: bool(window.messages.messages))
    assert read_vocabulary(path)[0] == Entry("dog", "1", CLASS_COLORS[0])


def test_ten_thousand_classes_are_filtered_and_painted_within_a_frame_or_two(window, qtbot) -> None:
    entries = [Entry(f"species {n:05}") for n in range(10_000)]
    window.labelling.perform(lambda project: load_classes(project, entries, CLASS_COLORS, instead=False))
    panel = window.classes
    assert panel.model.rowCount() == 10_000
    worst_s = 0.0
    for do in (lambda: panel.field.setText("12"), lambda: panel.field.setText(""), panel.view.scrollToBottom):
        began = time.perf_counter()
        do()
        panel.view.viewport().repaint()
        worst_s = max(worst_s, time.perf_counter() - began)
    assert worst_s < 0.15, "a busy machine has some; alone it is a few milliseconds"
