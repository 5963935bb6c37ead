"""Which of many labels are there already, though files have rounded their times: compared in arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAME_FRAMES = 0.5
_SAME_HZ = 0.01
_ROOM = 1 << 40
"""More frames than a recording has: a group and a frame are one number, group × room + frame."""

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Marks:
    """What labels are told apart by: arrays of shape (labels,).

    `recording` : ids; `text` : a number for each text, the same in all that are compared
    `start`, `end` : in frames of the recording, with fractions
    `low_hz`, `high_hz` : NaN for none; `channel` : −1 for none
    """

    recording: NDArray[np.int64]
    text: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    low_hz: NDArray[np.float64]
    high_hz: NDArray[np.float64]
    channel: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, which: Indices | Mask) -> Marks:
        picked: dict[str, Any] = {each.name: getattr(self, each.name)[which] for each in fields(self)}
        return Marks(**picked)


def same(one: Marks, other: Marks) -> Mask:
    """Whether labels are alike, the first of one and the first of the other, and so on.

    They are of the same recording and text, their times differ by less than half a frame and their frequencies by
    less than 0.01 Hz; they have the same channel, or one of them says none.
    """
    found: Mask = (one.recording == other.recording) & (one.text == other.text)
    found &= (np.abs(one.start - other.start) < _SAME_FRAMES) & (np.abs(one.end - other.end) < _SAME_FRAMES)
    for a, b in ((one.low_hz, other.low_hz), (one.high_hz, other.high_hz)):
        found &= np.abs(np.nan_to_num(a, nan=-1.0) - np.nan_to_num(b, nan=-1.0)) < _SAME_HZ
    found &= (one.channel == other.channel) | (one.channel < 0) | (other.channel < 0)
    return found


def known_among(wanted: Marks, there: Marks) -> Mask:
    """Which of the wanted are the `same` as one that is there."""
    known = np.zeros(len(wanted), bool)
    if not len(wanted) or not len(there):
        return known
    here, other = _groups(wanted, there)
    starts, start_rank = np.unique(_key(other, np.rint(there.start)), return_inverse=True)
    ends = _key(start_rank, np.rint(there.end))
    order = _without_twins(there, ends)
    ends = ends[order]
    for start in (np.floor(wanted.start), np.ceil(wanted.start)):
        key = _key(here, start)
        rank = np.minimum(np.searchsorted(starts, key), len(starts) - 1)
        near = np.flatnonzero(starts[rank] == key)
        first = np.searchsorted(ends, _key(rank[near], np.floor(wanted.end[near])), "left")
        stop = np.searchsorted(ends, _key(rank[near], np.ceil(wanted.end[near])), "right")
        count = stop - first
        ones = np.repeat(near, count)
        others = np.arange(len(ones)) + np.repeat(first - (np.cumsum(count) - count), count)
        alike = same(wanted.at(ones), there.at(order[others]))
        known[ones[alike]] = True
    return known


def _groups(wanted: Marks, there: Marks) -> tuple[Indices, Indices]:
    """The same number for all of one recording and one text."""
    recordings = np.unique(np.concatenate([wanted.recording, there.recording]), return_inverse=True)[1]
    texts = np.concatenate([wanted.text, there.text])
    groups = np.unique(recordings * (int(texts.max()) + 1) + texts, return_inverse=True)[1]
    return groups[: len(wanted)], groups[len(wanted) :]


def _key(group: Indices, frame: NDArray[np.float64]) -> NDArray[np.int64]:
    return group.astype(np.int64) * _ROOM + np.clip(frame, 0, _ROOM - 1).astype(np.int64)


def _without_twins(there: Marks, ends: NDArray[np.int64]) -> Indices:
    """Indices in order of `ends`, one of those that are alike in all: a thousand twins would make a million pairs."""
    hertz = [np.nan_to_num(each, nan=-1.0) for each in (there.low_hz, there.high_hz)]
    columns = (there.start, there.end, there.channel, *hertz, ends)
    order = np.lexsort(columns)
    fresh = np.ones(len(order), bool)
    fresh[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    return order[fresh]
