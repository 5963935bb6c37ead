"""Two annotators compared in the window: another's project comes in, keys go through what differs, each is settled."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from workbench.gui import agreement_wiring
from workbench.gui.agreement import ALL_SEEN, NO_SIDES, NONE_CHOSEN
from workbench.gui.agreement_steps import Wish
from workbench.gui.panels.agreement import CHOOSE
from workbench.labels.edit import Step, added
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side
from workbench.labels.label import Author, Label, Status, Tier, new_id
from workbench.labels.project import rows_of
from workbench.labels.relink import look_at
from workbench.labels.store import Store

ANA = 52
MINE = ((1.0, 2.0, "owl"), (4.0, 5.0, "owl"), (7.0, 8.0, "owl"), (9.0, 9.5, "fox"))
THEIRS = ((1.0, 2.0, "owl"), (4.0, 5.0, "fox"), (7.0, 8.6, "owl"), (11.0, 11.5, "bat"))


def rows_in(recording: int, tier: int, rows, author: int = 0) -> list[Label]:
    return [Label(new_id(), recording, tier, start, end, text=text, author=author) for start, end, text in rows]


@pytest.fixture
def window(labelled_window):
    """My four labels in the tier "calls"."""
    host = labelled_window.project_host
    host.note_recording()
    labels = rows_in(host.recording_id, 11, MINE)
    tables = {"tiers": [Tier(11, "calls")], "labels": labels}
    host.do(Step("Label", tuple(added(table, rows_of(table, rows)) for table, rows in tables.items())))
    yield labelled_window
    labelled_window.docks["agreement"].hide()
    labelled_window.agreeing.wish = Wish()


@pytest.fixture
def theirs(window, tmp_path) -> Path:
    """Ana's project on the same recording, which lies elsewhere with her."""
    recording = replace(window.project_host.recording, id=77, path="other name.wav")
    tables = {
        "recordings": [recording], "tiers": [Tier(31, "calls", hidden=True)], "authors": [Author(ANA, "person", "Ana")],
        "labels": rows_in(77, 31, THEIRS, ANA),
    }  # fmt: skip
    store = Store(tmp_path / "ana.workbench")
    store.commit(Step("Work", tuple(added(table, rows_of(table, rows)) for table, rows in tables.items())))
    store.close()
    return store.path


@pytest.fixture
def compared(window, theirs, qtbot):
    """The panel, with both compared."""
    agreement_wiring.import_project(window, theirs)
    qtbot.waitUntil(lambda: window.agreeing.compared is not None)
    return window.agreement_panel


def words(panel) -> list[tuple[str, str, str]]:
    model = panel.model
    return [tuple(model.index(row, column).data() for column in (2, 3, 4)) for row in range(model.rowCount())]


def wait_for_rows(qtbot, window, count: int) -> None:
    qtbot.waitUntil(lambda: window.agreeing.compared is not None and len(window.agreeing.compared.rows) == count)


def press(window, name: str) -> None:
    window.actions_by_id[name].trigger()


def texts_of(window, tier: str) -> list[tuple[float, float, str]]:
    project = window.project_host.project
    tier_id = next(each.id for each in project.tiers.values() if each.name == tier)
    view = project.labels.view()
    found = project.labels.labels(view.column("id")[view.column("tier") == tier_id].tolist())
    return [(each.start_s, each.end_s, each.text) for each in found if each.status != Status.REJECTED]


def test_anothers_project_comes_in_one_step_and_is_compared_at_once(window, compared):
    assert compared.isVisible() and window.project_host.undo_name == "Import ana.workbench"
    assert (compared.bar.one.currentText(), compared.bar.other.currentText()) == ("calls", "calls (Ana)")
    assert words(compared) == [
        ("class", "owl", "fox"), ("times", "owl", "owl"), ("missing", "fox", "–"), ("missing", "–", "bat"),
    ]  # fmt: skip
    assert "F1 0.25" in compared.words.text() and "4 to settle" in compared.words.text()
    figures = {compared.figures.index(row, 0).data(): compared.figures.index(row, 3).data() for row in range(3)}
    assert figures == {"owl": "1", "fox": "0", "bat": "0"}


def test_keys_go_from_one_to_the_next_select_both_and_play(window, compared, qtbot):
    window.document.set_cursor(0.0)
    with qtbot.waitSignal(window.agreeing.went) as went:
        qtbot.keyClick(window.stack, Qt.Key.Key_F12)
    assert went.args == [4.0, 5.0]
    assert [(each.start_s, each.text) for each in window.label_selection.labels] == [(4.0, "owl"), (4.0, "fox")]
    qtbot.keyClick(window.stack, Qt.Key.Key_F12)
    assert window.document.selection.start_s == 7.0 and window.document.selection.end_s == 8.6
    assert compared.rows.currentIndex().row() == 1
    qtbot.keyClick(window.stack, Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    assert window.agreeing.place == 0
    compared.rows.selectRow(3)
    assert window.document.selection.start_s == 11.0


def test_theirs_is_taken_until_nothing_differs(window, compared, qtbot):
    window.document.set_cursor(0.0)
    press(window, "next-disagreement")
    for left in (3, 2, 1, 0):
        press(window, "take-theirs")
        wait_for_rows(qtbot, window, left)
    assert texts_of(window, "calls") == list(THEIRS) == texts_of(window, "calls (Ana)")
    assert "F1 1.00" in compared.words.text() and compared.words.text().endswith("nothing to settle")
    press(window, "undo")
    wait_for_rows(qtbot, window, 1)


def test_mine_is_kept_theirs_rejected_and_what_only_i_have_is_passed_over(window, compared, qtbot):
    window.document.set_cursor(0.0)
    press(window, "next-disagreement")
    for _ in range(4):
        press(window, "keep-mine")
    qtbot.waitUntil(lambda: texts_of(window, "calls (Ana)") == [THEIRS[0]])
    assert texts_of(window, "calls") == list(MINE)
    # What was another class, or other times, is now missing in theirs, which is settled all the same.
    wait_for_rows(qtbot, window, 0)
    assert "3 kept as they are" in compared.words.text()
    press(window, "undo")
    wait_for_rows(qtbot, window, 1)


def test_a_disagreement_in_another_recording_is_opened_and_shown(window, recording, compared, qtbot):
    second = recording.with_name("z second.wav")
    shutil.copy(recording, second)
    with second.open("ab") as file:
        file.write(b"another content")
    host = window.project_host
    theirs_id = next(tier.id for tier in host.project.tiers.values() if tier.name == "calls (Ana)")
    known = look_at(second, host.project.about["folder"], 44_100, 12 * 44_100, 2)
    labels = rows_in(known.id, 11, [(3.0, 4.0, "owl")]) + rows_in(known.id, theirs_id, [(3.0, 4.0, "fox")], ANA)
    rows = {"recordings": [known], "labels": labels}
    host.do(Step("More", tuple(added(table, rows_of(table, each)) for table, each in rows.items())))
    wait_for_rows(qtbot, window, 5)
    window.agreeing.go_to(3)
    with qtbot.waitSignal(window.agreeing.went) as went:
        press(window, "next-disagreement")
    assert window.document.recording.path == second and went.args == [3.0, 4.0]
    assert [each.text for each in window.label_selection.labels] == ["owl", "fox"]
    compared.bar.scope_chosen.emit(False)
    wait_for_rows(qtbot, window, 1)
    compared.bar.scope_chosen.emit(True)
    wait_for_rows(qtbot, window, 5)


def test_a_rule_and_sides_that_are_chosen_count(window, compared, qtbot):
    bar = compared.bar
    bar.limit.setValue(0.7)
    assert window.agreeing.wish.rule == MatchRule(0.7)
    wait_for_rows(qtbot, window, 3)
    bar.how.setCurrentIndex(1)
    bar.how.activated.emit(1)
    assert window.agreeing.wish.rule == MatchRule(overlap=0.5) and bar.limit.suffix() == ""
    wait_for_rows(qtbot, window, 3)
    bar.sides_chosen.emit(Side(tier=11), Side(tier=11))
    wait_for_rows(qtbot, window, 0)
    assert compared.rows.isHidden()
    bar.how.setCurrentIndex(0)
    bar.how.activated.emit(0)
    bar.limit.setValue(0.2)


def test_commands_without_anything_to_compare_say_so(window, qtbot):
    told = []
    window.agreement_panel.agreeing.told.connect(told.append)
    press(window, "next-disagreement")
    press(window, "take-theirs")
    assert told == [NO_SIDES, NONE_CHOSEN]
    assert window.agreement_panel._empty.text() == NO_SIDES


def test_the_last_one_says_that_there_are_no_more(window, compared, qtbot):
    told = []
    window.agreeing.told.connect(told.append)
    window.agreeing.go_to(3)
    press(window, "next-disagreement")
    assert told == [ALL_SEEN] and window.agreeing.place == 3


def test_the_project_that_is_open_is_not_anothers(window, qtbot):
    with qtbot.waitSignal(window.project_host.refused) as refused:
        agreement_wiring.import_project(window, window.project_host.path)
    assert "that is open" in str(refused.args[0])


def test_with_one_tier_and_two_authors_one_is_asked_to_choose(window, qtbot):
    host = window.project_host
    authors = [Author(new_id(), "model", name) for name in ("hearer", "listener")]
    assert host.do(Step("Add authors", (added("authors", rows_of("authors", authors)),)))
    press(window, "next-disagreement")
    assert window.agreement_panel._empty.text() == CHOOSE
