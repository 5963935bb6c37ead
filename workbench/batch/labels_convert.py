"""Labels of one file or project in another format: what is to be written where. `labels/outgoing.py` writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.audio.probe import looks_like_audio
from workbench.batch.labels_source import Source, listed
from workbench.errors import LabelFileError, WrongUsage, printable
from workbench.labels.formats.catalogue import FORMATS, format_named
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.sheet import Sheet
from workbench.labels.label import Status
from workbench.labels.outgoing import Outgoing, check_free, is_one_file, outgoing_steps
from workbench.labels.schema import SUFFIX


@dataclass(frozen=True)
class Target:
    """Where labels go.

    Attributes
    ----------
    path : a file, or a folder
    form : of what is written
    is_folder : it is meant to be one, whether it is there or not
    """

    path: Path
    form: LabelFormat
    is_folder: bool = False


@dataclass(frozen=True)
class Plan:
    """All that will be written, and nothing is yet."""

    form: LabelFormat
    files: tuple[Outgoing, ...]
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> int:
        return sum(len(file.sheet.labels) for file in self.files)

    @property
    def loses(self) -> bool:
        return any(file.losses for file in self.files)


def format_by_name(name: str, option: str) -> LabelFormat:
    """Raises `WrongUsage` for a name that is none, with those there are."""
    try:
        return format_named(name.lower())
    except KeyError:
        known = ", ".join(form.name for form in FORMATS)
        raise WrongUsage(f"{option} {printable(name)}: the formats are {known}.") from None


def format_by_suffix(path: Path) -> LabelFormat:
    """The format that files of such an ending have; of variants (textgrid, textgrid-short) the plain one.

    Raises `WrongUsage` where none or several have it.
    """
    suffix = _suffix(path)
    forms = [form for form in FORMATS if suffix and suffix in (each.lower() for each in form.suffixes)]
    for form in forms:
        if all(each is form or each.name.startswith(f"{form.name}-") for each in forms):
            return form
    names = ", ".join(form.name for form in forms or FORMATS)
    if forms:
        raise WrongUsage(
            f"{printable(path.name)}: files of several formats end in {suffix}. Choose with --to: {names}."
        )
    raise WrongUsage(f"The name {printable(path.name)} does not say a format. Choose with --to: {names}.")


def _suffix(path: Path) -> str:
    """The longest ending of the name that any format has, such as ".selections.txt"; "" for none."""
    endings = {suffix.lower() for form in FORMATS for suffix in form.suffixes}
    return max((ending for ending in endings if path.name.lower().endswith(ending)), key=len, default="")


def plan_files(
    source: Source, target: Target, recording: str | None = None, statuses: Collection[Status] = tuple(Status)
) -> Plan:
    """What will be written where, and what it loses.

    A format of one recording needs a file for each that has labels: then the target is a folder.

    Parameters
    ----------
    recording : take only its labels; its path, its file's name, or that without the ending
    statuses : take only labels that have one of these

    Raises `WrongUsage` for a recording that is not there, and where several recordings do not go into one file.
    """
    sheet = _named(source.sheet)
    sheet = replace(sheet, labels=tuple(label for label in sheet.labels if label.status in statuses))
    if recording is not None:
        sheet = _of_recording(sheet, _path_of(sheet, recording))
    whole = is_one_file(sheet, target.form)
    if not whole:
        _check_folder(sheet, target)
    path = target.path / f"{source.path.stem}{target.form.suffixes[0]}" if target.is_folder and whole else target.path
    files = tuple(outgoing_steps(sheet, target.form, path))
    without = 0 if whole else len(sheet.recordings) - len(files)
    notes = (f"{without:,} of the recordings have no labels, and get no file.",) if without else ()
    return Plan(target.form, files, notes)


def check_targets(plan: Plan, *, overwrite: bool = False, sources: Iterable[Path] = ()) -> None:
    """Raise `LabelFileError`, or `LabelTargetExists`, for the first file that may not be written.

    `sources` : files that are never written over
    """
    sources = tuple(sources)
    for file in plan.files:
        try:
            _check_target(file.path, sources)
        except OSError as error:
            reason = f"it cannot be written ({(error.strerror or str(error)).lower()}). Choose another name"
            raise LabelFileError(file.path, reason) from error
    if not overwrite:
        check_free(plan.files)


def _check_target(path: Path, sources: tuple[Path, ...]) -> None:
    if path.suffix.lower() == SUFFIX:
        raise LabelFileError(path, "a project is never written over. Open it, and import the labels there")
    if looks_like_audio(path):
        raise LabelFileError(path, "recordings are called so. Choose another ending")
    if path.is_dir():
        raise LabelFileError(path, "a folder has this name. Choose another name")
    if path.exists() and not path.is_file():
        raise LabelFileError(path, "this is no regular file. Take - to write to the standard output")
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise LabelFileError(path, "this is what is read. Choose another name")


def _check_folder(sheet: Sheet, target: Target) -> None:
    """Raise `WrongUsage` where several files are to be written, and the target is meant to be one."""
    if target.is_folder or not (_suffix(target.path) or target.path.exists()):
        return
    paths = dict.fromkeys(label.recording for label in sheet.labels)
    raise WrongUsage(
        f"A file of the format {target.form.name} has labels of one recording, and these are of {len(paths):,}. "
        f"Name a folder with --to {target.form.name}, or choose one with --recording: {listed(paths)}."
    )


def _named(sheet: Sheet) -> Sheet:
    """A recording that labels do not name gets the name of its file, where that is known."""
    name = next((each.file for each in sheet.recordings if each.path == ""), "")
    if not name or any(each.path == name for each in sheet.recordings):
        return sheet
    labels = (replace(label, recording=name) if label.recording == "" else label for label in sheet.labels)
    recordings = (replace(each, path=name, file="") if each.path == "" else each for each in sheet.recordings)
    return replace(sheet, labels=tuple(labels), recordings=tuple(recordings))


def _of_recording(sheet: Sheet, path: str) -> Sheet:
    labels = tuple(label for label in sheet.labels if label.recording == path)
    return replace(sheet, labels=labels, recordings=(sheet.recording(path),))


def _path_of(sheet: Sheet, wanted: str) -> str:
    """The recording of that path, name, or name without ending. Raises `WrongUsage` for none or several."""
    paths = [each.path for each in sheet.recordings]
    ways = (lambda path: path, lambda path: path.replace("\\", "/").rpartition("/")[2], _stem)
    for way in ways:
        found = [path for path in paths if way(path) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            raise WrongUsage(f"--recording {printable(wanted)}: several are called so. Say one: {listed(found)}.")
    raise WrongUsage(f"--recording {printable(wanted)}: there is none. There are {listed(paths) or 'no recordings'}.")


def _stem(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2]
    return Path(name).stem
