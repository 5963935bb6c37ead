"""What came of a review: for a person to read, and as a table."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.labels.formats.text_file import write_whole
from workbench.labels.label import ReviewClip, Status
from workbench.labels.library import real_path
from workbench.labels.project import Project
from workbench.labels.review.progress import Precision, Progress, clips_of, is_random, labels_of, precisions, progress

COLUMNS = (
    "recording", "start_s", "end_s", "asked", "score", "answer", "given", "label_text", "label_status", "reason",
    "answered", "took_s",
)  # fmt: skip


@dataclass(frozen=True)
class ClassCounts:
    """How the clips that ask about a class were answered, and how their labels stand now.

    `text` : the class, "" where clips ask which one it is; `answers` : how many of each of `ANSWERS`, "" for open ones;
    `statuses` : of the labels that there are
    """

    text: str
    clips: int
    answers: dict[str, int]
    statuses: dict[Status, int]


@dataclass(frozen=True)
class Unreadable:
    """What could not be heard: the file, where in it in seconds (0 and 0 where it was never read), and why."""

    path: Path
    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True)
class Summary:
    """What came of a review.

    `classes` : in order of names; `precisions` : of those with a name; `given` : how many clips were given each class,
    or confirmed as it; `time_s` : how long clips were up, seconds
    """

    name: str
    progress: Progress
    classes: tuple[ClassCounts, ...]
    precisions: tuple[Precision, ...]
    given: dict[str, int]
    time_s: float
    unreadable: tuple[Unreadable, ...]


def summary(project: Project, review_id: int) -> Summary:
    """Some 30 ms for ten thousand clips: better in another thread, on an excerpt. Raises `KeyError`."""
    review, clips = project.reviews[review_id], clips_of(project, review_id)
    given = Counter(clip.given or clip.text for clip in clips if clip.answer in ("yes", "class"))
    return Summary(
        review.name, progress(clips), tuple(_class_counts(project, clips)),
        tuple(precisions(clips, is_random=is_random(review))),
        dict(sorted(given.items())), sum(clip.took_s for clip in clips), tuple(_unreadable(project, review_id, clips)),
    )  # fmt: skip


def _class_counts(project: Project, clips: Sequence[ReviewClip]) -> Iterator[ClassCounts]:
    statuses = _statuses(project, clips)
    answers = Counter((clip.text, clip.answer) for clip in clips)
    standing = Counter((clip.text, statuses[clip.label]) for clip in clips if clip.label in statuses)
    for text in sorted({text for text, _ in answers}):
        ours = {answer: count for (asked, answer), count in answers.items() if asked == text}
        there = {status: count for (asked, status), count in standing.items() if asked == text}
        yield ClassCounts(text, sum(ours.values()), ours, there)


def _statuses(project: Project, clips: Sequence[ReviewClip]) -> dict[int | None, Status]:
    ids = [clip.label for clip in clips if clip.label is not None and clip.label in project.labels]
    rows = project.labels.rows(ids, ["status"])
    return {label_id: Status(status) for label_id, status in zip(ids, rows["status"], strict=True)}


def _unreadable(project: Project, review_id: int, clips: Sequence[ReviewClip]) -> Iterator[Unreadable]:
    folder = project.about.get("folder", "")
    for path, reason in json.loads(project.reviews[review_id].listing).get("unreadable", ()):
        yield Unreadable(real_path(path, folder), 0.0, 0.0, reason)
    for clip in clips:
        if clip.answer == "unreadable":
            yield Unreadable(real_path(_path(project, clip), folder), clip.start_s, clip.end_s, clip.given)


def _path(project: Project, clip: ReviewClip) -> str:
    """As the project names it; "" for a recording that it does not know any more."""
    known = project.recordings.get(clip.recording)
    return "" if known is None else known.path


# As a table


def summary_rows(project: Project, review_id: int) -> Iterator[tuple[str, ...]]:
    """A row for each clip, as `COLUMNS` say; paths as the project names them, seconds from the start of the recording,
    dates in UTC."""
    clips = clips_of(project, review_id)
    labels = labels_of(project, clips)
    for clip in clips:
        label = labels.get(clip.label)
        is_read = clip.answer != "unreadable"
        when = datetime.fromtimestamp(clip.answered_s, UTC).isoformat(timespec="seconds") if clip.answered_s else ""
        yield (
            _path(project, clip), repr(clip.start_s), repr(clip.end_s), clip.text,
            "" if clip.score is None else repr(clip.score), clip.answer, clip.given if is_read else "",
            "" if label is None else label.text, "" if label is None else label.status.name.lower(),
            "" if is_read else clip.given, when, f"{clip.took_s:.2f}" if clip.answer else "",
        )  # fmt: skip


def write_list(path: Path, rows: Sequence[Sequence[str]], *, overwrite: bool = False) -> None:
    """The rows as CSV, below `COLUMNS`; the file appears when it is whole.

    Raises `LabelTargetExists`, `LabelFileError`.
    """
    write_whole(path, lambda part: _write(part, rows), overwrite=overwrite)


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    plain = all(cell.isascii() for row in rows for cell in row)
    with path.open("w", encoding="utf-8" if plain else "utf-8-sig", newline="") as file:
        csv.writer(file).writerows((COLUMNS, *rows))
