"""Labels of a sheet as arrays on their way into a project: which of them lie within their recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import compress
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import printable
from workbench.labels.formats.format import BadRow
from workbench.labels.formats.sheet import Sheet, SheetLabel
from workbench.labels.label import KnownRecording
from workbench.labels.project import Project
from workbench.labels.recording_end import beyond_end, words_of_beyond
from workbench.labels.same_labels import Indices, Marks, Mask

_USUAL_RATE = 48_000
_NUMBERS = ("start_s", "end_s", "low_hz", "high_hz", "channel", "score", "status")

Recordings = Mapping[int, KnownRecording]


@dataclass(frozen=True)
class Columns:
    """Labels, and of them arrays of shape (labels,).

    `labels` : as the sheet has them
    `recording` : ids in the project; `tier` : which of a list of names; `text` : codes of the project's labels
    `start_s`, `end_s` : seconds; `low_hz`, `high_hz`, `score` : NaN for none; `channel` : −1 for none
    """

    labels: Sequence[SheetLabel]
    recording: NDArray[np.int64]
    tier: NDArray[np.int64]
    text: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    low_hz: NDArray[np.float64]
    high_hz: NDArray[np.float64]
    channel: NDArray[np.int64]
    score: NDArray[np.float64]
    status: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, mask: Mask) -> Columns:
        return self.at(np.flatnonzero(mask))

    def at(self, which: Indices) -> Columns:
        arrays: dict[str, Any] = {each.name: getattr(self, each.name)[which] for each in fields(self)[1:]}
        return Columns(list(map(self.labels.__getitem__, which.tolist())), **arrays)

    def marks(self, recordings: Recordings) -> Marks:
        rate = rates(self.recording, recordings)
        return Marks(
            self.recording, self.text, self.start_s * rate, self.end_s * rate, self.low_hz, self.high_hz, self.channel
        )


def columns_of(
    project: Project, sheet: Sheet, ids: Mapping[str, int | None], tiers: Mapping[str, int]
) -> tuple[Columns, dict[str, int]]:
    """Labels whose recordings have an id; and how many there are of each recording that has none.

    `tiers` : the number of each tier's name
    """
    named = [ids.get(label.recording) for label in sheet.labels]
    lost: dict[str, int] = {}
    for label, found in zip(sheet.labels, named, strict=True):
        if found is None:
            lost[label.recording] = lost.get(label.recording, 0) + 1
    labels = [label for label, found in zip(sheet.labels, named, strict=True) if found is not None]
    codes = {text: project.labels.code(text) for text in dict.fromkeys(label.text for label in labels)}
    made = Columns(
        labels,
        np.array([each for each in named if each is not None], np.int64),
        np.array([tiers[label.tier] for label in labels], np.int64),
        np.array([codes[label.text] for label in labels], np.int64),
        *(_numbers(labels, name) for name in _NUMBERS),
    )
    return made, lost


def _numbers(labels: Sequence[SheetLabel], name: str) -> NDArray[Any]:
    values = list(map(attrgetter(name), labels))
    if name == "channel":
        return np.array([-1 if value is None else value for value in values], np.int64)
    return np.array(values, np.int64 if name == "status" else np.float64)


def rates(recording: NDArray[np.int64], recordings: Recordings) -> NDArray[np.float64]:
    """The sample rate of each label's recording, Hz; a usual one where it is not known."""
    return _of_each(recording, {each.id: each.sample_rate or _USUAL_RATE for each in recordings.values()})


def _of_each(recording: NDArray[np.int64], values: Mapping[int, float]) -> NDArray[np.float64]:
    ids, which = np.unique(recording, return_inverse=True)
    found: NDArray[np.float64] = np.array([values[each] for each in ids.tolist()], np.float64)[which]
    return found


def within(columns: Columns, recordings: Recordings) -> tuple[Columns, tuple[BadRow, ...], tuple[str, ...]]:
    """Labels that lie within their recordings; those that do not, by their lines; and in words what was mended.

    What reaches beyond the end by up to `SLACK_S` is cut there. A channel that a recording does not have becomes all,
    and so does the only one that it has.
    """
    lengths = {each.id: each.frames / each.sample_rate or np.inf for each in recordings.values() if each.sample_rate}
    last_s = _of_each(columns.recording, dict.fromkeys(recordings, np.inf) | lengths)
    beyond = beyond_end(columns.start_s, columns.end_s, last_s)
    bad = [
        _beyond(label, recordings[recording], end)
        for label, recording, end in zip(
            compress(columns.labels, beyond.tolist()),
            columns.recording[beyond].tolist(),
            last_s[beyond].tolist(),
            strict=True,
        )
    ]
    kept, last_s = columns.where(~beyond), last_s[~beyond]
    cut = kept.end_s > last_s + 1.0 / rates(kept.recording, recordings)
    most = _of_each(kept.recording, {each.id: each.channels or np.inf for each in recordings.values()})
    missing = kept.channel >= most
    notes = (
        *_told(cut, "1 label reached beyond the end of its recording by up to 0.1 s, and is cut there.",
               "{} labels reached beyond the ends of their recordings by up to 0.1 s, and are cut there."),
        *_told(missing, "1 label is of a channel that its recording does not have; it is of all channels now.",
               "{} labels are of channels that their recordings do not have; they are of all channels now."),
    )  # fmt: skip
    start_s, end_s = np.minimum(kept.start_s, last_s), np.minimum(kept.end_s, last_s)
    channel = np.where(missing | (most == 1), -1, kept.channel)
    return replace(kept, start_s=start_s, end_s=end_s, channel=channel), tuple(bad), notes


def _beyond(label: SheetLabel, recording: KnownRecording, last_s: float) -> BadRow:
    name = printable(recording.path.rpartition("/")[2])
    return BadRow(label.line or 0, words_of_beyond(label.start_s, label.end_s, last_s, name))


def _told(mask: Mask, one: str, many: str) -> list[str]:
    count = int(mask.sum())
    return [] if count == 0 else [one if count == 1 else many.format(f"{count:,}")]
