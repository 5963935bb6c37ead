"""The recordings that labels of files and projects belong to, found on the disk: what clips are cut out of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.audio.label_clips import ClipSource
from workbench.audio.probe import looks_like_audio
from workbench.batch.labels_report import bad_words, counted
from workbench.batch.labels_source import Source, read_source
from workbench.errors import WrongUsage, printable
from workbench.labels.database import connect, told
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording
from workbench.labels.label import KnownRecording
from workbench.labels.library import is_there, real_path
from workbench.labels.project import Project
from workbench.labels.sheet_matching import match_recordings


@dataclass
class Sources:
    """What was found. `bad` : rows that cannot be read, and recordings that were not found, a line each"""

    found: list[ClipSource] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def clip_sources(
    inputs: Sequence[Path], audio: Path | None, form: LabelFormat | None, wanted: Callable[[SheetLabel], bool]
) -> Sources:
    """The labels that are wanted, with their recordings.

    Parameters
    ----------
    inputs : files of labels, and projects
    audio : the recording of all of them, or a folder below which they are looked for by their names; None: where a
        project or a file says, else beside it
    form : of the files; None to recognise it

    Raises `LabelFileError`, `ProjectError`, `AudioReadError`, `WrongUsage`.
    """
    if audio is not None and not audio.exists():
        raise WrongUsage(f"--audio {printable(str(audio))}: there is no such file or folder.")
    every = _recordings_below(audio) if audio is not None and audio.is_dir() else None
    sources = Sources()
    for path in inputs:
        source = _read(path, form, audio, every)
        sources.bad += bad_words(source)
        sources.notes += [f"{printable(path.name)}: {note}" for note in source.notes]
        places = _places(source, every)
        labels: dict[str, list[SheetLabel]] = {}
        for label in source.sheet.labels:
            if wanted(label):
                labels.setdefault(label.recording, []).append(label)
        for name, those in labels.items():
            place = places.get(name)
            if place is None:
                sources.bad.append(_missing(path, name, len(those)))
            else:
                sources.found.append(ClipSource(place, tuple(those)))
    return sources


def _read(path: Path, form: LabelFormat | None, audio: Path | None, every: Sequence[Path] | None) -> Source:
    source = read_source(path, form, audio if every is None else None)
    if every is None or source.form is None or "" not in {each.path for each in source.sheet.recordings}:
        return source
    # A file that does not name its recording belongs to the one of its name, and may count its frames
    own = _matched(every, Sheet(recordings=(SheetRecording(),)), path).get("")
    return read_source(path, form, own) if own else source


def _places(source: Source, every: Sequence[Path] | None) -> dict[str, Path | None]:
    """Where each recording of a sheet is."""
    names = [each.path for each in source.sheet.recordings]
    if every is not None:
        places = _matched(every, source.sheet, source.path)
    elif source.form is None:
        folder = _folder_of(source.path)
        places = {name: _if_there(real_path(name, folder)) for name in names}
    else:
        places = _matched(_recordings_in(source.path.absolute().parent), source.sheet, source.path)
        places |= {name: here for name in names if name and (here := _if_there(source.path.parent / name))}
    if source.audio is not None:
        own = source.audio.path
        places |= {name: own for name in names if name == "" or len(names) == 1 or _is_called(own, name)}
    return places


def _matched(files: Iterable[Path], sheet: Sheet, path: Path) -> dict[str, Path | None]:
    """The recordings of a sheet that these files are, by their names, as a project finds those that it knows."""
    known = dict(enumerate(files, 1))
    project = Project()
    project.recordings.update(
        {number: KnownRecording(number, each.as_posix(), 0, "", 0, 0, 0) for number, each in known.items()}
    )
    found = match_recordings(project, sheet, path, None)
    return {name: None if number is None else known[number] for name, number in found.items()}


def _folder_of(project: Path) -> str:
    """From which its recordings' paths start."""
    with told(project), contextlib.closing(connect(project, read_only=True)) as connection:
        row = connection.execute("SELECT value FROM about WHERE key = 'folder'").fetchone()
    return str(row[0]) if row else ""


def _recordings_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.absolute().rglob("*") if looks_like_audio(path) and path.is_file())


def _recordings_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if looks_like_audio(path) and path.is_file())


def _if_there(path: Path) -> Path | None:
    return path if is_there(path) else None


def _is_called(path: Path, name: str) -> bool:
    return path.name.casefold() == name.replace("\\", "/").rpartition("/")[2].casefold()


def _missing(path: Path, name: str, labels: int) -> str:
    what = f"the recording {printable(name)} was not found" if name else "its recording was not found beside it"
    return f"{printable(path.name)}: {what}, which has {counted(labels, 'label')}. Say where it is with --audio"
