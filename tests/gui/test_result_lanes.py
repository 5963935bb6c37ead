"""The lanes that show what a model made: their tiles, how they fill, and what stays when another result is shown."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.features.stft import tile_steps
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
    qtbot.waitUntil(lambda: lane.settled and lane._pixels is not None, timeout=20_000)
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
