"""Which files a sheet is written into, and what each of them cannot hold: known before anything is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from workbench.errors import LabelFileError, LabelTargetExists
from workbench.file_names import FreeNames, file_stem
from workbench.labels.formats.catalogue import write_labels
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.held import held
from workbench.labels.formats.sheet import Sheet, SheetLabel


@dataclass(frozen=True)
class Outgoing:
    """A file to be written.

    Attributes
    ----------
    path : the file
    sheet : as it is written
    losses : what the format does not hold of it, a sentence each
    recording : the one that its labels are of; "" for a nameless one, or where the file names them
    """

    path: Path
    sheet: Sheet
    losses: tuple[str, ...]
    recording: str = ""


def is_one_file(sheet: Sheet, form: LabelFormat) -> bool:
    """Whether all labels go into one file: the format names recordings, or there are labels of one only."""
    return form.holds.recordings or len({label.recording for label in sheet.labels}) <= 1


def outgoing_steps(sheet: Sheet, form: LabelFormat, target: Path, *, each: bool = False) -> Iterator[Outgoing]:
    """What is to be written, file by file.

    Parameters
    ----------
    target : the file; where not all labels go into one, the folder in which each recording gets one of its name
    each : whether `target` is that folder even if only one recording has labels
    """
    if form.holds.recordings:
        yield _outgoing(target, sheet, form)
        return
    labels: dict[str, list[SheetLabel]] = {}
    for label in sheet.labels:
        labels.setdefault(label.recording, []).append(label)
    paths = [each.path for each in sheet.recordings if each.path in labels] or [_only_path(sheet)]
    if len(paths) == 1 and not each:
        yield _outgoing(target, sheet.only(paths[0]), form, paths[0])
        return
    names = FreeNames()
    for path in paths:
        own = replace(sheet, labels=tuple(labels[path])).only(path)
        yield _outgoing(target / names.take(_stem(path), form.suffixes[0]), own, form, path)


def _only_path(sheet: Sheet) -> str:
    return sheet.recordings[0].path if len(sheet.recordings) == 1 else ""


def _outgoing(path: Path, sheet: Sheet, form: LabelFormat, recording: str = "") -> Outgoing:
    kept = held(sheet, form.holds)
    return Outgoing(path, kept.sheet, kept.losses, recording)


def _stem(recording: str) -> str:
    """As the recording is called."""
    return file_stem(PurePosixPath(recording.replace("\\", "/")).stem, "labels")


def write_steps(files: Sequence[Outgoing], form: LabelFormat, *, overwrite: bool = False) -> Iterator[Path]:
    """Write them one after the other; each is whole or not there. Folders that are missing are made.

    Raises `LabelTargetExists` before the first is written, and `LabelFileError`.
    """
    if not overwrite:
        check_free(files)
    for each in files:
        try:
            each.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"its folder cannot be made ({(error.strerror or str(error)).lower()}). Choose another one"
            raise LabelFileError(each.path, reason) from error
        write_labels(each.path, each.sheet, form, overwrite=overwrite)
        yield each.path


def existing(files: Sequence[Outgoing]) -> tuple[Path, ...]:
    """Those that are there already, links that lead nowhere among them."""
    return tuple(each.path for each in files if os.path.lexists(each.path))


def check_free(files: Sequence[Outgoing]) -> None:
    """Raises `LabelTargetExists` for the first that is there already."""
    for path in existing(files):
        raise LabelTargetExists(path)
