"""The lane of what the network sees shows the very levels that the network is given."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.channels import MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import ArraySignal
from workbench.features.mel import MelSettings, log_mel
from workbench.gui.document import Document
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.mel_tiles import MelKey, mel_tile_steps, to_db
from workbench.gui.lanes.network_input import NetworkInputLane

RATE = 44_100


class _Sound(ArraySignal):
    complete, expected_frames = True, None


def _sound(seconds=10.0):
    t = np.arange(int(seconds * RATE)) / RATE
    left = 0.3 * np.sin(2 * np.pi * 2000.0 * t) + np.random.default_rng(0).normal(0, 0.01, t.size)
    return _Sound(np.stack([left, 0.5 * left]), RATE)


@pytest.fixture
def lane(qtbot, worker):
    document = Document()
    lane = NetworkInputLane(document, worker)
    qtbot.addWidget(lane)
    lane.resize(GUTTER_PX + 500, 257)
    document.axis.set_width(500)
    lane.show()
    document.open(_sound(), None)
    return lane


@pytest.mark.parametrize(("level", "index"), [(0, 2), (1, 1)])
def test_tiles_hold_what_the_network_is_given(level, index):
    mel = MelSettings()
    heard = ResampledSignal(MonoSignal(_sound()), mel.sample_rate)
    tile = [tile for tile in mel_tile_steps(heard, MelKey(mel, level, index)) if tile is not None][-1]
    whole = log_mel(heard.read(0, heard.frames)[0], mel)
    columns = ((np.arange(128) + 128 * index) << level) + (1 << level >> 1)
    inside = columns < whole.shape[1] - 1
    assert inside.sum() > 64
    assert np.abs(to_db(tile.levels)[:, inside] - whole[:, columns[inside]]).max() <= 0.26


def test_the_tone_lies_at_its_frequency_and_time(qtbot, lane):
    lane.grab()
    qtbot.waitUntil(lambda: lane.settled)
    image = lane.grab().toImage()
    column = [sum(image.pixelColor(GUTTER_PX + 250, y).getRgb()[:3]) for y in range(256)]
    brightest = np.flatnonzero(np.array(column) == max(column)).mean() + 0.5
    assert abs(brightest - lane.y_of_frequency(2000.0)) <= 3, "a band is two pixels high"
    assert lane.frequency_at(lane.y_of_frequency(2000.0)) == pytest.approx(2000.0)


def test_a_far_view_asks_for_few_columns_and_says_so(lane):
    assert "one column in" not in lane.explanation
    lane.axis.total_s = lane.axis.end_s = 3600.0
    lane.redraw()
    lane.grab()
    assert len(lane._grid.tiles) * 128 <= 4000
    assert "one column in 256 is drawn" in lane.explanation


def test_a_model_with_another_front_end_is_shown_with_its_own(lane):
    from workbench.models.contract import Card

    mel = {"sample_rate": 16_000, "n_fft": 512, "hop_length": 256, "n_mels": 64, "f_min_hz": 50.0, "f_max_hz": 8000.0}
    card = Card("classify/other", "classify", "", ("a",), 16_000, 5.0, "", "", (), "", 0, "", {"mel": mel})
    lane.set_model(card)
    assert lane.mel == MelSettings(**mel)
    assert "64 mel bands from 50 to 8,000 Hz" in lane.explanation
    assert lane.frequency_at(0) < 8000.0
