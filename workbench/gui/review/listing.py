"""Which clips a review is made of, found by the worker: files of a folder, labels, segments, disagreements. No Qt."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import AudioReadError, LabelRefused, printable
from workbench.gui.label_import import look
from workbench.gui.panels.folder_listing import Listing, list_folder
from workbench.gui.review.listening import Listening
from workbench.jobs.job import Progress
from workbench.labels.agreement import compare, durations_of
from workbench.labels.edit import Edit, Step
from workbench.labels.event_matching import MatchRule
from workbench.labels.events import Side, events_of
from workbench.labels.label import KnownRecording, Review
from workbench.labels.project import Excerpt, Project
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
from workbench.models.classify.segments import segment_columns


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

    `cells` : starts and ends in seconds, and values, as in a `ScoreTrack`; `names` : of its classes
    """

    recording: int
    cells: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]
    threshold: float
    names: tuple[str, ...]


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
    """The step that makes it, after `known` is noted: recordings that the project did not know; `recordings` : those
    that it knew then."""

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


def review_steps(excerpt: Excerpt, wish: ReviewWish) -> Iterator[Progress | MadeReview | None]:
    """As steps of a job: find the clips and make the review. Raises `LabelRefused` where there is none."""
    project, source = excerpt.project(), wish.source
    found = _Found([])
    if isinstance(source, OfFolder):
        yield from _of_folder(project, source, found)
    elif isinstance(source, OfLabels):
        found.clips = of_labels(project, source.wanted)
    elif isinstance(source, OfSegments):
        found.clips = _of_segments(source)
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
    review, step = review_step(project, wish.name, clips, listing, asdict(wish.listening))
    if found.moved:  # the labels of recordings that were found elsewhere go with them
        step = Step(step.name, (*move(project, found.moved).edits, *step.edits))
    yield MadeReview(review, known, step, len(clips), len(found.unreadable), excerpt.others["recordings"])


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


def _of_segments(source: OfSegments) -> list[Wanted]:
    columns = segment_columns(*source.cells, source.threshold)
    rows = zip(columns.start_s, columns.end_s, columns.class_index, columns.score, strict=True)
    spans = [(float(start), float(end), source.names[at], float(score)) for start, end, at, score in rows]
    return of_spans(source.recording, spans)


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
