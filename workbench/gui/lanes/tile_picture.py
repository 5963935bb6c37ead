"""The picture of the tiles in view, put together from what there is; panned, only what came into view is."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

from workbench.features.stft import TILE_COLUMNS, Tile
from workbench.gui.lanes.strips import Key, PixelGrid, RowMapper, Strip, Strips, from_coarser, from_finer
from workbench.gui.lanes.tile_source import TileSource

_MAPPING_S = 0.004
"""Time for mapping tiles exactly in one picture; those left over are drawn quickly first, and exactly in the next."""
_COARSER, _FINER = 4, 2
"""Levels apart from which a missing tile is drawn while it is on its way."""

Hole = tuple[int, int, Exception | None]
"""Pixels (first, and one past the last) of which nothing is known, and why, if it never will be."""


class TilePicture:
    """Makes the pixels of a grid.

    Parameters
    ----------
    source : has the tiles
    tile_key : the key of a tile from level and index

    Attributes
    ----------
    pixels : uint8, shape (rows, pixels), of the grid made last
    holes : what is missing in it
    inexact : pixels (first, and one past the last) of tiles that are not exact yet
    incomplete : whether a tile is missing in it, be it drawn from those of another zoom
    left_over : whether some of it was drawn quickly, for want of time
    """

    def __init__(self, source: TileSource, tile_key: Callable[[int, int], Key]) -> None:
        self._source, self._tile_key = source, tile_key
        self._strips = Strips()
        self._mapped_for: Hashable = None
        self._rows = 0
        self._deadline = 0.0
        self._steady: PixelGrid | None = None
        self._shown: Key | None = None
        self.pixels: NDArray[np.uint8] = np.empty((0, 0), np.uint8)
        self.holes: list[Hole] = []
        self.inexact: list[tuple[int, int]] = []
        self.incomplete = self.left_over = False

    def forget(self) -> None:
        """The tiles will be others from now on."""
        self._steady = None

    def set_rows(self, rows_key: Hashable, rows: int, mapper: Callable[[int], RowMapper]) -> None:
        """How tiles become `rows` rows of pixels; asked for only when `rows_key` or their number changes."""
        wanted = (rows_key, rows)
        if wanted != self._mapped_for:
            self._mapped_for, self._rows, self._steady = wanted, rows, None
            self._strips.set_mapper(mapper(rows))

    def make(self, grid: PixelGrid) -> NDArray[np.uint8]:
        """Put the picture together."""
        self.incomplete = self.left_over = False
        self.holes, self.inexact = [], []
        self._deadline = time.perf_counter() + _MAPPING_S
        # The first tile says what the tiles show, besides where: which channel, for instance.
        shown = self._tile_key(grid.level, 0)
        shift = grid.shift_from(self._steady) if self._steady is not None and shown == self._shown else None
        self._shown = shown
        count = len(grid.first)
        if shift is None or abs(shift) >= count:
            self.pixels = self._pixels_of(grid, 0, count)
        elif shift != 0:
            self.pixels = self._panned(grid, shift, count)
        self._steady = grid if self._is_steady(grid) else None
        return self.pixels

    def _panned(self, grid: PixelGrid, shift: int, count: int) -> NDArray[np.uint8]:
        pixels = np.empty_like(self.pixels)
        if shift > 0:
            pixels[:, :-shift] = self.pixels[:, shift:]
            pixels[:, -shift:] = self._pixels_of(grid, count - shift, count)
        else:
            pixels[:, -shift:] = self.pixels[:, :shift]
            pixels[:, :-shift] = self._pixels_of(grid, 0, -shift)
        return pixels

    def _is_steady(self, grid: PixelGrid) -> bool:
        """Whether nothing in the picture will change."""
        if self.holes or self.left_over:
            return False
        return all(self._source.is_final(self._tile_key(grid.level, index)) for index in grid.tiles)

    def _pixels_of(self, grid: PixelGrid, begin: int, end: int) -> NDArray[np.uint8]:
        part = grid.part(begin, end)
        return part.picture([self._strip(part, index, begin) for index in part.tiles])

    def _strip(self, grid: PixelGrid, index: int, offset: int) -> Strip:
        key = self._tile_key(grid.level, index)
        tile = self._source.tile(key)
        self.incomplete = self.incomplete or tile is None
        strip = self._mapped(tile) if tile is not None else self._from_other_levels(key)
        first, stop = grid.pixels_of(index)
        if strip is not None and not (tile is not None and tile.exact):
            self.inexact.append((first + offset, stop + offset))
        if strip is None:
            self.holes.append((first + offset, stop + offset, self._source.failure(key)))
            strip = np.zeros((TILE_COLUMNS, self._rows), np.uint8)
        return strip

    def _mapped(self, tile: Tile) -> Strip:
        strip = self._strips.exact(tile, may_compute=time.perf_counter() < self._deadline)
        if strip is None:
            self.left_over = True
            strip = self._strips.quick(tile)
        return strip

    def _from_other_levels(self, key: Key) -> Strip | None:
        """A missing tile, drawn from what is known of its span at another zoom."""
        for up in range(1, _COARSER + 1):
            tile = self._source.tile(self._tile_key(key.level + up, key.index >> up))
            if tile is not None:
                return from_coarser(tile, self._mapped(tile), key)
        for down in range(1, _FINER + 1):
            inside = range(key.index << down, (key.index + 1) << down)
            tiles = [self._source.tile(self._tile_key(key.level - down, i)) for i in inside]
            if any(tile is not None for tile in tiles):
                return from_finer([(t, self._mapped(t)) for t in tiles if t is not None], key, self._rows)
        return None
