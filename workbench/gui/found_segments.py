"""What a classifier's scores say at a threshold, as segments that can be labels. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.labels.proposals import Found
from workbench.models.classify.segments import segment_columns

Cells = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]
"""Starts and ends in seconds, shape (cells,), and values, shape (cells, classes), as in a `ScoreTrack`."""


def found_segments(
    cells: Cells,
    names: tuple[str, ...],
    threshold: float,
    sample_rate: int,
    total_s: float,
    *,
    index: int | None = None,
) -> Found:
    """Of all classes, or of the one at `index`; the recording has a rate in Hz and a length in seconds."""
    starts_s, ends_s, values = cells
    first = index or 0
    chosen = values if index is None else values[:, first : first + 1]
    columns = segment_columns(starts_s, ends_s, chosen, threshold)
    at, score = columns.class_index + first, columns.score.astype(np.float64)
    return on_frames(Found(columns.start_s, columns.end_s, at, score, names), sample_rate, total_s)


def on_frames(found: Found, sample_rate: int, total_s: float) -> Found:
    """Edges on whole frames, as all that the window makes; and none beyond the end, where a last cell may reach."""
    start_s = np.round(found.start_s * sample_rate) / sample_rate
    end_s = np.round(np.minimum(found.end_s, total_s) * sample_rate) / sample_rate
    return Found(start_s, end_s, found.name, found.score, found.names).where(end_s > start_s)
