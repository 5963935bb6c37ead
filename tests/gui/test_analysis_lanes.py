"""Analyses as lanes: shown, they are computed, the part in view first; hidden, they stop; no extreme is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter

from workbench.audio.signal import ArraySignal
from workbench.errors import ModelProcessDied, WorkbenchError
from workbench.features.picture_store import PictureStore
from workbench.gui.document import Document
from workbench.gui.lane_kinds import LANE_KINDS
from workbench.gui.lanes.analysis import AnalysisLane
from workbench.gui.lanes.centroid import CentroidLane
from workbench.gui.lanes.chroma import ChromaLane
from workbench.gui.lanes.constant_q import ConstantQLane
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.onset import OnsetLane
from workbench.gui.lanes.pitch import PitchLane
from workbench.gui.lanes.rms import RmsLane
from workbench.gui.render import show_lanes
from workbench.gui.theme import colors
from workbench.jobs.job import CANCELLED, DONE, failed
from workbench.jobs.pieces import run_view_first
from workbench.jobs.worker import Job
from workbench.models.analyse.columns import AnalyseSettings
from workbench.models.contract import Features, Moments, Span

WIDTH = 600
KINDS = [kind.id for kind in LANE_KINDS if kind.group == "Analyses"]


class _Sound(ArraySignal):
    complete, expected_frames, path, version, warnings = True, None, Path("a.wav"), (0, 0), ()


class _Hours(_Sound):
    """Ten hours, of which nothing is read here."""

    def __init__(self):
        super().__init__(np.zeros(1), 48_000)
        self.frames = 36_000 * 48_000


class _ByHand(Job):
    """An analysis whose results the test gives."""

    def cancel(self):
        if self.end is None:
            self.take_end(CANCELLED)

    def set_view(self, view):
        self.view = view


@pytest.fixture
def worker(worker, monkeypatch):
    """Of which the test itself gives what analyses find."""
    worker.asked, worker.by_hand = [], []

    def run_model(request):
        worker.asked.append(request)
        worker.by_hand.append(_ByHand(0, None))
        return worker.by_hand[-1]

    monkeypatch.setattr(worker, "run_model", run_model)
    return worker


@pytest.fixture
def make_lane(qtbot, worker):
    def make(kind, sound=None):
        document = Document()
        lane = kind(document, worker)
        qtbot.addWidget(lane)
        lane.keep = document
        lane.resize(GUTTER_PX + WIDTH, 201)
        document.axis.set_width(WIDTH)
        document.open(sound or _Hours(), None)
        lane.note_shown(True)
        lane.show()
        return lane

    return make


def give(lane, first, values):
    """A result of the running analysis: rows from column `first` on."""
    values = np.atleast_2d(values).astype(np.float32)
    lane.worker.by_hand[-1].take_step(Features(first * lane.hop_s, lane.hop_s, values))


def body(lane) -> np.ndarray:
    """What the lane's body shows: uint8, shape (height, width, 4)."""
    image = lane.grab(lane.body_rect()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width()].copy()


def curve_pixels(lane) -> np.ndarray:
    """Where extremes or means are drawn."""
    of_lane = colors().lane
    bare = (body(lane)[:, :, :3] == [of_lane.blue(), of_lane.green(), of_lane.red()]).all(axis=2)
    bare[:, 0] |= True  # the cursor
    return ~bare


def test_one_loud_moment_in_ten_hours_is_seen_and_scrolling_by_a_pixel_moves_the_picture_by_a_pixel(make_lane):
    lane = make_lane(RmsLane)
    values = np.full(lane.analysing.columns, -60.0)
    values[2_000_000] = 0.0
    give(lane, 0, values)
    lane.worker.by_hand[-1].take_end(DONE)
    assert lane.settled
    pixels = curve_pixels(lane)
    peak = round(lane.axis.x_of(2_000_000 * lane.hop_s))
    assert set(np.flatnonzero(pixels[0])) <= {peak - 1, peak, peak + 1} and pixels[0].any()
    assert pixels[:, 1:].any(axis=0).all(), "a curve without holes"
    lane.axis.set_view(20_000, 24_000)
    before = curve_pixels(lane)
    lane.axis.pan(lane.axis.seconds_per_pixel)
    np.testing.assert_array_equal(curve_pixels(lane)[:, 2:-2], before[:, 3:-1])


def test_a_picture_keeps_one_bright_column_in_ten_hours_and_reads_the_finest_from_disk(qtbot, make_lane, tmp_path):
    lane = make_lane(ConstantQLane)
    levels = np.full((84, 432), -90.0)
    levels[40, 200] = -20.0
    give(lane, 700_000, levels)
    qtbot.waitUntil(lambda: not lane.covered.missing(700_000, 700_432))
    lane.worker.by_hand[-1].take_end(DONE)
    time_s = 700_200 * lane.hop_s
    bright = max(0, int((1 - (40.5) / 84) * lane.body_rect().height()))
    for span_s in (36_000.0, 60.0, 2.0):
        lane.axis.set_view(time_s - span_s / 3, time_s + span_s * 2 / 3)
        lane.grab()
        qtbot.waitUntil(lambda: lane.grab() is not None and lane.settled)
        assert lane.value_at(time_s, bright) == pytest.approx(-20.0, abs=0.5)
        assert lane.level_at(time_s, bright) == lane.value_at(time_s, bright)
    assert lane.value_at(time_s + 3 * lane.hop_s, bright) == pytest.approx(-90.0, abs=0.5)
    assert "E4" in lane.reading(time_s, bright)
    assert lane.frequency_at(bright) == pytest.approx(329.6, rel=0.03)


def test_a_picture_scrolled_by_a_pixel_is_the_same_picture_moved_by_a_pixel(qtbot, make_lane):
    lane = make_lane(ConstantQLane, _Sound(np.zeros(120 * 8000), 8000))
    rng = np.random.default_rng(1)
    give(lane, 0, rng.uniform(-100, -20, (84, lane.analysing.columns)))
    lane.worker.by_hand[-1].take_end(DONE)
    lane.axis.set_view(20.0, 90.0)
    qtbot.waitUntil(lambda: lane.grab() is not None and lane.settled and lane.value_at(50.0, 10) is not None)
    before = body(lane)
    read = lane._wanted
    for moved in range(1, 8):
        lane.axis.pan(lane.axis.seconds_per_pixel)
        np.testing.assert_array_equal(body(lane)[:, 1:-moved], before[:, 1 + moved :])
    assert lane._wanted is read, "what lies beside the view had been read before"


def test_a_picture_that_cannot_be_read_any_more_says_so_and_hatches_all(qtbot, make_lane, monkeypatch):
    lane = make_lane(ConstantQLane)
    lane.axis.set_view(0, 10)
    give(lane, 0, np.zeros((84, 1000)))
    lane.worker.by_hand[-1].take_end(DONE)
    qtbot.waitUntil(lambda: not lane.covered.missing(0, 1000))

    def refuse(*_):
        raise WorkbenchError("the disk is gone")

    monkeypatch.setattr(PictureStore, "cells", refuse)
    lane.axis.set_view(0, 1000)
    qtbot.waitUntil(lambda: lane.grab() is not None and lane.analysing.state == "failed")
    qtbot.waitUntil(lambda: lane.settled)
    assert str(lane.analysing.error) == "the disk is gone"
    assert lane.covered.missing(0, 1000) == [(0, 1000)]


def test_the_view_is_asked_for_first_and_followed(make_lane):
    lane = make_lane(RmsLane)
    lane.axis.set_view(1000, 1010)
    assert lane.worker.asked[0].span == Span(0.0, 36_000.0)
    assert lane.worker.by_hand[0].view == Span(1000, 1010)


def test_what_is_not_there_is_hatched_and_says_what_goes_on(make_lane):
    lane = make_lane(PitchLane)
    assert not lane.settled
    first = body(lane)
    assert len(np.unique(first.reshape(-1, 4), axis=0)) > 3, "hatched, with words"
    lane.axis.set_view(0, 10)
    give(lane, 0, np.stack([np.full(900, np.nan), np.zeros(900)]))
    assert lane.settled, "all in view is known: there is no pitch"
    assert len(np.unique(body(lane).reshape(-1, 4), axis=0)) <= 2, "nothing but the lane and the cursor"


def test_unvoiced_moments_are_gaps(make_lane):
    lane = make_lane(PitchLane)
    lane.axis.set_view(0, 4)
    pitch = np.where(np.arange(200) % 100 < 60, 220.0, np.nan)
    give(lane, 0, np.stack([pitch, np.ones(200)]))
    drawn = (body(lane) != body(lane)[0, 300]).any(axis=(0, 2))
    x = np.round([lane.axis.x_of(column * lane.hop_s) for column in (30, 80, 130)]).astype(int)
    assert drawn[x].tolist() == [True, False, True]
    assert lane.reading(30 * lane.hop_s, 0) == "220.0 Hz   A3 +0 cents"
    assert lane.reading(80 * lane.hop_s, 0) == ""


def test_beats_are_drawn_where_there_is_room(make_lane):
    lane = make_lane(OnsetLane)
    give(lane, 0, np.zeros(2000))
    lane.worker.by_hand[-1].take_step(Moments(np.arange(0.5, 36_000, 0.5)))
    lane.axis.set_view(0, 10)
    accent = colors().accent
    ticks = (body(lane)[1, :, :3] == [accent.blue(), accent.green(), accent.red()]).all(axis=1)
    assert ticks.sum() == 19
    lane.axis.fit()
    ticks = (body(lane)[1, :, :3] == [accent.blue(), accent.green(), accent.red()]).all(axis=1)
    assert not ticks.any(), "72 000 beats would be a wall"


def test_hidden_it_stops_and_shown_again_it_goes_on_with_what_is_missing(make_lane):
    lane = make_lane(RmsLane)
    give(lane, 50, np.full(100, -20.0))
    lane.note_shown(False)
    assert lane.worker.by_hand[0].end is CANCELLED and lane.analysing.state == "cancelled"
    lane.note_shown(True)
    assert len(lane.worker.by_hand) == 2 and lane.value_at(60 * lane.hop_s) == -20.0, "what was found is kept"
    (known,) = lane.worker.asked[1].known
    grid = lane.analysing.grid
    assert list(grid.columns(known, _Hours().frames)) == list(range(50, 150)), "just what was found is not asked for"
    lane.worker.by_hand[1].take_end(DONE)
    lane.note_shown(False)
    lane.note_shown(True)
    assert len(lane.worker.by_hand) == 2 and lane.analysing.state == "done", "what is done is kept"


def test_another_recording_begins_anew_and_late_results_are_not_taken(make_lane):
    lane = make_lane(RmsLane)
    old = lane.worker.by_hand[0]
    lane.document.open(_Sound(np.zeros(48_000), 48_000), None)
    assert old.end is CANCELLED
    assert lane.worker.asked[1].span == Span(0.0, 1.0) and lane.analysing.columns == 94
    give(lane, 0, np.full(94, -10.0))
    lane.worker.by_hand[-1].take_end(DONE)
    assert lane.value_at(0.5) == -10.0


def test_it_hears_the_channel_that_the_spectrogram_shows(make_lane):
    lane = make_lane(RmsLane, _Sound(np.zeros((3, 48_000)), 48_000))
    assert lane.worker.asked[0].settings == {"channel": None} and lane.title == "RMS"
    lane.document.set_spectrogram(channel=2)
    assert lane.worker.by_hand[0].end is CANCELLED
    assert lane.worker.asked[1].settings == {"channel": 2} and lane.title == "RMS · 3"
    lane.document.set_spectrogram(floor_db=-90.0)
    assert len(lane.worker.asked) == 2
    lane.document.open(_Sound(np.zeros((2, 48_000)), 48_000), None)
    assert lane.worker.asked[2].settings == {"channel": None}


def test_a_failure_is_said_in_the_lane(make_lane):
    lane = make_lane(RmsLane)
    lane.worker.by_hand[0].take_end(failed(ModelProcessDied("The model process ended.")))
    assert lane.analysing.state == "failed" and lane.settled
    assert len(np.unique(body(lane).reshape(-1, 4), axis=0)) > 3
    lane.note_shown(False)
    lane.note_shown(True)
    assert lane.analysing.state == "running" and lane.analysing.error is None


@pytest.mark.parametrize("rate", [44_100, 48_000, 8_000])
def test_going_on_measures_each_missing_column_once_and_no_other(make_lane, rate):
    sound = _Sound(np.zeros(20 * rate + 17), rate)
    lane = make_lane(CentroidLane, sound)
    columns = lane.analysing.columns
    for first, stop in ((0, 7), (100, 101), (300, 611), (columns - 5, columns)):
        give(lane, first, np.full(stop - first, 1000.0))
    lane.analysing.want(False)
    lane.analysing.want(True)
    request, analysis = lane.worker.asked[1], lane.analysing.analysis
    missing = {k for first, stop in lane.covered.missing(0, columns) for k in range(first, stop)}
    view = Span(3.3, 5.1)
    events = run_view_first(analysis, sound, request.span, AnalyseSettings(), view=lambda: view, known=request.known)
    found = [event for event in events if isinstance(event, Features)]
    measured = [round(part.start_s / part.hop_s) + k for part in found for k in range(part.values.shape[1])]
    assert sorted(measured) == sorted(missing)


def test_cancelled_it_goes_on_at_a_click_and_the_words_are_true(make_lane):
    lane = make_lane(RmsLane)
    assert lane._go_on.isHidden()
    lane.worker.by_hand[0].cancel()
    assert lane._state_in_words() == "Cancelled" and lane._go_on.isVisible() and lane._go_on.text() == "Go on"
    lane._go_on.click()
    assert lane.analysing.state == "running" and lane._go_on.isHidden() and len(lane.worker.asked) == 2


def test_onsets_are_found_anew_for_the_beats_but_what_was_seen_stays(make_lane):
    lane = make_lane(OnsetLane)
    give(lane, 0, np.full(2000, 5.0))
    lane.note_shown(False)
    lane.note_shown(True)
    assert lane.worker.asked[1].known == () and lane.value_at(1.0) == 5.0
    give(lane, 0, np.full(3000, 5.0))
    cells = lane._store.cells(0, 1, 3000)
    assert cells.mean[0] == pytest.approx(5.0) and lane.covered.spans() == [(0, 3000)]
    values = lane._store._levels[-1]
    assert values.number.sum() == 3000, "each value counts once"


def test_a_picture_waits_for_what_is_in_view_and_not_for_the_beats(make_lane):
    lane = make_lane(OnsetLane)
    lane.axis.set_view(0, 10)
    body(lane)
    give(lane, 0, np.full(100, 5.0))
    assert not lane.settled, "part of the view"
    give(lane, 100, np.full(400, 5.0))
    assert not lane.settled, "what is drawn is older than what is there"
    lane._pace.timeout.emit()
    assert lane.settled and lane.analysing.state == "running"
    give(lane, 500, np.zeros(lane.analysing.columns - 500))
    lane._pace.timeout.emit()
    assert not lane.settled, "the whole is there: the beats are a matter of moments"
    lane.worker.by_hand[0].take_step(Moments(np.arange(0.5, 36_000, 0.5)))
    lane.worker.by_hand[0].take_end(DONE)
    assert lane.settled and lane.bpm == pytest.approx(120.0)
    assert lane.reading(1.0, 0) == "5.0 dB of rise   120.0 BPM"


def test_results_out_of_view_do_not_repaint(make_lane):
    lane = make_lane(RmsLane)
    lane.axis.set_view(0, 10)
    body(lane)
    give(lane, 100_000, np.full(100, -20.0))
    assert not lane._pace.isActive() and lane._picture is not None
    give(lane, 100, np.full(100, -20.0))
    assert lane._pace.isActive()


class _Words(QPainter):
    """Notes what is written."""

    def drawText(self, *given):
        self.written = [*getattr(self, "written", []), given[-1]]


@pytest.mark.parametrize("kind", [PitchLane, OnsetLane, CentroidLane, RmsLane, ConstantQLane, ChromaLane])
def test_the_lowest_lane_has_more_than_one_figure_on_its_scale(make_lane, kind):
    lane = make_lane(kind)
    image = QImage(GUTTER_PX, lane.smallest_height, QImage.Format.Format_RGB32)
    lane.resize(GUTTER_PX + WIDTH, lane.smallest_height)
    painter = _Words(image)
    lane.draw_scale(painter, image.rect())
    painter.end()
    assert len(painter.written) >= 2


def test_the_status_line_says_the_semitone_of_the_tooltip(make_lane):
    lane, seen = make_lane(ConstantQLane), []
    lane.hovered.connect(lambda *place: seen.append(place))
    for y in (3.0, 20.0, 150.0):
        where = QPointF(GUTTER_PX + 100, y)
        nothing = Qt.MouseButton.NoButton
        move = QMouseEvent(QMouseEvent.Type.MouseMove, where, where, nothing, nothing, Qt.KeyboardModifier.NoModifier)
        lane.mouseMoveEvent(move)
        assert seen[-1][1] == pytest.approx(frequency_of(lane.analysing.analysis.card.classes[lane.row_at(y)]))


def frequency_of(note: str) -> float:
    """Hz of a note's name, A4 = 440 Hz, for example "B6"."""
    names = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"]
    return 440.0 * 2.0 ** ((names.index(note[:-1]) - 9) / 12 + int(note[-1]) - 4)


def test_when_the_model_process_ends_all_analyses_can_be_tried_again(qtbot, make_window, recording, monkeypatch):
    window = make_window()
    by_hand = []
    monkeypatch.setattr(window.worker, "run_model", lambda _request: by_hand.append(_ByHand(0, None)) or by_hand[-1])
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(str(recording))
    for kind in ("rms", "pitch"):
        window.lanes.show(kind)
    for job in list(by_hand):
        job.take_end(failed(ModelProcessDied("It ended.\nlast words")))
    (message,) = window.messages.messages
    assert message.text.startswith("Analyses stopped") and window.job_bar.text == "Pitch of noise and tone.wav failed"
    message.button.click()
    assert len(by_hand) == 4 and not window.messages.messages
    assert window.actions_by_id["cancel-job"].isEnabled()
    window.actions_by_id["cancel-job"].trigger()
    window.actions_by_id["cancel-job"].trigger()
    assert [job.end for job in by_hand[2:]] == [CANCELLED, CANCELLED]
    assert not window.actions_by_id["cancel-job"].isEnabled()


def test_while_the_recording_is_decoded_it_waits(make_lane):
    sound = _Sound(np.zeros(48_000), 48_000)
    sound.complete = False
    lane = make_lane(RmsLane, sound)
    assert lane.analysing.state == "waiting" and not lane.worker.asked
    body(lane)
    sound.complete = True
    lane.document.grew.emit()
    assert lane.analysing.state == "running"


def test_a_picture_of_an_unknown_lane_is_refused_with_those_there_are(qtbot, make_window):
    lanes = make_window().lanes
    with pytest.raises(WorkbenchError, match=r"no lane 'pith'.*pitch"):
        show_lanes(lanes, ("rms", "pith"))
    assert lanes.lanes_of("rms")


def test_every_analysis_is_a_lane_of_the_menu_and_measures_the_real_thing(qtbot, make_window, recording):
    """All six at once, in the real model process."""
    window = make_window("workbench.models.catalogue:load")
    with qtbot.waitSignal(window.opener.ready):
        window.opener.open(str(recording))
    for kind in KINDS:
        window.actions_by_id[f"show-{kind}"].trigger()
    lanes = {kind: window.lanes.lane(kind) for kind in KINDS}
    assert len(lanes) == 6 and all(isinstance(lane, AnalysisLane) for lane in lanes.values())
    assert window.job_bar.running == 6
    qtbot.waitUntil(lambda: all(lane.analysing.state == "done" for lane in lanes.values()))
    mono = soundfile.read(recording, dtype="float32")[0].mean(axis=1)
    rms = lanes["rms"]
    column = round(6.0 / rms.hop_s)
    window_frames = mono[column * 512 - 1024 : column * 512 + 1024]
    assert rms.value_at(6.0) == pytest.approx(10 * np.log10(np.mean(window_frames**2)), abs=0.01)
    assert lanes["pitch"].analysing.error is None
    assert 1000 < lanes["centroid"].value_at(6.0) < 20_000
    constant_q = lanes["constant-q"]
    qtbot.waitUntil(lambda: constant_q.grab() is not None and constant_q.settled)
    y = constant_q.y_of_frequency(2960.0)
    assert constant_q.value_at(6.0, y) == pytest.approx(20 * np.log10(0.125), abs=2.0), "the tone, mixed with the left"
    window.actions_by_id["show-rms"].trigger()
    assert rms.isHidden() and not window.actions_by_id["show-rms"].isChecked()
