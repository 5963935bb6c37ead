"""The recordings of a folder, as a project knows them: what a review of whole files is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import AudioReadError, WorkbenchError
from workbench.labels.label import KnownRecording
from workbench.labels.library import stored_folder, stored_path
from workbench.labels.project import Project
from workbench.labels.relink import What, identify, same_content

_REPLACED = "it holds another sound than the one its labels were made on; open it by itself to say what becomes of them"


@dataclass(frozen=True)
class FolderList:
    """How far a folder is looked through, and what was found.

    `recordings` : those that can be reviewed, in the order given
    `moved` : of these, those that the project knows at another place, with what they are now; for `relink.move`
    `unreadable` : stored paths, and why these cannot be reviewed; for the listing of the review
    """

    done: int
    total: int
    recordings: tuple[KnownRecording, ...] = ()
    moved: tuple[tuple[int, KnownRecording], ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()


def folder_steps(
    project: Project, paths: Sequence[Path], look: Callable[[Path], KnownRecording]
) -> Iterator[FolderList]:
    """Look at files one after the other; the last value yielded has what was found, those before only how far it is.

    `look` : what a project would know of a file, see `relink.look_at`; raises `WorkbenchError` for what is no sound,
    cannot be read, or is not there any more. For the worker, with a project of an excerpt.
    """
    folder = project.about.get("folder", "")
    by_path = {each.path: each for each in project.recordings.values()}
    recordings: list[KnownRecording] = []
    moved: dict[int, KnownRecording] = {}
    unreadable: list[tuple[str, str]] = []
    for number, path in enumerate(paths):
        yield FolderList(number, len(paths))
        try:
            now = look(path)
        except WorkbenchError as error:
            reason = error.reason if isinstance(error, AudioReadError) else str(error)
            unreadable.append((_stored(path, folder), reason))
            continue
        known = by_path.get(now.path)
        if known is not None and same_content(known, now):
            recordings.append(known)
            continue
        found = identify(project, path, now)
        if found.what is What.REPLACED:
            unreadable.append((now.path, _REPLACED))
        elif found.what is What.MOVED and found.known.id not in moved:
            moved[found.known.id] = found.now
            recordings.append(found.known)
        else:
            recordings.append(found.known if found.what is What.SAME else found.now)
    yield FolderList(len(paths), len(paths), tuple(recordings), tuple(moved.items()), tuple(unreadable))


def _stored(path: Path, folder: str) -> str:
    return stored_path(path, folder or stored_folder(path.parent))
