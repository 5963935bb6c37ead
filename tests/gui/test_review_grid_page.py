"""The grid in the real window: from one clip to many by a key, many labelled by one, and back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workbench.gui.document import Selection
from workbench.gui.review.grid_samples import write_recording
from workbench.gui.review.listing import OfLabels, ReviewWish
from workbench.labels import changes
from workbench.labels.edit import Step, added
from workbench.labels.label import Label, Status, Tier, new_id
from workbench.labels.project import rows_of
from workbench.labels.review.lists import LabelFilter

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def recording(tmp_path):
    return write_recording(tmp_path / "calls.wav")


def propose(window, count: int) -> None:
    """A proposal a call, and a palette with "rising" on 1 and "falling" on 2."""
    host = window.project_host
    host.note_recording()
    tier = Tier(new_id(), "calls")
    labels = [
        Label(new_id(), host.recording_id, tier.id, row + 0.35, row + 0.65, text="rising", score=0.9,
              status=Status.PROPOSED)
        for row in range(count)
    ]  # fmt: skip
    classes = changes.add_classes(host.project, ["rising", "falling"], ["#E69F00", "#56B4E9"])
    step = changes.add_labels(host.project, labels, "Propose", (added("tiers", rows_of("tiers", [tier])),))
    assert host.do(Step("Propose", (*classes, *step.edits)))


@pytest.fixture
def page(labelled_window, qtbot):
    window = labelled_window
    propose(window, 12)
    commands = window.review_commands
    with qtbot.waitSignal(commands.made):
        commands.begin(ReviewWish("Proposals", OfLabels(LabelFilter())))
    qtbot.waitUntil(lambda: commands.page.showing.shown_clip == commands.reviewing.clip.id)
    yield commands.page
    commands.reviewing.leave()


def press(qtbot, *keys, modifier=M.NoModifier) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_three_clips_are_chosen_labelled_and_undone_without_the_mouse(page, labelled_window, qtbot):
    host, reviewing = labelled_window.project_host, page.reviewing
    labelled_window.document.select(Selection(8.0, 9.0))
    press(qtbot, K.Key_G)
    grid = page.many.grid
    assert page.in_grid and grid.view.chosen == [reviewing.clip.id] and grid.view.clips.rowCount() == 12
    press(qtbot, K.Key_Right, K.Key_Right, modifier=M.ShiftModifier)
    chosen = grid.view.chosen
    undoable = host.undo_name
    press(qtbot, K.Key_2)
    assert len(host.project.labels) == 12, "the keys are the grid's, whatever is selected in the lanes"
    clips = [host.project.review_clips[clip_id] for clip_id in chosen]
    labels = host.project.labels.labels([clip.label for clip in clips])
    assert [(clip.answer, clip.given) for clip in clips] == [("class", "falling")] * 3
    assert [(label.text, label.status) for label in labels] == [("falling", Status.ACCEPTED)] * 3
    assert host.undo_name != undoable
    fourth = reviewing.clips()[3]
    assert grid.view.chosen == [fourth.id] and reviewing.clip.id == fourth.id
    press(qtbot, K.Key_Z, modifier=M.ControlModifier)
    qtbot.waitUntil(lambda: not any(clip.answer for clip in reviewing.clips()))
    labels = host.project.labels.labels([clip.label for clip in clips])
    assert host.undo_name == undoable and {label.text for label in labels} == {"rising"}
    assert [grid.view.clips.clip(row).answer for row in range(4)] == [""] * 4


def test_a_clip_plays_and_is_taken_up_alone(page, qtbot):
    press(qtbot, K.Key_G)
    press(qtbot, K.Key_Right, K.Key_Right)
    third = page.reviewing.clips()[2]
    qtbot.waitUntil(lambda: page.player.sounding is not None and page.player.sounding.request.key == third.id)
    press(qtbot, K.Key_G)
    assert not page.in_grid and page.reviewing.clip.id == third.id
    qtbot.waitUntil(lambda: page.showing.shown_clip == third.id)
    press(qtbot, K.Key_G, K.Key_Escape)
    assert not page.in_grid and page.reviewing.is_on
