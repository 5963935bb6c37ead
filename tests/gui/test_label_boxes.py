"""Time-frequency labels over the spectrogram: drawn, held at their edges, and dragged."""

from __future__ import annotations

import sqlite3

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from workbench.gui.document import Selection
from workbench.gui.lane_kinds import SPECTROGRAM
from workbench.gui.lanes.box_drag import BoxDrag, Grip
from workbench.gui.lanes.label_boxes import MOST_BOXES
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.labels import changes
from workbench.labels.label import Label, new_id

LEFT, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
BOX = Label(5, 1, 1, 2.0, 4.0, 1000.0, 3000.0)


@pytest.mark.parametrize(
    ("grip", "bounds"),
    [
        (Grip(0, 0), (2.5, 4.5, 1500.0, 3500.0)),
        (Grip(-1, 0), (2.5, 4.0, 1000.0, 3000.0)),
        (Grip(1, 1), (2.0, 4.5, 1000.0, 3500.0)),
        (Grip(0, -1), (2.0, 4.0, 1500.0, 3000.0)),
    ],
)
def test_what_is_held_moves(grip, bounds) -> None:
    drag = BoxDrag(BOX, grip, at_s=2.0, at_hz=1000.0, total_s=10.0, rate=8000)
    drag.move_to(2.5, 1500.0)
    moved = drag.bounds
    assert (moved.start_s, moved.end_s, moved.low_hz, moved.high_hz) == pytest.approx(bounds)


def test_a_box_stays_in_the_recording_and_keeps_some_size() -> None:
    drag = BoxDrag(BOX, Grip(0, 0), at_s=2.0, at_hz=1000.0, total_s=10.0, rate=8000)
    drag.move_to(50.0, 9000.0)
    assert (drag.bounds.end_s, drag.bounds.high_hz) == (10.0, 4000.0)
    drag = BoxDrag(BOX, Grip(-1, -1), at_s=2.0, at_hz=1000.0, total_s=10.0, rate=8000)
    drag.move_to(9.0, 3900.0)
    assert drag.bounds.start_s == pytest.approx(4.0 - 1 / 8000)
    assert drag.bounds.low_hz < drag.bounds.high_hz == 3000.0


@pytest.fixture
def window(labelled_window):
    host = labelled_window.project_host
    host.do(changes.add_tier(host.project, "calls")[1])
    return labelled_window


def add(window, *boxes) -> list[int]:
    tier = window.label_selection.tier_id
    labels = [
        Label(new_id(), window.project_host.recording_id, tier, *box, text="robin" if len(box) > 2 else "")
        for box in boxes
    ]
    assert window.labelling.perform(lambda project: changes.add_labels(project, labels))
    return [label.id for label in labels]


def on_disk(window, label_id: int) -> tuple[float, ...]:
    with sqlite3.connect(window.project_host.path) as connection:
        query = "SELECT start_s, end_s, low_hz, high_hz FROM labels WHERE id = ?"
        return connection.execute(query, (label_id,)).fetchone()


def at(lane, time_s: float, frequency_hz: float) -> QPoint:
    return QPointF(GUTTER_PX + lane.axis.x_of(time_s), lane.y_of_frequency(frequency_hz)).toPoint()


def drag(qtbot, lane, start: QPoint, stop: QPoint, drop: bool = True) -> None:
    qtbot.mousePress(lane, LEFT, pos=start)
    qtbot.mouseMove(lane, (start + stop) / 2)
    qtbot.mouseMove(lane, stop)
    if drop:
        qtbot.mouseRelease(lane, LEFT, pos=stop)


def test_a_corner_is_dragged_and_undone_as_one_step(window, qtbot) -> None:
    lane = window.lanes.lane(SPECTROGRAM)
    (box,) = add(window, (2.0, 4.0, 5000.0, 10_000.0))
    drag(qtbot, lane, at(lane, 4.0, 10_000.0), at(lane, 6.0, 15_000.0))
    start_s, end_s, low_hz, high_hz = on_disk(window, box)
    assert (start_s, low_hz) == (2.0, 5000.0)
    assert end_s == pytest.approx(6.0, abs=2 * lane.axis.seconds_per_pixel)
    assert high_hz == pytest.approx(15_000, abs=2 * 22_050 / lane.body_rect().height())
    assert window.label_selection.ids == (box,)
    window.project_host.undo()
    qtbot.waitUntil(lambda: on_disk(window, box) == (2.0, 4.0, 5000.0, 10_000.0))


def test_a_box_is_held_at_its_name_and_not_inside(window, qtbot) -> None:
    lane = window.lanes.lane(SPECTROGRAM)
    (box,) = add(window, (2.0, 6.0, 5000.0, 15_000.0))
    drag(qtbot, lane, at(lane, 3.0, 8000.0), at(lane, 4.0, 8000.0))  # inside: a selection of time
    assert window.label_selection.ids == ()
    assert window.document.selection.start_s == pytest.approx(3.0, abs=2 * lane.axis.seconds_per_pixel)
    name = at(lane, 2.0, 15_000.0) + QPoint(10, 9)
    drag(qtbot, lane, name, name + QPoint(60, 0))
    start_s, end_s, low_hz, high_hz = on_disk(window, box)
    assert start_s == pytest.approx(2.0 + 60 * lane.axis.seconds_per_pixel, abs=lane.axis.seconds_per_pixel)
    assert end_s - start_s == pytest.approx(4.0)
    assert (low_hz, high_hz) == (5000.0, 15_000.0)


def test_escape_leaves_the_box_and_alt_makes_a_new_one_over_it(window, qtbot) -> None:
    lane = window.lanes.lane(SPECTROGRAM)
    (box,) = add(window, (2.0, 6.0, 5000.0, 15_000.0))
    corner = at(lane, 6.0, 15_000.0)
    drag(qtbot, lane, corner, at(lane, 8.0, 18_000.0), drop=False)
    assert window.document.selection.high_hz == pytest.approx(18_000.0, rel=0.03), "all lanes show where it would be"
    qtbot.keyClick(window.stack, Qt.Key.Key_Escape)
    assert window.document.selection == Selection(2.0, 6.0, 5000.0, 15_000.0)
    qtbot.mouseRelease(lane, LEFT, pos=at(lane, 8.0, 18_000.0))
    assert on_disk(window, box) == (2.0, 6.0, 5000.0, 15_000.0)
    window.document.select(None)
    qtbot.mousePress(lane, LEFT, ALT, corner)
    qtbot.mouseMove(lane, at(lane, 8.0, 18_000.0))
    qtbot.mouseRelease(lane, LEFT, ALT, at(lane, 8.0, 18_000.0))
    assert window.document.selection.is_box
    assert on_disk(window, box) == (2.0, 6.0, 5000.0, 15_000.0)


def test_only_boxes_that_can_be_seen_are_drawn_and_no_more_than_can_be_told_apart(window) -> None:
    lane = window.lanes.lane(SPECTROGRAM)
    overlay = lane.overlays[0]
    wide = [(0.005 * i, 0.005 * i + 1.0, 1000.0, 2000.0) for i in range(MOST_BOXES + 500)]
    add(window, (1.0, 9.0), (1.0, 1.0001, 1000.0, 2000.0), *wide)
    assert len(overlay.boxes(0, lane.axis.width_px).id) == MOST_BOXES
    window.document.axis.set_view(11.0, 12.0)
    assert len(overlay.boxes(0, lane.axis.width_px).id) == 0
    tier = window.label_selection.tier_id
    window.document.axis.set_view(0.0, 0.9)
    assert len(overlay.boxes(0, lane.axis.width_px).id) == 181  # those that have begun by 0.9 s
    window.tier_commands.show(tier, False)
    assert len(overlay.boxes(0, lane.axis.width_px).id) == 0
