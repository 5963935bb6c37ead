"""The state of a review: what is up after an undo, after another review was begun, after another window's changes."""

from __future__ import annotations

import pytest

from workbench.gui.dialogs.review_sources import FolderForm
from workbench.gui.dialogs.start_review import StartReviewDialog
from workbench.gui.review.listing import OfLabels, ReviewWish
from workbench.gui.review.side import UNFAIR
from workbench.labels import changes
from workbench.labels.edit import added
from workbench.labels.label import Label, Status, Tier, new_id
from workbench.labels.opening import OpenFile
from workbench.labels.project import Project, rows_of
from workbench.labels.review.answers import go_edits
from workbench.labels.review.lists import LabelFilter


@pytest.fixture
def reviewing(labelled_window):
    """Three proposals, two of a dog; no review is on."""
    host = labelled_window.project_host
    host.note_recording()
    tier = added("tiers", rows_of("tiers", [Tier(1, "calls")]))
    labels = [
        Label(new_id(), host.recording_id, 1, at, at + 0.5, text=text, status=Status.PROPOSED)
        for at, text in ((1.0, "dog"), (2.0, "cat"), (3.0, "dog"))
    ]
    assert host.do(changes.add_labels(host.project, labels, also=(tier,)))
    yield labelled_window.review_commands.reviewing
    labelled_window.review_commands.reviewing.leave()


def begin(window, qtbot, wanted: LabelFilter) -> None:
    with qtbot.waitSignal(window.review_commands.made):
        window.review_commands.begin(ReviewWish("Test", OfLabels(wanted)))


def test_undo_goes_to_the_last_answer_past_what_could_not_be_read(labelled_window, reviewing, qtbot) -> None:
    begin(labelled_window, qtbot, LabelFilter())
    assert reviewing.answer("yes")
    assert reviewing.skip_unreadable("it is gone")
    assert reviewing.review.position == 2
    with qtbot.waitSignal(labelled_window.project_host.turned):
        labelled_window.project_host.undo()
    assert reviewing.review.position == 0
    assert [clip.answer for clip in reviewing.clips()] == ["", "unreadable", ""]


def test_a_grid_shows_the_clips_of_the_review_that_was_begun_last(labelled_window, reviewing, qtbot) -> None:
    begin(labelled_window, qtbot, LabelFilter())
    page = labelled_window.review_commands.page
    page.toggle_grid()
    begin(labelled_window, qtbot, LabelFilter(texts=("dog",)))
    clips = page.many.grid.view.clips
    assert [clips.clip(row).id for row in range(clips.total)] == [clip.id for clip in reviewing.clips()]


def test_what_another_window_answers_is_followed(labelled_window, reviewing, qtbot) -> None:
    """Else a key would answer a clip that nobody sees, once the project is free."""
    begin(labelled_window, qtbot, LabelFilter())
    host = labelled_window.project_host
    theirs = Project(host.project.contents())
    theirs.apply(go_edits(theirs, reviewing.review.id, 2))
    with qtbot.waitSignal(reviewing.went):
        host.renew(OpenFile(host.path, theirs, ([], []), "another window has it open"))
    assert reviewing.clip.start_s == 3.0


def test_a_review_that_is_on_is_deleted_in_the_dialog_and_its_labels_stay(labelled_window, reviewing, qtbot) -> None:
    begin(labelled_window, qtbot, LabelFilter())
    assert reviewing.answer("yes")
    project, count = labelled_window.project_host.project, len(labelled_window.project_host.project.labels)
    dialog = StartReviewDialog(labelled_window.review_commands, labelled_window)
    dialog.delete.click()
    assert not reviewing.is_on and not project.reviews and not project.review_clips
    assert len(project.labels) == count and labelled_window.middle.isVisible()
    assert dialog.reviews.count() == 0 and not dialog.go_on.isEnabled()
    dialog.reject()
    with qtbot.waitSignal(labelled_window.project_host.turned):
        labelled_window.project_host.undo()
    (review,) = project.reviews
    assert [project.review_clips[each].answer for each in project.clip_ids(review)] == ["yes", "", ""]


def test_precision_stands_beside_the_clip_as_long_as_something_is_judged(labelled_window, reviewing, qtbot) -> None:
    begin(labelled_window, qtbot, LabelFilter())
    side = labelled_window.review_commands.page.side
    assert reviewing.answer("yes")
    qtbot.waitUntil(lambda: [(row.name.text(), row.share.text()) for row in side._shown] == [("dog", "100 %")])
    assert not side._shown[0].share.isHidden() and side.rule.text() == UNFAIR
    labelled_window.project_host.undo()
    qtbot.waitUntil(side._shown[0].share.isHidden)


def test_an_empty_folder_says_so_in_the_dialog(labelled_window, tmp_path, qtbot) -> None:
    window = labelled_window
    (tmp_path / "empty").mkdir()
    window.actions_by_id["review"].trigger()
    dialog = window.findChild(StartReviewDialog)
    dialog.what.setCurrentText(FolderForm.title)
    dialog.source.folder.clear()
    dialog.ok.click()
    assert dialog.hint.text() == "Choose a folder first."
    dialog.source.folder.setText(str(tmp_path / "empty"))
    with qtbot.waitSignal(window.review_commands.refused):
        dialog.ok.click()
    assert "there are no recordings in it" in dialog.hint.text()
    assert dialog.ok.isEnabled()
    dialog.reject()
    assert not window.review_commands.reviewing.is_on
