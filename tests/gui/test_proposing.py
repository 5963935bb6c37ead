"""From what a model hears to labels that a person has judged, in the window and by its keys."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from workbench.gui.lane_kinds import CLASSES
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.score_menu import class_menu
from workbench.gui.scores import ScoreTrack
from workbench.labels.label import Status
from workbench.models.contract import Card
from workbench.models.placeholder import Levels

ACCEPTED, PROPOSED, REJECTED = int(Status.ACCEPTED), int(Status.PROPOSED), int(Status.REJECTED)
CARD = replace(Levels.card, weights_sha256="0123456789abcdef" * 4)
SHIFT_CONTROL = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    return [CARD]


@pytest.fixture
def window(labelled_window, qtbot):
    """Classified: "peak" all along from 0.25 on, louder and louder."""
    return classified(labelled_window, qtbot)


def classified(window, qtbot):
    qtbot.waitUntil(lambda: bool(window.classifying.cards))
    put_scores(window, [0.9, 0.1, 0.8, 0.1, 0.7, 0.1], [0.1, 0.6, 0.1, 0.1, 0.1, 0.95])
    return window


def put_scores(window, peak: list[float], rms: list[float], threshold: float = 0.5) -> None:
    from workbench.models.contract import Scores

    track = ScoreTrack(CARD, threshold, window)
    for second, values in enumerate(zip(peak, rms, strict=True)):
        track.add(Scores(float(second), second + 1.0, np.array(values, np.float32)))
    track.settle()
    track.complete = True
    window.document.set_scores(track)


def on_disk(window, columns: str = "start_s, text, status") -> list[tuple]:
    """When all that was done is written, however slow the disk is."""
    window.project_host._keeper.with_store(lambda store: None).result(10)
    with sqlite3.connect(window.project_host.path) as connection:
        return connection.execute(f"SELECT {columns} FROM labels ORDER BY start_s").fetchall()


def press(window, qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(window.stack, key, modifiers)


def propose(window, qtbot) -> None:
    with qtbot.waitSignal(window.proposing.told):
        press(window, qtbot, Qt.Key.Key_B, SHIFT_CONTROL)


def test_the_whole_way(labelled_window, qtbot) -> None:
    window = labelled_window
    qtbot.waitUntil(lambda: bool(window.classifying.cards))
    window.classifying.set_threshold(0.3)
    with qtbot.waitSignal(window.classifying.ended):
        press(window, qtbot, Qt.Key.Key_C)
    propose(window, qtbot)
    proposed = on_disk(window)
    assert len(proposed) >= 1
    assert {row[2] for row in proposed} == {PROPOSED}
    assert f"Proposed {len(proposed)} label" in window.messages.messages[-1].text
    assert window.messages.messages[-1].text.startswith("Proposed 1 label at 0.30 by levels 0123456789ab.")
    assert on_disk(window, "round(score, 6), end_s <= 12.0") == [
        (pytest.approx(float(window.document.scores.values[:, index].max()), abs=1e-6), 1)
        for index in range(2)
        if window.document.scores.values[:, index].max() >= 0.3
    ]


def test_accepted_and_rejected_by_keys_and_there_again(make_window, recording, qtbot) -> None:
    window = make_window()
    window.opener.open(recording)
    qtbot.waitUntil(lambda: window.project_host.recording_id is not None)
    classified(window, qtbot)
    propose(window, qtbot)
    spans: list[tuple[float, float]] = []
    window.judging.went.connect(lambda *span: spans.append(span))
    press(window, qtbot, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    press(window, qtbot, Qt.Key.Key_Return)
    press(window, qtbot, Qt.Key.Key_Backspace)
    assert on_disk(window) == [
        (0.0, "peak", ACCEPTED),
        (1.0, "rms", REJECTED),
        (2.0, "peak", PROPOSED),
        (4.0, "peak", PROPOSED),
        (5.0, "rms", PROPOSED),
    ]
    assert spans == [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)], "each is gone to, and heard"
    press(window, qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [row[2] for row in on_disk(window)] == [ACCEPTED, REJECTED, ACCEPTED, ACCEPTED, PROPOSED]
    assert window.project_host.undo_name == "Accept 2 labels “peak”"
    for wanted in ([0, 2, 1, 1, 1], [0, 1, 1, 1, 1], [1, 1, 1, 1, 1]):
        press(window, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda wanted=wanted: [row[2] for row in on_disk(window)] == wanted)
    for _ in range(3):
        press(window, qtbot, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: [row[2] for row in on_disk(window)] == [0, 2, 0, 0, 1])
    window.close()
    again = make_window()
    again.opener.open(recording)
    qtbot.waitUntil(lambda: again.project_host.recording_id is not None)
    project = again.project_host.project
    labels = project.labels.labels(project.labels.view(again.project_host.recording_id).column("id").tolist())
    assert [label.status for label in labels] == [ACCEPTED, REJECTED, ACCEPTED, ACCEPTED, PROPOSED]
    assert [label.score for label in labels] == pytest.approx([0.9, 0.6, 0.8, 0.7, 0.95])
    author = project.authors[labels[0].author]
    assert (author.kind, author.name, author.version) == ("model", "placeholder/levels", "0123456789ab")
    assert project.authors[labels[0].judged_by].kind == "person"
    assert labels[4].judged_by is None
    assert project.tiers[labels[0].tier].name == "levels"


def test_another_threshold_asks_of_the_rest_only(window, qtbot) -> None:
    propose(window, qtbot)
    window.judging.go(+1)
    press(window, qtbot, Qt.Key.Key_Return)
    press(window, qtbot, Qt.Key.Key_Backspace)
    window.classifying.set_threshold(0.75)
    propose(window, qtbot)
    assert on_disk(window) == [
        (0.0, "peak", ACCEPTED), (1.0, "rms", REJECTED), (2.0, "peak", PROPOSED), (5.0, "rms", PROPOSED),
    ]  # fmt: skip
    propose(window, qtbot)
    assert "already" in window.messages.messages[-1].text
    window.classifying.set_threshold(0.99)
    propose(window, qtbot)
    assert [row[2] for row in on_disk(window)] == [ACCEPTED, REJECTED]


def test_a_name_given_to_a_proposal_accepts_it(window, qtbot) -> None:
    propose(window, qtbot)
    window.judging.go(+1)
    window.labelling.name("fox")
    project = window.project_host.project
    label = project.labels.labels(window.label_selection.ids)[0]
    assert (label.text, label.status) == ("fox", Status.ACCEPTED)
    assert project.authors[label.author].kind == "model"
    assert project.authors[label.judged_by].kind == "person"


def test_held_down_enter_judges_one(window) -> None:
    assert not window.actions_by_id["label-accept"].autoRepeat()
    assert not window.actions_by_id["label-reject"].autoRepeat()


def test_all_at_once_and_no_more(window, qtbot) -> None:
    propose(window, qtbot)
    window.actions_by_id["reject-all"].trigger()
    assert {row[2] for row in on_disk(window)} == {REJECTED}
    assert window.project_host.undo_name == "Reject 5 labels"
    assert not window.actions_by_id["accept-all"].isEnabled()
    assert not window.actions_by_id["next-proposal"].isEnabled()


def test_the_last_one_says_so(window, qtbot) -> None:
    put_scores(window, [0.9, 0.1, 0.8], [0.1, 0.1, 0.1])
    propose(window, qtbot)
    window.label_selection.set([int(window.project_host.project.labels.view().column("id")[1])])
    press(window, qtbot, Qt.Key.Key_Return)
    assert window.label_selection.labels[0].start_s == 0.0, "from the beginning again"
    with qtbot.waitSignal(window.judging.told):
        press(window, qtbot, Qt.Key.Key_Return)


def actions_of(menu: QMenu) -> dict[str, object]:
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_of_a_class(window, qtbot) -> None:
    track = window.document.scores
    segment = next(each for each in track.segments() if each.start_s == 2.0)
    made = actions_of(class_menu(window, track, 0, segment, window.proposing))
    assert list(made) == [
        "Accept this “peak” (0.80)", "Reject this “peak” (0.80)", "Propose all 3 of “peak” above 0.50",
        "Accept all 3 of “peak” above 0.50", "Reject all 3 of “peak” above 0.50",
    ]  # fmt: skip
    made["Reject this “peak” (0.80)"].trigger()
    assert on_disk(window) == [(2.0, "peak", REJECTED)]
    with qtbot.waitSignal(window.proposing.made):
        made["Accept all 3 of “peak” above 0.50"].trigger()
    assert on_disk(window) == [(0.0, "peak", ACCEPTED), (2.0, "peak", REJECTED), (4.0, "peak", ACCEPTED)]
    made["Accept this “peak” (0.80)"].trigger()
    assert on_disk(window)[1] == (2.0, "peak", ACCEPTED)


def test_right_click_on_a_row_asks_for_its_menu(window, qtbot) -> None:
    lane = window.lanes.lane(CLASSES)
    asked: list[tuple] = []
    lane.menu_requested.disconnect()
    lane.menu_requested.connect(lambda *what: asked.append(what[:2]))
    y = lane.row_rect(0).center().y()  # the surest class first: rms
    for time_s, found in ((5.5, True), (4.5, False)):
        place = QPoint(GUTTER_PX + round(window.document.axis.x_of(time_s)), y)
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(lane, QContextMenuEvent(reason, place, lane.mapToGlobal(place)))
        index, segment = asked[-1]
        assert CARD.classes[index] == "rms"
        assert (segment is not None) == found


def test_the_panel_proposes_too(window, qtbot) -> None:
    assert window.models.classify.propose_button.isEnabled()
    with qtbot.waitSignal(window.proposing.made):
        window.models.classify.propose_button.click()
    assert len(on_disk(window)) == 5
    window.document.set_scores(None)
    assert not window.models.classify.propose_button.isEnabled()


def test_enter_in_the_table_accepts_too(window, qtbot) -> None:
    propose(window, qtbot)
    window.docks["labels"].show()
    rows = window.label_table.rows
    qtbot.waitUntil(lambda: rows.model().rowCount() == 5)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    assert [label.start_s for label in window.label_selection.labels] == [0.0]
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert [row[2] for row in on_disk(window)] == [ACCEPTED, PROPOSED, PROPOSED, PROPOSED, PROPOSED]
    assert [label.start_s for label in window.label_selection.labels] == [1.0]
    qtbot.keyClick(rows, Qt.Key.Key_Backspace)
    assert [row[2] for row in on_disk(window)] == [ACCEPTED, REJECTED, PROPOSED, PROPOSED, PROPOSED]
    window.label_selection.set([int(window.project_host.project.labels.view().column("id")[0])])
    assert "Return" in [key.toString() for key in window.actions_by_id["label-rename"].shortcuts()], "of other labels"
