"""Several files of labels on their way into a project: what each holds, whose labels it has, what of it is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from workbench.errors import LabelFileError, WorkbenchError
from workbench.labels.formats.catalogue import read_labels, recognised
from workbench.labels.formats.format import LabelFormat, Reading
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetRecording, sheet_of
from workbench.labels.label import KnownRecording
from workbench.labels.library import is_there, real_path
from workbench.labels.project import Project
from workbench.labels.relink import name_of
from workbench.labels.sheet_import import Import, plan_import
from workbench.labels.sheet_matching import file_name, is_called, match_recordings

Whose = int | KnownRecording | None
"""A recording of the project by its id, one that the project is to know, or none that was found."""


@dataclass(frozen=True)
class ImportWish:
    """What a person wants to import.

    Attributes
    ----------
    paths : files of labels
    here : the recording in the window, if any, to which labels of a single file belong if it does not say otherwise
    form : None to recognise the format of each file
    tier : into which all labels go; None: into the tiers that the files name
    untiered : the name of the tier for labels that have none
    author : of labels that have none
    colors : as "#rrggbb", for texts that become classes; none of them does if there are none
    all_here : whether all labels belong to that recording, whatever the file says
    look : what a project would know of a recording's file; raises `WorkbenchError`
    suffixes : of recordings, to look for one beside a file of labels
    """

    paths: tuple[Path, ...]
    here: int | None
    look: Callable[[Path], KnownRecording]
    suffixes: Sequence[str]
    form: LabelFormat | None = None
    tier: int | None = None
    untiered: str = ""
    author: SheetAuthor | None = None
    colors: Sequence[str] = ()
    all_here: bool = False


@dataclass(frozen=True)
class Incoming:
    """One file: what was read, or why it could not be.

    `form` : as which it was read; `where` : whose labels it has, by the recordings that it names; `names` : of these,
    for a person; `renamed` : the names that the file says of recordings with another name here, and these;
    `plan` : what it would bring by itself
    """

    path: Path
    form: LabelFormat | None = None
    reading: Reading = field(default_factory=lambda: Reading(Sheet()))
    where: Mapping[str, Whose] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    plan: Import | None = None
    error: LabelFileError | None = None


@dataclass(frozen=True)
class Arrival:
    """All files together.

    `plan` is what they bring, None where no file could be read; `intervals`, `points`, `boxes` : how many of each;
    `tiers` : the names of those that they go into
    """

    files: tuple[Incoming, ...]
    plan: Import | None = None
    intervals: int = 0
    points: int = 0
    boxes: int = 0
    tiers: tuple[str, ...] = ()


def incoming_steps(project: Project, wish: ImportWish) -> Iterator[Incoming | Arrival]:
    """Read the files one after the other, then say what all of them bring; nothing is changed."""
    files: list[Incoming] = []
    for path in wish.paths:
        files.append(_incoming(project, path, wish))
        yield files[-1]
    good = [each for each in files if each.plan is not None]
    if len(good) <= 1:
        yield _arrival(project, files, good[0].plan if good else None)
        return
    yield _arrival(project, files, _plan(project, *_together(good), wish))


def _arrival(project: Project, files: Sequence[Incoming], plan: Import | None) -> Arrival:
    if plan is None:
        return Arrival(tuple(files))
    rows = plan.rows
    boxes = sum(low_hz is not None for low_hz in rows["low_hz"])
    ends = zip(rows["start_s"], rows["end_s"], rows["low_hz"], strict=True)
    points = sum(start_s == end_s and low_hz is None for start_s, end_s, low_hz in ends)
    tiers = {each.id: each.name for each in (*project.tier_list, *plan.new_tiers)}
    names = tuple(tiers[each] for each in dict.fromkeys(rows["tier"]))
    return Arrival(tuple(files), plan, plan.count - boxes - points, points, boxes, names)


def _incoming(project: Project, path: Path, wish: ImportWish) -> Incoming:
    try:
        form = wish.form or recognised(path)
        reading = read_labels(path, form, _context(project, path, wish))
    except LabelFileError as error:
        return Incoming(path, error=error)
    where = _whose(project, reading.sheet, path, wish)
    names = {name: _name(project, whose) for name, whose in where.items()}
    renamed = {file_name(name): here for name, here in names.items() if name and here and not is_called(name, here)}
    return Incoming(path, form, reading, where, names, renamed, _plan(project, reading.sheet, where, wish))


def _name(project: Project, whose: Whose) -> str:
    known = project.recordings.get(whose) if isinstance(whose, int) else whose
    return "" if known is None else name_of(known)


def _plan(project: Project, sheet: Sheet, where: Mapping[str, Whose], wish: ImportWish) -> Import:
    return plan_import(
        project, sheet, where, tier=wish.tier, untiered=wish.untiered, author=wish.author, colors=wish.colors
    )


def _context(project: Project, path: Path, wish: ImportWish) -> SheetRecording:
    """What is known of the recording that a file belongs to if it names none."""
    whose = _of_file(project, path, wish)
    known = project.recordings.get(whose) if isinstance(whose, int) else whose
    if known is None:
        return SheetRecording()
    return SheetRecording("", known.sample_rate, known.frames, known.channels)


def _whose(project: Project, sheet: Sheet, path: Path, wish: ImportWish) -> dict[str, Whose]:
    """Recordings of the project first; then those that lie where the file says, or beside it; then the one in the
    window, if the file says nothing."""
    if wish.all_here:
        return dict.fromkeys((each.path for each in sheet.recordings), wish.here)
    found: dict[str, Whose] = dict(match_recordings(project, sheet, path, None))
    for name in [name for name, whose in found.items() if whose is None]:
        found[name] = _on_disk(project, name, path, wish) if name else _of_file(project, path, wish)
    return found


def _of_file(project: Project, path: Path, wish: ImportWish) -> Whose:
    """The recording of the file's own name, or, for a single file, the one in the window."""
    if wish.all_here:
        return wish.here
    nameless = Sheet(recordings=(SheetRecording(),))
    own = match_recordings(project, nameless, path, None).get("")
    if own is not None:
        return own
    return _beside(path, wish) or (wish.here if len(wish.paths) == 1 else None)


def _beside(path: Path, wish: ImportWish) -> KnownRecording | None:
    for stem in dict.fromkeys((path.stem, path.name.split(".", 1)[0])):
        for suffix in wish.suffixes:
            found = path.with_name(f"{stem}{suffix}")
            if is_there(found):
                return _looked_at(found, wish)
    return None


def _on_disk(project: Project, name: str, path: Path, wish: ImportWish) -> KnownRecording | None:
    plain = PurePosixPath(name.replace("\\", "/"))
    places = (real_path(str(plain), project.about.get("folder", "")), path.parent / plain, path.parent / plain.name)
    found = next((place for place in places if place.is_absolute() and is_there(place)), None)
    return None if found is None else _looked_at(found, wish)


def _looked_at(path: Path, wish: ImportWish) -> KnownRecording | None:
    try:
        return wish.look(path)
    except WorkbenchError:
        return None  # its labels are then among those whose recording was not found


def _together(files: Sequence[Incoming]) -> tuple[Sheet, dict[str, Whose]]:
    """One sheet of several; each recording has the number of its file in its name."""
    where: dict[str, Whose] = {}
    labels, recordings = [], []
    for number, each in enumerate(files):
        sheet = each.reading.sheet
        labels += [replace(label, recording=f"{number}/{label.recording}") for label in sheet.labels]
        recordings += [replace(one, path=f"{number}/{one.path}") for one in sheet.recordings]
        where |= {f"{number}/{name}": whose for name, whose in each.where.items()}
    tiers = {tier.name: tier for each in files for tier in each.reading.sheet.tiers}
    classes = {one.name: one for each in files for one in each.reading.sheet.classes}
    return sheet_of(labels, tiers.values(), classes.values(), recordings), where
