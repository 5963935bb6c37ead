"""Which project a recording's labels are in, and how it is opened: for changing, or only for looking, and why."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.errors import ProjectDamaged, ProjectError, ProjectReadOnly, printable
from workbench.labels import backups
from workbench.labels.elsewhere import adopt, look_elsewhere, renamed
from workbench.labels.keeper import Keeper
from workbench.labels.library import project_of_folder, stored_folder
from workbench.labels.lock import Holder, ProjectLock, take
from workbench.labels.project import Project
from workbench.labels.relink import Found, What, identify, look_at
from workbench.labels.store import Store

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_TURN_S = 0.003
_OWN_LOCK_S = 0.5
NOT_WRITABLE = "its disk, its folder or its file may not be written to"


class Follower:
    """A project that another window changes: read anew when it did, taken over when it was given back.

    For the worker's thread; `store` is None as long as the other has made no file.
    """

    def __init__(self, path: Path, store: Store | None) -> None:
        self.path, self._store = path, store
        self._version = 0 if store is None else store.data_version()

    def look(self) -> OpenFile | None:
        """The project as it is now, if it is another; None when nothing has changed. Raises `ProjectError`."""
        got = _try_to_take(self.path)
        if isinstance(got, ProjectLock):
            self.close()
            return open_file(self.path, got)
        if isinstance(got, str):
            return None
        if self._store is None:
            return open_file(self.path, got) if self.path.exists() else None
        version = self._store.data_version()
        if version == self._version:
            return None
        self._version = version
        project = _project(self._store)
        return OpenFile(self.path, project, self._store.step_names(), _words(got), follower=self)

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


@dataclass(frozen=True)
class OpenFile:
    """A project that was read.

    `read_only` : why it cannot be changed, "" where it can
    `lock` : given to who opened it for changing; None where there are no locks
    `follower` : there when another window has it
    """

    path: Path
    project: Project
    step_names: tuple[list[str], list[str]]
    read_only: str = ""
    lock: ProjectLock | None = None
    follower: Follower | None = None


def open_file(path: Path, got: _Lock | None = None) -> OpenFile:
    """Open a project, for changing if that is possible; one that is not there is empty, and made with its first label.

    `got` is its lock where that was taken already. Raises `ProjectError`; `ProjectDamaged` for one that needs repair.
    """
    got = _try_to_take(path) if got is None else got
    if isinstance(got, Holder):
        return _look_on(path, got)
    lock = got if isinstance(got, ProjectLock) else None
    try:
        return _open(path, lock, got if isinstance(got, str) else "")
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _open(path: Path, lock: ProjectLock | None, reason: str) -> OpenFile:
    if not path.exists():
        return OpenFile(path, Project(), ([], []), reason, lock)
    _check_not_emptied(path)
    if reason or not os.access(path, os.W_OK):
        return _look_only(path, reason or NOT_WRITABLE)
    try:
        store = Store(path)
    except ProjectDamaged:
        raise
    except ProjectReadOnly as error:
        return _look_only(path, error.reason)
    except ProjectError as error:
        return _for_later(path, lock, error)
    try:
        return OpenFile(path, _project(store), store.step_names(), "", lock)
    finally:
        store.close()


_Lock = ProjectLock | Holder | str
"""The lock; who has it; or why there is none: "" on a full disk, where it is not needed to go on."""


def _try_to_take(path: Path) -> _Lock:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return take(path)
    except OSError as error:
        return "" if error.errno in _NO_ROOM else NOT_WRITABLE


def _project(store: Store) -> Project:
    """With its labels and clips in order, which else the window's thread would see to."""
    project = Project(store.contents())
    project.labels.view().column("start_s")
    project.clip_ids(0)
    return project


def _look_on(path: Path, who: Holder) -> OpenFile:
    store = Store(path, read_only=True) if path.exists() and path.stat().st_size else None
    follower = Follower(path, store)
    if store is None:
        return OpenFile(path, Project(), ([], []), _words(who), follower=follower)
    return OpenFile(path, _project(store), store.step_names(), _words(who), follower=follower)


def _words(who: Holder) -> str:
    return f"{who}, has it open; close it there, and it can be changed here"


def _look_only(path: Path, reason: str) -> OpenFile:
    store = Store(path, read_only=True)
    try:
        return OpenFile(path, _project(store), store.step_names(), reason)
    finally:
        store.close()


def _for_later(path: Path, lock: ProjectLock | None, error: ProjectError) -> OpenFile:
    """It cannot be opened for writing now, because its disk is full, say: changes wait in memory until it can."""
    try:
        return replace(_look_only(path, ""), lock=lock)
    except ProjectError:
        raise error from None


def _check_not_emptied(path: Path) -> None:
    """An empty file was a project, if there are backups of it: what a broken disk or copying left."""
    log = path.with_name(path.name + "-wal")
    if path.stat().st_size == 0 and not (log.exists() and log.stat().st_size) and backups.folders_of(path):
        raise ProjectDamaged(path, "it is empty")


# For the window


@dataclass(frozen=True)
class Sound:
    """What is known of the recording in the window; `frames` as its file announces them."""

    path: Path
    sample_rate: int
    frames: int
    channels: int


@dataclass(frozen=True)
class Wanted:
    """What the window wants to have open.

    Attributes
    ----------
    sound : the recording in it
    chosen : the project that the person opened, whatever recordings are looked at
    remembered : projects chosen for folders, by `stored_folder`
    open_path, open_project : those that are open already
    leaving : projects that were open and have not been written or closed yet
    """

    sound: Sound | None
    chosen: Path | None = None
    remembered: Mapping[str, str] = field(default_factory=dict)
    open_path: Path | None = None
    open_project: Project | None = None
    leaving: Mapping[Path, Keeper] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A project (`file` None: the one that is open already), and the recording in it; `note` is for the person."""

    path: Path
    found: Found | None
    file: OpenFile | None = None
    note: str = ""


class LetGo:
    """The project that is open must be closed first, because its file gets another place."""


@dataclass(frozen=True)
class ComeBack:
    """The project was open a while ago, and has changes that are not on the disk: go on with it as it is in memory."""

    path: Path


def open_steps(wanted: Wanted) -> Iterator[Opened | LetGo | ComeBack | None]:
    """Open what is wanted; for the worker. Raises `ProjectError`, `AudioReadError`."""
    sound = wanted.sound
    now = None
    if sound is not None:
        now = look_at(sound.path, "", sound.sample_rate, sound.frames, sound.channels)
    path, note = _which(wanted)
    file: OpenFile | None = None
    renamed_from, problem = None, None
    if path != wanted.open_path or wanted.open_project is None:
        leaving = wanted.leaving.get(path)
        if leaving is not None and not leaving.closing:
            yield ComeBack(path)
            return
        while leaving is not None and not leaving.closed:
            time.sleep(_TURN_S)
            yield None
        if sound is not None and now is not None and _is_of_folder(path, sound) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            moved = renamed(look_elsewhere(path.parent, now, path), sound.path.parent)
            if moved is not None and moved.project == wanted.open_path:
                yield LetGo()
                return
            leaving = None if moved is None else wanted.leaving.get(moved.project)
            while leaving is not None and not leaving.closed and leaving.error is None:
                time.sleep(_TURN_S)
                yield None
            if moved is not None:
                try:
                    adopt(moved.project, path, sound.path.parent)
                    renamed_from = moved.folder
                except ProjectError as error:
                    problem = error
        got = _try_to_take(path)
        until_s = time.monotonic() + _OWN_LOCK_S
        while isinstance(got, Holder) and got.pid == os.getpid() and time.monotonic() < until_s:
            time.sleep(_TURN_S)  # opened a moment ago for a recording that was left at once: about to be given back
            yield None
            got = _try_to_take(path)
        file = open_file(path, got)
    project = (file.project if file is not None else wanted.open_project) or Project()
    if sound is None or now is None:
        yield Opened(path, None, file, note)
        return
    found = identify(project, sound.path, now)
    if found.what is What.NEW and _is_of_folder(path, sound):
        found = replace(found, elsewhere=next(iter(look_elsewhere(path.parent, now, path)), None))
    yield Opened(path, replace(found, renamed_from=renamed_from, problem=problem), file, note)


def _which(wanted: Wanted) -> tuple[Path, str]:
    """The project to open, and what to tell of the choice."""
    note = ""
    if wanted.chosen is not None:
        if wanted.chosen.exists() or wanted.chosen in (wanted.open_path, *wanted.leaving):
            return wanted.chosen, ""
        note = f"The project {printable(str(wanted.chosen))} is not there: open it again when it is."
    if wanted.sound is None:
        raise ProjectError(wanted.chosen or "", "it is not there; open it again when it is")
    folder = wanted.sound.path.parent
    automatic = project_of_folder(folder)
    remembered = wanted.remembered.get(stored_folder(folder), "")
    if not remembered:
        return automatic, note
    if Path(remembered).exists():
        return Path(remembered), note
    return automatic, (
        f"{printable(Path(remembered).name)}, where the labels of this folder are, is not there. Labels made now go "
        "into a project of their own; open that one when it is there again."
    )


def _is_of_folder(path: Path, sound: Sound) -> bool:
    return path == project_of_folder(sound.path.parent)
