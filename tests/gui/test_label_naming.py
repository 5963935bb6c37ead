"""Names typed over the label: what is offered, what Enter, Escape, Tab and the mouse end with."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt

from workbench.gui.class_search import BEGINS, BEGINS_WORD, WITHIN, ClassSearch
from workbench.gui.document import Selection
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.class_changes import add_class, load_classes
from workbench.labels.vocabulary import Entry

BIRDS = ("great tit", "wren", "blue tit", "titmouse", "nuthatch", "petite stint")


@pytest.fixture
def window(labelled_window):
    for name in BIRDS:
        labelled_window.labelling.perform(lambda project, name=name: add_class(project, name, CLASS_COLORS))
    return labelled_window


def texts(window) -> list[str]:
    project = window.project_host.project
    view = project.labels.view(window.project_host.recording_id)
    return [project.labels.texts[code] for code in view.column("text")]


def begin(window, qtbot, start_s: float = 1.0):
    window.stack.setFocus()
    window.document.select(Selection(start_s, start_s + 0.5))
    qtbot.keyClick(window.stack, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.label_naming.editor.hasFocus)
    return window.label_naming.editor


def offered(editor) -> list[str]:
    model = editor.popup.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_best_fit_comes_first_and_what_was_used_lately_before_its_equals() -> None:
    search = ClassSearch(BIRDS)
    fits = [(BIRDS[place], fit) for place, fit in search.best("TIT", 9)]
    assert fits == [
        ("titmouse", BEGINS),
        ("great tit", BEGINS_WORD),
        ("blue tit", BEGINS_WORD),
        ("petite stint", WITHIN),
    ]
    assert [BIRDS[place] for place, _ in search.best("tit", 9, ["blue tit"])][:2] == ["titmouse", "blue tit"]
    assert [BIRDS[place] for place, _ in search.best("", 2, ["wren", "gone"])] == ["wren", "great tit"]
    assert search.best("owl", 9) == []


def test_a_key_press_among_ten_thousand_takes_less_than_a_frame(window, qtbot) -> None:
    names = [Entry(f"species {n:05} of genus {n % 300}") for n in range(10_000)]
    window.labelling.perform(lambda project: load_classes(project, names, CLASS_COLORS, instead=True))
    editor = begin(window, qtbot)
    worst_s = 0.0
    for key in "gen 9":
        began = time.perf_counter()
        qtbot.keyClicks(editor, key)
        worst_s = max(worst_s, time.perf_counter() - began)
    assert worst_s < 0.1, "a busy machine has some; alone it is a few milliseconds"


def test_enter_takes_the_marked_row(window, qtbot) -> None:
    editor = begin(window, qtbot)
    qtbot.keyClicks(editor, "gre")
    assert offered(editor) == ["great tit", "New class “gre”"]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert texts(window) == ["great tit"] and window.stack.hasFocus()
    editor = begin(window, qtbot, 3.0)  # a new word becomes a class with a colour and a key
    qtbot.keyClicks(editor, "owl")
    assert offered(editor) == ["New class “owl”"]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    owl = window.project_host.project.class_of("owl")
    assert texts(window)[1] == "owl" and (owl.key, owl.color) == ("7", CLASS_COLORS[6])
    editor = begin(window, qtbot, 5.0)  # from within a word: the new word is offered first
    qtbot.keyClicks(editor, "hatch")
    assert offered(editor) == ["New class “hatch”", "nuthatch"]
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert texts(window)[2] == "nuthatch"


def test_escape_takes_a_new_label_back_and_leaves_an_old_one(window, qtbot) -> None:
    editor = begin(window, qtbot)
    qtbot.keyClicks(editor, "wr")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: texts(window) == [])
    assert window.project_host.redo_name is None  # it was never meant
    window.document.select(Selection(1.0, 2.0))
    window.labelling.name("wren")
    qtbot.keyClick(window.stack, Qt.Key.Key_Return)
    editor = window.label_naming.editor
    qtbot.keyClicks(editor, "owl")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert texts(window) == ["wren"] and window.label_naming.editor is None

    editor = begin(window, qtbot, 3.0)  # what happens to the label meanwhile ends typing
    qtbot.keyClicks(editor, "owl")
    window.labelling.name("wren")
    assert texts(window) == ["wren", "wren"] and window.label_naming.editor is None


def test_tab_goes_on_to_the_next_label_and_plays_nothing(window, qtbot) -> None:
    for start_s in (1.0, 3.0):
        window.document.select(Selection(start_s, start_s + 1))
        window.labelling.make()
    window.label_walking.go(-1)
    window.label_naming.rename()
    qtbot.keyClicks(window.label_naming.editor, "wren")
    qtbot.keyClick(window.label_naming.editor, Qt.Key.Key_Tab)
    assert window.document.selection == Selection(3.0, 4.0)
    qtbot.keyClicks(window.label_naming.editor, "blue")
    qtbot.keyClick(window.label_naming.editor, Qt.Key.Key_Tab)
    assert texts(window) == ["wren", "blue tit"] and window.label_naming.editor is None
    assert window.document.playhead_s is None and window.stack.hasFocus()


def test_the_mouse_takes_a_row_and_elsewhere_what_was_typed(window, qtbot) -> None:
    editor = begin(window, qtbot)
    qtbot.keyClicks(editor, "owl")
    qtbot.mouseClick(window.lanes.lane("spectrogram"), Qt.MouseButton.LeftButton, pos=QPoint(600, 20))
    assert texts(window) == ["owl"] and window.label_naming.editor is None
    editor = begin(window, qtbot, 3.0)
    row = editor.popup.visualRect(editor.popup.model().index(2, 0))
    qtbot.mouseClick(editor.popup.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert texts(window) == ["owl", "wren"]
