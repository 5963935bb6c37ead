"""All formats of label files, and what is done with one: recognise, read, write."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import LabelFormatUnknown
from workbench.labels.formats import audacity, csv_table, eaf, jsonl, raven, sonic_visualiser, subtitles, textgrid
from workbench.labels.formats.format import LabelFormat, Reading
from workbench.labels.formats.sheet import Sheet, SheetRecording
from workbench.labels.formats.text_file import read_head, write_whole

FORMATS: tuple[LabelFormat, ...] = (
    jsonl.FORMAT,
    eaf.FORMAT,
    subtitles.VTT,
    subtitles.SRT,
    textgrid.SHORT,
    textgrid.FORMAT,
    raven.FORMAT,
    *sonic_visualiser.FORMATS,
    audacity.FORMAT,
    csv_table.TSV,
    csv_table.CSV,
)
"""In the order in which files are compared with them, and are offered."""


def format_named(name: str) -> LabelFormat:
    """Raises `KeyError` for a name that is none."""
    return {each.name: each for each in FORMATS}[name]


def recognised(path: Path) -> LabelFormat:
    """The format that a file looks like, by its first lines and its name.

    Raises `LabelFormatUnknown` where it is none, and `LabelFileError`.
    """
    head = read_head(path)
    for form in FORMATS:
        if form.recognises(path, head):
            return form
    names = ", ".join(each.name for each in FORMATS)
    raise LabelFormatUnknown(path, f"its format was not recognised. Say which it is: {names}")


def read_labels(path: Path, form: LabelFormat | None = None, recording: SheetRecording | None = None) -> Reading:
    """What a file holds.

    Parameters
    ----------
    form : None to recognise it
    recording : what is known of the recording that the labels belong to

    Raises `LabelFileError` for what cannot be read at all; single bad rows are in the reading.
    """
    return (form or recognised(path)).read(path, recording or SheetRecording())


def write_labels(path: Path, sheet: Sheet, form: LabelFormat, *, overwrite: bool = False) -> None:
    """Write a sheet that `held` has been over; the file appears when it is whole.

    Raises `LabelTargetExists`, `LabelFileError`.
    """
    write_whole(path, lambda part: form.write(part, sheet), overwrite=overwrite)
