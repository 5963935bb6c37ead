"""Keys of the palette: what they name, where, and where they stay what they were."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.audio.player import Status
from workbench.gui.dialogs.palette import CommandPalette
from workbench.gui.document import Selection
from workbench.gui.theme import CLASS_COLORS
from workbench.labels.changes import change_class, set_status
from workbench.labels.class_changes import add_class
from workbench.labels.label import Status as LabelStatus


@pytest.fixture
def window(labelled_window):
    for name in ("dog", "cat"):
        labelled_window.labelling.perform(lambda project, name=name: add_class(project, name, CLASS_COLORS))
    return labelled_window


def texts(window) -> list[str]:
    project = window.project_host.project
    view = project.labels.view(window.project_host.recording_id)
    return [project.labels.texts[code] for code in view.column("text")]


def test_a_key_makes_a_label_of_the_span_and_another_renames_it(window, qtbot) -> None:
    window.document.select(Selection(1.0, 2.0))
    qtbot.keyClick(window.stack, Qt.Key.Key_1)
    assert texts(window) == ["dog"]
    qtbot.keyClick(window.stack, Qt.Key.Key_2)
    assert texts(window) == ["cat"]
    assert window.player.snapshot().status is Status.STOPPED
    assert window.labelling.recent == ["cat", "dog"]
    window.files.view.setFocus()  # lists let them through
    qtbot.keyClick(window.files.view, Qt.Key.Key_1)
    assert texts(window) == ["dog"]


def test_nothing_selected_no_class_or_a_field_leave_the_keys_what_they_were(window, qtbot) -> None:
    qtbot.keyClick(window.stack, Qt.Key.Key_1)
    assert texts(window) == [] and window.player.snapshot().status is Status.PLAYING
    window.document.select(Selection(1.0, 2.0))
    loop = window.playback.loop
    qtbot.keyClick(window.stack, Qt.Key.Key_L)
    assert window.playback.loop is not loop and texts(window) == []
    window.document.select(Selection(1.0, 2.0))
    window.files.filter.setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "12")
    window.show_palette()
    palette = window.findChild(CommandPalette)
    qtbot.waitUntil(palette.isActiveWindow)
    qtbot.keyClicks(palette.typed, "12")
    palette.reject()
    assert texts(window) == [] and window.files.filter.text() == "12"


def test_it_works_while_playing_and_for_letters(window, qtbot) -> None:
    dog = window.project_host.project.class_of("dog")
    window.labelling.perform(lambda project: change_class(project, dog.id, key="b"))
    window.document.select(Selection(1.0, 2.0))
    qtbot.keyClick(window.stack, Qt.Key.Key_Space)
    qtbot.keyClick(window.stack, Qt.Key.Key_B)
    assert texts(window) == ["dog"] and window.player.snapshot().status is Status.PLAYING
    qtbot.keyClick(window.stack, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert texts(window)[0] == "dog", "with Ctrl it is another key"


def test_a_proposal_that_is_named_by_a_key_makes_way_for_the_next(window, qtbot) -> None:
    ids = []
    for start_s in (1.0, 3.0, 5.0):
        window.document.select(Selection(start_s, start_s + 1))
        ids.append(window.labelling.make("dog"))
    window.labelling.perform(lambda project: set_status(project, ids, LabelStatus.PROPOSED))
    window.label_selection.set(ids[:1])
    qtbot.keyClick(window.stack, Qt.Key.Key_2)
    assert window.label_selection.ids == (ids[1],)
    qtbot.keyClick(window.stack, Qt.Key.Key_1)
    assert window.label_selection.ids == (ids[2],)
    labels = window.project_host.project.labels.labels(ids)
    assert [(each.text, each.status.name) for each in labels] == [
        ("cat", "ACCEPTED"), ("dog", "ACCEPTED"), ("dog", "PROPOSED"),
    ]  # fmt: skip
