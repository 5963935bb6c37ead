"""Heights of lanes: shared out, dragged by their edges, kept, and reset."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from workbench.gui.document import Document
from workbench.gui.lanes.column import Need, share_out
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.stack import LaneStack


@pytest.mark.parametrize(
    ("needs", "room", "expected"),
    [
        ([Need(100, 40), Need(100, 40, grows=3)], 200, [100, 100]),
        ([Need(100, 40), Need(100, 40, grows=3)], 240, [110, 130]),
        ([Need(100, 40), Need(100, 40, grows=0)], 240, [140, 100]),
        ([Need(100, 40), Need(100, 80)], 160, [70, 90]),
        ([Need(100, 40), Need(100, 80)], 50, [40, 80]),
        ([Need(100, 40, fixed=150), Need(100, 40)], 300, [150, 150]),
        ([Need(100, 40, fixed=150), Need(100, 40)], 200, [150, 50]),
        ([Need(100, 40, fixed=50)], 200, [50]),
        ([], 100, []),
    ],
)
def test_room_is_shared_out(needs, room, expected):
    assert share_out(needs, room) == expected


@pytest.fixture
def stack(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    stack = LaneStack(Document(parent), parent)
    for key in "abc":
        lane = Lane(stack.document)
        lane.key = lane.title = key
        stack.add(lane)
    stack.resize(600, 400 + stack.minimap.height() + stack.ruler.height())
    parent.show()
    yield stack
    parent.close()


def drag(qtbot, lane, start: QPoint, dy: int) -> None:
    """From a place of the lane down by `dy` pixels of the screen; the lane itself may move meanwhile."""
    column = lane.parentWidget()
    begin = lane.mapTo(column, start)
    qtbot.mousePress(lane, Qt.MouseButton.LeftButton, pos=start)
    for step in (dy // 2, dy):
        qtbot.mouseMove(lane, pos=lane.mapFrom(column, begin + QPoint(0, step)))
    qtbot.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=lane.mapFrom(column, begin + QPoint(0, dy)))


def heights(stack) -> list[int]:
    return [lane.height() for lane in stack.lanes]


def test_a_lower_edge_follows_the_pointer_and_those_above_stay(qtbot, stack):
    a, b, _c = stack.lanes
    before = heights(stack)
    drag(qtbot, b, QPoint(300, b.height() - 2), 40)
    assert heights(stack)[:2] == [before[0], before[1] + 40]
    assert stack.column.height() == 400
    drag(qtbot, b, QPoint(300, b.height() - 2), 300)
    assert a.height() == before[0] and b.height() == before[1] + 340
    assert stack.area.verticalScrollBar().maximum() > 0, "together they may be higher than the window"
    stack.reset_heights()
    assert heights(stack) == before


def test_a_double_click_on_an_edge_gives_the_usual_height_back(qtbot, stack):
    a, b, _c = stack.lanes
    before = heights(stack)
    drag(qtbot, b, QPoint(300, 1), -30)
    assert a.height() == before[0] - 30, "the upper edge of one is the lower edge of the other"
    qtbot.mouseDClick(a, Qt.MouseButton.LeftButton, pos=QPoint(200, a.height() - 1))
    assert heights(stack) == before


@pytest.mark.parametrize("place", [QPoint(20, 10), QPoint(300, -2)], ids=["name", "edge"])
@pytest.mark.parametrize("removed", [False, True])
def test_a_lane_that_goes_while_it_is_dragged_is_let_go(qtbot, stack, place, removed):
    a, b, c = stack.lanes
    start = QPoint(place.x(), place.y() % b.height())
    qtbot.mousePress(b, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(b, pos=start + QPoint(0, 10))
    if removed:
        stack.remove(b)
    else:
        stack.set_visible(b, False)
    before = heights(stack)
    for lane in (c, a):
        qtbot.mouseMove(lane, pos=QPoint(place.x(), 30))
    qtbot.mouseRelease(a, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), 30))
    assert heights(stack) == before and [each for each in stack.lanes if each is not b] == [a, c]


def test_names_are_dragged_to_another_place(qtbot, stack):
    a, b, c = stack.lanes
    drag(qtbot, a, QPoint(20, 10), a.height() + b.height() // 2)
    assert stack.lanes == [b, a, c]
    assert stack.current is a


def test_keys_change_height_and_place_of_the_chosen_lane(stack):
    a, b, c = stack.lanes
    stack.step_current(+1)
    stack.step_current(+1)
    assert stack.current is b
    before = b.height()
    stack.grow_current(+1)
    assert b.height() == before + 24
    stack.move_current(+1)
    assert stack.lanes == [a, c, b]
    stack.move_current_to_top()
    assert stack.lanes == [b, a, c]
    stack.reset_current_height()
    assert b.height() == pytest.approx(before, abs=1)


def test_dragging_beyond_the_end_scrolls(qtbot, stack):
    stack.column.set_height(stack.lanes[0], 900)
    bar = stack.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    drag(qtbot, stack.lanes[2], QPoint(20, 10), -600)
    assert bar.value() < before
