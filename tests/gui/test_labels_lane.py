"""The labels lane under the mouse: what is selected, dragged and snapped, and what of it is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.gui.document import Selection
from workbench.gui.lane_kinds import LABELS
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.labels import changes
from workbench.labels.label import Label, Status, new_id

LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT, ALT = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Shift", "Alt"))


class Bench:
    """A window with the first ten seconds of a recording in view, and two tiers."""

    def __init__(self, window, qtbot) -> None:
        self.window, self.qtbot = window, qtbot
        self.host, self.selection = window.project_host, window.label_selection
        self.calls, self.people = (self._tier(name) for name in ("calls", "people"))
        window.document.axis.set_view(0.0, 10.0)
        self.lane = window.lanes.lane(LABELS)

    @property
    def project(self):
        return self.host.project

    def _tier(self, name: str) -> int:
        tier, step = changes.add_tier(self.host.project, name)
        self.host.do(step)
        return tier.id

    def add(self, start_s: float, end_s: float, tier: int | None = None, **more) -> int:
        label = Label(new_id(), self.host.recording_id, tier or self.calls, start_s, end_s, **more)
        assert self.window.labelling.perform(lambda project: changes.add_labels(project, [label]))
        return label.id

    def change_tier(self, **values) -> None:
        assert self.window.labelling.perform(lambda project: changes.change_tier(project, self.calls, **values))

    def at(self, time_s: float, label_id: int) -> QPoint:
        """A place of the lane at a time, at the height of a label."""
        x = GUTTER_PX + self.lane.axis.x_of(time_s)
        return QPoint(round(x), self.lane.label_rect(label_id).center().y())

    def time_of(self, point: QPoint) -> float:
        return self.lane.axis.time_of(point.x() - GUTTER_PX)

    def click(self, label_id: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        label = self.project.labels.label(label_id)
        self.qtbot.mouseClick(self.lane, LEFT, modifier, self.at((label.start_s + label.end_s) / 2, label_id))

    def drag(
        self, label_id: int, from_s: float, to_s: float, modifier=Qt.KeyboardModifier.NoModifier, drop=True
    ) -> None:
        start, stop = self.at(from_s, label_id), self.at(to_s, label_id)
        self.qtbot.mousePress(self.lane, LEFT, Qt.KeyboardModifier.NoModifier, start)
        move(self.lane, (start + stop) / 2, modifier)
        move(self.lane, stop, modifier)
        if drop:
            self.qtbot.mouseRelease(self.lane, LEFT, modifier, stop)

    def times(self, label_id: int) -> tuple[float, float]:
        """From the disk."""
        with sqlite3.connect(self.host.path) as connection:
            return connection.execute("SELECT start_s, end_s FROM labels WHERE id = ?", (label_id,)).fetchone()

    @property
    def pixel_s(self) -> float:
        return self.lane.axis.seconds_per_pixel


def move(widget, place: QPoint, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """With keys held, which `qtbot.mouseMove` cannot."""
    at = QPointF(place)
    event = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, modifier)
    QApplication.sendEvent(widget, event)


@pytest.fixture(scope="module")
def window(request, shared_window, tmp_path_factory):
    """With one recording for all tests, each of which begins with an empty project."""
    rng, rate = np.random.default_rng(2), 44_100
    path = tmp_path_factory.mktemp("labels") / "noise.wav"
    soundfile.write(path, rng.normal(0, 0.1, 12 * rate), rate)
    shared_window.opener.open(path)
    QtBot(request).waitUntil(lambda: shared_window.project_host.recording_id is not None, timeout=60_000)
    return shared_window


@pytest.fixture
def bench(window, qtbot) -> Iterator[Bench]:
    yield Bench(window, qtbot)
    host = window.project_host
    for tier_id in list(host.project.tiers):
        host.do(changes.change_tier(host.project, tier_id, locked=False))
        host.do(changes.remove_tier(host.project, tier_id))
    window.settings.change(snap_to_zero=False, snap_grid_s=0.0, show_rejected_labels=False)
    window.document.select(None)
    window.messages.clear()


def test_a_click_selects_a_label_with_its_span(bench) -> None:
    bench.add(1.0, 2.0)
    other = bench.add(4.0, 5.0, bench.people)
    bench.click(other)
    assert bench.selection.ids == (other,)
    assert bench.window.document.selection == Selection(4.0, 5.0)
    assert bench.selection.tier_id == bench.calls  # new labels go where they went


def test_control_adds_and_shift_takes_all_between_in_the_tier(bench) -> None:
    first, second, third = (bench.add(start, start + 0.5) for start in (1.0, 3.0, 5.0))
    elsewhere = bench.add(3.0, 3.5, bench.people)
    bench.click(first)
    bench.click(elsewhere, CONTROL)
    assert set(bench.selection.ids) == {first, elsewhere}
    bench.click(first)
    bench.click(third, SHIFT)
    assert set(bench.selection.ids) == {first, second, third}
    bench.click(second, SHIFT)  # from the one clicked first
    assert set(bench.selection.ids) == {first, second}


def test_an_edge_is_dragged_on_whole_frames_as_one_step(bench) -> None:
    label = bench.add(2.0, 4.0)
    bench.drag(label, 4.0, 5.3)
    start_s, end_s = bench.times(label)
    assert start_s == 2.0
    assert end_s == pytest.approx(5.3, abs=2 * bench.pixel_s)
    assert end_s * 44_100 == pytest.approx(round(end_s * 44_100), abs=1e-6)
    assert bench.host.undo_name == "Move end of label"
    bench.host.undo()
    bench.qtbot.waitUntil(lambda: bench.times(label) == (2.0, 4.0))


def test_all_selected_labels_move_together(bench) -> None:
    one, other = bench.add(1.0, 2.0), bench.add(3.0, 4.0, bench.people)
    bench.click(one)
    bench.click(other, CONTROL)
    bench.drag(one, 1.5, 3.0)
    (first, _), (second, _) = bench.times(one), bench.times(other)
    assert first == pytest.approx(2.5, abs=2 * bench.pixel_s)
    assert second - first == pytest.approx(2.0, abs=1e-9)
    assert bench.host.undo_name == "Move 2 labels"


def test_a_press_that_hardly_moves_changes_nothing(bench) -> None:
    label = bench.add(1.0, 2.0)
    name = bench.host.undo_name
    bench.drag(label, 1.5, 1.5 + 2 * bench.pixel_s)
    assert bench.host.undo_name == name


def test_escape_cancels_a_drag_and_leaves_the_selection(bench) -> None:
    label = bench.add(1.0, 2.0)
    bench.drag(label, 1.5, 6.0, drop=False)
    assert bench.lane.mouse.drag is not None
    assert bench.window.document.selection.start_s > 5.0, "all lanes show where it would be"
    bench.qtbot.keyClick(bench.window.stack, Qt.Key.Key_Escape)
    assert bench.window.document.selection == Selection(1.0, 2.0)
    bench.qtbot.mouseRelease(bench.lane, LEFT, Qt.KeyboardModifier.NoModifier, bench.at(6.0, label))
    assert bench.times(label) == (1.0, 2.0)
    assert bench.selection.ids == (label,)
    bench.qtbot.keyClick(bench.window.stack, Qt.Key.Key_Escape)  # the window's again
    assert bench.selection.ids == ()


def test_an_edge_meets_that_of_another_label_exactly_unless_shift_is_held(bench) -> None:
    off_grid = 5.0 + 1e-6 / 3
    bench.add(off_grid, 6.0, bench.people)
    label = bench.add(2.0, 4.0)
    bench.drag(label, 4.0, 5.0 + 3 * bench.pixel_s)
    assert bench.times(label) == (2.0, off_grid)
    bench.drag(label, 5.0, 5.0 - 3 * bench.pixel_s, SHIFT)
    assert bench.times(label)[1] == pytest.approx(5.0 - 3 * bench.pixel_s, abs=1.5 * bench.pixel_s)
    assert bench.times(label)[1] != off_grid


def test_a_grid_draws_edges(bench) -> None:
    bench.window.actions_by_id["snap-grid-1"].trigger()
    label = bench.add(2.0, 4.0)
    bench.drag(label, 4.0, 6.8)
    assert bench.times(label) == (2.0, 7.0)


def test_on_release_an_edge_goes_to_a_zero_crossing(bench) -> None:
    bench.window.actions_by_id["snap-zero"].trigger()
    label = bench.add(2.0, 4.0)
    bench.drag(label, 4.0, 6.0)
    bench.qtbot.waitUntil(lambda: bench.times(label) != (2.0, 4.0))
    frame = round(bench.times(label)[1] * 44_100)
    before, after = bench.window.document.recording.read(frame - 1, frame + 1)[0]
    assert (before < 0) != (after < 0)


def test_where_overlaps_are_forbidden_labels_stop_at_their_neighbours(bench) -> None:
    label, neighbour = bench.add(2.0, 4.0), bench.add(5.1, 6.0)
    bench.change_tier(exclusive=True)
    bench.drag(label, 4.0, 8.0)
    assert bench.times(label) == (2.0, 5.1)
    bench.drag(neighbour, 5.5, 1.0)
    assert bench.times(neighbour) == (5.1, 6.0)
    assert not bench.window.messages.messages


def test_what_is_locked_is_selected_but_not_dragged(bench) -> None:
    label = bench.add(2.0, 4.0)
    bench.change_tier(locked=True)
    bench.drag(label, 3.0, 6.0)
    assert bench.times(label) == (2.0, 4.0)
    assert bench.selection.ids == (label,)
    assert bench.lane.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    place = bench.at(3.0, label)
    assert "locked" in bench.lane.tip_at(place.x() - GUTTER_PX, place.y())


def test_points_move_and_stay_points(bench) -> None:
    point = bench.add(3.0, 3.0)
    bench.drag(point, 3.0, 7.0)
    start_s, end_s = bench.times(point)
    assert start_s == end_s == pytest.approx(7.0, abs=2 * bench.pixel_s)


def test_alt_and_a_drag_select_all_that_is_touched_over_tiers(bench) -> None:
    one, other, outside = bench.add(2.0, 3.0), bench.add(3.5, 9.0, bench.people), bench.add(8.0, 9.0)
    start, stop = bench.at(1.0, one), bench.at(4.0, other)
    bench.qtbot.mousePress(bench.lane, LEFT, ALT, start)
    move(bench.lane, stop, ALT)
    bench.qtbot.mouseRelease(bench.lane, LEFT, ALT, stop)
    assert set(bench.selection.ids) == {one, other}
    assert outside not in bench.selection.ids


def test_a_drag_beside_labels_selects_time(bench) -> None:
    label = bench.add(2.0, 3.0)
    bench.drag(label, 5.0, 7.0)
    assert bench.selection.ids == ()
    assert bench.window.document.selection.start_s == pytest.approx(5.0, abs=2 * bench.pixel_s)
    assert bench.window.document.selection.end_s == pytest.approx(7.0, abs=2 * bench.pixel_s)


def test_a_double_click_asks_for_words_where_the_label_is(bench) -> None:
    label = bench.add(2.0, 4.0, bench.people)
    with bench.qtbot.waitSignal(bench.lane.edit_requested) as asked:
        bench.qtbot.mouseDClick(bench.lane, LEFT, pos=bench.at(3.0, label))
    assert asked.args == [label]
    place = bench.lane.label_rect(label)
    assert place.left() - GUTTER_PX == pytest.approx(bench.lane.axis.x_of(2.0), abs=1.5)
    assert place.right() - GUTTER_PX == pytest.approx(bench.lane.axis.x_of(4.0), abs=1.5)


def test_overlapping_labels_stand_below_each_other_and_can_both_be_chosen(bench) -> None:
    below = bench.add(2.0, 6.0)
    usual = bench.lane.default_height  # as with no label: there is one row either way
    above = bench.add(3.0, 4.0)
    assert bench.lane.label_rect(below).bottom() < bench.lane.label_rect(above).top()
    bench.qtbot.waitUntil(lambda: bench.lane.default_height > usual)
    bench.click(above)
    assert bench.selection.ids == (above,)
    bench.window.labelling.delete()
    bench.qtbot.waitUntil(lambda: bench.lane.default_height == usual)


def test_rejected_labels_are_shown_when_asked_for(bench) -> None:
    rejected = bench.add(2.0, 4.0, status=Status.REJECTED, score=0.8)
    assert bench.lane.label_rect(rejected) is None
    bench.window.actions_by_id["show-rejected"].trigger()
    assert bench.lane.label_rect(rejected) is not None
    place = bench.at(3.0, rejected)
    tip = bench.lane.tip_at(place.x() - GUTTER_PX, place.y())
    assert "Rejected" in tip
    assert "0.80" in tip


def test_a_change_from_elsewhere_ends_a_drag(bench) -> None:
    label = bench.add(2.0, 4.0)
    bench.drag(label, 3.0, 6.0, drop=False)
    bench.window.labelling.delete()
    assert bench.lane.mouse.drag is None
    bench.qtbot.mouseRelease(bench.lane, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(GUTTER_PX + 500, 40))
    assert bench.lane.label_rect(label) is None
