"""From columns to cells: what a pixel shows of the columns that it covers, at any zoom and in little time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP = 4
"""From one level to the next coarser one, columns are so many times as wide."""

BINS_PER_CELL = 2
"""A cell is made of at least so many bins of a coarser level, so that its edges are at most half a cell off."""


def bins_of(first: int, count: int, columns_per_cell: float, width: int, bins: int) -> tuple[int, NDArray[np.intp]]:
    """The bins that touch each cell.

    Parameters
    ----------
    first, count : cell i stands for the columns i · `columns_per_cell` up to the next cell's start
    width, bins : columns a bin, and how many bins there are

    Returns
    -------
    how many cells lie before the first bin, and intp, shape (cells, 2): first bin and one past the last of each of
    the following cells that have some
    """
    edges = (first + np.arange(count + 1)) * columns_per_cell
    starts = np.clip(np.floor(edges[:-1] / width + 1e-9), 0, bins).astype(np.intp)
    stops = np.clip(np.ceil(edges[1:] / width - 1e-9), 0, bins).astype(np.intp)
    there = np.flatnonzero((stops > starts) & (edges[1:] > 0))
    if not len(there):
        return 0, np.empty((0, 2), np.intp)
    return int(there[0]), np.stack([starts, stops], axis=1)[there[0] : there[-1] + 1]


def widest(widths: list[int], columns_per_cell: float) -> int:
    """Index of the level to make cells of; `widths` rise."""
    fitting = [index for index, width in enumerate(widths) if width * BINS_PER_CELL <= columns_per_cell]
    return fitting[-1] if fitting else 0


def touched(first: int, columns: int, width: int) -> tuple[slice, NDArray[np.intp]]:
    """The bins of that width touched by `columns` columns from `first` on, and where among these each begins."""
    bins = slice(first // width, (first + columns - 1) // width + 1)
    return bins, np.maximum(np.arange(bins.start, bins.stop) * width - first, 0)
