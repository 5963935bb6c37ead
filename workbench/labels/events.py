"""Labels of one annotator as arrays, so that a hundred thousand are compared with another's in a second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.labels.formats.sheet import SheetLabel
from workbench.labels.label import Status
from workbench.labels.project import Project

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Side:
    """Whose labels: those of a tier, of an author, or of both where both are given (ids)."""

    tier: int | None = None
    author: int | None = None


@dataclass(frozen=True)
class Events:
    """Labels as arrays of shape (labels,), in order of recording and start.

    Attributes
    ----------
    id : of the labels; 0 where they have none
    recording : ids
    text : numbers of texts, the same in all that are compared
    start_s, end_s : seconds
    low_hz, high_hz : Hz; NaN where there is no band
    channel : from 0; -1 for all
    """

    id: NDArray[np.int64]
    recording: NDArray[np.int64]
    text: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    low_hz: NDArray[np.float64]
    high_hz: NDArray[np.float64]
    channel: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.id)

    def at(self, which: Indices | Mask) -> Events:
        """Some of them."""
        return Events(*(getattr(self, each.name)[which] for each in fields(self)))


_TYPES = {
    "id": np.int64, "recording": np.int64, "text": np.int64, "start_s": np.float64, "end_s": np.float64,
    "low_hz": np.float64, "high_hz": np.float64, "channel": np.int64,
}  # fmt: skip


def events_of(project: Project, side: Side, recording: int | None = None) -> Events:
    """The labels of a side that were not rejected; of one recording, or of all."""
    view = project.labels.view(recording)
    wanted = view.column("status") != Status.REJECTED
    if side.tier is not None:
        wanted &= view.column("tier") == side.tier
    if side.author is not None:
        wanted &= view.column("author") == side.author
    return _sorted({name: view.column(name)[wanted] for name in _TYPES})


def events_of_sheet(
    labels: Iterable[SheetLabel], recordings: Mapping[str, int | None], codes: dict[str, int]
) -> Events:
    """The labels of a file that were not rejected.

    `recordings` : the number of each path; labels of a path without one are left out
    `codes` : the number of each text; texts that are new get the next one
    """
    found = [
        (each, number)
        for each in labels
        if each.status != Status.REJECTED and (number := recordings.get(each.recording)) is not None
    ]
    columns: dict[str, Sequence[Any]] = {
        "id": [each.id or 0 for each, _ in found],
        "recording": [number for _, number in found],
        "text": [codes.setdefault(each.text, len(codes)) for each, _ in found],
        "start_s": [each.start_s for each, _ in found],
        "end_s": [each.end_s for each, _ in found],
        "low_hz": [np.nan if each.low_hz is None else each.low_hz for each, _ in found],
        "high_hz": [np.nan if each.high_hz is None else each.high_hz for each, _ in found],
        "channel": [-1 if each.channel is None else each.channel for each, _ in found],
    }
    return _sorted(columns)


def _sorted(columns: Mapping[str, Sequence[Any] | NDArray[Any]]) -> Events:
    arrays: dict[str, Any] = {name: np.asarray(columns[name], kind) for name, kind in _TYPES.items()}
    order = np.lexsort((arrays["start_s"], arrays["recording"]))
    return Events(**{name: values[order] for name, values in arrays.items()})
