"""Waveform columns as a picture: filled in numpy, without a line drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.audio.columns import Columns
from workbench.gui.theme import Colors

BACKGROUND, PEAK, RMS, CLIPPED, ZERO = range(5)


def wave_image(columns: Columns, height: int, gain: float, palette: Colors) -> QImage:
    """One pixel column each: extremes, RMS within them, and clipped ones in red.

    Parameters
    ----------
    columns : float32, full scale ±1, NaN where there is nothing
    height : pixels; full scale over `gain` touches the upper and lower edge
    """
    pixels = wave_pixels(columns, height, gain)
    stride = -(-pixels.shape[1] // 4) * 4
    padded = np.zeros((height, stride), np.uint8)
    padded[:, : pixels.shape[1]] = pixels
    image = QImage(padded.data, pixels.shape[1], height, stride, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(
        [c.rgb() for c in (palette.lane, palette.wave_peak, palette.wave_rms, palette.clipped, palette.line)]
    )
    return image


def wave_pixels(columns: Columns, height: int, gain: float) -> NDArray[np.uint8]:
    """Colour indices, shape (height, columns)."""
    rows = np.arange(height, dtype=np.float32)[:, None]
    middle = (height - 1) / 2
    pixels = np.full((height, len(columns.rms)), BACKGROUND, np.uint8)
    pixels[round(middle), :] = ZERO

    def rows_of(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.clip(np.round(middle - values * (gain * middle)), -1, height)

    there = ~np.isnan(columns.rms)
    top, bottom = rows_of(columns.maximum), rows_of(columns.minimum)
    inside = (rows >= top) & (rows <= bottom) & there
    pixels[inside] = PEAK
    loud = np.where(there, columns.rms, 0.0)
    pixels[inside & (rows >= rows_of(loud)) & (rows <= rows_of(-loud))] = RMS
    clipped = there & ((columns.maximum >= 1.0) | (columns.minimum <= -1.0))
    pixels[inside & clipped & ((rows - top < 3) | (bottom - rows < 3))] = CLIPPED
    return pixels
