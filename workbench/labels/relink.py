"""What became of a recording that labels were made on, and the steps that bring both together again."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import AudioReadError, LabelRefused, ProjectError, printable
from workbench.labels import changes
from workbench.labels.edit import Edit, Rows, Step, added, removed
from workbench.labels.elsewhere import Elsewhere
from workbench.labels.fingerprint import fingerprint
from workbench.labels.label import KnownRecording, new_id
from workbench.labels.library import is_gone, real_path, stored_folder, stored_path
from workbench.labels.project import Project, rows_of
from workbench.labels.review.following import shift_edits
from workbench.labels.store import Contents


class What(Enum):
    """How a file and what a project knows belong together."""

    SAME = "known, and as it was"
    NEW = "not known"
    REPLACED = "known by its path, but its content is another"
    MOVED = "known by its content; where that lay there is no file any more, or another one"
    COPIED = "known by its content, which still lies where it was, too"


@dataclass(frozen=True)
class Found:
    """What `identify` found.

    Attributes
    ----------
    known : the recording whose labels are those of the file; with SAME, REPLACED and MOVED as the project knows it
    now : the file as it is now; its id is a new one
    origin : with COPIED, the recording that has the same content
    elsewhere : with NEW, a recording of the same content in the project of another folder
    renamed_from : the folder that has become this one, if that was noticed just now
    problem : why it could not be seen to that
    """

    what: What
    known: KnownRecording
    now: KnownRecording
    origin: KnownRecording | None = None
    elsewhere: Elsewhere | None = None
    renamed_from: Path | None = None
    problem: ProjectError | None = None


def look_at(path: Path, folder: str, sample_rate: int, frames: int, channels: int) -> KnownRecording:
    """A file as a project would know it, with a new id; `folder` is that of the project, "" where it has none yet.

    Raises `AudioReadError`.
    """
    try:
        size, content = path.stat().st_size, fingerprint(path)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        words = f"its labels cannot be found, because it can no longer be read ({reason}). See to it, then reload it"
        raise AudioReadError(path, words) from error
    stored = stored_path(path, folder or stored_folder(path.parent))
    return KnownRecording(new_id(), stored, size, content, sample_rate, frames, channels)


def identify(project: Project, path: Path, now: KnownRecording) -> Found:
    """Find a file among a project's recordings, by its path and then by its content; looks whether others' files are
    there. May be called in another thread than the one that changes the project."""
    recordings, folder = list(project.recordings.values()), project.about.get("folder", "")
    now = replace(now, path=stored_path(path, folder or stored_folder(path.parent)))
    for known in recordings:
        if known.path == now.path:
            return Found(What.SAME if same_content(known, now) else What.REPLACED, known, now)
    alike = [known for known in recordings if same_content(known, now)]
    gone = [
        known
        for known in alike
        if _same_letters(known.path, now.path) or _is_displaced(known, real_path(known.path, folder))
    ]
    same_name = [known for known in gone if name_of(known) == name_of(now)]
    if len(gone) == 1 or same_name:
        return Found(What.MOVED, (same_name or gone)[0], now)
    if alike:
        return Found(What.COPIED, now, now, alike[0])
    return Found(What.NEW, now, now)


def same_content(one: KnownRecording, other: KnownRecording) -> bool:
    """Empty files are nobody's copies."""
    return one.size == other.size > 0 and one.fingerprint == other.fingerprint


def displaced_steps(project: Project) -> Iterator[list[KnownRecording] | None]:
    """Find the recordings whose files are gone, or hold something else by now; the last value yielded, in order of
    their paths. Each step looks at one file; in any thread."""
    folder, found = project.about.get("folder", ""), []
    for known in list(project.recordings.values()):
        if _is_displaced(known, real_path(known.path, folder)):
            found.append(known)
        yield None
    yield sorted(found, key=lambda each: each.path)


def _is_displaced(known: KnownRecording, path: Path) -> bool:
    try:
        return path.stat().st_size != known.size or fingerprint(path) != known.fingerprint
    except OSError:
        return is_gone(path)


def name_of(recording: KnownRecording) -> str:
    """Of its file, without folders."""
    return real_path(recording.path, "").name


def _same_letters(one: str, other: str) -> bool:
    """Whether a file system that does not tell case or composition apart takes both for one."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()


# Steps


def keep(project: Project, recording_id: int, now: KnownRecording, name: str = "") -> Step:
    """The labels belong to what the file holds now."""
    return Step(name or f"Keep the labels of {printable(name_of(now))}", (_becomes(project, recording_id, now),))


def move(project: Project, pairs: Sequence[tuple[int, KnownRecording]], name: str = "") -> Step:
    """Recordings (ids) are now these files; the labels go with them.

    Raises `LabelRefused` where another recording would have the same file and has labels, too.
    """
    places = {recording_id: now.path for recording_id, now in pairs}
    vacated = [project.recordings[recording_id].path for recording_id in places]
    others = [each for each in project.recordings.values() if each.id not in places and each.path in places.values()]
    swapped = []
    for other in others:
        if len(project.labels.view(other.id)):
            raise LabelRefused(
                f"{printable(name_of(other))} has labels of its own, made on another file. Find that one, too."
            )
        swapped.append((other.id, replace(other, path=vacated[list(places.values()).index(other.path)])))
    one = f"Relink {printable(name_of(pairs[0][1]))}"
    words = name or (one if len(pairs) == 1 else f"Relink {len(pairs):,} recordings")
    return Step(words, tuple(_becomes(project, recording_id, now) for recording_id, now in (*pairs, *swapped)))


def _becomes(project: Project, recording_id: int, now: KnownRecording) -> Edit:
    old = project.recordings[recording_id]
    return Edit("recordings", rows_of("recordings", [old]), rows_of("recordings", [replace(now, id=recording_id)]))


@dataclass(frozen=True)
class Shifted:
    """Where labels come to lie: ids of those that stay within the recording, reach out of it, and lie outside."""

    within: NDArray[np.int64]
    cut: NDArray[np.int64]
    outside: NDArray[np.int64]


def shifted(project: Project, recording_id: int, by_s: float, duration_s: float) -> Shifted:
    """What shifting the labels of a recording would do, when that lasts `duration_s`."""
    view = project.labels.view(recording_id)
    ids, start, end = view.column("id"), view.column("start_s") + by_s, view.column("end_s") + by_s
    point = start == end
    outside = np.where(point, (start < 0) | (start > duration_s), (end <= 0) | (start >= duration_s))
    cut = ~outside & ((start < 0) | (end > duration_s))
    return Shifted(ids[~outside & ~cut], ids[cut], ids[outside])


def shift(project: Project, recording_id: int, now: KnownRecording, by_s: float) -> Step:
    """All labels and clips of a recording earlier or later, also those in locked tiers, for they belong to the sound;
    labels that would lie outside are removed, those that reach out are cut. And they belong to what the file holds
    now."""
    duration_s = now.frames / now.sample_rate
    places = shifted(project, recording_id, by_s, duration_s)
    edits = [_becomes(project, recording_id, now)]
    ids: list[int] = [*places.within.tolist(), *places.cut.tolist()]
    if ids:
        before = project.labels.rows(ids, ["start_s", "end_s", "changed_s"])
        after: Rows = {**before, "changed_s": [time.time()] * len(ids)}
        for edge in ("start_s", "end_s"):
            after[edge] = np.clip(np.array(before[edge]) + by_s, 0.0, duration_s).tolist()
        edits.append(Edit("labels", before, after))
    if len(places.outside):
        edits.append(removed("labels", project.labels.rows(places.outside.tolist())))
    edits += shift_edits(project, recording_id, by_s, duration_s)
    return Step(f"Shift the labels of {printable(name_of(now))}", tuple(edits))


def labels_of(project: Project, recording_id: int) -> Contents:
    """The labels of one recording, with the tiers, classes and authors of the project."""
    ids = project.labels.view(recording_id).column("id").tolist()
    tables = {table: project.rows(table) for table in ("tiers", "classes", "authors")}
    return Contents({**tables, "labels": project.labels.rows(ids)}, {})


def copy_labels(project: Project, target_id: int, source: Contents) -> Step:
    """Labels of another recording, of this project or another one, once more for `target_id`.

    Tiers, classes and authors are found by their names, and made where they are not there. Raises `LabelRefused`.
    """
    tier_edits, tier_ids = _at_home(project, "tiers", source, ("name",))
    author_edits, author_ids = _at_home(project, "authors", source, ("kind", "name", "version"))
    rows = source.tables["labels"]
    count, now = len(rows["id"]), time.time()
    ids: Rows = {"id": [new_id() for _ in range(count)], "recording": [target_id] * count}
    for column, found in (("tier", tier_ids), ("author", author_ids), ("judged_by", author_ids)):
        if column in rows:
            ids[column] = [found.get(each, each) for each in rows[column]]
    labels: Rows = {**rows, **ids, "changed_s": [now] * count}
    closed = {tier.name for tier in project.tiers.values() if tier.exclusive and tier.id in labels["tier"]}
    if closed and len(project.labels.view(target_id)):
        raise LabelRefused(f"This recording has labels already, and the tier {min(closed)} forbids overlaps.")
    words = "Copy label" if count == 1 else f"Copy {count:,} labels"
    edits = (*tier_edits, *author_edits, *_classes(project, source), added("labels", labels))
    return Step(words, edits)


def _at_home(
    project: Project, table: str, source: Contents, names: tuple[str, ...]
) -> tuple[list[Edit], dict[int, int]]:
    """The edits that make those rows known that labels use and no row here is called like, and what ids become."""
    here = {tuple(getattr(each, n) for n in names): each.id for each in getattr(project, table).values()}
    rows = source.tables[table]
    labels = source.tables["labels"]
    used = {each for column in ("tier", "author", "judged_by") for each in labels.get(column, ())}
    ids: dict[int, int] = {}
    fresh: list[dict[str, Any]] = []
    for values in zip(*rows.values(), strict=True):
        row = dict(zip(rows, values, strict=True))
        key = tuple(row[n] for n in names)
        if key in here:
            ids[row["id"]] = here[key]
        elif row["id"] in used:
            ids[row["id"]] = here[key] = new_id()
            fresh.append({**row, "id": ids[row["id"]]})
    made = {name: [row[name] for row in fresh] for name in rows}
    return ([added(table, made)] if fresh else []), ids


def _classes(project: Project, source: Contents) -> tuple[Edit, ...]:
    rows = source.tables["classes"]
    texts = set(source.tables["labels"]["text"])
    colors = dict(zip(rows["name"], rows["color"], strict=True))
    wanted = [name for name in rows["name"] if name in texts and project.class_of(name) is None]
    edits: list[Edit] = []
    for edit in changes.add_classes(project, wanted, ["#808080"]):
        assert edit.after is not None
        edits.append(added("classes", {**edit.after, "color": [colors[name] for name in edit.after["name"]]}))
    return tuple(edits)


def duration_s(recording: KnownRecording) -> float:
    """Seconds."""
    return recording.frames / recording.sample_rate if recording.sample_rate else 0.0
