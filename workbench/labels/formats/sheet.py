"""Labels as files hold them: names instead of ids, so that a sheet belongs to no project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workbench.labels.label import Status


@dataclass(frozen=True, slots=True)
class SheetAuthor:
    """Who made or judged a label: see `Author`."""

    kind: str
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class SheetLabel:
    """See `Label`; here all that belongs to it is named.

    Attributes
    ----------
    start_s, end_s : seconds from the first frame; `0 <= start_s <= end_s`
    low_hz, high_hz : Hz, both or neither; `0 <= low_hz < high_hz`
    channel : from 0; None means all
    recording : the `path` of one of the sheet's recordings; "" where the file does not say, which means the
        recording that it lies beside
    id : where the format keeps it, to find the same label again
    line : where it was read; it makes no difference between labels
    """

    start_s: float
    end_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    channel: int | None = None
    text: str = ""
    tier: str = ""
    recording: str = ""
    author: SheetAuthor | None = None
    score: float | None = None
    status: Status = Status.ACCEPTED
    judged_by: SheetAuthor | None = None
    created_s: float | None = None
    changed_s: float | None = None
    id: int | None = None
    line: int | None = field(default=None, compare=False)

    @property
    def is_point(self) -> bool:
        return self.start_s == self.end_s

    @property
    def is_box(self) -> bool:
        return self.low_hz is not None


@dataclass(frozen=True, slots=True)
class SheetTier:
    """See `Tier`; its place in the sheet is its position."""

    name: str
    hidden: bool = False
    locked: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class SheetClass:
    """See `LabelClass`; its place in the sheet is its position."""

    name: str
    color: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SheetRecording:
    """See `KnownRecording`. `path` is as the file says, or "" where it does not; zeros and "" mean: not known.

    `file` is the path where labels do not name it: for formats whose files refer to the sound that they belong to.
    `length_s` is in seconds, of files that say it but not frames and rate.
    """

    path: str = ""
    sample_rate: int = 0
    frames: int = 0
    channels: int = 0
    size: int = 0
    fingerprint: str = ""
    file: str = ""
    length_s: float = 0.0

    @property
    def duration_s(self) -> float:
        """Seconds; 0 where it is not known."""
        return self.frames / self.sample_rate if self.frames and self.sample_rate else self.length_s


@dataclass(frozen=True)
class Sheet:
    """What a file of labels holds.

    Attributes
    ----------
    labels : in the order of `in_order`
    tiers : from top to bottom; each tier that a label names is there, and maybe others; "" is a nameless one
    classes : the palette, where the file has one
    recordings : those that labels name, and maybe others
    """

    labels: tuple[SheetLabel, ...] = ()
    tiers: tuple[SheetTier, ...] = ()
    classes: tuple[SheetClass, ...] = ()
    recordings: tuple[SheetRecording, ...] = ()

    def recording(self, path: str) -> SheetRecording:
        """The one of that path; one of which nothing is known where there is none."""
        return next((each for each in self.recordings if each.path == path), SheetRecording(path))

    def only(self, path: str) -> Sheet:
        """What belongs to one recording, for formats whose files speak of one: its labels name no recording."""
        labels = (replace(label, recording="") for label in self.labels if label.recording == path)
        one = self.recording(path)
        return replace(self, labels=tuple(labels), recordings=(replace(one, path="", file=one.file or path),))


def sheet_of(
    labels: Iterable[SheetLabel],
    tiers: Iterable[SheetTier] = (),
    classes: Iterable[SheetClass] = (),
    recordings: Iterable[SheetRecording] = (),
) -> Sheet:
    """A sheet with its labels in order, and with the tiers and recordings that they name."""
    tiers, recordings, labels = list(tiers), list(recordings), list(labels)
    named = {tier.name for tier in tiers}
    tiers += [SheetTier(name) for name in dict.fromkeys(label.tier for label in labels) if name not in named]
    known = {recording.path for recording in recordings}
    paths = dict.fromkeys(label.recording for label in labels)
    recordings += [SheetRecording(path) for path in paths if path not in known]
    return Sheet(in_order(labels, tiers, recordings), tuple(tiers), tuple(classes), tuple(recordings))


def in_order(
    labels: Iterable[SheetLabel], tiers: Iterable[SheetTier], recordings: Iterable[SheetRecording]
) -> tuple[SheetLabel, ...]:
    """By recording, start, end, tier; those alike in all of these stay as they were."""
    place = {tier.name: number for number, tier in enumerate(tiers)}
    whose = {recording.path: number for number, recording in enumerate(recordings)}
    return tuple(sorted(labels, key=lambda each: (whose[each.recording], each.start_s, each.end_s, place[each.tier])))
