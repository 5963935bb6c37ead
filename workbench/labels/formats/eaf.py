"""ELAN annotation documents (.eaf): tiers of intervals in whole milliseconds, read in schemas 2.x and 3.0.

Written in schema 3.0, which ELAN 5 (2017) and newer write themselves, with nothing in it that schema 2.7 did not have.
Schemas: http://www.mpi.nl/tools/elan/EAFv3.0.xsd and "The ELAN Annotation Format" (Max Planck Institute, Nijmegen).
Names of media are no URLs in ELAN: nothing in them is escaped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePath, PureWindowsPath
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.eaf_document import ROOT, Annotation, Document, EafTier, Medium, read_document
from workbench.labels.formats.eaf_times import Times
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.losing_words import CONTROL
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetLabel, SheetRecording, SheetTier, sheet_of

_TYPE = "default-lt"
_CONSTRAINTS = {
    "Time_Subdivision": "Time subdivision of parent annotation's time interval, "
    "no time gaps allowed within this interval",
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. "
    "Annotations refering to the same parent are ordered",
    "Symbolic_Association": "1-1 association with a parent annotation",
    "Included_In": "Time alignable annotations within the parent annotation's time interval, gaps are allowed",
}
"""As ELAN writes them into each document, word for word."""


def _recognises(path: Path, head: str) -> bool:
    return f"<{ROOT}" in head


def read(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Labels name the sound that the document names; of several, the one of `recording` if it is
    there, else the first that is no video. Its time origin is added, so that times are those of the sound.
    """
    document = read_document(path)
    medium = _medium(document.media, recording)
    times = Times(document)
    labels: list[SheetLabel] = []
    bad: list[BadRow] = []
    for tier in document.tiers.values():
        for each in tier.annotations:
            made = _label(each, tier, times, medium)
            if isinstance(made, BadRow):
                bad.append(made)
            else:
                labels.append(made)
    tiers = [SheetTier(name) for name in document.tiers]
    sheet = sheet_of(labels, tiers, (), [SheetRecording(_name(medium))] if medium else ())
    return Reading(sheet, tuple(sorted(bad, key=lambda row: row.line)), tuple(_notes(document, medium, times)))


def _medium(media: list[Medium], recording: SheetRecording) -> Medium | None:
    wanted = _last(recording.path or recording.file)
    if wanted:
        for each in media:
            if wanted in (_last(each.url), _last(each.relative_url)):
                return each
    return next((each for each in media if each.mime.startswith("audio")), media[0] if media else None)


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].casefold()


def _name(medium: Medium) -> str:
    """The path relative to the document, which holds on other computers, too; else as it is."""
    path = medium.relative_url or medium.url
    path = re.sub("^file:(///+(?=[^/]))?", lambda found: "/" if found[1] else "", path)
    path = re.sub(r"^/(?=[A-Za-z]:/|[.]{1,2}/)", "", path).removeprefix("./")
    is_quoted = path.isascii() and " " not in path and re.search("%[0-9A-Fa-f]{2}", path)
    return unquote(path) if is_quoted else path


def _label(annotation: Annotation, tier: EafTier, times: Times, medium: Medium | None) -> SheetLabel | BadRow:
    span = times.of(annotation)
    if isinstance(span, str):
        return BadRow(annotation.line, span)
    origin_ms = medium.origin_ms if medium else 0.0
    start_s, end_s = ((time + origin_ms) / 1000.0 for time in span)
    who = tier.annotator.strip()
    label = SheetLabel(
        start_s, end_s, text=annotation.text, tier=tier.name, recording=_name(medium) if medium else "",
        author=SheetAuthor("person", who) if who else None, line=annotation.line,
    )  # fmt: skip
    reason = reason_against(label)
    return label if reason is None else BadRow(annotation.line, reason)


def _notes(document: Document, medium: Medium | None, times: Times) -> Iterator[str]:
    if document.encoding_note:
        yield document.encoding_note
    if medium and len(document.media) > 1:
        yield f"It belongs to {len(document.media)} files; its labels are read for “{_name(medium)}”."
    if medium and medium.origin_ms:
        yield f"In ELAN, “{_name(medium)}” starts at {medium.origin_ms:g} ms; this was added to all times."
    if times.guessed:
        yield f"{times.guessed} times were not given, and part the time between their neighbours evenly, as in ELAN."
    if document.units != "milliseconds":
        yield f"It says that its times are {document.units}; they were read as milliseconds, as ELAN does."
    people = {tier.participant.strip(): None for tier in document.tiers.values() if tier.participant.strip()}
    if people:
        yield f"Participants of tiers ({', '.join(people)}) are not read; the names of tiers are."


def write(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _lines(sheet, path.parent):
            file.write(line + "\n")


def _lines(sheet: Sheet, folder: Path) -> Iterator[str]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<{ROOT} AUTHOR="" DATE="{now}" FORMAT="3.0" VERSION="3.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">'
    )
    yield from _header(sheet, folder)
    slots = _slots(sheet.labels)
    yield "    <TIME_ORDER>"
    for (index, is_end), number in slots.items():
        label = sheet.labels[index]
        time_ms = round((label.end_s if is_end else label.start_s) * 1000.0)
        yield f'        <TIME_SLOT TIME_SLOT_ID="ts{number}" TIME_VALUE="{time_ms}"/>'
    yield "    </TIME_ORDER>"
    yield from _tiers(sheet, slots)
    yield f'    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="{_TYPE}" TIME_ALIGNABLE="true"/>'
    for name, words in _CONSTRAINTS.items():
        yield f"    <CONSTRAINT DESCRIPTION={quoteattr(words)} STEREOTYPE={quoteattr(name)}/>"
    yield f"</{ROOT}>"


def _slots(labels: Sequence[SheetLabel]) -> dict[tuple[int, bool], int]:
    """Numbers of time slots by a label's index and whether it is its end; in the order of time, as ELAN wants them."""
    every = [(label.start_s, True, index) for index, label in enumerate(labels)]
    every += [(label.end_s, False, index) for index, label in enumerate(labels)]
    return {(index, not is_start): number for number, (_, is_start, index) in enumerate(sorted(every), 1)}


def _tiers(sheet: Sheet, slots: dict[tuple[int, bool], int]) -> Iterator[str]:
    indices: dict[str, list[int]] = {tier.name: [] for tier in sheet.tiers}
    for index, label in enumerate(sheet.labels):
        indices[label.tier].append(index)
    for name, own in indices.items():
        yield f'    <TIER LINGUISTIC_TYPE_REF="{_TYPE}" TIER_ID={quoteattr(name)}>'
        for index in own:
            refs = f'TIME_SLOT_REF1="ts{slots[index, False]}" TIME_SLOT_REF2="ts{slots[index, True]}"'
            yield "        <ANNOTATION>"
            yield f'            <ALIGNABLE_ANNOTATION ANNOTATION_ID="a{index + 1}" {refs}>'
            yield f"                <ANNOTATION_VALUE>{escape(sheet.labels[index].text)}</ANNOTATION_VALUE>"
            yield "            </ALIGNABLE_ANNOTATION>"
            yield "        </ANNOTATION>"
        yield "    </TIER>"


def _header(sheet: Sheet, folder: Path) -> Iterator[str]:
    """`lastUsedAnnotationId` : ELAN numbers new annotations from there; without it, it would give ids twice."""
    yield '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">'
    for each in sheet.recordings[:1]:
        file = each.path or each.file
        if file and not CONTROL.search(file):  # which XML has no way to write
            yield f"        {_descriptor(file, folder)}"
    yield f'        <PROPERTY NAME="lastUsedAnnotationId">{len(sheet.labels)}</PROPERTY>'
    yield "    </HEADER>"


def _descriptor(file: str, folder: Path) -> str:
    """Of a sound; what is no absolute path is taken from the document's folder on, where ELAN looks, too."""
    is_of_windows = bool(PureWindowsPath(file).drive)
    plain = file.replace("\\", "/") if is_of_windows else file
    kind = "audio/x-wav" if plain.lower().endswith(".wav") else "audio/*"
    url, relative = f"file:///{plain}", ""
    if plain.startswith("/"):
        url = f"file:{plain}" if plain.startswith("//") else f"file://{plain}"
    elif not is_of_windows:
        url, relative = f"file:///./{plain}", f"./{plain}"
    if not relative and is_of_windows == (os.name == "nt"):
        relative = _relative(plain, folder)
    nearby = f" RELATIVE_MEDIA_URL={quoteattr(relative)}" if relative else ""
    return f'<MEDIA_DESCRIPTOR MEDIA_URL={quoteattr(url)} MIME_TYPE="{kind}"{nearby}/>'


def _relative(path: str, folder: Path) -> str:
    """From a folder; "" where no way leads there, as to another drive."""
    try:
        way = PurePath(os.path.relpath(path, folder.absolute())).as_posix()
    except ValueError:
        return ""
    return way if way.startswith("../") else f"./{way}"


FORMAT = LabelFormat(
    "eaf",
    "ELAN (.eaf)",
    (".eaf",),
    Holds(
        points=False, tiers=True, nameless_tiers=False, odd_tier_names=False, empty_tiers=True, overlaps=False,
        line_breaks=True, blank_edges=True, step_s=0.001,
    ),
    _recognises,
    read,
    write,
)  # fmt: skip
