"""The spectrogram of a short signal as it will stay: pixels of true maxima, computed in steps in the worker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal
from workbench.features.stft import StftSettings, TileKey, tile_steps
from workbench.features.tiles import RowMap
from workbench.gui.lanes.strips import BinRows, PixelGrid


def still_steps(
    signal: Signal,
    settings: StftSettings,
    rows: RowMap,
    *,
    start_frame: float,
    frames_per_pixel: float,
    pixels: int,
    channel: int | None = None,
) -> Iterator[NDArray[np.uint8] | None]:
    """None after each few milliseconds, at the end levels as of `features.stft`, shape (rows, pixels).

    Each pixel is the largest level of the frames of the Fourier transform in it. The first one begins at
    `start_frame`, give or take half a pixel. Raises `AudioReadError`.
    """
    level = settings.level_for(frames_per_pixel)
    grid = PixelGrid.of(TileKey(settings, level, 0, channel), start_frame, frames_per_pixel, pixels)
    strips = []
    for index in grid.tiles:
        exact = None
        for tile in tile_steps(signal, TileKey(settings, level, index, channel), patient=True):
            exact = tile or exact
            yield None
        assert exact is not None
        strips.append(BinRows(rows).exact(exact.levels))
    yield grid.picture(strips)
