"""The ways on from a damaged project: its newest good backup, what can still be read of it, or a new one.

Each keeps the damaged file under another name, and leaves it where it is until what takes its place is whole.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from workbench.labels.backups import move_aside
from workbench.labels.copying import held
from workbench.labels.database import connect, copy_to, told
from workbench.labels.salvage import Salvaged, salvage


def from_backup(project: Path, backup: Path) -> Path:
    """The backup takes the project's place; where the damaged file lies now. Raises `ProjectError`."""
    lock = held(project)
    try:
        part = _part(project)
        with told(part), contextlib.closing(connect(backup, read_only=True)) as source:
            copy_to(source, part)
        return _swap(project, part)
    finally:
        lock.release()


def from_what_reads(project: Path) -> tuple[Path, Salvaged]:
    """What can be read takes the project's place; where the damaged file lies now, and what was read."""
    lock = held(project)
    try:
        part = _part(project)
        found = salvage(project, part)
        return _swap(project, part), found
    finally:
        lock.release()


def anew(project: Path) -> Path:
    """The project begins empty; where the damaged file lies now."""
    lock = held(project)
    try:
        return move_aside(project)
    finally:
        lock.release()


def _part(project: Path) -> Path:
    part = project.with_name(project.name + ".new")
    with told(part):
        for ending in ("", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)
    return part


def _swap(project: Path, part: Path) -> Path:
    aside = move_aside(project)
    with told(project):
        part.replace(project)
    return aside
