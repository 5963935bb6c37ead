"""Labels of a project as a sheet, which files of labels are written from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.labels.edit import Rows
from workbench.labels.formats.sheet import (
    Sheet,
    SheetAuthor,
    SheetClass,
    SheetLabel,
    SheetRecording,
    SheetTier,
    sheet_of,
)
from workbench.labels.label import KnownRecording, Status
from workbench.labels.project import Project


def sheet_of_project(
    project: Project, *, recording: int | None = None, statuses: Collection[Status] = tuple(Status),
    ids: Collection[int] | None = None,
) -> Sheet:  # fmt: skip
    """Labels with names instead of ids; recordings are named as the project stores their paths.

    Parameters
    ----------
    recording : an id; its labels only, and these name no recording, as in `Sheet.only`. None: all
    statuses : labels of these
    ids : labels of these, with nothing but the tiers, classes and recordings that they use. None: all

    For a hundred thousand labels in another thread: `project.excerpt(recording).project()`.
    """
    rows = project.labels.rows(_wanted(project, recording, statuses, ids))
    known = list(project.recordings.values()) if recording is None else [project.recordings[recording]]
    tiers, classes = project.tier_list, project.class_list
    if ids is not None:
        used = {name: set(rows[name]) for name in ("recording", "tier", "text")}
        known = [each for each in known if each.id in used["recording"] or recording is not None]
        tiers = [each for each in tiers if each.id in used["tier"]]
        classes = [each for each in classes if each.name in used["text"]]
    recordings = {each.id: _recording(each) for each in sorted(known, key=lambda each: each.path)}
    if recording is not None:
        recordings[recording] = replace(recordings[recording], path="", file=recordings[recording].path)
    return sheet_of(
        _labels(project, rows, recordings),
        [SheetTier(each.name, each.hidden, each.locked, each.exclusive) for each in tiers],
        [SheetClass(each.name, each.color, each.key) for each in classes],
        recordings.values(),
    )


def _wanted(
    project: Project, recording: int | None, statuses: Collection[Status], ids: Collection[int] | None
) -> list[int]:
    view = project.labels.view(recording)
    found: NDArray[np.int64] = view.column("id")
    mask = np.isin(view.column("status"), [int(status) for status in statuses])
    if ids is not None:
        mask &= np.isin(found, np.fromiter(ids, np.int64, len(ids)))
    listed: list[int] = found[mask].tolist()
    return listed


def _recording(known: KnownRecording) -> SheetRecording:
    return SheetRecording(known.path, known.sample_rate, known.frames, known.channels, known.size, known.fingerprint)


def _labels(project: Project, rows: Rows, recordings: dict[int, SheetRecording]) -> list[SheetLabel]:
    """Column by column, which for a hundred thousand takes a third of the time."""
    tiers = {each.id: each.name for each in project.tiers.values()}
    paths = {each: recording.path for each, recording in recordings.items()}
    authors = {each.id: SheetAuthor(each.kind, each.name, each.version) for each in project.authors.values()}
    statuses = {int(status): status for status in Status}
    columns: tuple[Any, ...] = (
        rows["start_s"], rows["end_s"], rows["low_hz"], rows["high_hz"], rows["channel"], rows["text"],
        map(tiers.__getitem__, rows["tier"]), map(paths.__getitem__, rows["recording"]),
        map(authors.get, rows["author"]), rows["score"], map(statuses.__getitem__, rows["status"]),
        map(authors.get, rows["judged_by"]), _dates(rows["created_s"]), _dates(rows["changed_s"]), rows["id"],
    )  # fmt: skip
    return list(map(SheetLabel, *columns))


def _dates(values: list[float]) -> list[float | None]:
    """0 is what labels have that nobody knows the date of."""
    return [value or None for value in values]
