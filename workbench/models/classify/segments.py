"""What a classifier's scores say: the spans in which a class was heard, and the clip as a whole. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.models.contract import Scores

_JOIN_S = 1e-6
"""Cells with less than this between them follow on one another; rounding, not silence, lies there."""


@dataclass(frozen=True)
class Segment:
    """A span in which a class stays at or above the threshold; `score` is its highest, 0…1."""

    start_s: float
    end_s: float
    label: str
    score: float


@dataclass(frozen=True)
class SegmentColumns:
    """Segments as arrays of shape (segments,), in order of time: many are formed and handed on quickly.

    `start_s`, `end_s` : float64, seconds
    `class_index` : which class, from 0
    `score` : float32, the highest of each, 0…1
    """

    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    class_index: NDArray[np.intp]
    score: NDArray[np.float32]


def segments(scores: Sequence[Scores], classes: Sequence[str], threshold: float) -> list[Segment]:
    """Segments of all classes, in order of time; `scores` in order of time, may have gaps."""
    if not scores:
        return []
    starts_s = np.array([cell.start_s for cell in scores])
    ends_s = np.array([cell.end_s for cell in scores])
    return segments_of(starts_s, ends_s, np.stack([cell.values for cell in scores]), classes, threshold)


def segments_of(
    starts_s: NDArray[np.float64],
    ends_s: NDArray[np.float64],
    values: NDArray[np.float32],
    classes: Sequence[str],
    threshold: float,
) -> list[Segment]:
    """The same from arrays: `starts_s` and `ends_s` of shape (cells,), `values` of shape (cells, classes)."""
    found = segment_columns(starts_s, ends_s, values, threshold)
    columns = (found.start_s.tolist(), found.end_s.tolist(), found.class_index.tolist(), found.score.tolist())
    return [Segment(start_s, end_s, classes[i], score) for start_s, end_s, i, score in zip(*columns, strict=True)]


def segment_columns(
    starts_s: NDArray[np.float64], ends_s: NDArray[np.float64], values: NDArray[np.float32], threshold: float
) -> SegmentColumns:
    """The same as `segments_of`, without an object for each."""
    if not len(values):
        return SegmentColumns(np.empty(0), np.empty(0), np.empty(0, np.intp), np.empty(0, np.float32))
    above = values >= threshold  # (cells, classes)
    follows = np.empty(len(values), bool)  # whether a cell goes on where the one before it ends
    follows[0] = False
    follows[1:] = starts_s[1:] <= ends_s[:-1] + _JOIN_S
    held = above[:-1] & above[1:] & follows[1:, None]
    first, last = above.copy(), above.copy()
    first[1:] &= ~held
    last[:-1] &= ~held
    # Class by class, so that the nth first cell and the nth last cell belong together.
    class_of, first_cell = np.nonzero(first.T)
    _, last_cell = np.nonzero(last.T)
    order = np.lexsort((class_of, first_cell))
    best = _highest(values.T, class_of, first_cell, last_cell) if len(order) else np.empty(0, np.float32)
    return SegmentColumns(starts_s[first_cell[order]], ends_s[last_cell[order]], class_of[order], best[order])


def clip_scores(scores: Sequence[Scores]) -> NDArray[np.float32]:
    """Scores of the whole recording: the mean over its cells, silent ones (all zero) left out; shape (classes,).

    Raises `ValueError` if there are no cells.
    """
    if not scores:
        raise ValueError("there are no cells to take the mean of")
    values = np.stack([cell.values for cell in scores])
    heard = values[values.any(axis=1)]
    mean: NDArray[np.float32] = heard.mean(axis=0) if len(heard) else values[0]
    return mean


def top(values: NDArray[np.float32], classes: Sequence[str], count: int) -> list[tuple[str, float]]:
    """The `count` classes with the highest of `values`, shape (classes,), and their scores, highest first."""
    return [(classes[index], float(values[index])) for index in np.argsort(-values, kind="stable")[:count]]


def _highest(
    by_class: NDArray[np.float32],
    class_of: NDArray[np.intp],
    first_cell: NDArray[np.intp],
    last_cell: NDArray[np.intp],
) -> NDArray[np.float32]:
    """Maximum of each span of cells, by one pass over the values, which lie class after class."""
    cells = by_class.shape[1]
    flat = np.append(by_class.ravel(), np.float32(0.0))  # one more, so that a span may end with the last value
    edges = np.stack([class_of * cells + first_cell, class_of * cells + last_cell + 1], axis=1).ravel()
    highest: NDArray[np.float32] = np.maximum.reduceat(flat, edges)[::2]
    return highest
