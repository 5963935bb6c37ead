"""Tiles of what a network sees: levels of its own log-mel spectrogram, 128 columns each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal
from workbench.features.mel import FLOOR_DB, MelSettings, mel_columns
from workbench.features.stft import TILE_COLUMNS, Levels, Tile
from workbench.gui.lanes.strips import Strip
from workbench.jobs.scheduler import Steps

_DB_STEP = 0.5
_COLUMNS_A_STEP = 16


@dataclass(frozen=True)
class MelKey:
    """Columns `index` · 128 … + 127 of `level`: each stands for 2^level columns of the network, and is its middle one.

    A tile of level 0 is what the network sees; zoomed out, a picture of samples must do: 50 columns a second of a
    long recording would take as long as running the network.
    """

    settings: MelSettings
    level: int
    index: int

    def span(self) -> tuple[float, float]:
        width = TILE_COLUMNS * self.settings.hop_length << self.level
        return float(self.index * width), float((self.index + 1) * width)


def level_for(settings: MelSettings, frames_per_pixel: float) -> int:
    """The coarsest level with at least one column a pixel, 0 or above."""
    return max(int(np.floor(np.log2(max(frames_per_pixel, 1e-9) / settings.hop_length))), 0)


def mel_tile_steps(signal: Signal, key: MelKey) -> Iterator[Tile | None]:
    """Compute a tile a few milliseconds a step. Raises `AudioReadError`.

    Parameters
    ----------
    signal : one channel at the settings' sample rate
    """
    levels = np.zeros((key.settings.n_mels, TILE_COLUMNS), np.uint8)
    for first in range(0, TILE_COLUMNS, _COLUMNS_A_STEP):
        columns = range(first, first + _COLUMNS_A_STEP)
        levels[:, first : columns.stop] = quantise(_columns(signal, key, columns))
        yield None
    yield Tile(key, levels, True, signal.frames)


@dataclass(frozen=True)
class MakeMelTile:
    """The work that makes a tile; its first picture is exact."""

    key: MelKey
    quick: bool = False

    def steps(self, signal: Signal) -> Steps:
        return mel_tile_steps(signal, self.key)


def _columns(signal: Signal, key: MelKey, columns: range) -> NDArray[np.float32]:
    start = key.index * TILE_COLUMNS
    if key.level == 0:
        return mel_columns(signal, start + columns.start, start + columns.stop, key.settings)
    middle = 1 << (key.level - 1)
    picked = [((start + column) << key.level) + middle for column in columns]
    return np.concatenate([mel_columns(signal, at, at + 1, key.settings) for at in picked], axis=1)


def quantise(levels_db: NDArray[np.float32]) -> Levels:
    """Levels in dB as uint8 in steps of 0.5 dB from `FLOOR_DB`."""
    return np.clip(np.rint((levels_db - FLOOR_DB) / _DB_STEP), 0, 255).astype(np.uint8)


def to_db(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The inverse of `quantise`."""
    return (FLOOR_DB + _DB_STEP * values).astype(np.float32)


class BandRows:
    """Rows of pixels of mel bands, each band equally high."""

    def __init__(self, bands: int, rows: int) -> None:
        self._band_of = bands - 1 - (np.arange(rows) * bands // rows)

    def exact(self, levels: Levels) -> Strip:
        return np.ascontiguousarray(levels[self._band_of].T)

    quick = exact
