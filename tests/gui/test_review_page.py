"""Reviewing in the real window: one key answers a clip, saves, and brings up the next one, which plays."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from workbench.gui.dialogs.start_review import StartReviewDialog
from workbench.gui.review.listening import Listening
from workbench.gui.review.listing import OfDisagreements, OfFolder, OfLabels, ReviewWish
from workbench.gui.review.summary import COLUMNS
from workbench.labels import changes
from workbench.labels.edit import Edit, Step, added
from workbench.labels.events import Side
from workbench.labels.label import Author, Label, Status, Tier, new_id
from workbench.labels.project import rows_of
from workbench.labels.review.lists import LabelFilter

RATE = 16_000
K = Qt.Key


def write_clip(path: Path, number: int) -> None:
    """Half a second of quiet noise with one event: a tone of its own frequency in its middle."""
    rng, time = np.random.default_rng(number), np.arange(RATE // 2) / RATE
    tone = 0.3 * np.sin(2 * np.pi * (500 + 40 * number) * time) * np.exp(-(((time - 0.25) / 0.05) ** 2))
    soundfile.write(path, rng.normal(0, 0.01, len(time)) + tone, RATE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "clips"
    made.mkdir()
    for number in range(6):
        write_clip(made / f"clip {number}.wav", number)
    return made


@pytest.fixture
def window(shared_window, qtbot):
    window = shared_window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.review_commands.reviewing.leave()
    window.messages.clear()
    window.resize(1300, 850)


def begin(window, qtbot, source, **wish):
    commands = window.review_commands
    with qtbot.waitSignal(commands.made):
        commands.begin(ReviewWish("Test", source, **wish))
    wait_shown(window, qtbot)
    return commands.page


def wait_shown(window, qtbot) -> None:
    """Until the clip that is up is drawn."""
    showing, reviewing = window.review_commands.page.showing, window.review_commands.reviewing
    qtbot.waitUntil(lambda: reviewing.clip is not None and showing.shown_clip == reviewing.clip.id)


def press(qtbot, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def on_disk(window, query: str) -> list[tuple]:
    window.project_host._keeper.with_store(lambda store: None).result(10)
    with sqlite3.connect(window.project_host.path) as connection:
        return connection.execute(query).fetchall()


def add_classes(window, *names: str) -> None:
    """With the keys 1, 2, …"""
    project = window.project_host.project
    assert window.project_host.do(Step("Add classes", changes.add_classes(project, names, ["#E69F00", "#56B4E9"])))


def test_a_folder_one_key_a_clip(window, folder, qtbot) -> None:
    page = begin(window, qtbot, OfFolder(folder))
    assert not window.middle.isVisible()
    assert page.isVisible()
    assert page.question.question.text() == "Which class is it?"
    add_classes(window, "dog", "cat")
    played = []
    page.showing.shown.connect(lambda clip: played.append((clip.position, page.player.sounding is not None)))
    press(qtbot, K.Key_1)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_2)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_Slash)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_Right)
    wait_shown(window, qtbot)
    assert played == [(1, True), (2, True), (3, True), (4, True)], "each is drawn and playing, in order"
    answers = "SELECT position, answer, given FROM review_clips ORDER BY position"
    assert on_disk(window, answers)[:5] == [
        (0, "class", "dog"), (1, "class", "cat"), (2, "unsure", ""), (3, "skip", ""), (4, "", ""),
    ]  # fmt: skip
    assert on_disk(window, "SELECT text, status, round(end_s, 3) FROM labels ORDER BY text") == [
        ("cat", 0, 0.5), ("dog", 0, 0.5),
    ]  # fmt: skip


class Mouse(QObject):
    """Counts what the mouse does."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = 0

    def eventFilter(self, watched, event) -> bool:
        self.presses += event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        return False


def test_a_hundred_clips_by_a_hundred_keys(window, tmp_path, qtbot) -> None:
    folder = tmp_path / "hundred"
    folder.mkdir()
    for number in range(100):
        write_clip(folder / f"{number:03}.wav", number)
    page = begin(window, qtbot, OfFolder(folder))
    add_classes(window, "low", "high")
    mouse, went, shown, keys = Mouse(), [], [], 0
    QApplication.instance().installEventFilter(mouse)
    page.reviewing.went.connect(lambda: went.append(page.reviewing.review.position))
    page.showing.shown.connect(lambda clip: shown.append((clip.position, page.player.sounding.request.key == clip.id)))
    for number in range(100):
        clip = page.reviewing.clip
        assert clip.position == number
        press(qtbot, K.Key_1 if number < 50 else K.Key_2)
        keys += 1
        if number < 99:
            wait_shown(window, qtbot)
    QApplication.instance().removeEventFilter(mouse)
    assert went == list(range(1, 101)), "each key brings up the next one, once"
    assert shown == [(number, True) for number in range(1, 100)], "drawn and playing"
    assert (keys, mouse.presses) == (100, 0)
    rows = on_disk(window, "SELECT r.path, l.text, l.status, l.start_s, l.end_s FROM labels l JOIN recordings r "
                           "ON r.id = l.recording ORDER BY r.path")  # fmt: skip
    names = ["low"] * 50 + ["high"] * 50
    assert rows == [(f"{n:03}.wav", names[n], int(Status.ACCEPTED), 0.0, 0.5) for n in range(100)]
    assert page.body.currentWidget() is page.summary


@pytest.fixture
def proposals(window, recording, qtbot) -> list[int]:
    """Five proposed labels “dog” of a second each, in the recording that is open."""
    window.opener.open(recording)
    host = window.project_host
    qtbot.waitUntil(lambda: window.document.recording is not None and window.document.recording.path == recording)
    qtbot.waitUntil(lambda: host.recording_id is not None)
    made = [
        Label(new_id(), host.recording_id, 1, float(start), start + 1.0, text="dog", author=2, score=score,
              status=Status.PROPOSED)
        for start, score in zip(range(1, 10, 2), (0.9, 0.51, 0.2, 0.7, 0.4), strict=True)
    ]  # fmt: skip
    host.note_recording()
    tier = added("tiers", rows_of("tiers", [Tier(1, "calls")]))
    model = added("authors", rows_of("authors", [Author(2, "model", "hearer")]))
    assert host.do(changes.add_labels(host.project, made, also=(tier, model)))
    return [label.id for label in made]


def statuses(window, ids: list[int]) -> list[Status]:
    return [window.project_host.project.labels.label(label_id).status for label_id in ids]


PROPOSED = OfLabels(LabelFilter())


def test_labels_are_judged_and_undone(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED, order="uncertain")
    assert page.question.question.text() == "Is this “dog”?"
    order = [clip.label for clip in page.reviewing.clips()]
    assert order == [proposals[at] for at in (1, 4, 3, 2, 0)], "by distance of the score from 0.5"
    press(qtbot, K.Key_Return)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_Backspace)
    wait_shown(window, qtbot)
    judged = window.project_host.project.labels.label(proposals[1])
    assert (judged.status, judged.score) == (Status.ACCEPTED, 0.51)
    assert window.project_host.project.authors[judged.judged_by].kind == "person"
    assert statuses(window, order[:3]) == [Status.ACCEPTED, Status.REJECTED, Status.PROPOSED]
    press(qtbot, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.reviewing.review.position == 1)
    wait_shown(window, qtbot)
    assert statuses(window, order[:3]) == [Status.ACCEPTED, Status.PROPOSED, Status.PROPOSED]
    press(qtbot, K.Key_Left)
    wait_shown(window, qtbot)
    assert "answered: yes" in page.question.place.text()
    press(qtbot, K.Key_Question)
    wait_shown(window, qtbot)
    assert statuses(window, order[:2]) == [Status.PROPOSED, Status.PROPOSED], "answered anew, the former answer is gone"
    assert page.reviewing.review.position == 1


def test_held_keys_and_keys_in_fields_answer_nothing(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED)
    held = QKeyEvent(QEvent.Type.KeyPress, K.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
    QApplication.sendEvent(page, held)
    page.side.form.before.setFocus()
    page.side.form.before.selectAll()
    press(qtbot, K.Key_1)
    press(qtbot, K.Key_Return)
    assert page.hasFocus(), "Enter gives the keys back"
    assert [clip.answer for clip in page.reviewing.clips()] == [""] * 5
    assert page.reviewing.listening.before_s == 1.0
    qtbot.waitUntil(lambda: page.player.sounding is not None and page.player.sounding.request.before_s == 1.0)


def test_tab_compares_with_accepted_examples_while_it_is_held(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED)
    press(qtbot, K.Key_Tab)
    assert page.notice.text() == "There is no accepted “dog” to compare with yet"
    press(qtbot, K.Key_Return)
    wait_shown(window, qtbot)
    up = page.reviewing.clip
    qtbot.keyPress(page, K.Key_Tab)
    qtbot.waitUntil(
        lambda: page.player.sounding is not None and page.player.sounding.request.key == ("example", proposals[0])
    )
    assert page.question.question.text() == "An accepted “dog”"
    qtbot.keyRelease(page, K.Key_Tab)
    qtbot.waitUntil(lambda: page.showing.shown_clip == up.id)
    assert page.question.question.text() == "Is this “dog”?"
    assert page.reviewing.clip == up
    assert page.hasFocus(), "Tab moves no focus"


def test_it_is_where_it_was_after_a_restart(make_window, recording, qtbot) -> None:
    first = make_window()
    first.begin(recording)
    qtbot.waitUntil(lambda: first.project_host.recording_id is not None)
    add_labels(first)
    page = begin(first, qtbot, PROPOSED)
    page.do("yes")
    page.do("skip")
    page.reviewing.change_listening(after_s=1.25, loop=True)
    first.close()
    second = make_window()
    second.begin(None)
    qtbot.waitUntil(lambda: second.review_commands.reviewing.is_on)
    wait_shown(second, qtbot)
    assert second.review_commands.reviewing.clip.position == 2
    assert [clip.answer for clip in second.review_commands.reviewing.clips()] == ["yes", "skip", ""]
    assert second.review_commands.reviewing.listening == Listening(after_s=1.25, loop=True)
    assert not second.middle.isVisible()
    qtbot.keyClick(second.review_commands.page, K.Key_Escape)
    assert second.middle.isVisible()
    assert not second.review_commands.page.isVisible()


def add_labels(window) -> None:
    host = window.project_host
    host.note_recording()
    made = [
        Label(new_id(), host.recording_id, 1, at, at + 0.5, text="dog", status=Status.PROPOSED)
        for at in (1.0, 2.0, 3.0)
    ]
    tier = added("tiers", rows_of("tiers", [Tier(1, "calls")]))
    assert host.do(changes.add_labels(host.project, made, also=(tier,)))


def test_what_cannot_be_read_is_said_skipped_and_listed(window, folder, tmp_path, qtbot) -> None:
    (folder / "clip 2.wav").write_bytes(b"RIFF and nothing more")
    page = begin(window, qtbot, OfFolder(folder), asked="dog")
    assert page.notice.text() == "1 recording could not be read, and will be listed at the end."
    assert page.reviewing.count == 5
    (folder / "clip 4.wav").unlink()  # vanishes while others are reviewed
    page.showing.source.clear()
    for _ in range(3):
        press(qtbot, K.Key_Return)
        qtbot.waitUntil(lambda: page.reviewing.clip.answer == "" and page.showing.shown_clip == page.reviewing.clip.id)
    assert page.notice.text().startswith("Skipped, listed at the end. clip 4.wav: ")
    with qtbot.waitSignal(page.summary.shown):
        press(qtbot, K.Key_Backspace)
    table = page.summary.unread
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["clip 2.wav", "clip 4.wav"]
    assert [clip.answer for clip in page.reviewing.clips()] == ["yes", "yes", "yes", "unreadable", "no"]
    assert page.summary.classes.item(0, COLUMNS.index("Precision")).text() == "75 %"
    target = tmp_path / "list.csv"
    window.review_commands.write(target)
    qtbot.waitUntil(lambda: page.notice.text() == "Written: list.csv, 5 clips.")
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["answer"] for row in rows] == ["yes", "yes", "yes", "unreadable", "no"]
    assert [row["label_status"] for row in rows] == ["accepted", "accepted", "accepted", "", "rejected"]


def test_long_recordings_come_in_pieces(window, recording, qtbot) -> None:
    page = begin(window, qtbot, OfFolder(recording.parent, piece_s=5.0))
    assert [(clip.start_s, clip.end_s) for clip in page.reviewing.clips()] == [(0.0, 5.0), (5.0, 10.0), (10.0, 12.0)]


def test_the_grid_answers_many_in_one_step(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED)
    press(qtbot, K.Key_G)
    assert page.in_grid
    assert QApplication.focusWidget() in (page.many.grid, page.many.grid.view)
    ids = [clip.id for clip in page.reviewing.clips()]
    press(qtbot, K.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, K.Key_Return)
    assert statuses(window, proposals[:3]) == [Status.ACCEPTED, Status.ACCEPTED, Status.PROPOSED]
    qtbot.waitUntil(lambda: page.player.sounding is not None and page.player.sounding.request.key == ids[2])
    press(qtbot, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: statuses(window, proposals[:2]) == [Status.PROPOSED, Status.PROPOSED])
    press(qtbot, K.Key_Escape)
    assert not page.in_grid
    wait_shown(window, qtbot)
    assert page.hasFocus()


def test_a_class_is_given_by_the_palette_or_by_its_name(window, folder, qtbot) -> None:
    page = begin(window, qtbot, OfFolder(folder, below=True))
    press(qtbot, K.Key_Return)
    assert page.notice.text().startswith("Which class is it?"), "there is nothing to say yes to"
    press(qtbot, K.Key_N)
    qtbot.keyClicks(QApplication.focusWidget(), "owl")
    press(qtbot, K.Key_Return)
    assert page.hasFocus()
    wait_shown(window, qtbot)
    window.class_editing.apply(window.project_host.project.class_of("owl"))
    assert [(clip.answer, clip.given) for clip in page.reviewing.clips()[:3]] == [("class", "owl")] * 2 + [("", "")]
    assert page.answers.classes["owl"].key == "1"


def test_disagreements_are_reviewed_and_opening_a_recording_leaves(window, proposals, recording, qtbot) -> None:
    host = window.project_host
    other = Label(new_id(), host.recording_id, 2, 1.0, 2.0, text="dog", author=3, status=Status.PROPOSED)
    tier = added("tiers", rows_of("tiers", [Tier(2, "calls (Ann)", 1.0)]))
    assert host.do(changes.add_labels(host.project, [other], also=(tier,)))
    page = begin(window, qtbot, OfDisagreements(Side(tier=1), Side(tier=2)))
    assert [clip.label for clip in page.reviewing.clips()] == proposals[1:], "all but the one that both have"
    window.opener.open(recording)
    qtbot.waitUntil(lambda: not window.review_commands.reviewing.is_on)
    assert window.middle.isVisible()
    assert len(host.project.reviews) == 1, "it stays in the project"


def test_a_narrow_window_stays_as_wide_as_it_is(window, proposals, qtbot) -> None:
    window.resize(1000, 700)
    width = window.width()
    page = begin(window, qtbot, PROPOSED)
    assert window.width() == width
    press(qtbot, K.Key_End)
    assert page.question.question.text() == "5 clips have no answer yet"
    press(qtbot, K.Key_Left)
    wait_shown(window, qtbot)
    assert page.reviewing.clip.position == 4


def test_each_class_of_proposals_has_a_key_as_far_as_digits_reach(window, proposals, qtbot) -> None:
    host = window.project_host
    names = [*(f"class {number}" for number in range(10)), "dog"]
    host.do(Step("Add classes", changes.add_classes(host.project, names, ["#E69F00"])))
    keys = {"id": [each.id for each in host.project.classes.values()], "key": [""] * len(names)}
    given = {"id": keys["id"], "key": [each.key for each in host.project.classes.values()]}
    host.do(Step("Take their keys", (Edit("classes", given, keys),)))
    page = begin(window, qtbot, PROPOSED)
    found = {each.name: each.key for each in host.project.class_list}
    assert (found["class 0"], found["class 9"], found["dog"]) == ("1", "", "0")  # what is asked about has one
    press(qtbot, K.Key_2)
    wait_shown(window, qtbot)
    assert page.reviewing.clip_at(0).given == "class 1"


def test_enter_goes_on_with_the_review_that_was_begun_and_so_does_its_summary(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED)
    press(qtbot, K.Key_Return)
    wait_shown(window, qtbot)
    press(qtbot, K.Key_End)
    qtbot.waitUntil(lambda: page.summary.back.text() == "Go on")
    press(qtbot, K.Key_Return)
    wait_shown(window, qtbot)
    assert page.reviewing.clip.position == 1
    press(qtbot, K.Key_End)
    press(qtbot, K.Key_Escape)
    window.review_commands.ask()
    dialog = window.findChild(StartReviewDialog)
    assert dialog.focusWidget() is dialog.go_on
    dialog.order.setFocus()
    assert dialog.ok.isDefault() and not dialog.go_on.isDefault()
    dialog.go_on.setFocus()
    qtbot.keyClick(dialog.go_on, K.Key_Return)
    wait_shown(window, qtbot)
    assert page.reviewing.clip.position == 1 and len(window.project_host.project.reviews) == 1


def test_how_clips_are_heard_is_changed_without_the_mouse(window, proposals, qtbot) -> None:
    page = begin(window, qtbot, PROPOSED)
    press(qtbot, K.Key_H)
    assert page.side.form.before.hasFocus()
    for _ in range(3):
        press(qtbot, K.Key_Tab)
    assert page.side.form.loop.hasFocus()
    press(qtbot, K.Key_Space)
    assert page.reviewing.listening.loop
