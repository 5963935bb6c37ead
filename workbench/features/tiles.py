"""What lies between spectrogram tiles and the screen: a cache limited in bytes, and pixel rows made of bins."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.features.scales import Scale, position_to_hz
from workbench.features.stft import Levels, StftSettings, Tile

CACHE_BYTES = 32 * 2**20


class TileCache:
    """The tiles used last, as many as fit; the one unused for longest goes first. For one thread.

    Keys are the caller's: a `TileKey` says nothing about the recording.
    """

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self.bytes = 0
        self._tiles: OrderedDict[Hashable, Tile] = OrderedDict()

    def get(self, key: Hashable) -> Tile | None:
        tile = self._tiles.get(key)
        if tile is not None:
            self._tiles.move_to_end(key)
        return tile

    def put(self, key: Hashable, tile: Tile, at_least: int = 0) -> None:
        """Keep a tile; `at_least` so many bytes are kept, whatever the limit."""
        self.drop(key)
        self._tiles[key] = tile
        self.bytes += tile.levels.nbytes
        while self.bytes > max(self.limit_bytes, at_least):
            _, oldest = self._tiles.popitem(last=False)
            self.bytes -= oldest.levels.nbytes

    def drop(self, key: Hashable) -> None:
        tile = self._tiles.pop(key, None)
        if tile is not None:
            self.bytes -= tile.levels.nbytes

    def drop_where(self, gone: Callable[[Hashable], bool]) -> None:
        """Drop each tile of which `gone` says so, given its key."""
        for key in [key for key in self._tiles if gone(key)]:
            self.drop(key)

    def clear(self) -> None:
        self._tiles.clear()
        self.bytes = 0


@dataclass(frozen=True)
class RowMap:
    """Which bins each row of pixels shows, from the lowest row upwards; made by `row_map`.

    Rows narrower than a bin (`between`, `weight`) are interpolated, the wider ones above them hold the maximum from
    bin `starts[i]` to the next start, the last one to `stop`; the rest lies beyond half the sample rate.
    `further[k]` are those of the wide rows that have more than k + 1 bins, and the bin of each that comes then.
    """

    rows: int
    between: NDArray[np.intp]
    weight: NDArray[np.uint16]
    starts: NDArray[np.intp]
    stop: int
    further: tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]


def row_map(
    settings: StftSettings, sample_rate: int, *, scale: Scale, low_hz: float, high_hz: float, rows: int
) -> RowMap:
    """How `rows` rows of pixels show the frequencies from `low_hz` to `high_hz`."""
    bins_per_hz = settings.n_fft / sample_rate
    edges = position_to_hz(np.linspace(0.0, 1.0, rows + 1), scale, low_hz, high_hz) * bins_per_hz
    edges = edges[: 1 + np.count_nonzero(edges[:-1] < settings.bins - 1)]
    # Rows widen upwards on each scale. The tolerance keeps a linear axis of one bin a row in one piece.
    narrow = np.count_nonzero(np.diff(edges) < 1.0 - 1e-6)
    centres = np.clip((edges[:-1] + edges[1:])[:narrow] / 2, 0.0, settings.bins - 1.0)
    between = np.minimum(centres.astype(np.intp), settings.bins - 2)
    bounds = np.clip(np.ceil(edges[narrow:] - 1e-6).astype(np.intp), 0, settings.bins)
    # The last row below half the sample rate takes the last bin too.
    stop = settings.bins if len(edges) <= rows or bounds[-1] >= settings.bins - 1 else int(bounds[-1])
    starts = bounds[:-1]
    widths = np.diff(np.append(starts, stop))
    further = []
    for nth in range(1, widths.max(initial=0)):
        which = np.flatnonzero(widths > nth)
        further.append((which, starts[which] + nth))
    weight = np.rint((centres - between) * 256).astype(np.uint16)
    return RowMap(rows, between, weight, starts, stop, tuple(further))


def apply_rows(levels: Levels, rows: RowMap) -> Levels:
    """Bins (bins, columns) as rows of pixels (rows, columns); row 0 is the highest frequency, as in an image."""
    picture = np.zeros((rows.rows, levels.shape[1]), np.uint8)
    upwards = picture[::-1]
    narrow, wide = len(rows.between), len(rows.starts)
    if narrow:
        lower, upper = levels[rows.between], levels[rows.between + 1]
        weight = rows.weight[:, np.newaxis]
        upwards[:narrow] = (lower * (256 - weight) + upper * weight + 128) >> 8
    if wide:
        # Bin after bin of all rows together: `reduceat` along this axis would take ten times as long.
        held = levels[rows.starts]
        for which, bins in rows.further:
            held[which] = np.maximum(held[which], levels[bins])
        upwards[narrow : narrow + wide] = held
    return picture
