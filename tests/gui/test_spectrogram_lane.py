"""The spectrogram lane, judged by the pixels of the grabbed window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from workbench.audio.signal import ArraySignal
from workbench.errors import AudioReadError
from workbench.gui.colormaps import lookup
from workbench.gui.document import Document
from workbench.gui.lanes.frequency_scale import FrequencyScale
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.spectrogram import SpectrogramLane
from workbench.gui.theme import colors
from workbench.jobs.scheduler import Priority

RATE = 48_000
WIDTH, HEIGHT = 600, 300
SCALES = ("linear", "log", "mel")


class Sound(ArraySignal):
    """Samples as a recording; `length` frames of them are decoded."""

    def __init__(self, samples, length=None):
        super().__init__(samples, RATE)
        self.expected_frames = self.frames
        self.complete = length is None
        self._all, self.frames = self.frames, self.frames if length is None else length

    def read(self, start, stop):
        return super().read(start, min(stop, self.frames))

    def finish(self):
        self.frames, self.complete = self._all, True


@pytest.fixture
def document(qtbot):
    return Document()


@pytest.fixture
def lane(qtbot, worker, document):
    lane = SpectrogramLane(document, worker)
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + WIDTH, HEIGHT + 1)
    document.axis.set_width(WIDTH)
    lane.show()
    return lane


def _tone(frequency, seconds=2.0):
    t = np.arange(int(seconds * RATE)) / RATE
    return 0.5 * np.sin(2 * np.pi * frequency * t)


def _open(document, samples, length=None):
    sound = Sound(samples, length)
    document.open(sound, None)
    return sound


def _wait(qtbot, lane):
    qtbot.waitUntil(lambda: lane.settled)


def _body(lane):
    """The body's pixels as brightness, shape (height, width)."""
    image = lane.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:HEIGHT, GUTTER_PX : GUTTER_PX + WIDTH, :3].astype(int).sum(axis=2)


@pytest.mark.parametrize("scale", SCALES)
def test_a_tone_is_brightest_at_its_frequency(qtbot, lane, document, scale):
    document.set_spectrogram(scale=scale, ceiling_db=0.0)
    _open(document, _tone(1000.0))
    _wait(qtbot, lane)
    rows = _body(lane)[:, WIDTH // 2]
    brightest = np.flatnonzero(rows == rows.max()).mean()
    assert abs(brightest + 0.5 - lane.y_of_frequency(1000.0)) <= 1.5


@pytest.mark.parametrize("scale", SCALES)
def test_frequencies_and_pixels_are_inverse(lane, document, scale):
    _open(document, _tone(1000.0))
    document.set_spectrogram(scale=scale, low_hz=200.0, high_hz=9000.0)
    y = np.linspace(0, HEIGHT, 31)
    assert [lane.y_of_frequency(lane.frequency_at(v)) for v in y] == pytest.approx(list(y), abs=1e-6)
    assert lane.frequency_at(0) == pytest.approx(9000.0)
    assert lane.frequency_at(HEIGHT) == pytest.approx(200.0)


def test_the_level_under_the_pointer_is_that_of_the_tone(qtbot, lane, document):
    _open(document, _tone(RATE * 64 / 2048))
    _wait(qtbot, lane)
    level = lane.level_at(1.0, lane.y_of_frequency(RATE * 64 / 2048))
    assert level == pytest.approx(20 * np.log10(0.5), abs=0.5)
    assert lane.level_at(1.0, lane.y_of_frequency(15_000)) < -100


def test_a_click_of_10_ms_is_visible_in_ten_minutes(qtbot, lane, document):
    samples = np.zeros(RATE * 600, np.float32)
    at = RATE * 431
    samples[at : at + RATE // 100] = np.random.default_rng(0).normal(0, 0.1, RATE // 100)
    _open(document, samples)
    _wait(qtbot, lane)
    columns = _body(lane)[5:-5].mean(axis=0)
    x = int(document.axis.x_of(431.0))
    assert abs(int(columns[1:].argmax()) + 1 - x) <= 1
    assert columns[x - 1 : x + 2].max() > 3 * np.median(columns) + 20


def test_another_floor_recolours_without_a_tile(qtbot, lane, document):
    _open(document, _tone(1000.0) + np.random.default_rng(0).normal(0, 0.001, 2 * RATE))
    _wait(qtbot, lane)
    requests, before = lane.source.requests, _body(lane)
    document.set_spectrogram(floor_db=-60.0)
    assert lane.settled
    after = _body(lane)
    assert lane.source.requests == requests
    assert after[:100].mean() < before[:100].mean(), "noise below the floor gets dark"
    document.set_spectrogram(colormap="viridis")
    assert QColor(lane.grab().toImage().pixel(GUTTER_PX + 300, 20)).getRgb()[:3] == tuple(lookup("viridis")[0])
    document.set_spectrogram(n_fft=512)
    _body(lane)
    qtbot.waitUntil(lambda: lane.source.requests > requests)


def test_another_window_lets_the_picture_stand_until_it_is_there(qtbot, lane, document):
    _open(document, np.random.default_rng(0).normal(0, 0.05, 5 * RATE))
    _wait(qtbot, lane)
    before = _body(lane)
    document.set_spectrogram(window="blackman")
    assert np.array_equal(_body(lane), before)
    assert not lane.settled
    _wait(qtbot, lane)
    assert not np.array_equal(_body(lane), before)


def test_a_hidden_lane_asks_for_nothing(qtbot, lane, document):
    lane.hide()
    _open(document, _tone(1000.0))
    assert lane.settled
    assert lane.source.requests == 0
    lane.show()
    _wait(qtbot, lane)
    assert lane.source.requests > 0


@pytest.mark.parametrize("span_s", [0.07, 0.9, 7.3])
def test_a_view_moved_by_a_pixel_is_the_picture_moved_by_a_pixel(qtbot, lane, document, span_s):
    _open(document, np.random.default_rng(0).normal(0, 0.05, 20 * RATE))
    document.axis.set_view(3.1, 3.1 + span_s)
    lane.document.set_cursor(19.9)
    _body(lane)
    _wait(qtbot, lane)
    before = _body(lane)
    for pixels in (1, 7):
        document.axis.set_view(3.1, 3.1 + span_s)
        document.axis.pan(pixels * document.axis.seconds_per_pixel)
        _body(lane)
        _wait(qtbot, lane)
        assert np.array_equal(_body(lane)[:, :-pixels], before[:, pixels:])


def test_zooming_shows_what_is_known_at_its_place_at_once(qtbot, lane, document):
    samples = np.zeros(RATE * 60, np.float32)
    samples[RATE * 30 : RATE * 31] = np.random.default_rng(0).normal(0, 0.1, RATE)
    _open(document, samples)
    _wait(qtbot, lane)
    document.axis.set_view(20.0, 40.0)
    bright = np.flatnonzero(_body(lane).mean(axis=0) > 150)
    assert abs(bright.min() - document.axis.x_of(30.0)) <= 5
    assert abs(bright.max() - document.axis.x_of(31.0)) <= 5
    assert not lane.settled
    _wait(qtbot, lane)


def test_a_growing_recording_is_drawn_as_far_as_it_goes_and_in_the_end_exactly(qtbot, lane, document):
    noise = np.random.default_rng(0).normal(0, 0.05, 20 * RATE)
    sound = _open(document, noise, length=8 * RATE)
    qtbot.waitUntil(lambda: _body(lane)[:, 100].mean() > 100)
    background = sum(colors().lane.getRgb()[:3])
    assert (_body(lane)[:, 260:] == background).all()
    assert not lane.settled
    sound.finish()
    document.note_growth()
    _wait(qtbot, lane)
    grown = _body(lane)
    _open(document, noise)
    _wait(qtbot, lane)
    assert np.array_equal(_body(lane), grown)


def test_what_is_no_longer_in_view_is_dropped_or_goes_on_in_the_background(qtbot, lane, document):
    class Silence:
        sample_rate, channels, frames, complete, expected_frames = RATE, 1, RATE * 3600, True, None

        def read(self, start, stop):
            return np.zeros((1, min(stop, self.frames) - max(start, 0)), np.float32)

    document.open(Silence(), None)
    _body(lane)
    assert not lane.settled
    qtbot.waitUntil(lambda: any(lane.source.tile(key) is not None for key in lane.source._jobs))
    document.axis.set_view(100.0, 100.5)
    _body(lane)
    _wait(qtbot, lane)
    urgent = [key for key, (_, priority) in lane.source._jobs.items() if priority is not Priority.BACKGROUND]
    assert len(urgent) <= 2, "at most those beside the view"
    going_on = lane.source._jobs.keys() - set(urgent)
    assert going_on, "the hour, begun and long to compute, is finished for when one comes back"
    document.axis.fit()
    _body(lane)
    jobs = {key: lane.source._jobs[key][0] for key in going_on}
    qtbot.waitUntil(lambda: all(lane.source._jobs[key][1] is Priority.VIEW for key in going_on))
    assert all(lane.source._jobs[key][0] is job for key, job in jobs.items()), "not begun anew"


def test_what_cannot_be_read_says_why(qtbot, lane, document, monkeypatch):
    class Broken(Sound):
        def read(self, start, stop):
            raise AudioReadError("tape.wav", "the disk has a fault")

    document.open(Broken(np.zeros(RATE)), None)
    _wait(qtbot, lane)
    assert "the disk has a fault" in str(lane.source.failure(lane.tile_key(lane._grid.level, 0)))
    assert len(np.unique(_body(lane)[:, 5:])) > 1, "words stand in the hole"


def test_zooming_frequencies_keeps_what_is_under_the_pointer(lane, document):
    _open(document, _tone(1000.0))
    for scale in SCALES:
        document.set_spectrogram(scale=scale, low_hz=0.0, high_hz=None)
        y = lane.y_of_frequency(3000.0)
        lane.zoom_frequency(2.0, 3000.0)
        assert lane.y_of_frequency(3000.0) == pytest.approx(y, abs=1e-3)
        assert lane.frequency_at(0) < RATE / 2
        lane.show_all_frequencies()
        assert lane.frequency_at(0) == pytest.approx(RATE / 2)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("low", "high"), [(0.0, 24_000.0), (0.0, 4000.0), (950.0, 1050.0), (5000.0, 96_000.0)])
def test_ticks_are_round_and_do_not_touch(scale, low, high):
    axis = FrequencyScale(scale, low, high)
    ticks = axis.ticks(300.0, 30.0)
    assert len(ticks) >= 3
    assert all(low * (1 - 1e-9) <= hz <= high * (1 + 1e-9) for hz in ticks)
    assert np.diff([-axis.y_of(hz, 300.0) for hz in ticks]).min() >= 30 - 1e-6
    assert all(float(f"{hz:.3g}") == pytest.approx(hz) for hz in ticks)


def test_back_at_a_channel_its_own_picture_is_back(qtbot, lane, document):
    rng = np.random.default_rng(4)
    both = np.stack([_tone(1000.0), _tone(9000.0)]) + rng.normal(0, 0.001, (2, 2 * RATE))
    document.open(Sound(both), None)
    bodies = []
    for channel in (0, 1, 0):
        document.set_spectrogram(channel=channel)
        _body(lane)
        _wait(qtbot, lane)
        bodies.append(_body(lane))
    assert not np.array_equal(bodies[0], bodies[1])
    assert np.array_equal(bodies[0], bodies[2])


def test_what_is_in_view_is_never_driven_out_of_the_cache(qtbot, lane, document):
    lane.source._cache.limit_bytes = 1
    _open(document, _tone(1000.0))
    _wait(qtbot, lane)
    asked = lane.source.requests
    lane.redraw()
    _body(lane)
    _wait(qtbot, lane)
    assert lane.source.requests == asked
