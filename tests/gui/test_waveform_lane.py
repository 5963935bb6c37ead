"""The waveform: where the sound is, and how loud, in pixels; steady when panned."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
from PySide6.QtGui import QColor

from workbench.audio.columns import Columns
from workbench.audio.open import open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.gui.document import Document
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.wave_picture import BACKGROUND, CLIPPED, PEAK, RMS, wave_pixels
from workbench.gui.lanes.waveform import WaveformLane
from workbench.gui.theme import colors

RATE = 48_000


def shown(qtbot, worker, tmp_path, samples) -> WaveformLane:
    path = tmp_path / "sound.wav"
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    recording = open_recording(path)
    overview = Overview(recording.channels, RATE, recording.frames)
    for _ in overview_steps(recording, overview):
        pass
    document = Document()
    lane = WaveformLane(document, worker, 0)
    lane.document_kept = document
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + 1000, 202)
    document.axis.set_width(1000)
    document.open(recording, overview)
    lane.show()
    return lane


def picture(lane) -> np.ndarray:
    """The body as RGB, shape (height, width, 3)."""
    image = lane.grab().toImage().convertToFormat(lane.grab().toImage().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:-1, GUTTER_PX * 3 : image.width() * 3].reshape(image.height() - 1, -1, 3).copy()


def wave(lane) -> np.ndarray:
    """Where the body shows the waveform."""
    rgb = picture(lane)
    tints = [colors().wave_peak, colors().wave_rms]
    return np.any([np.all(rgb == QColor(tint).getRgb()[:3], axis=2) for tint in tints], axis=0)


def test_columns_become_pixels_of_the_right_height():
    columns = Columns(
        *(np.array(v, np.float32) for v in ([-0.5, np.nan, -1.0], [0.5, np.nan, 1.2], [0.25, np.nan, 0.5]))
    )
    pixels = wave_pixels(columns, 201, 1.0)
    assert np.flatnonzero((pixels[:, 0] == PEAK) | (pixels[:, 0] == RMS)).tolist() == list(range(50, 151))
    assert np.flatnonzero(pixels[:, 0] == RMS).tolist() == list(range(75, 126))
    assert not np.isin(pixels[:, 1], [PEAK, RMS]).any()
    assert (pixels[:2, 2] == CLIPPED).all()
    assert pixels[0, 0] == BACKGROUND


def test_one_loud_sample_in_ten_minutes_is_seen(qtbot, worker, tmp_path):
    samples = np.zeros(RATE * 600, np.float32)
    samples[RATE * 300] = 0.9
    rows, columns = np.nonzero(wave(shown(qtbot, worker, tmp_path, samples)))
    assert rows.min() <= 12
    assert abs(columns[rows.argmin()] - 500) <= 1


def test_panning_by_a_pixel_moves_the_picture_by_a_pixel(qtbot, worker, tmp_path):
    samples = np.random.default_rng(0).uniform(-1, 1, RATE * 60).astype(np.float32) * np.linspace(0, 1, RATE * 60)
    lane = shown(qtbot, worker, tmp_path, samples.astype(np.float32))
    axis = lane.axis
    axis.set_view(20.0, 40.0)
    before = picture(lane)
    axis.pan(axis.seconds_per_pixel)
    after = picture(lane)
    same = (before[:, 2:-1] == after[:, 1:-2]).all(axis=2)
    assert same.mean() > 0.999


def test_zoomed_in_the_samples_themselves_are_fetched_and_drawn(qtbot, worker, tmp_path):
    samples = np.zeros(RATE, np.float32)
    samples[24_000:24_050] = 0.8
    lane = shown(qtbot, worker, tmp_path, samples)
    lane.axis.set_view(0.4995, 0.5015)
    picture(lane)
    qtbot.waitUntil(lambda: lane.settled)
    rows, columns = np.nonzero(wave(lane)[:60])
    assert 245 <= columns.min() <= 255  # the step up lies a quarter into the view
    assert rows.min() == pytest.approx(100 - 80, abs=3)
    assert lane.level_at(0.5005, 0) == pytest.approx(20 * np.log10(0.8), abs=0.1)


def test_what_is_still_decoded_when_first_drawn_is_drawn_later(qtbot, worker, tmp_path):
    path = tmp_path / "short.flac"
    soundfile.write(path, np.tile([0.5, -0.5], RATE), RATE)
    recording = open_recording(path)
    overview = Overview(recording.channels, RATE, recording.expected_frames)
    document = Document()
    lane = WaveformLane(document, worker, 0)
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + 1000, 202)
    document.axis.set_width(1000)
    document.open(recording, overview)
    lane.show()
    assert not wave(lane).any()
    qtbot.waitUntil(lambda: not lane.source.busy)
    for _ in overview_steps(recording, overview):
        pass
    document.note_growth()
    qtbot.waitUntil(lambda: wave(lane).any(axis=0).all() and lane.settled)
    recording.close()
