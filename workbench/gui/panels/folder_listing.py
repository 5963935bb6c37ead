"""What is in a folder, listed step by step in the worker and in an order that people expect. No Qt."""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.audio.probe import looks_like_audio, reason_of
from workbench.errors import printable

BATCH = 500
"""Entries looked at, or put into order, in one step: about a millisecond."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """So many entries were looked at so far."""

    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths of all folders and recordings in a folder, in order; `problem` says why there are none, or not all.

    Plain strings, since a collection of garbage would look at 100,000 objects of any other kind for 50 ms.

    `folded` : the names of `files`, as a filter looks into them
    `loops` : those of `folders` that are links to a folder in which they lie themselves
    """

    folders: tuple[str, ...]
    files: tuple[str, ...]
    folded: tuple[str, ...]
    loops: frozenset[str] = frozenset()
    problem: str = ""


_Ordered = tuple[str, str, str]
"""The key that orders, the path, the folded name."""


def natural_key(name: str) -> str:
    """Orders "clip 2" before "clip 10", whatever the case."""
    return _DIGITS.sub(lambda digits: digits[0].lstrip("0").rjust(12, "0"), name.casefold())


def list_folder(path: str) -> Iterator[Found | Listing | None]:
    """List a folder; yields `Found` now and then, None when there is nothing to say, and at the end the `Listing`.

    Hidden entries and what does not look like a recording are left out. Nothing but the folder itself is read.
    """
    folders: list[list[_Ordered]] = [[]]
    files: list[list[_Ordered]] = [[]]
    loops: set[str] = set()
    problem = ""
    try:
        with os.scandir(path) as entries:
            for count, entry in enumerate(entries, 1):
                if not entry.name.startswith("."):
                    _take(entry, path, folders[-1], files[-1], loops)
                if count % BATCH == 0:
                    for runs in (folders, files):
                        runs[-1].sort()
                        runs.append([])
                    yield Found(count)
    except OSError as error:
        problem = _why_not(error)
    for runs in (folders, files):
        runs[-1].sort()
    folder_paths, _ = yield from _merged(folders)
    file_paths, folded = yield from _merged(files)
    yield Listing(folder_paths, file_paths, folded, frozenset(loops), problem)


def _take(
    entry: os.DirEntry[str], parent: str, folders: list[_Ordered], files: list[_Ordered], loops: set[str]
) -> None:
    try:
        is_folder = entry.is_dir()
    except OSError:  # a link that leads nowhere or in a circle; opening it would say so
        is_folder = False
    if is_folder:
        folders.append(_ordered(entry))
        if entry.is_symlink() and _is_above(os.path.realpath(entry.path), parent):
            loops.add(entry.path)
    elif looks_like_audio(Path(entry.name)):
        files.append(_ordered(entry))


def _ordered(entry: os.DirEntry[str]) -> _Ordered:
    return natural_key(entry.name), entry.path, printable(entry.name).casefold()


def _is_above(folder: str, below: str) -> bool:
    real = os.path.realpath(below)
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _merged(runs: list[list[_Ordered]]) -> Generator[None, None, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Paths and folded names of sorted runs, in order. One sort of everything would hold the interpreter 0.1 s."""
    paths: list[str] = []
    folded: list[str] = []
    for _, path, name in heapq.merge(*runs):
        paths.append(path)
        folded.append(name)
        if len(paths) % BATCH == 0:
            yield None
    return tuple(paths), tuple(folded)


def _why_not(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "You have no permission to list this folder"
    if isinstance(error, FileNotFoundError):
        return "This folder is not there any more"
    if isinstance(error, NotADirectoryError):
        return "This is a file, not a folder"
    return reason_of(error).capitalize()
