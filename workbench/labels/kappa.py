"""Cohen's kappa: how far two annotators agree beyond what chance would make of how often each uses a class.

kappa = (p_o - p_e) / (1 - p_e), with p_o the share of agreement, and p_e the one expected by chance (Cohen, "A
coefficient of agreement for nominal scales", 1960).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.labels.events import Events

GRID_S = 0.01


def kappa(one: NDArray[np.int64], other: NDArray[np.int64], weights: NDArray[np.int64] | None = None) -> float | None:
    """Of the categories that both gave to the same things, shape (things,); `weights` says how often each counts.

    None where it is not defined: for nothing, and where both used one category only.
    """
    count = np.ones(len(one), np.int64) if weights is None else weights
    total = float(count.sum())
    if total == 0:
        return None
    codes = np.unique(np.concatenate([one, other]), return_inverse=True)[1]
    size = int(codes.max()) + 1
    ones, others = (np.bincount(each, count, size) for each in (codes[: len(one)], codes[len(one) :]))
    observed, expected = float(count[one == other].sum()) / total, float(ones @ others) / total**2
    return None if expected >= 1.0 else (observed - expected) / (1.0 - expected)


@dataclass(frozen=True)
class TimeAgreement:
    """Agreement on a grid of time: a cell's category is the set of classes that its middle lies in, maybe none.

    Attributes
    ----------
    overall : kappa over all recordings
    same : share of the cells in which both agree, None where there are no cells
    of_recording : kappa by recording
    of_class : kappa by text, of whether a class is there or not
    """

    overall: float | None
    same: float | None
    of_recording: dict[int, float | None]
    of_class: dict[int, float | None]


def time_agreement(one: Events, other: Events, durations: Mapping[int, float], step_s: float = GRID_S) -> TimeAgreement:
    """Compare two sets of labels on cells of `step_s` seconds.

    `durations` : seconds by recording, for all that are compared; labels end with their recording, and points, which
    have no length, lie in no cell. Counts stretches between edges, so a finer grid takes no longer.
    """
    ids = np.array(sorted(durations), np.int64)
    cells = np.array([_cell(np.float64(durations[each]), step_s) for each in ids.tolist()], np.int64)
    bounds = np.concatenate([[0], np.cumsum(cells)])  # all recordings, one after the other
    texts = np.unique(np.concatenate([one.text, other.text]))
    sides = [_stretches(each, ids, bounds, texts, step_s) for each in (one, other)]
    edges = np.unique(np.concatenate([bounds, *(edge for side in sides for edge in (side.first, side.stop))]))
    length = np.diff(edges)
    a, b = (_categories(side, edges, len(texts)) for side in sides)
    total = int(bounds[-1])
    of_recording = {}
    starts = np.searchsorted(edges[:-1], bounds)
    for place, recording in enumerate(ids.tolist()):
        part = slice(int(starts[place]), int(starts[place + 1]))
        of_recording[recording] = kappa(a[part], b[part], length[part])
    same = float(length[a == b].sum()) / total if total else None
    return TimeAgreement(kappa(a, b, length), same, of_recording, _of_classes(sides, texts, total))


@dataclass(frozen=True)
class _Stretches:
    """Where a class is, in cells: `first` to `stop` of the class of place `code`; those of one class do not touch."""

    code: NDArray[np.int64]
    first: NDArray[np.int64]
    stop: NDArray[np.int64]


def _cell(time_s: NDArray[np.float64] | np.float64, step_s: float) -> NDArray[np.int64]:
    """The first cell whose middle is not before a time."""
    return np.asarray(np.ceil(np.round(time_s / step_s - 0.5, 6)), np.int64)


def _stretches(
    events: Events, ids: NDArray[np.int64], bounds: NDArray[np.int64], texts: NDArray[np.int64], step_s: float
) -> _Stretches:
    place = np.searchsorted(ids, events.recording)
    first, stop = (
        np.clip(bounds[place] + _cell(edge, step_s), bounds[place], bounds[place + 1])
        for edge in (events.start_s, events.end_s)
    )
    there = stop > first
    return _joined(np.searchsorted(texts, events.text)[there], first[there], stop[there])


def _joined(code: NDArray[np.int64], first: NDArray[np.int64], stop: NDArray[np.int64]) -> _Stretches:
    """Those of one class that overlap or touch become one."""
    if not len(code):
        return _Stretches(code, first, stop)
    order = np.lexsort((first, code))
    code, first, stop = code[order], first[order], stop[order]
    room = int(stop.max()) + 1
    reached = np.maximum.accumulate(code * room + stop)
    fresh = np.concatenate([[True], (code * room + first)[1:] > reached[:-1]])
    last = np.concatenate([np.flatnonzero(fresh)[1:] - 1, [len(code) - 1]])
    return _Stretches(code[fresh], first[fresh], reached[last] - code[fresh] * room)


def _categories(side: _Stretches, edges: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """A number for the set of classes between each edge and the next, the same for the same set; 0 for none.

    The sum of a random number a class: two sets have the same with a chance of some 2⁻⁶⁰.
    """
    numbers = np.random.default_rng(1960).integers(1, 2**62, classes, np.int64)[side.code]
    change = np.zeros(len(edges), np.int64)
    np.add.at(change, np.searchsorted(edges, side.first), numbers)
    np.subtract.at(change, np.searchsorted(edges, side.stop), numbers)
    return np.cumsum(change)[:-1]


def _of_classes(sides: list[_Stretches], texts: NDArray[np.int64], total: int) -> dict[int, float | None]:
    """By how many cells each class has with one, with the other, and with either."""
    one, other = sides
    either = _joined(
        *(np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("code", "first", "stop"))
    )
    a, b, union = (np.bincount(each.code, each.stop - each.first, len(texts)) for each in (one, other, either))
    both = a + b - union
    found: dict[int, float | None] = {}
    for text, n, m, common in zip(texts.tolist(), a, b, both, strict=True):
        expected = (n * m + (total - n) * (total - m)) / total**2 if total else 1.0
        observed = (total - n - m + 2 * common) / total if total else 1.0
        found[text] = None if expected >= 1.0 else float((observed - expected) / (1.0 - expected))
    return found
