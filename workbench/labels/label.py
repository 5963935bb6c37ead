"""What a label is, and a tier, a class, a recording, an author and a review as a project knows them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Status(IntEnum):
    """Whether a label holds. What a person makes is accepted; what a model finds is proposed until somebody looks."""

    ACCEPTED = 0
    PROPOSED = 1
    REJECTED = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A point (start and end are equal), an interval, or a time-frequency box (both frequencies are given).

    Attributes
    ----------
    id : unique in all projects
    recording, tier, author : ids of these
    start_s, end_s : seconds from the first frame, float64; `start_s <= end_s`
    low_hz, high_hz : Hz, both or neither; `low_hz < high_hz`
    channel : from 0; None means all
    text : name of its class, or any words; may be empty
    score : of a model, 0…1
    judged_by : the author who accepted or rejected what another one proposed; None until somebody does
    created_s, changed_s : seconds since 1970, UTC
    """

    id: int
    recording: int
    tier: int
    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    channel: int | None = None
    text: str = ""
    author: int = 0
    score: float | None = None
    status: Status = Status.ACCEPTED
    judged_by: int | None = None
    created_s: float = 0.0
    changed_s: float = 0.0

    @property
    def is_point(self) -> bool:
        return self.start_s == self.end_s

    @property
    def is_box(self) -> bool:
        return self.low_hz is not None

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of labels, such as "calls" or "speakers"; each recording of a project has the same tiers.

    `position` orders them from top to bottom; `exclusive` forbids overlaps; what is locked cannot be changed.
    """

    id: int
    name: str
    position: float = 0.0
    hidden: bool = False
    locked: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One entry of the palette: `color` as "#rrggbb", `key` one of 1…9, 0, a…z, or ""."""

    id: int
    name: str
    position: float = 0.0
    color: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class KnownRecording:
    """A recording that has, or had, labels.

    `path` is relative to the project's folder, with "/", where it lies below it, else absolute. `fingerprint` names
    the content, wherever the file lies.
    """

    id: int
    path: str
    size: int
    fingerprint: str
    sample_rate: int
    frames: int
    channels: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a label: `kind` "person" or "model"; `version` of the model."""

    id: int
    kind: str
    name: str
    version: str = ""


ANSWERS = ("yes", "no", "class", "unsure", "skip", "unreadable")
NEW = "new"


@dataclass(frozen=True, slots=True)
class Review:
    """A list of clips that a person goes through, one answer each.

    Attributes
    ----------
    listing : JSON of how the list was made: "kind", "filter", "order", "seed", and what could not be listed
    settings : JSON of how clips are heard and seen: context, loop, speed, band
    position : of the clip that is up, from 0; as many as there are clips when all have an answer
    made_s : seconds since 1970, UTC
    """

    id: int
    name: str
    made_s: float = 0.0
    listing: str = "{}"
    settings: str = "{}"
    position: int = 0


class ReviewClip(NamedTuple):
    """One clip of a review; a tuple, since the window makes ten thousand at once.

    Attributes
    ----------
    position : within its review, from 0
    start_s, end_s : of the recording, without context
    label : id of the label that it is about, or that an answer has made; None without one
    text : the class that is asked about; "" asks which class it is
    score : of a model, 0…1
    answer : one of `ANSWERS`, "" while it is open
    given : the class that was given; of an unreadable clip, why it is
    was : so that another answer can take its place: `NEW` where this one has made the label; JSON of the label's text,
        status and judge before, where it has changed them; else ""
    answered_s : seconds since 1970, UTC; 0 while it is open
    took_s : how long it was up, seconds
    """

    id: int
    review: int
    position: int
    recording: int
    start_s: float
    end_s: float
    label: int | None = None
    text: str = ""
    score: float | None = None
    answer: str = ""
    given: str = ""
    was: str = ""
    answered_s: float = 0.0
    took_s: float = 0.0


def new_id() -> int:
    """An id that no other label has, in this project or another: 62 random bits."""
    return secrets.randbits(62) + 1
