"""Lanes come from a table: made when first shown, hidden and shown by name, and there again at the next start."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.document import Document
from workbench.gui.lane_kinds import LANE_KINDS, LaneKind
from workbench.gui.lane_set import LaneSet, merged_order
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.settings import LaneSettings


class Quiet(Lane):
    """A lane that notes when it is shown and hidden."""

    title = "Quiet"

    def __init__(self, document: Document, _worker: object) -> None:
        super().__init__(document)
        self.noted: list[bool] = []

    def note_shown(self, shown: bool) -> None:
        self.noted.append(shown)


def a_set(parent: QWidget) -> LaneSet:
    document = Document(parent)
    kinds = (LaneKind("a", "A", "Analyses", Quiet), LaneKind("b", "B", "Analyses", Quiet, shown=True))
    return LaneSet(document, None, LaneStack(document, parent), kinds)


def test_a_lane_is_made_when_it_is_first_shown_and_told_when_it_is_hidden(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    lanes, made, changes = a_set(parent), [], []
    lanes.shown_changed.connect(lambda kind, shown: changes.append((kind, shown)))
    lanes.when_made("a", made.append)
    lanes.restore(LaneSettings())
    assert lanes.lane("a") is None and not lanes.arrangement().shown["a"]
    assert lanes.lane("b").noted == [True]
    lanes.toggle("a")
    first = lanes.lane("a")
    assert made == [first] and lanes.stack.lanes == [first, lanes.lane("b")]
    lanes.toggle("a")
    lanes.toggle("a")
    assert lanes.lane("a") is first and made == [first]
    assert first.noted == [True, False, True]
    assert changes == [("b", True), ("a", True), ("a", False), ("a", True)]


def test_what_is_shown_and_the_order_are_kept(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    lanes = a_set(parent)
    lanes.restore(LaneSettings(shown={"a": True}))
    lanes.stack.move(lanes.lane("a"), 1)
    lanes.show("b", False)
    lanes.stack.column.set_height(lanes.lane("a"), 77)
    kept = lanes.arrangement()
    assert kept.shown == {"a": True, "b": False}
    other = a_set(parent)
    other.restore(kept)
    assert other.lane("a").height() == 77
    other.show("b")
    assert [lane is other.lane("b") for lane in other.stack.lanes] == [True, False]


def test_new_kinds_find_their_place_in_a_kept_order():
    assert merged_order((), ("a", "b", "c")) == ["a", "b", "c"]
    assert merged_order(("c", "gone", "a"), ("a", "b", "c")) == ["c", "a", "b"]


def test_every_kind_has_an_entry_in_the_menu_that_says_whether_it_is_shown(qtbot, make_window):
    window = make_window()
    for kind in LANE_KINDS:
        action = window.actions_by_id[f"show-{kind.id}"]
        assert action in window.menus["Lanes"].actions()
        assert action.isChecked() == kind.shown
    window.actions_by_id["show-network-input"].trigger()
    assert window.models.classify.network_input.isChecked()
    assert not window.lanes.lane("network-input").isHidden()
    window.close()
    again = make_window()
    assert again.actions_by_id["show-network-input"].isChecked()
    assert not again.lanes.lane("network-input").isHidden()
