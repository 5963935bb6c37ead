"""Mouse and wheel on a lane: what users of audio editors expect of them."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from workbench.audio.open import open_recording
from workbench.audio.overview import Overview
from workbench.gui.document import Document, Selection
from workbench.gui.lanes.gestures import Gestures
from workbench.gui.lanes.lane import GUTTER_PX, Lane


class BandLane(Lane):
    """A lane whose rows are frequencies: the bottom 0 Hz, 100 Hz a pixel."""

    def frequency_at(self, y: float) -> float:
        return (self.body_rect().height() - y) * 100.0

    def y_of_frequency(self, frequency_hz: float) -> float:
        return self.body_rect().height() - frequency_hz / 100.0


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "ten.wav"
    soundfile.write(path, np.zeros(80_000, np.float32), 8_000)
    document = Document()
    recording = open_recording(path)
    document.open(recording, Overview(1, 8_000, 80_000))
    yield document
    recording.close()


@pytest.fixture
def lane(qtbot, document):
    """1000 pixels for ten seconds."""
    lane = BandLane(document)
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + 1000, 101)
    document.axis.set_width(1000)
    lane.gestures = Gestures(document, lane)
    lane.gestures.watch(lane)
    lane.show()
    return lane


def at(x: float, y: float = 50) -> QPoint:
    return QPoint(GUTTER_PX + round(x), round(y))


def drag(qtbot, lane, start, stop, button=Qt.MouseButton.LeftButton):
    qtbot.mousePress(lane, button, pos=start)
    qtbot.mouseMove(lane, (start + stop) / 2)
    qtbot.mouseMove(lane, stop)
    qtbot.mouseRelease(lane, button, pos=stop)


def wheel(lane, x, dx=0, dy=0, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(at(x))
    event = QWheelEvent(
        place, lane.mapToGlobal(place), QPoint(), QPoint(dx, dy), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(lane, event)


def test_a_click_sets_the_cursor_and_clears_the_selection(qtbot, lane, document):
    document.select(Selection(1, 2))
    qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=at(430))
    assert document.cursor_s == pytest.approx(4.3)
    assert document.selection is None


def test_a_drag_selects_in_either_direction(qtbot, lane, document):
    drag(qtbot, lane, at(600), at(200))
    assert document.selection == Selection(pytest.approx(2.0), pytest.approx(6.0))
    assert document.cursor_s == pytest.approx(2.0)


def test_with_boxes_on_a_drag_selects_frequencies_too(qtbot, lane, document):
    lane.gestures.boxes = True
    drag(qtbot, lane, at(100, 80), at(300, 30))
    box = document.selection
    assert (box.start_s, box.end_s) == (pytest.approx(1.0), pytest.approx(3.0))
    assert (box.low_hz, box.high_hz) == (pytest.approx(2000), pytest.approx(7000))


def test_an_edge_can_be_dragged_and_a_box_keeps_its_band(qtbot, lane, document):
    document.select(Selection(2, 4, 500, 900))
    drag(qtbot, lane, at(400), at(700))
    assert document.selection == Selection(pytest.approx(2.0), pytest.approx(7.0), 500, 900)


def test_shift_extends_from_the_far_end(qtbot, lane, document):
    document.select(Selection(4, 5))
    qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at(800))
    assert document.selection == Selection(pytest.approx(4.0), pytest.approx(8.0))


def test_the_middle_button_pans(qtbot, lane, document):
    document.axis.set_view(4, 6)
    drag(qtbot, lane, at(500), at(600), button=Qt.MouseButton.MiddleButton)
    assert document.axis.start_s == pytest.approx(3.8)


def test_control_and_wheel_zoom_at_the_pointer(lane, document):
    wheel(lane, 250, dy=240, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert document.axis.span_s == pytest.approx(5.0)
    assert document.axis.time_of(250) == pytest.approx(2.5)


def test_the_wheel_pans_and_tells_that_the_person_scrolled(qtbot, lane, document):
    document.axis.set_view(4, 6)
    with qtbot.waitSignal(lane.gestures.user_scrolled):
        wheel(lane, 500, dy=-120)
    assert document.axis.start_s > 4
    before = document.axis.start_s
    wheel(lane, 500, dy=120, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert document.axis.start_s < before
