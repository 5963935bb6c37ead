"""From tiles to pixels: rows of frequency per tile, kept; then columns of time, gathered from all tiles in view."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.features.stft import TILE_COLUMNS, StftSettings, Tile, TileKey
from workbench.features.tiles import RowMap, apply_rows

Strip = NDArray[np.uint8]
"""shape (128, rows): the columns of a tile, each from the highest frequency down. Columns first gathers fastest."""

_KEPT = 256


class Strips:
    """Tiles mapped to rows of pixels; those used last are kept. For one thread."""

    def __init__(self) -> None:
        self._rows: RowMap | None = None
        self._quick_rows: NDArray[np.intp] = np.empty(0, np.intp)
        self._kept: OrderedDict[TileKey, tuple[Tile, Strip]] = OrderedDict()

    def set_rows(self, rows: RowMap) -> None:
        """Another size, scale or range of frequencies from now on."""
        self._rows = rows
        self._quick_rows = _nearest_bins(rows)
        self._kept.clear()

    def exact(self, tile: Tile, *, may_compute: bool) -> Strip | None:
        """The strip of a tile; None when it is not known and must not be computed now (that takes about 1 ms)."""
        tile_and_strip = self._kept.get(tile.key)
        if tile_and_strip is not None and tile_and_strip[0] is tile:
            self._kept.move_to_end(tile.key)
            return tile_and_strip[1]
        if self._rows is None or not may_compute:
            return None
        strip = np.ascontiguousarray(apply_rows(tile.levels, self._rows).T)
        self._kept[tile.key] = (tile, strip)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return strip

    def quick(self, tile: Tile) -> Strip:
        """One bin a row, in no time; it stands for the exact strip for a frame or two."""
        return tile.levels[self._quick_rows].T


def _nearest_bins(rows: RowMap) -> NDArray[np.intp]:
    """The bin shown by each row, from the highest row down; what lies above half the sample rate repeats the last."""
    upwards = np.concatenate([rows.between, rows.starts])
    upwards = np.pad(upwards, (0, rows.rows - len(upwards)), mode="edge")
    return np.ascontiguousarray(upwards[::-1])


@dataclass(frozen=True)
class PixelGrid:
    """Which columns of a level each column of pixels shows: `first` and `last`, int64, shape (pixels,).

    While columns are narrower than pixels, the grid is fixed to the recording, not to the view: a view moved by a
    pixel shows the same picture moved by a pixel. Every column belongs to exactly one pixel, so nothing is lost and
    nothing flickers. The price is a place that is at most half a pixel off.
    """

    settings: StftSettings
    level: int
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, settings: StftSettings, start_frame: float, frames_per_pixel: float, pixels: int) -> PixelGrid:
        """The grid for the span that begins at `start_frame`."""
        level = settings.level_for(frames_per_pixel)
        width = settings.samples_per_column(level)
        if frames_per_pixel >= width:
            start_frame = round(start_frame / frames_per_pixel) * frames_per_pixel
        frames = start_frame + frames_per_pixel * np.arange(pixels + 1)
        edges = _columns_at(settings, level, frames)
        return cls(settings, level, edges[:-1], np.maximum(edges[1:] - 1, edges[:-1]))

    @property
    def tiles(self) -> range:
        """Indices of the tiles in view."""
        return range(int(self.first[0]) // TILE_COLUMNS, int(self.last[-1]) // TILE_COLUMNS + 1)

    def pixels_of(self, index: int) -> tuple[int, int]:
        """Pixels (first, and one past the last) that begin in a tile."""
        bounds = np.searchsorted(self.first, [index * TILE_COLUMNS, (index + 1) * TILE_COLUMNS])
        return int(bounds[0]), int(bounds[1])

    def picture(self, strips: list[Strip]) -> NDArray[np.uint8]:
        """Pixels, shape (rows, pixels), from the strips of `tiles`, in order."""
        columns = np.concatenate(strips)
        offset = self.tiles.start * TILE_COLUMNS
        picture = columns[self.first - offset]
        np.maximum(picture, columns[self.last - offset], out=picture)
        return np.ascontiguousarray(picture.T)


def _columns_at(settings: StftSettings, level: int, frames: NDArray[np.float64]) -> NDArray[np.int64]:
    """The column of a level in which each frame of the signal lies; see `TileKey.span`."""
    width = settings.samples_per_column(level)
    # Rounding of the view's seconds must not decide to which side a frame on an edge falls.
    return np.floor((frames + min(settings.hop, width) / 2) / width + 1e-6).astype(np.int64)


def from_coarser(tile: Tile, strip: Strip, key: TileKey) -> Strip:
    """The strip of the tile `key` from the strip of `tile`, a coarser one that covers it: wider columns."""
    columns = _columns_at(key.settings, tile.key.level, _centres(key)) - tile.key.index * TILE_COLUMNS
    return strip[np.clip(columns, 0, TILE_COLUMNS - 1)]


def from_finer(tiles: list[tuple[Tile, Strip]], key: TileKey, rows: int) -> Strip:
    """The strip of the tile `key` from strips of finer ones inside it: maxima; what is missing stays dark."""
    out = np.zeros((TILE_COLUMNS, rows), np.uint8)
    for tile, strip in tiles:
        columns = _columns_at(key.settings, key.level, _centres(tile.key)) - key.index * TILE_COLUMNS
        inside = (columns >= 0) & (columns < TILE_COLUMNS)
        starts = np.flatnonzero(np.diff(columns[inside], prepend=-1))
        if len(starts):
            held = np.maximum.reduceat(strip[inside], starts, axis=0)
            places = columns[inside][starts]
            out[places] = np.maximum(out[places], held)
    return out


def _centres(key: TileKey) -> NDArray[np.float64]:
    """The frame of the signal in the middle of each of a tile's columns."""
    start, stop = key.span()
    return start + (stop - start) * (np.arange(TILE_COLUMNS) + 0.5) / TILE_COLUMNS
