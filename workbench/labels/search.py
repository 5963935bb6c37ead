"""Looking through folders for files of known content, wherever they lie and whatever they are called."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.labels.fingerprint import fingerprint
from workbench.labels.label import KnownRecording
from workbench.labels.library import absolute_path

_FILES_A_STEP = 100


@dataclass(frozen=True)
class Searched:
    """How far a search is: files looked at, folders and files that could not be read, and what was found."""

    files: int
    unreadable: int
    found: dict[int, Path] = field(default_factory=dict)
    """Paths by the ids of what was wanted."""


def search_folder(folder: Path, wanted: Sequence[KnownRecording], taken: Collection[Path]) -> Iterator[Searched]:
    """Look for files of the same size and fingerprint in a folder and all below it, except those of `taken`.

    Links to folders are not followed, so that no ring is walked for ever. Each step takes some milliseconds; the last
    one yielded is the whole result. Raises `OSError` where the folder itself cannot be read.
    """
    left = {each.id: each for each in wanted if each.size > 0}
    found: dict[int, Path] = {}
    files = unreadable = 0
    os.scandir(folder).close()
    for path in _files(folder):
        if path is None:
            unreadable += 1
            continue
        files += 1
        if files % _FILES_A_STEP == 0:
            yield Searched(files, unreadable, dict(found))
        try:
            match = None if path in taken else _match(path, list(left.values()))
        except OSError:
            unreadable += 1
            continue
        if match is not None:
            found[match.id] = path
            del left[match.id]
            yield Searched(files, unreadable, dict(found))
        if not left:
            break
    yield Searched(files, unreadable, found)


def _match(path: Path, wanted: Sequence[KnownRecording]) -> KnownRecording | None:
    """What this file is; of several of the same content, the one of its name."""
    size = path.stat().st_size
    sized = [each for each in wanted if each.size == size]
    content = fingerprint(path) if sized else ""
    alike = [each for each in sized if each.fingerprint == content]
    return next((each for each in alike if each.path.rpartition("/")[2] == path.name), alike[0] if alike else None)


def _files(folder: Path) -> Iterator[Path | None]:
    """Regular files, in order of their names folder by folder; None for what cannot be read."""
    folders = [absolute_path(folder)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            yield None
            continue
        below = []
        for entry in listed:
            if entry.is_dir(follow_symlinks=False):
                below.append(Path(entry.path))
            elif entry.is_file():
                yield Path(entry.path)
        folders += reversed(below)
