"""Labels walked through, moved and selected by keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from workbench.gui.document import Selection
from workbench.labels.changes import add_tier

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
)  # fmt: skip


@pytest.fixture
def window(labelled_window):
    for start_s, text in ((1.0, "dog"), (3.0, "cat"), (5.0, "dog")):
        labelled_window.document.select(Selection(start_s, start_s + 1.0))
        labelled_window.labelling.make(text)
    return labelled_window


def bounds(window) -> list[tuple[float, float]]:
    view = window.project_host.project.labels.view()
    return [(round(a, 4), round(b, 4)) for a, b in zip(view.column("start_s"), view.column("end_s"), strict=True)]


def test_labels_are_walked_through_and_many_selected(window, qtbot) -> None:
    for key, expected_s in (
        (Qt.Key.Key_Left, 3.0),
        (Qt.Key.Key_Left, 1.0),
        (Qt.Key.Key_Left, 1.0),
        (Qt.Key.Key_Right, 3.0),
    ):
        qtbot.keyClick(window.stack, key, ALT)
        assert window.document.selection.start_s == expected_s
    window.document.select(None)
    window.document.set_cursor(4.5)
    qtbot.keyClick(window.stack, Qt.Key.Key_Right, ALT)
    assert window.document.selection == Selection(5.0, 6.0)
    walking, selection = window.label_walking, window.label_selection
    walking.select_class()
    assert [label.start_s for label in selection.labels] == [1.0, 5.0]
    walking.select_tier()
    assert len(selection.ids) == 3
    window.document.axis.set_view(2.5, 4.5)
    walking.select_in_view()
    assert [label.start_s for label in selection.labels] == [3.0]


def test_labels_and_edges_are_nudged_within_the_recording_and_undone_at_once(window, qtbot) -> None:
    for _ in range(3):
        qtbot.keyClick(window.stack, Qt.Key.Key_Right, CTRL)
    assert bounds(window)[-1] == (5.03, 6.03)
    assert round(window.document.selection.start_s, 4) == 5.03, "the span goes with it"
    window.project_host.undo()
    qtbot.waitUntil(lambda: bounds(window)[-1] == (5.0, 6.0))
    qtbot.keyClick(window.stack, Qt.Key.Key_Left, SHIFT | ALT)
    qtbot.keyClick(window.stack, Qt.Key.Key_Right, CTRL | SHIFT)
    assert bounds(window)[-1] == (4.99, 6.01)
    window.project_host.undo()
    window.project_host.undo()
    qtbot.waitUntil(lambda: bounds(window)[-1] == (5.0, 6.0))
    window.settings.change(nudge_s=30.0)
    window.label_moving.nudge(+1)
    assert bounds(window)[-1] == (11.0, 12.0)
    window.label_moving.nudge(-1)
    assert bounds(window)[0] == (0.0, 1.0)


def test_z_moves_the_edges_of_labels_to_zero_crossings(window, qtbot) -> None:
    window.document.select(Selection(2.0001, 2.5))
    window.labelling.make("bird")
    before = window.selecting.document.recording
    with qtbot.waitSignal(window.project_host.changed):
        qtbot.keyClick(window.stack, Qt.Key.Key_Z)
    label = window.label_selection.labels[0]
    assert label.text == "bird" and (label.start_s, label.end_s) != (2.0001, 2.5)
    for edge_s in (label.start_s, label.end_s):
        at = round(edge_s * 44_100)
        two = before.read(at - 1, at + 1)[0]
        assert np.signbit(two[0]) != np.signbit(two[1])


def test_labels_change_tiers(window, qtbot) -> None:
    made = []

    def step(project):
        tier, step = add_tier(project, "people")
        made.append(tier)
        return step

    window.labelling.perform(step)
    qtbot.keyClick(window.stack, Qt.Key.Key_PageDown, CTRL)
    assert window.label_selection.labels[0].tier == made[0].id
    qtbot.keyClick(window.stack, Qt.Key.Key_PageUp, CTRL)
    assert window.label_selection.labels[0].tier != made[0].id
