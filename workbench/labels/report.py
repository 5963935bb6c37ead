"""What a project file holds, and whether it is well, in lines to read; and its repair, for the command line."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import ProjectDamaged, ProjectError
from workbench.labels import backups, repair
from workbench.labels.database import connect, told
from workbench.labels.edit import COLUMNS
from workbench.labels.label import Status
from workbench.labels.library import real_folder
from workbench.labels.lock import UNKNOWN, holder, lock_path
from workbench.labels.project import Project
from workbench.labels.store import Store

_SHOWN_CLASSES = 20
_BELONGING = (
    ("labels", "recording", "recordings"),
    ("labels", "tier", "tiers"),
    ("review_clips", "recording", "recordings"),
    ("review_clips", "review", "reviews"),
)
_WORDS = {"labels": "labels", "review_clips": "clips of reviews"}


def info(path: Path) -> Iterator[str]:
    """What is in a project. Raises `ProjectError`."""
    store = Store(path, read_only=True)
    try:
        contents, (done, undone) = store.contents(), store.step_names()
    finally:
        store.close()
    project = Project(contents)
    yield f"File        {path.absolute()}"
    yield f"Recordings  {len(project.recordings):,}, paths from {real_folder(contents.about.get('folder', '')) or '-'}"
    view = project.labels.view()
    counts = [f"{int((view.column('status') == status).sum()):,} {status.name.lower()}" for status in Status]
    yield f"Labels      {len(view):,}: {', '.join(counts)}"
    yield f"Tiers       {', '.join(tier.name for tier in project.tier_list) or '-'}"
    names = [each.name for each in project.class_list]
    more = f" and {len(names) - _SHOWN_CLASSES:,} more" if len(names) > _SHOWN_CLASSES else ""
    yield f"Classes     {', '.join(names[:_SHOWN_CLASSES]) or '-'}{more}"
    if project.reviews:
        answered = sum(bool(clip.answer) for clip in project.review_clips.values())
        yield f"Reviews     {len(project.reviews):,}, {answered:,} of {len(project.review_clips):,} clips answered"
    yield f"Steps       {len(done):,} can be undone, {len(undone):,} done again"
    if lock_path(path).exists() and (who := holder(path)) != UNKNOWN:
        yield f"Lock        {who}, if that still runs"


def check(path: Path) -> Iterator[str]:
    """Look at all of a file. Raises `ProjectDamaged` where it has errors, `ProjectError` where it cannot be read."""
    with told(path), contextlib.closing(connect(path, read_only=True)) as connection:
        errors = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    if errors != ["ok"]:
        raise ProjectDamaged(path, "; ".join(errors))
    store = Store(path, read_only=True)
    try:
        contents = store.contents()
    finally:
        store.close()
    for what, column, table in _BELONGING:
        lost = set(contents.tables[what][column]) - set(contents.tables[table]["id"])
        if lost:
            raise ProjectDamaged(path, f"{len(lost):,} {table} that {_WORDS[what]} belong to are missing")
    yield f"{path.name}: no errors in {sum(len(contents.tables[table]['id']) for table in COLUMNS):,} rows"


def listed(path: Path) -> Iterator[str]:
    """The backups of a project, the newest first."""
    found = backups.listed(path)
    for backup in found:
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(backup.made_s))
        yield f"{made}  {backup.labels:>9,} labels  {backup.size / 1e6:8.1f} MB  {backup.path}"
    if not found:
        yield "There are no backups of it. One is made each half hour while it changes in a window."


def mend(path: Path, way: str) -> Iterator[str]:
    """Repair a damaged project; `way` is "backup", "salvage", or "" to be told what can be done.

    Raises `ProjectError`. A project without errors is left alone.
    """
    try:
        yield from check(path)
        yield "There is nothing to repair."
        return
    except ProjectDamaged as error:
        yield str(error)
    backup = backups.newest_good(path)
    if way == "backup":
        if backup is None:
            raise ProjectError(path, "there is no backup of it without errors; try --salvage")
        aside = repair.from_backup(path, backup.path)
        yield f"It is now the backup {backup.path.name}, with {backup.labels:,} labels. The damaged file: {aside}"
    elif way == "salvage":
        aside, found = repair.from_what_reads(path)
        yield f"{found}. The damaged file: {aside}"
    else:
        if backup is not None:
            yield f"--backup restores {backup.path.name}, with {backup.labels:,} labels"
        yield "--salvage keeps what can be read, row by row"
