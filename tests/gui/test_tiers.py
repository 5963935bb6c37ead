"""Tiers: named, reordered, hidden, locked and deleted, in the gutter of the lane and by the menu."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from workbench.gui.document import Selection
from workbench.gui.lane_kinds import LABELS
from workbench.labels import changes

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(labelled_window):
    for name in ("calls", "people", "weather"):
        labelled_window.project_host.do(changes.add_tier(labelled_window.project_host.project, name)[1])
    return labelled_window


def names(window) -> list[str]:
    """On the disk, from top to bottom."""
    with sqlite3.connect(window.project_host.path) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM tiers ORDER BY position")]


def current(window) -> str:
    return window.project_host.project.tiers[window.label_selection.tier_id].name


def place(window, index: int) -> QPoint:
    return window.lanes.lane(LABELS).names.rect_of(index).center()


def do(window, action: str) -> None:
    window.actions_by_id[action].trigger()


def test_a_click_chooses_where_new_labels_go(window, qtbot) -> None:
    assert current(window) == "calls"
    qtbot.mouseClick(window.lanes.lane(LABELS).names, LEFT, pos=place(window, 2))
    assert current(window) == "weather"
    window.document.select(Selection(1.0, 2.0))
    window.labelling.make("rain")
    assert window.label_selection.labels[0].tier == window.label_selection.tier_id


def test_a_double_click_renames_in_place_and_a_taken_name_is_refused(window, qtbot) -> None:
    gutter = window.lanes.lane(LABELS).names
    qtbot.mouseDClick(gutter, LEFT, pos=place(window, 1))
    gutter.field.setText("speakers")
    qtbot.keyClick(gutter.field, Qt.Key.Key_Return)
    assert names(window) == ["calls", "speakers", "weather"]
    qtbot.mouseDClick(gutter, LEFT, pos=place(window, 1))
    gutter.field.setText("calls")
    qtbot.keyClick(gutter.field, Qt.Key.Key_Return)
    assert names(window) == ["calls", "speakers", "weather"]
    assert "already" in window.messages.messages[0].text


def test_a_name_dragged_down_reorders(window, qtbot) -> None:
    gutter = window.lanes.lane(LABELS).names
    below = QPoint(30, gutter.rect_of(2).bottom())
    qtbot.mousePress(gutter, LEFT, pos=place(window, 0))
    qtbot.mouseMove(gutter, place(window, 1))
    qtbot.mouseMove(gutter, below)
    qtbot.mouseRelease(gutter, LEFT, pos=below)
    assert names(window) == ["people", "weather", "calls"]
    do(window, "tier-up")
    assert names(window) == ["people", "calls", "weather"]
    do(window, "tier-down")
    assert names(window) == ["people", "weather", "calls"]


def test_a_new_tier_asks_for_its_name(window) -> None:
    do(window, "tier-add")
    gutter = window.lanes.lane(LABELS).names
    assert gutter.field.text() == current(window) == "Tier 4"
    assert names(window)[-1] == "Tier 4"


def test_hidden_tiers_take_no_room_and_can_be_shown_by_the_menu(window) -> None:
    lane = window.lanes.lane(LABELS)
    height = lane.default_height
    do(window, "tier-hide")
    assert [tier.name for tier in lane.layout_now.tiers] == ["people", "weather"]
    assert current(window) == "people"
    assert lane.default_height < height
    shown = next(menu for menu in window.menus["Label"].findChildren(QMenu) if menu.title() == "Shown tiers")
    shown.aboutToShow.emit()
    entries = {action.text(): action for action in shown.actions()}
    assert [entries[name].isChecked() for name in ("calls", "people", "weather")] == [False, True, True]
    entries["calls"].trigger()
    assert len(lane.layout_now.tiers) == 3


def test_lock_and_forbidden_overlaps_are_shown_in_the_menu(window) -> None:
    do(window, "tier-lock")
    do(window, "tier-exclusive")
    tier = window.tier_commands.current
    assert tier.locked
    assert tier.exclusive
    assert window.actions_by_id["tier-lock"].isChecked()
    window.label_selection.choose_tier(window.project_host.project.tier_list[1].id)
    assert not window.actions_by_id["tier-lock"].isChecked()


def test_a_deleted_tier_says_what_went_with_it_and_offers_it_back(window, qtbot) -> None:
    for start_s in (1.0, 3.0):
        window.document.select(Selection(start_s, start_s + 1))
        window.labelling.make("robin")
    do(window, "tier-delete")
    assert names(window) == ["people", "weather"]
    message = window.messages.messages[-1]
    assert "2 labels" in message.text
    qtbot.mouseClick(message.button, LEFT)
    qtbot.waitUntil(lambda: names(window) == ["calls", "people", "weather"])
    assert len(window.project_host.project.labels) == 2
