"""The lanes that show what a model made: their tiles, how they fill, and what stays when another result is shown."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.features.stft import tile_steps
from workbench.gui.lanes import result_bins, result_waves
from workbench.gui.main_window import MainWindow
from workbench.gui.making import Wish
from workbench.gui.results import Result, Side
from workbench.models.contract import Span
from workbench.models.placeholder import Quieter


@pytest.fixture
def window(labelled_window) -> MainWindow:
    return labelled_window


def make(window: MainWindow, qtbot, span: Span | None = None) -> Result:
    with qtbot.waitSignal(window.making.ended, timeout=20_000):
        window.making.run(Wish(Quieter.card, {}, span=span))
    return window.document.results.items[-1]


def shown(window: MainWindow, qtbot, kind: str):
    window.lanes.show(kind)
    lane = window.lanes.lane(kind)
    qtbot.waitUntil(lambda: lane.settled and lane._picture is not None, timeout=20_000)
    return lane


def exact(signal, key):
    """The tile by the very transform of the arrays."""
    return next(tile for tile in tile_steps(signal, key) if tile is not None and tile.exact)


@pytest.mark.parametrize(
    ("kind", "side"), [("output-spectrogram", Side.OUTPUT), ("difference-spectrogram", Side.DIFFERENCE)]
)
def test_the_tiles_are_those_of_the_signal(window, qtbot, kind, side) -> None:
    result = make(window, qtbot)
    lane = shown(window, qtbot, kind)
    for index in lane._grid.tiles:
        key = lane.tile_key(lane._grid.level, index)
        np.testing.assert_array_equal(lane.source.tile(key).levels, exact(result.signal(side), key).levels)


def test_half_the_level_is_6_db_less_everywhere(window, qtbot) -> None:
    make(window, qtbot)
    window.document.set_spectrogram(floor_db=-90.0)
    lane = shown(window, qtbot, "change")
    pixels = lane._pixels
    output, original = np.split(pixels.astype(int), 2)
    change_db = (lane.shown(pixels).astype(int) - 128) / 2
    loud = np.maximum(output, original) / 2 - 127.5 >= -90
    assert 0.3 < loud.mean() < 1
    assert np.abs(change_db[loud] + 6.02).max() <= 0.6  # two levels in steps of half a decibel, and one of rows between
    assert (change_db[~loud] == 0).all()
    assert lane.level_at(6.0, lane.y_of_frequency(3000)) == pytest.approx(-6.02, abs=0.5)


@pytest.mark.parametrize("near_samples", [2e7, 0], ids=["near", "far"])
def test_the_waveform_has_the_extremes_of_the_output(window, qtbot, monkeypatch, near_samples) -> None:
    monkeypatch.setattr(result_waves, "_NEAR_SAMPLES", near_samples)
    monkeypatch.setattr(result_waves, "BIN_FRAMES", 64)
    monkeypatch.setattr(result_bins, "BIN_FRAMES", 64)
    monkeypatch.setattr(result_bins, "CHUNK_FRAMES", 64 * result_bins.CHUNK_BINS)
    monkeypatch.setattr(result_waves, "CHUNK_FRAMES", 64 * result_bins.CHUNK_BINS)
    result = make(window, qtbot)
    result.set_strength(0.5)
    lane = shown(window, qtbot, "output-waveform")
    qtbot.waitUntil(lambda: lane.settled and not np.isnan(lane.source.columns(lane._grid).rms).any(), timeout=20_000)
    found, grid = lane.source.columns(lane._grid), lane._grid
    samples = result.signal(Side.OUTPUT).read(0, result.made.frames)
    slack = 0 if near_samples else 64  # a bin that touches a column counts as a whole
    for column in range(0, grid.count, 37):
        at = grid.start_frame + grid.per_column * np.array([column, column + 1])
        inside = samples[:, int(np.ceil(at[0])) : int(at[1])]
        around = samples[:, max(int(at[0]) - slack, 0) : int(np.ceil(at[1])) + slack]
        assert around.max() >= found.maximum[column] >= inside.max()
        assert around.min() <= found.minimum[column] <= inside.min()
