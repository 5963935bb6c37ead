"""A measured curve of any length: the values themselves, and their extremes and means for every zoom."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.features.cells import STEP, bins_of, touched, widest

_FINEST = 16
"""Columns a bin of the finest level; cells that are finer are made of the values."""
_COARSEST_BINS = 64

_NAN = np.float32(np.nan).view(np.uint32)

_Bits = NDArray[np.uint32]
"""The bits of float32 values, those that make a NaN turned round: so zeros are NaN, and memory that nobody has written
to, which is zeros and takes no room, holds no values."""


class CurveCells(NamedTuple):
    """Least, greatest and mean value of each cell, float32; NaN where there is none."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    mean: NDArray[np.float32]


class _Level(NamedTuple):
    """Bins of `width` values: extremes, sum, and how many values there are."""

    width: int
    low: _Bits
    high: _Bits
    total: NDArray[np.float32]
    number: NDArray[np.uint32]


def _to_bits(values: NDArray[np.float32]) -> _Bits:
    return np.ascontiguousarray(values).view(np.uint32) ^ _NAN


def _to_values(bits: _Bits) -> NDArray[np.float32]:
    return (bits ^ _NAN).view(np.float32)


class CurveStore:
    """Values that come in any order, float32, NaN where there is none. For one thread.

    Each value is kept, and so are least, greatest, sum and count of every 16, 64, 256, … of them: 5 bytes a value,
    18 MB for ten hours at 94 values a second. Each value is to be given once.
    """

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._values: _Bits = np.zeros(columns, np.uint32)
        self._levels: list[_Level] = []
        width = _FINEST
        while columns > width * _COARSEST_BINS:
            bins = -(-columns // width)
            low, high, number = (np.zeros(bins, np.uint32) for _ in range(3))
            self._levels.append(_Level(width, low, high, np.zeros(bins, np.float32), number))
            width *= STEP

    def add(self, first: int, values: NDArray[np.float32]) -> None:
        """Put values in their place, from column `first` on; what lies beyond the last column is dropped."""
        values = values[: max(self.columns - first, 0)]
        if not len(values):
            return
        self._values[first : first + len(values)] = _to_bits(values)
        there = np.isfinite(values)
        summands = np.where(there, values, np.float32(0.0))
        for width, low, high, total, number in self._levels:
            bins, starts = touched(first, len(values), width)
            low[bins] = _to_bits(np.fmin(_to_values(low[bins]), np.fmin.reduceat(values, starts)))
            high[bins] = _to_bits(np.fmax(_to_values(high[bins]), np.fmax.reduceat(values, starts)))
            total[bins] += np.add.reduceat(summands, starts)
            number[bins] += np.add.reduceat(there, starts, dtype=np.uint32)

    def values(self, start: int, stop: int) -> NDArray[np.float32]:
        """The values themselves, clipped to those there are."""
        return _to_values(self._values[max(start, 0) : max(stop, 0)])

    def cells(self, first: int, count: int, columns_per_cell: float) -> CurveCells:
        """What each cell holds: no extreme is ever lost.

        Parameters
        ----------
        first, count, columns_per_cell : see `bins_of`; `columns_per_cell` ≥ 1
        """
        index = widest([1, *(level.width for level in self._levels)], columns_per_cell)
        width = 1 if index == 0 else self._levels[index - 1].width
        skipped, pairs = bins_of(first, count, columns_per_cell, width, -(-self.columns // width))
        cells = CurveCells(*(np.full(count, np.nan, np.float32) for _ in range(3)))
        if len(pairs):
            start, stop = int(pairs[0, 0]), int(pairs[-1, 1])
            flat = (pairs - start).ravel()  # reduceat makes one result per index; every second one is ours
            inside = slice(skipped, skipped + len(pairs))
            low, high, total, number = (np.append(part, part[:1]) for part in self._bins(index, start, stop))
            cells.low[inside] = np.fmin.reduceat(low, flat)[::2]
            cells.high[inside] = np.fmax.reduceat(high, flat)[::2]
            numbers = np.add.reduceat(number, flat)[::2]
            totals = np.add.reduceat(total, flat)[::2]
            np.divide(totals, numbers, out=cells.mean[inside], where=numbers > 0, casting="same_kind")
        return cells

    def _bins(self, index: int, start: int, stop: int) -> tuple[NDArray[Any], ...]:
        """Least, greatest, sum and count of some bins; `index` 0 are the values themselves."""
        if index == 0:
            values = _to_values(self._values[start:stop])
            there = np.isfinite(values)
            return values, values, np.where(there, values, np.float32(0.0)), there.astype(np.uint32)
        _, low, high, total, number = self._levels[index - 1]
        part = slice(start, stop)
        return _to_values(low[part]), _to_values(high[part]), total[part], number[part]
