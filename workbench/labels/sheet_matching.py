"""Which recording of a project each path in a file of labels means: it was written elsewhere, by other programs."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from urllib.parse import unquote

from workbench.labels.formats.sheet import Sheet, SheetRecording
from workbench.labels.label import KnownRecording
from workbench.labels.library import real_path, stored_path
from workbench.labels.project import Project

_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


def file_name(path: str) -> str:
    """Of a path as a file of labels may say it: without folders, drive and percent signs of addresses."""
    return _parts(_plain(path))[-1]


def is_called(path: str, name: str) -> bool:
    """Whether a path that a file of labels says ends in that name, but for case and composition."""
    return _letters(file_name(path)) == _letters(name)


def match_recordings(project: Project, sheet: Sheet, file: Path, here: int | None) -> dict[str, int | None]:
    """The recordings of a project (ids) that a sheet's paths mean; None where nothing fits, or several fit alike.

    In this order: by content, where the sheet knows it; by path, from the project's folder and from that of the file
    of labels; by the name of the file, of several the one with most folders in common; by that name without its suffix.
    A recording without a path is `here`, the one that is open; with nothing open, the `file` that the sheet says, or
    the one called like the file of labels ("a.TextGrid", "a.Table.1.selections.txt" and "a.wav.txt" for "a.wav").

    Parameters
    ----------
    file : where the sheet was read
    here : an id, or None
    """
    known = _Known(project, file)
    return {each.path: known.match(each, here) for each in sheet.recordings}


class _Known:
    """The recordings of a project by all that they may be found by."""

    def __init__(self, project: Project, file: Path) -> None:
        self._folder, self._file = project.about.get("folder", ""), file
        every = list(project.recordings.values())
        self._by_path = {each.path: each for each in every}
        self._by_content = _grouped(every, lambda each: (each.size, each.fingerprint))
        self._by_name = _grouped(every, lambda each: _parts(each.path)[-1])
        self._by_letters = _grouped(every, lambda each: _letters(_parts(each.path)[-1]))
        self._by_stem = _grouped(every, lambda each: _letters(_stem(each.path)))

    def match(self, wanted: SheetRecording, here: int | None) -> int | None:
        alike = self._by_content.get((wanted.size, wanted.fingerprint), []) if wanted.size > 0 else []
        if len(alike) == 1:
            return alike[0].id
        path = wanted.path or (wanted.file if here is None else "")
        found = self._named(path) if path else None
        if not wanted.path and found is None:
            found = self._nameless(here)
        if alike and found not in [each.id for each in alike]:
            return None  # several of this content, and none of them has this name
        return found

    def _named(self, path: str) -> int | None:
        for each in self._places(path):
            if each in self._by_path:
                return self._by_path[each].id
        name = _parts(path)[-1]
        for found in (self._by_name.get(name), self._by_letters.get(_letters(name))):
            if found:
                return _nearest(found, path)
        return _nearest(self._by_stem.get(_letters(_stem(path)), []), path)

    def _places(self, path: str) -> Iterable[str]:
        """The path as the project may have stored it."""
        yield path
        plain = _plain(path)
        for each in dict.fromkeys((plain, plain.replace("\\", "/"))):
            yield stored_path(real_path(each, self._folder), self._folder)
            yield stored_path(self._file.parent / each, self._folder)

    def _nameless(self, here: int | None) -> int | None:
        if here is not None:
            return here
        name = self._file.name
        while True:
            found = self._by_letters.get(_letters(name)) or self._by_stem.get(_letters(name))
            if found:
                return _nearest(found, stored_path(self._file, self._folder))
            name, dot, _suffix = name.rpartition(".")
            if not dot:
                return None


def _grouped(
    recordings: Iterable[KnownRecording], key: Callable[[KnownRecording], Hashable]
) -> dict[Hashable, list[KnownRecording]]:
    groups: dict[Hashable, list[KnownRecording]] = defaultdict(list)
    for each in recordings:
        groups[key(each)].append(each)
    return dict(groups)


def _plain(path: str) -> str:
    return unquote(path.partition("file://")[2]) if path.startswith("file://") else path


def _parts(path: str) -> list[str]:
    """Folders and name; "\\" parts them where nothing else does, as in what Windows wrote."""
    is_windows = "/" not in path or _DRIVE.match(path)
    return re.split(r"[/\\]+" if is_windows else "/+", path)


def _stem(path: str) -> str:
    name = _parts(path)[-1]
    return name.rpartition(".")[0] or name


def _letters(name: str) -> str:
    """The same for names that differ in case and composition only."""
    return unicodedata.normalize("NFC", name).casefold()


def _nearest(recordings: list[KnownRecording], path: str) -> int | None:
    """The one with the most folders above its name in common; None where several have as many."""
    if len(recordings) == 1:
        return recordings[0].id
    wanted = _parts(path)[-2::-1]
    ranked = sorted(((_common(_parts(each.path)[-2::-1], wanted), each.id) for each in recordings), reverse=True)
    if len(ranked) < 2 or ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]


def _common(one: list[str], other: list[str]) -> int:
    """How many parts at the beginning are the same; that both end there counts, too."""
    count = 0
    for a, b in zip((*one, ""), (*other, ""), strict=False):
        if _letters(a) != _letters(b):
            break
        count += 1
    return count
