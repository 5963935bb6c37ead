"""From tiles to pixels: rows of frequency per tile, kept; then columns of time, gathered from all tiles in view."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.features.stft import TILE_COLUMNS, Levels, Tile
from workbench.features.tiles import RowMap, apply_rows

Strip = NDArray[np.uint8]
"""shape (128, rows): the columns of a tile, each from the highest frequency down. Columns first gathers fastest."""

_KEPT = 96


class Key(Protocol):
    """What a tile's key must tell: columns `index` · 128 … + 127 of `level`, and where they lie."""

    @property
    def level(self) -> int: ...

    @property
    def index(self) -> int: ...

    def span(self) -> tuple[float, float]:
        """From where to where the tile reaches, in frames of the signal."""
        ...


class RowMapper(Protocol):
    """Makes rows of pixels of a tile's levels."""

    def exact(self, levels: Levels) -> Strip:
        """Takes about a millisecond."""
        ...

    def quick(self, levels: Levels) -> Strip:
        """Takes no time, and stands for the exact strip for a frame or two."""
        ...


class BinRows:
    """Rows of pixels of the bins of a Fourier transform, see `row_map`."""

    def __init__(self, rows: RowMap) -> None:
        self._rows = rows
        upwards = np.concatenate([rows.between, rows.starts])
        # What lies above half the sample rate repeats the last bin.
        self._nearest = np.pad(upwards, (0, rows.rows - len(upwards)), mode="edge")[::-1].copy()

    def exact(self, levels: Levels) -> Strip:
        return np.ascontiguousarray(apply_rows(levels, self._rows).T)

    def quick(self, levels: Levels) -> Strip:
        return levels[self._nearest].T


class Strips:
    """Tiles mapped to rows of pixels; those used last are kept. For one thread."""

    def __init__(self) -> None:
        self._mapper: RowMapper | None = None
        self._kept: OrderedDict[Key, tuple[Tile, Strip]] = OrderedDict()

    def set_mapper(self, mapper: RowMapper) -> None:
        """Another size, scale or range of frequencies from now on."""
        self._mapper = mapper
        self._kept.clear()

    def exact(self, tile: Tile, *, may_compute: bool) -> Strip | None:
        """The strip of a tile; None when it is not known and must not be computed now."""
        kept = self._kept.get(tile.key)
        if kept is not None and kept[0] is tile:
            self._kept.move_to_end(tile.key)
            return kept[1]
        if not may_compute:
            return None
        strip = self._mapper.exact(tile.levels)
        self._kept[tile.key] = (tile, strip)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return strip

    def quick(self, tile: Tile) -> Strip:
        """What stands for the exact strip until there is time to compute it."""
        return self._mapper.quick(tile.levels)


@dataclass(frozen=True)
class PixelGrid:
    """Which columns of a level each column of pixels shows: `first` and `last`, int64, shape (pixels,).

    While columns are narrower than pixels, the grid is fixed to the recording, not to the view: a view moved by a
    pixel shows the same picture moved by a pixel. Every column belongs to exactly one pixel, so nothing is lost and
    nothing flickers. The price is a place that is at most half a pixel off.
    """

    level: int
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    frames_per_pixel: float
    start: int | None
    """Pixels from the start of the recording to the first one here, where the grid is fixed to the recording."""

    @classmethod
    def of(cls, zeroth: Key, start_frame: float, frames_per_pixel: float, pixels: int) -> PixelGrid:
        """The grid for the span that begins at `start_frame`; `zeroth` is the first tile of the level to show."""
        start, stop = zeroth.span()
        number = None
        if frames_per_pixel >= (stop - start) / TILE_COLUMNS:
            number = round(start_frame / frames_per_pixel)
            start_frame = number * frames_per_pixel
        edges = _columns_at(zeroth, start_frame + frames_per_pixel * np.arange(pixels + 1))
        return cls(zeroth.level, edges[:-1], np.maximum(edges[1:] - 1, edges[:-1]), frames_per_pixel, number)

    def part(self, begin: int, end: int) -> PixelGrid:
        """Some of its pixels."""
        start = None if self.start is None else self.start + begin
        return PixelGrid(self.level, self.first[begin:end], self.last[begin:end], self.frames_per_pixel, start)

    def shift_from(self, other: PixelGrid) -> int | None:
        """How many pixels further on this grid begins than one that is otherwise the same; None if it is not."""
        if self.start is None or other.start is None or self.level != other.level:
            return None
        same = abs(self.frames_per_pixel - other.frames_per_pixel) <= 1e-9 * self.frames_per_pixel
        return self.start - other.start if same and len(self.first) == len(other.first) else None

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


def from_coarser(tile: Tile, strip: Strip, key: Key) -> Strip:
    """The strip of the tile `key` from the strip of `tile`, a coarser one that covers it: wider columns."""
    columns = _columns_at(tile.key, _centres(key)) - tile.key.index * TILE_COLUMNS
    return strip[np.clip(columns, 0, TILE_COLUMNS - 1)]


def from_finer(tiles: list[tuple[Tile, Strip]], key: Key, rows: int) -> Strip:
    """The strip of the tile `key` from strips of finer ones inside it: maxima; what is missing stays dark."""
    out = np.zeros((TILE_COLUMNS, rows), np.uint8)
    for tile, strip in tiles:
        columns = _columns_at(key, _centres(tile.key)) - key.index * TILE_COLUMNS
        inside = (columns >= 0) & (columns < TILE_COLUMNS)
        starts = np.flatnonzero(np.diff(columns[inside], prepend=-1))
        if len(starts):
            held = np.maximum.reduceat(strip[inside], starts, axis=0)
            places = columns[inside][starts]
            out[places] = np.maximum(out[places], held)
    return out


def _columns_at(key: Key, frames: NDArray[np.float64]) -> NDArray[np.int64]:
    """The column of the key's level in which each frame of the signal lies."""
    start, stop = key.span()
    # Rounding of the view's seconds must not decide to which side a frame on an edge falls.
    columns = np.floor((frames - start) / (stop - start) * TILE_COLUMNS + 1e-6).astype(np.int64)
    return columns + key.index * TILE_COLUMNS


def _centres(key: Key) -> NDArray[np.float64]:
    """The frame of the signal in the middle of each of a tile's columns."""
    start, stop = key.span()
    return start + (stop - start) * (np.arange(TILE_COLUMNS) + 0.5) / TILE_COLUMNS
