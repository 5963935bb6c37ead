"""Which clips a review is made of, found by the worker: files of a folder, labels, segments, disagreements. No Qt."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from workbench.errors import AudioReadError, LabelRefused, printable
from workbench.gui.found_segments import Cells, found_segments
from workbench.gui.label_import import look
from workbench.gui.panels.folder_listing import Listing, list_folder
from workbench.gui.review.listening import Listening
from workbench.jobs.job import Progress
from workbench.labels.agreement import compare, durations_of
from workbench.labels.class_changes import key_edits
from workbench.labels.edit import Edit, Step
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side, events_of
from workbench.labels.label import Author, KnownRecording, Review
from workbench.labels.project import Excerpt, Project
from workbench.labels.proposals import standing_ids
from workbench.labels.relink import duration_s, move
from workbench.labels.review.folder import folder_steps
from workbench.labels.review.lists import (
    LabelFilter,
    Wanted,
    known_edits,
    of_labels,
    of_recordings,
    of_spans,
    review_step,
)
from workbench.labels.review.order import Order, ordered


@dataclass(frozen=True)
class OfFolder:
    """The recordings of a folder; `below` : of the folders in it, too; longer ones are cut into pieces of `piece_s`
    seconds, 0 for none."""

    folder: Path
    below: bool = False
    piece_s: float = 0.0


@dataclass(frozen=True)
class OfLabels:
    """Labels of the project."""

    wanted: LabelFilter


@dataclass(frozen=True)
class OfSegments:
    """What a classifier has found in a recording at the present threshold.

    `names` : of its classes; `model` : its name and version, under which labels made of its segments are its own
    """

    recording: int
    cells: Cells
    threshold: float
    names: tuple[str, ...]
    model: tuple[str, str] = ("model", "")


@dataclass(frozen=True)
class OfDisagreements:
    """Where two sides differ; asks about the first one's label, or else about the other one's."""

    one: Side
    other: Side
    rule: MatchRule | None = None


Source = OfFolder | OfLabels | OfSegments | OfDisagreements
KINDS: dict[type, str] = {
    OfFolder: "folder", OfLabels: "labels", OfSegments: "segments", OfDisagreements: "disagreements",
}  # fmt: skip


@dataclass(frozen=True)
class ReviewWish:
    """A review that is to be made.

    `asked` : the class that all clips are asked about, "" for which class they are; None: each about its own
    """

    name: str
    source: Source
    order: Order = "file"
    asked: str | None = None
    seed: int = 0
    listening: Listening = field(default_factory=Listening)


@dataclass(frozen=True)
class MadeReview:
    """The step that makes it, after `known` is noted: recordings and the model that the project did not know;
    `recordings` : those that it knew then."""

    review: Review
    known: tuple[Edit, ...]
    step: Step
    clips: int
    unreadable: int
    recordings: dict[int, Any]


@dataclass
class _Found:
    clips: list[Wanted]
    recordings: list[KnownRecording] = field(default_factory=list)
    moved: tuple[tuple[int, KnownRecording], ...] = ()
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    author: Author | None = None
    author_edits: tuple[Edit, ...] = ()


def review_steps(excerpt: Excerpt, wish: ReviewWish) -> Iterator[Progress | MadeReview | None]:
    """As steps of a job: find the clips and make the review. Raises `LabelRefused` where there is none."""
    project, source = excerpt.project(), wish.source
    found = _Found([])
    if isinstance(source, OfFolder):
        yield from _of_folder(project, source, found)
    elif isinstance(source, OfLabels):
        found.clips = of_labels(project, source.wanted)
    elif isinstance(source, OfSegments):
        _of_segments(project, source, found)
    else:
        found.clips = _of_disagreements(project, source)
    yield None
    if not found.clips:
        raise LabelRefused(_why_none(source, found))
    clips = found.clips if wish.asked is None else [replace(clip, text=wish.asked) for clip in found.clips]
    clips = ordered(clips, wish.order, wish.seed)
    yield None
    listing = {"kind": KINDS[type(source)], "order": wish.order, "seed": wish.seed, "unreadable": found.unreadable}
    known = known_edits(project, found.recordings)
    if found.author is not None:
        listing["author"] = found.author.id
        known += found.author_edits
    review, step = review_step(project, wish.name, clips, listing, asdict(wish.listening))
    step = Step(step.name, (*step.edits, *key_edits(project, _often_asked(clips))))
    if found.moved:  # the labels of recordings that were found elsewhere go with them
        step = Step(step.name, (*move(project, found.moved).edits, *step.edits))
    yield MadeReview(review, known, step, len(clips), len(found.unreadable), excerpt.others["recordings"])


def _often_asked(clips: Sequence[Wanted]) -> list[str]:
    """The classes that are asked about, the most frequent first: one key is to name each."""
    return [text for text, _ in Counter(clip.text for clip in clips if clip.text).most_common()]


def first_recording_steps(folder: OfFolder) -> Iterator[Path | None]:
    """The first recording of a folder that can be opened; raises `LabelRefused` where there is none."""
    files = yield from _files(folder)
    for path in files:
        try:
            look("", path)
        except AudioReadError:
            yield None
        else:
            yield path
            return
    words = "none of its recordings can be opened" if files else "there are no recordings in it"
    raise LabelRefused(f"{printable(str(folder.folder))}: {words}. Choose another folder.")


def _files(source: OfFolder) -> Generator[None, None, list[Path]]:
    """Of the folder, and of those below if wanted; raises `LabelRefused` if it cannot be listed."""
    files: list[Path] = []
    waiting = [str(source.folder)]
    while waiting:
        folder = waiting.pop(0)
        for step in list_folder(folder):
            if not isinstance(step, Listing):
                yield None
                continue
            if step.problem and folder == str(source.folder):
                raise LabelRefused(f"{printable(folder)}: {step.problem}. Choose another folder.")
            files += map(Path, step.files)
            if source.below:
                waiting[:0] = [each for each in step.folders if each not in step.loops]
    return files


def _of_folder(project: Project, source: OfFolder, found: _Found) -> Generator[Progress | None, None, None]:
    files = yield from _files(source)
    for step in folder_steps(project, files, partial(_look, project.about.get("folder", "") or str(source.folder))):
        yield Progress(step.done / max(step.total, 1))
        found.recordings, found.moved, found.unreadable = list(step.recordings), step.moved, list(step.unreadable)
    for each in found.recordings:
        found.clips += _pieces(each, source.piece_s)


def _look(folder: str, path: Path) -> KnownRecording:
    known = look(folder, path)
    if known.frames == 0:
        raise AudioReadError(path, "there is no sound in it, or its length is not known before it is decoded")
    return known


def _pieces(recording: KnownRecording, piece_s: float) -> list[Wanted]:
    whole_s = duration_s(recording)
    if piece_s <= 0 or whole_s <= piece_s:
        return of_recordings([recording])
    count = math.ceil(whole_s / piece_s - 1e-9)
    edges = [min(place * piece_s, whole_s) for place in range(count + 1)]
    return of_spans(recording.id, [(start_s, end_s, "", None) for start_s, end_s in pairwise(edges)])


def _of_segments(project: Project, source: OfSegments, found: _Found) -> None:
    """Each asks about the label that was made of it before, if there is one."""
    recording = project.recordings[source.recording]
    total_s = duration_s(recording) or math.inf
    segments = found_segments(source.cells, source.names, source.threshold, recording.sample_rate, total_s)
    found.author, found.author_edits = project.author("model", *source.model)
    labels = standing_ids(project, recording.id, found.author.id, segments)
    columns = (segments.start_s.tolist(), segments.end_s.tolist(), segments.name.tolist(), segments.score.tolist())
    for label_id, start_s, end_s, name, score in zip(labels, *columns, strict=True):
        found.clips.append(Wanted(recording.id, start_s, end_s, label_id, source.names[name], score))


def _of_disagreements(project: Project, source: OfDisagreements) -> list[Wanted]:
    one, other = events_of(project, source.one), events_of(project, source.other)
    found = compare(one, other, durations_of(project, one, other), source.rule)
    clips = []
    for each in found.disagreements:
        label_id = int(other.id[each.other] if each.one is None else one.id[each.one])
        label = project.labels.label(label_id)
        clips.append(Wanted(each.recording, each.start_s, each.end_s, label.id, label.text, label.score))
    return clips


def _why_none(source: Source, found: _Found) -> str:
    if isinstance(source, OfFolder):
        where = printable(str(source.folder))
        if not found.unreadable:
            return f"There are no recordings in {where}. Choose another folder."
        path, reason = found.unreadable[0]
        return f"None of the recordings in {where} can be read. {printable(Path(path).name)}: {reason}."
    if isinstance(source, OfLabels):
        return "No label is as you ask. Ask for another class, status or score."
    if isinstance(source, OfSegments):
        return "No segment reaches the threshold. Lower it, or run a classifier first."
    return "Both agree on every label: there is nothing to review."
