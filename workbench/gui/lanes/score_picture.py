"""Scores as pixels: columns that hold the highest score, and the picture of one class's curve and segments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float32]
"""Scores, shape (pixels, rows), 0…1; NaN where nothing is classified yet."""

_SOFT, _SOLID = 0.38, 1.0
_BLOCK = 0.24
"""Opacity of the curve below the threshold, above it, and of the block behind a segment."""


def score_columns(
    starts_s: NDArray[np.float64],
    ends_s: NDArray[np.float64],
    values: NDArray[np.float32],
    edges_s: NDArray[np.float64],
) -> Curve:
    """The highest score in each column of pixels.

    Parameters
    ----------
    starts_s, ends_s : shape (cells,), in order of time, not overlapping; gaps are not classified
    values : shape (cells, rows)
    edges_s : where columns begin and the last one ends, shape (pixels + 1,)
    """
    out = np.full((len(edges_s) - 1, values.shape[1]), np.nan, np.float32)
    first = np.searchsorted(ends_s, edges_s[:-1], side="right")
    last = np.searchsorted(starts_s, edges_s[1:], side="left")
    filled = last > first
    if filled.any():
        low, high = first[filled][0], last[filled][-1]
        # One cell more, so that a column may end with the last; every second result is ours, see `reduceat`.
        cells = np.concatenate([values[low:high], np.zeros((1, values.shape[1]), np.float32)])
        pairs = np.stack([first[filled], last[filled]], axis=1).ravel() - low
        out[filled] = np.maximum.reduceat(cells, pairs, axis=0)[::2]
    return out


def row_image(scores: NDArray[np.float32], threshold: float, height: int) -> NDArray[np.uint8]:
    """One class's picture, uint8, shape (height, pixels), for the colours of `row_colors`.

    0…127: how much of a pixel the curve covers; 128…255: the same inside a segment.
    """
    known = np.nan_to_num(scores, nan=-1.0)
    reach = known[np.newaxis] * np.float32(height)
    below = np.arange(height - 1, -1, -1, dtype=np.float32)[:, np.newaxis]
    image = (np.clip(reach - below, 0.0, 1.0) * np.float32(127.49)).astype(np.uint8)
    image[:, known >= threshold] += 128
    return image


def row_colors(rgb: int) -> list[int]:
    """The colour table for `row_image`, 0xAARRGGBB; `rgb` is the class's colour."""
    share = np.arange(128) / 127.0
    opacity = np.concatenate([share * _SOFT, _BLOCK + share * (_SOLID - _BLOCK)])
    alpha = np.rint(opacity * 255).astype(np.uint32)
    return (alpha << 24 | np.uint32(rgb & 0xFFFFFF)).tolist()


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where `mask` is True: (first, one past the last) of each run."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
