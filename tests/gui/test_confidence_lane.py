"""The confidence lane, driven by the mouse, and what its pixels say."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from workbench.audio.signal import ArraySignal
from workbench.gui.document import Document
from workbench.gui.lanes.confidence import ConfidenceLane
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.score_picture import score_columns
from workbench.gui.lanes.score_rows import ScoreRows
from workbench.gui.lanes.segment_search import segment_near
from workbench.gui.scores import ScoreTrack
from workbench.models.contract import Card, Scores

NAMES = ("dog_bark", "rain", "crackling_fire")


def _card(names=NAMES):
    return Card("test", "classify", "", names, 32_000, 5.0, "", "", (), "", 0, "")


def _track(values, names=NAMES, cell_s=1.0):
    track = ScoreTrack(_card(names))
    for i, row in enumerate(values):
        track.add(Scores(i * cell_s, (i + 1) * cell_s, np.asarray(row, np.float32)))
    track.settle()
    return track


class _Silence(ArraySignal):
    complete = True
    expected_frames = None


@pytest.fixture
def document(qtbot):
    document = Document()
    document.open(_Silence(np.zeros(10 * 8000), 8000), None)
    return document


@pytest.fixture
def lane(qtbot, document):
    lane = ConfidenceLane(document)
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + 1000, 200)
    document.axis.set_width(1000)
    lane.show()
    return lane


VALUES = [[0.1, 0.0, 0.2]] * 3 + [[0.9, 0.0, 0.2]] * 2 + [[0.6, 0.0, 0.2]] + [[0.1, 0.0, 0.7]] * 4


def _at(lane, time_s, row, share):
    """The place in the widget of a time and a score in a row."""
    rect = lane.row_rect(row)
    return QPoint(GUTTER_PX + round(lane.axis.x_of(time_s)), round(rect.bottom() - share * rect.height()))


def _is_solid(lane, time_s, row):
    """Whether the foot of the curve has the full colour of its class, as it has in segments only."""
    pixel = lane.grab().toImage().pixelColor(_at(lane, time_s, row, 0.05))
    return pixel == lane.grab().toImage().pixelColor(QPoint(12, lane.row_rect(row).center().y()))


def test_the_best_classes_have_rows_and_segments_are_solid(lane, document):
    document.set_scores(_track(VALUES))
    document.scores.complete = True
    document.scores_changed.emit()
    assert lane.numbers_at(450, lane.row_rect(0).center().y()).startswith("<b>dog bark 0.90</b>")
    assert "crackling fire</td>" in lane.numbers_at(450, lane.row_rect(0).center().y())
    assert not _is_solid(lane, 1.5, 0)
    assert _is_solid(lane, 3.5, 0)
    assert _is_solid(lane, 5.5, 0)
    assert _is_solid(lane, 7.5, 1)


def test_dragging_the_threshold_forms_other_segments(qtbot, lane, document):
    document.set_scores(_track(VALUES))
    assert _is_solid(lane, 5.5, 0)
    y = round(lane.threshold_y(0))
    start = QPoint(GUTTER_PX + 80, y)
    assert lane.claims(80, y)
    qtbot.mouseMove(lane, start)
    assert lane.cursor().shape() == Qt.CursorShape.SplitVCursor
    qtbot.mousePress(lane, Qt.MouseButton.LeftButton, pos=start)
    with qtbot.waitSignal(document.scores.threshold_changed):
        qtbot.mouseMove(lane, QPoint(start.x(), round(y - 0.25 * lane.row_rect(0).height())))
    qtbot.mouseRelease(lane, Qt.MouseButton.LeftButton, pos=start - QPoint(0, 12))
    assert 0.6 < document.scores.threshold < 0.9
    assert not _is_solid(lane, 5.5, 0)
    assert _is_solid(lane, 3.5, 0)
    assert next((s.start_s, s.end_s, s.label) for s in document.scores.segments()) == (3.0, 5.0, "dog_bark")


def test_a_click_chooses_a_segment_and_two_zoom_to_it(qtbot, lane, document):
    document.set_scores(_track(VALUES))
    inside = _at(lane, 4.2, 0, 0.1)
    with qtbot.waitSignal(lane.segment_chosen) as chosen:
        qtbot.mouseClick(lane, Qt.MouseButton.LeftButton, pos=inside)
    assert (chosen.args[0].start_s, chosen.args[0].end_s, chosen.args[0].label) == (3.0, 6.0, "dog_bark")
    with qtbot.waitSignal(lane.segment_zoomed) as zoomed:
        qtbot.mouseDClick(lane, Qt.MouseButton.LeftButton, pos=inside)
    assert zoomed.args[0] == chosen.args[0]
    assert not lane.claims(lane.axis.x_of(1.0), inside.y()), "outside of segments the press selects time"


def test_what_is_not_classified_yet_is_pending(lane, document):
    track = _track(VALUES[:5])
    document.set_scores(track)
    assert lane.numbers_at(800, lane.row_rect(0).center().y()) == "Not classified yet"
    image = lane.grab().toImage()
    row = lane.row_rect(0)
    pending = {image.pixel(GUTTER_PX + x, y) for x in range(700, 720) for y in range(row.top() + 4, row.top() + 12)}
    known = {image.pixel(GUTTER_PX + x, y) for x in range(120, 140) for y in range(row.top() + 4, row.top() + 12)}
    assert len(known) == 1
    assert len(pending) > 1, "hatched"


def test_columns_hold_the_highest_score_and_know_gaps():
    starts = np.array([0.0, 1.0, 2.0, 5.0])
    values = np.array([[0.1], [0.9], [0.2], [0.4]], np.float32)
    columns = score_columns(starts, starts + 1, values, np.array([0.0, 0.5, 2.0, 3.0, 4.5, 5.5, 7.0]))[:, 0]
    expected = np.array([0.1, 0.9, 0.2, np.nan, 0.4, 0.4], np.float32)
    assert np.array_equal(columns, expected, equal_nan=True)


def test_a_short_peak_survives_a_view_of_ten_hours():
    starts = np.arange(36_000.0)
    values = np.zeros((36_000, 1), np.float32)
    values[12_345] = 0.8
    columns = score_columns(starts, starts + 1, values, np.linspace(0, 36_000, 1601))[:, 0]
    assert columns.max() == np.float32(0.8)
    assert int(columns.argmax()) == int(12_345 / 36_000 * 1600)


def test_rows_stay_while_results_stream():
    rows = ScoreRows()
    rows.update(np.array([0.2, 0.6, 0.1, 0.0]), 2, 0.5, complete=False)
    assert rows.classes == [1, 0]
    rows.update(np.array([0.2, 0.6, 0.24, 0.0]), 2, 0.5, complete=False)
    assert rows.classes == [1, 0], "hardly better"
    rows.update(np.array([0.2, 0.6, 0.9, 0.0]), 2, 0.5, complete=False)
    assert rows.classes == [1, 2], "takes the weakest row, moves no other"
    rows.update(np.array([0.2, 0.6, 0.9, 0.0]), 2, 0.5, complete=True)
    assert rows.classes == [2, 1]


def test_a_class_keeps_its_colour_and_colours_differ_while_they_last():
    track = ScoreTrack(_card(tuple(f"class {i}" for i in range(20))))
    first = [track.color(index) for index in (7, 3, 12, 0)]
    assert len(set(first)) == 4
    assert [track.color(index) for index in (7, 3, 12, 0)] == first


def test_threshold_on_ten_hours_of_fifty_classes_is_quick(lane, document):
    """Bound an order of magnitude above what is measured, so that it fails for a wrong algorithm only."""
    rng = np.random.default_rng(0)
    track = ScoreTrack(_card(tuple(f"class {i}" for i in range(50))))
    track.starts_s = np.arange(36_000.0)
    track.ends_s = track.starts_s + 1
    track.values = rng.random((36_000, 50), np.float32)
    document.axis.set_recording(36_000.0, 48_000)
    document.set_scores(track)
    lane.grab()
    begun = time.perf_counter()
    track.set_threshold(0.7)
    lane.grab()
    assert time.perf_counter() - begun < 0.5


def test_the_segment_at_a_time_is_one_of_all_segments():
    rng = np.random.default_rng(0)
    track = _track(rng.random((60, 3)))
    for time_s in rng.uniform(0, 60, 200):
        for index, name in enumerate(NAMES):
            at = [s for s in track.segments() if s.label == name and s.start_s <= time_s < s.end_s]
            assert [segment_near(track, index, time_s, 0.0)] == (at or [None])
    assert segment_near(track, 0, track.segments()[0].start_s - 0.01, 0.02) is not None
