"""Which clips are reviewed: labels that are asked for, whole recordings, segments; and the review made of them."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import LabelRefused
from workbench.labels.edit import Edit, Rows, Step, added, removed
from workbench.labels.label import KnownRecording, Review, ReviewClip, Status, new_id
from workbench.labels.project import Project, rows_of
from workbench.labels.relink import duration_s
from workbench.labels.table import LabelView


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clip that is to be reviewed; fields as in `ReviewClip`."""

    recording: int
    start_s: float
    end_s: float
    label: int | None = None
    text: str = ""
    score: float | None = None


@dataclass(frozen=True)
class LabelFilter:
    """Which labels are asked for; None: whatever it is.

    `authors`, `tiers`, `recordings` are ids. Scores lie from `score_low` to `score_high`, both included; labels without
    a score are left out where one of these is given.
    """

    statuses: Collection[Status] | None = (Status.PROPOSED,)
    texts: Collection[str] | None = None
    authors: Collection[int] | None = None
    tiers: Collection[int] | None = None
    score_low: float | None = None
    score_high: float | None = None
    recordings: Collection[int] | None = None


def of_labels(project: Project, wanted: LabelFilter) -> list[Wanted]:
    """A clip for each label of the filter, asking about its class, in order of files and of time."""
    view = project.labels.view()
    rows = np.flatnonzero(_mask(project, view, wanted))
    table = project.labels.rows(view.part("id", rows).tolist(), ("recording", "start_s", "end_s", "text", "score"))
    columns = (table[name] for name in ("recording", "start_s", "end_s", "id", "text", "score"))
    return in_file_order(project, map(Wanted, *columns))


def _mask(project: Project, view: LabelView, wanted: LabelFilter) -> NDArray[np.bool_]:
    mask = np.ones(len(view), bool)
    codes = None if wanted.texts is None else [project.labels.code(text) for text in wanted.texts]
    statuses = None if wanted.statuses is None else [int(status) for status in wanted.statuses]
    chosen = {"status": statuses, "text": codes, "author": wanted.authors, "tier": wanted.tiers,
              "recording": wanted.recordings}  # fmt: skip
    for column, values in chosen.items():
        if values is not None:
            mask &= np.isin(view.column(column), np.array(list(values), np.int64))
    if wanted.score_low is not None:
        mask &= view.column("score") >= wanted.score_low
    if wanted.score_high is not None:
        mask &= view.column("score") <= wanted.score_high
    return mask


def of_recordings(recordings: Iterable[KnownRecording], text: str = "") -> list[Wanted]:
    """A clip for each whole recording, in that order. `text` : the class that is asked about, "" for any."""
    return [Wanted(each.id, 0.0, duration_s(each), text=text) for each in recordings]


def of_spans(recording: int, spans: Iterable[tuple[float, float, str, float | None]]) -> list[Wanted]:
    """A clip for each segment of a recording: start and end in seconds, class, score 0…1 or None."""
    return [Wanted(recording, start_s, end_s, text=text, score=score) for start_s, end_s, text, score in spans]


def in_file_order(project: Project, clips: Iterable[Wanted]) -> list[Wanted]:
    """By the paths of their recordings, then by time."""
    paths = {each.id: each.path for each in project.recordings.values()}
    return sorted(clips, key=lambda each: (paths.get(each.recording, ""), each.start_s, each.end_s))


def review_step(
    project: Project,
    name: str,
    clips: Sequence[Wanted],
    listing: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> tuple[Review, Step]:
    """The review of these clips, in that order, and the step that makes it.

    Parameters
    ----------
    listing, settings : fit for JSON, see `Review`; `listing["author"]` is the id of the model whose segments the clips
        are, if they are that; `listing["unreadable"]` are pairs of a path and why that could not be listed

    Raises `LabelRefused` where there is no clip.
    """
    if not clips:
        raise LabelRefused("There is no clip to review. Choose another folder, or ask for other labels.")
    review = Review(new_id(), name, time.time(), _json(listing), _json(settings))
    edits = (added("reviews", rows_of("reviews", [review])), added("review_clips", _clip_rows(review.id, clips)))
    return review, Step(f"Begin review {name}", edits)


def known_edits(project: Project, recordings: Iterable[KnownRecording]) -> tuple[Edit, ...]:
    """The recordings of clips become known, those that are not; to be noted before the review is made, for the window
    may have one of them open when that is undone."""
    fresh = [each for each in recordings if each.id not in project.recordings]
    return (added("recordings", rows_of("recordings", fresh)),) if fresh else ()


def _clip_rows(review_id: int, clips: Sequence[Wanted]) -> Rows:
    made = [
        ReviewClip(
            new_id(), review_id, place, each.recording, each.start_s, each.end_s, each.label, each.text, each.score
        )
        for place, each in enumerate(clips)
    ]
    return rows_of("review_clips", made)


def remove_review_step(project: Project, review_id: int) -> Step:
    """A review with its clips; the labels that its answers made and changed stay."""
    review = project.reviews[review_id]
    edits = [removed("reviews", rows_of("reviews", [review]))]
    if clips := project.clip_ids(review_id):
        edits.append(removed("review_clips", project.rows("review_clips", clips)))
    return Step(f"Delete review {review.name}", tuple(edits))


def settings_edits(project: Project, review_id: int, settings: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Other settings of a review; to be noted, for nobody would undo them."""
    review, new = project.reviews[review_id], _json(settings)
    if review.settings == new:
        return ()
    return (
        Edit("reviews", {"id": [review.id], "settings": [review.settings]}, {"id": [review.id], "settings": [new]}),
    )


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
