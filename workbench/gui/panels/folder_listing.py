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
class Entry:
    """A row of the tree. `key` orders it and is what a filter looks into; `depth` counts from the root, 0.

    `is_loop` : a link to a folder in which it lies itself
    """

    path: str
    name: str
    key: str
    depth: int
    is_folder: bool = False
    is_loop: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """So many entries were looked at so far."""

    count: int


@dataclass(frozen=True, slots=True)
class Listing:
    """All folders and recordings in a folder, in order; `problem` says why there are none, or not all."""

    folders: tuple[Entry, ...]
    files: tuple[Entry, ...]
    problem: str = ""


def natural_key(name: str) -> str:
    """Orders "clip 2" before "clip 10", whatever the case."""
    return _DIGITS.sub(lambda digits: digits[0].lstrip("0").rjust(12, "0"), name.casefold())


def list_folder(path: str, depth: int) -> Iterator[Found | Listing | None]:
    """List a folder; yields `Found` now and then, None when there is nothing to say, and at the end the `Listing`.

    Hidden entries and what does not look like a recording are left out. Nothing but the folder itself is read.
    """
    folders: list[list[Entry]] = [[]]
    files: list[list[Entry]] = [[]]
    problem = ""
    try:
        with os.scandir(path) as entries:
            for count, entry in enumerate(entries, 1):
                if not entry.name.startswith("."):
                    _sort_in(entry, path, depth, folders, files)
                if count % BATCH == 0:
                    for runs in (folders, files):
                        runs[-1].sort(key=_order)
                        runs.append([])
                    yield Found(count)
    except OSError as error:
        problem = _why_not(error)
    for runs in (folders, files):
        runs[-1].sort(key=_order)
    merged: dict[str, tuple[Entry, ...]] = {}
    for name, runs in (("folders", folders), ("files", files)):
        merged[name] = yield from _merged(runs)
    yield Listing(merged["folders"], merged["files"], problem)


def _order(entry: Entry) -> tuple[str, str]:
    return entry.key, entry.name


def _sort_in(
    entry: os.DirEntry[str], parent: str, depth: int, folders: list[list[Entry]], files: list[list[Entry]]
) -> None:
    try:
        is_folder = entry.is_dir()
    except OSError:  # a broken link; opening it would say so
        is_folder = False
    if is_folder:
        loop = entry.is_symlink() and _is_above(os.path.realpath(entry.path), parent)
        folders[-1].append(Entry(entry.path, printable(entry.name), natural_key(entry.name), depth, True, loop))
    elif looks_like_audio(Path(entry.name)):
        files[-1].append(Entry(entry.path, printable(entry.name), natural_key(entry.name), depth))


def _is_above(folder: str, below: str) -> bool:
    real = os.path.realpath(below)
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _merged(runs: list[list[Entry]]) -> Generator[None, None, tuple[Entry, ...]]:
    """Merge sorted runs. One sort of everything would hold the interpreter for a tenth of a second."""
    whole: list[Entry] = []
    for entry in heapq.merge(*runs, key=_order):
        whole.append(entry)
        if len(whole) % BATCH == 0:
            yield None
    return tuple(whole)


def _why_not(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "You have no permission to list this folder"
    if isinstance(error, FileNotFoundError):
        return "This folder is not there any more"
    if isinstance(error, NotADirectoryError):
        return "This is a file, not a folder"
    return reason_of(error).capitalize()
