"""Labels made, named and changed by keys in the window, and what of it is on the disk."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import Qt

from workbench.gui import project_host
from workbench.gui.document import Selection
from workbench.labels.changes import FIRST_TIER, add_tier


@pytest.fixture
def window(make_window, recording, qtbot, monkeypatch):
    monkeypatch.setattr(project_host, "WAIT_S", 10.0)  # on a busy machine's disk, too
    made = make_window()
    with qtbot.waitSignal(made.opener.ready):
        made.opener.open(recording)
    qtbot.waitUntil(lambda: made.project_host.recording_id is not None)
    return made


def on_disk(window) -> list[tuple]:
    with sqlite3.connect(window.project_host.path) as connection:
        return connection.execute("SELECT start_s, end_s, text FROM labels ORDER BY start_s").fetchall()


def test_a_label_is_on_the_disk_before_the_next_event(window, qtbot) -> None:
    window.document.select(Selection(0.25, 0.5))
    qtbot.keyClick(window.stack, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert on_disk(window) == [(0.25, 0.5, "")]
    window.labelling.name("dog")
    assert on_disk(window) == [(0.25, 0.5, "dog")]


def test_undo_and_redo_by_keys(window, qtbot) -> None:
    window.document.select(Selection(0.25, 0.5))
    window.labelling.make("dog")
    qtbot.keyClick(window.stack, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert on_disk(window) == []
    assert window.readout.note.text() == "Undone: Add label “dog”"
    assert len(window.project_host.project.labels) == 0
    qtbot.keyClick(window.stack, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert on_disk(window) == [(0.25, 0.5, "dog")]


def test_what_is_only_looked_at_leaves_no_project(window) -> None:
    assert not window.project_host.path.exists()


def test_labels_are_there_when_the_recording_is_opened_again(window, make_window, recording, qtbot) -> None:
    window.document.select(Selection(0.25, 0.5))
    window.labelling.make("dog")
    window.close()
    again = make_window()
    again.opener.open(recording)
    qtbot.waitUntil(lambda: again.project_host.recording_id is not None)
    view = again.project_host.project.labels.view(again.project_host.recording_id)
    assert view.column("start_s").tolist() == [0.25]
    assert again.project_host.undo_name == "Add label “dog”"


def test_what_a_person_makes_does_not_go_into_a_models_tier(window) -> None:
    host = window.project_host
    _, author = host.project.author("model", "listener", "1")
    host.note(author)
    host.do(add_tier(host.project, "listener")[1])
    window.document.select(Selection(0.25, 0.5))
    window.labelling.make("dog")
    (label,) = window.label_selection.labels
    assert host.project.tiers[label.tier].name == FIRST_TIER
    assert [tier.name for tier in host.project.tier_list] == [FIRST_TIER, "listener"]


def test_a_click_and_a_key_split_a_label(window, qtbot) -> None:
    """A click elsewhere lets go of the label, so that the place alone must be enough."""
    window.document.select(Selection(0.25, 0.5))
    window.labelling.make("dog")
    window.document.select(None)
    window.document.set_cursor(0.38)
    assert window.label_selection.ids == ()
    qtbot.keyClick(window.stack, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert on_disk(window) == [(0.25, 0.38, "dog"), (0.38, 0.5, "dog")]


def test_undo_selects_what_comes_back(window) -> None:
    window.document.select(Selection(0.25, 0.5))
    first = window.labelling.make("dog")
    window.document.select(Selection(1.0, 2.0))
    window.labelling.make("cat")
    window.label_selection.set([first])
    window.labelling.delete()
    window.document.select(Selection(3.0, 4.0))
    window.project_host.undo()
    assert window.label_selection.ids == (first,)
    assert window.document.selection == Selection(0.25, 0.5)
