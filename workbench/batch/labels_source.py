"""Labels that a command reads: from a file or a project, with what is known of their recordings."""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np

from workbench.audio.probe import looks_like_audio
from workbench.batch.reading import opened
from workbench.errors import AudioReadError, LabelFileError, WrongUsage, printable
from workbench.labels.fingerprint import fingerprint
from workbench.labels.formats.catalogue import read_labels, recognised
from workbench.labels.formats.format import BadRow, LabelFormat, Reading
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording
from workbench.labels.formats.text_file import LARGEST_BYTES
from workbench.labels.library import is_there
from workbench.labels.recording_end import beyond_end, words_of_beyond
from workbench.labels.schema import SUFFIX

_RAVEN_ENDING = re.compile(r"(\.Table\.\d+)?\.selections$", re.IGNORECASE)
"""Raven calls the table of `a.wav` `a.Table.1.selections.txt`."""


@dataclass(frozen=True)
class Audio:
    """A recording that labels belong to. `known` : with its file's name"""

    path: Path
    known: SheetRecording


@dataclass(frozen=True)
class Source:
    """What was read.

    Attributes
    ----------
    form : None for a project
    sheet : without the bad rows; a recording that the file does not name is "" in it, with its `file` if that is known
    bad : what could not be read, or lies beyond the end of its recording; `line` is 0 where there are no lines
    notes : what a person should know
    audio : the recording that was looked at, if any
    """

    path: Path
    form: LabelFormat | None
    sheet: Sheet
    bad: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()
    audio: Audio | None = None

    @property
    def format_name(self) -> str:
        return self.form.name if self.form else "project"

    @property
    def title(self) -> str:
        return self.form.title if self.form else "a project"


def read_source(path: Path, form: LabelFormat | None = None, audio: Path | None = None) -> Source:
    """Read all labels of a file or a project, and compare them with the length of their recordings.

    Parameters
    ----------
    form : None to recognise it
    audio : the recording; None for one that lies beside the file and has its name, if there is one. Recordings that the
        file names are found where it says, or beside it

    Raises `LabelFileError`, `ProjectError`, `AudioReadError`, and `WrongUsage` for a recording that is none of several.
    """
    _check_file(path)
    if path.suffix.lower() == SUFFIX and form is None:
        reading = _read_project(path)
        found, notes = (look_at(audio) if audio else None), list[str]()
    else:
        form = form or _recognised(path)
        found, notes = (look_at(audio), []) if audio else _beside(path)
        reading = read_labels(path, form, replace(found.known, path="", file=found.known.path) if found else None)
    sheet, more = _with_audio(reading.sheet, found, named=audio is not None)
    sheet, others = _with_files(sheet, path.parent)
    inside, beyond = _parted(sheet)
    bad = sorted([*reading.bad, *beyond], key=lambda row: row.line)
    return Source(path, form, inside, tuple(bad), (*reading.notes, *notes, *more, *others), found)


@contextlib.contextmanager
def standard_input() -> Iterator[Path]:
    """What comes in there, as a file that is gone afterwards. Raises `LabelFileError` for too much of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        body = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        if len(body) > LARGEST_BYTES:
            raise LabelFileError(path, f"more than {LARGEST_BYTES // 1024**2} MB came in, which no labels are")
        path.write_bytes(body)
        yield path


def look_at(path: Path) -> Audio:
    """What is known of a recording; decoded only where its header does not say its length. Raises `AudioReadError`."""
    with opened(path) as recording:
        if not recording.expected_frames:
            recording.decode()
        known = SheetRecording(
            path.name,
            recording.sample_rate,
            recording.expected_frames,
            recording.channels,
            path.stat().st_size,
            fingerprint(path),
        )
        return Audio(path, known)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise LabelFileError(path, "this is a folder. Name a file of labels, or a project")
        if path.exists() and not path.is_file():
            raise LabelFileError(path, "this is no regular file. Take - to read from the standard input")
    except OSError as error:
        raise LabelFileError(path, f"it cannot be read ({(error.strerror or str(error)).lower()})") from error


def _recognised(path: Path) -> LabelFormat:
    if looks_like_audio(path):
        raise LabelFileError(path, "this is called like a recording. Name the file of its labels")
    try:
        return recognised(path)
    except LabelFileError as error:
        if path.is_file() and path.stat().st_size == 0:
            reason = "it is empty, so its format cannot be seen. Say which it is with --from"
            raise LabelFileError(path, reason) from error
        raise


def _read_project(path: Path) -> Reading:
    from workbench.labels.project import Project
    from workbench.labels.sheet_export import sheet_of_project
    from workbench.labels.store import Store

    if not path.exists():
        raise LabelFileError(path, "there is no such file")
    with contextlib.closing(Store(path, read_only=True)) as store:
        return Reading(sheet_of_project(Project(store.contents())))


def _beside(path: Path) -> tuple[Audio | None, list[str]]:
    """The recording beside a file of labels, if it is the only one of its name and can be opened; and why it is not."""
    stems = (path.stem, _RAVEN_ENDING.sub("", path.stem))
    try:
        found = sorted(each for each in path.absolute().parent.iterdir() if each.stem in stems and _is_audio(each))
    except OSError:  # a folder that may be entered and not listed
        return None, []
    if len(found) > 1:
        return None, [f"Several recordings have its name: {listed(each.name for each in found)}. Choose with --audio."]
    if not found:
        return None, []
    try:
        return look_at(found[0]), []
    except AudioReadError as error:
        return None, [f"The recording beside it was not looked at: {error}."]


def _is_audio(path: Path) -> bool:
    return looks_like_audio(path) and is_there(path)


def _with_audio(sheet: Sheet, audio: Audio | None, named: bool) -> tuple[Sheet, list[str]]:
    """The sheet with what is known of that recording. `named` : the person says that the labels belong to it."""
    if audio is None:
        return sheet, []
    place, notes = _place_of(sheet, audio, named)
    if place is None:
        return sheet, notes
    here = sheet.recordings[place]
    known = replace(audio.known, path=here.path, file="" if here.path else audio.known.path)
    if here.sample_rate not in (0, known.sample_rate):
        rates = f"{here.sample_rate:,} Hz, and {printable(audio.path.name)} has {known.sample_rate:,} Hz"
        notes.append(f"The labels were made at {rates}. Their times in seconds are kept.")
    recordings = (*sheet.recordings[:place], known, *sheet.recordings[place + 1 :])
    return replace(sheet, recordings=recordings), notes


def _place_of(sheet: Sheet, audio: Audio, named: bool) -> tuple[int | None, list[str]]:
    """Which recording of the sheet that one is: the nameless one, or one of its name, or the only one."""
    paths = [each.path for each in sheet.recordings]
    if not paths:
        return None, []
    for place, path in enumerate(paths):
        if path == "" or _name(path).casefold() == audio.path.name.casefold():
            return place, []
    if not named:
        return None, []
    name = printable(audio.path.name)
    if len(paths) == 1:
        return 0, [f"The labels were made on {printable(_name(paths[0]))}, and are taken as those of {name}."]
    raise WrongUsage(f"--audio {name}: the labels are of {listed(map(_name, paths))}.")


def _with_files(sheet: Sheet, folder: Path) -> tuple[Sheet, list[str]]:
    """The sheet with what the files of its recordings tell, where it does not say their lengths and they lie where it
    says, or in the folder; and which could not be looked at."""
    recordings: list[SheetRecording] = []
    notes: list[str] = []
    for recording in sheet.recordings:
        recordings.append(recording)
        place = None if recording.frames else _file_of(recording.path, folder)
        if place is None:
            continue
        try:
            recordings[-1] = replace(look_at(place).known, path=recording.path)
        except AudioReadError as error:
            notes.append(f"A recording was not looked at: {error}.")
    return replace(sheet, recordings=tuple(recordings)), notes


def _file_of(path: str, folder: Path) -> Path | None:
    places = (folder / path.replace("\\", "/"), folder / _name(path))
    return next((place for place in places if _is_audio(place)), None)


def _name(path: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[/\\]", path)[-1]


def listed(names: Iterable[str], most: int = 20) -> str:
    """The first of them, and how many more there are."""
    every = [printable(name) for name in names]
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return f"{', '.join(every[:most])}{more}"


def _parted(sheet: Sheet) -> tuple[Sheet, list[BadRow]]:
    """The labels that lie within their recordings, where their lengths are known; and what is wrong with the others."""
    known = {each.path: each for each in sheet.recordings}
    lengths = {each.path: each.duration_s for each in sheet.recordings if each.frames and each.sample_rate}
    start_s = np.array([label.start_s for label in sheet.labels])
    end_s = np.array([label.end_s for label in sheet.labels])
    last_s = np.array([lengths.get(label.recording, np.inf) for label in sheet.labels])
    beyond = beyond_end(start_s, end_s, last_s).tolist()
    if not any(beyond):
        return sheet, []
    bad = [_beyond(label, known[label.recording]) for label in compress(sheet.labels, beyond)]
    inside = tuple(label for label, is_beyond in zip(sheet.labels, beyond, strict=True) if not is_beyond)
    return replace(sheet, labels=inside), bad


def _beyond(label: SheetLabel, recording: SheetRecording) -> BadRow:
    whose = printable(_name(recording.path or recording.file)) or "its recording"
    what = "" if label.line else f"“{printable(label.text)}”: "
    return BadRow(label.line or 0, what + words_of_beyond(label.start_s, label.end_s, recording.duration_s, whose))
