"""Waveform columns as a picture: filled in numpy, without a line drawn; panned, only the new columns are filled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.audio.columns import Columns
from workbench.audio.wave_detail import WaveGrid
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.theme import Colors, colors

BACKGROUND, PEAK, RMS, CLIPPED, ZERO = range(5)


class WavePicture:
    """The picture drawn last, from which the next one takes what it shares with it."""

    def __init__(self) -> None:
        self._grid: WaveGrid | None = None
        self._look: tuple[int, float] | None = None
        self._pixels = np.empty((0, 0), np.uint8)

    def image(
        self, grid: WaveGrid, height: int, gain: float, columns: Callable[[WaveGrid], Columns], *, final: bool
    ) -> QImage:
        """One pixel column each: extremes, RMS within them, and clipped ones in red.

        Parameters
        ----------
        height : pixels; full scale over `gain` touches the upper and lower edge
        columns : gives the columns of (a part of) the grid
        final : whether they will be the same when asked for again
        """
        look = (height, gain)
        known = self._grid if look == self._look else None
        self._pixels = self._panned(known, grid, look, columns)
        self._grid, self._look = (grid if final else None), look
        return to_image(self._pixels, colors())

    def _panned(
        self,
        known: WaveGrid | None,
        grid: WaveGrid,
        look: tuple[int, float],
        columns: Callable[[WaveGrid], Columns],
    ) -> NDArray[np.uint8]:
        shift = 0 if known is None else grid.first - known.first
        if known is None or not known.matches(grid) or known.count != grid.count or abs(shift) >= grid.count:
            return wave_pixels(columns(grid), *look)
        if shift == 0:
            return self._pixels
        pixels = np.empty_like(self._pixels)
        kept = grid.count - abs(shift)
        new = replace(grid, first=grid.first + (kept if shift > 0 else 0), count=abs(shift))
        came = wave_pixels(columns(new), *look)
        if shift > 0:
            pixels[:, :kept] = self._pixels[:, shift : grid.count]
            pixels[:, kept : grid.count] = came
        else:
            pixels[:, -shift : grid.count] = self._pixels[:, :kept]
            pixels[:, :-shift] = came
        return pixels


def wave_image(columns: Columns, height: int, gain: float, palette: Colors) -> QImage:
    """The picture of columns by themselves, see `WavePicture.image`."""
    return to_image(wave_pixels(columns, height, gain), palette)


def to_image(pixels: NDArray[np.uint8], palette: Colors) -> QImage:
    """Colour indices as an image."""
    table = (palette.lane, palette.wave_peak, palette.wave_rms, palette.clipped, palette.line)
    return indexed_image(pixels, [color.rgb() for color in table])


def wave_pixels(columns: Columns, height: int, gain: float) -> NDArray[np.uint8]:
    """Colour indices, shape (height, columns); columns are float32, full scale ±1, NaN where there is nothing."""
    rows = np.arange(height, dtype=np.int16)[:, None]
    middle = (height - 1) / 2
    pixels = np.full((height, len(columns.rms)), BACKGROUND, np.uint8)
    pixels[round(middle), :] = ZERO

    def rows_of(values: NDArray[np.float32]) -> NDArray[np.int16]:
        return np.fmin(np.fmax(np.rint(middle - values * (gain * middle)), -1), height).astype(np.int16)  # NaN too

    there = ~np.isnan(columns.rms)
    top, bottom = rows_of(columns.maximum), rows_of(columns.minimum)
    inside = (rows >= top) & (rows <= bottom) & there
    pixels[inside] = PEAK
    loud = np.where(there, columns.rms, 0.0)
    pixels[inside & (rows >= rows_of(loud)) & (rows <= rows_of(-loud))] = RMS
    clipped = there & ((columns.maximum >= 1.0) | (columns.minimum <= -1.0))
    if clipped.any():
        pixels[inside & clipped & ((rows - top < 3) | (bottom - rows < 3))] = CLIPPED
    return pixels
