"""TextGrids of Praat, as long and as short text: tiers of intervals, which leave no gaps, and tiers of points.

Formats as in Praat's manual (pages "TextGrid file formats" and "TextGrid"), and as Praat 6.3 reads and writes them. The
long and the short one differ by words that do not count, so one reader reads both; it is in `textgrid_reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from workbench.labels.formats.format import Holds, LabelFormat
from workbench.labels.formats.praat_text import quoted, written
from workbench.labels.formats.sheet import Sheet, SheetLabel
from workbench.labels.formats.textgrid_reading import BINARY, CHRONOLOGICAL, INTERVALS, POINTS, read

_HEADER = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
_IS_LONG = re.compile(r"^\s*xmin\s*=", re.MULTILINE)


def _is_of_praat(path: Path, head: str) -> bool:
    """Other objects of Praat, too: the reader says what to do with them."""
    first = head.lstrip().split("\n", 1)[0]
    return "ooTextFile" in first or first.startswith((BINARY, f'"{CHRONOLOGICAL}"'))


def _is_short(path: Path, head: str) -> bool:
    return _is_of_praat(path, head) and _IS_LONG.search(head) is None


def write(path: Path, sheet: Sheet) -> None:
    """As "Save as text file…" of Praat does, in UTF-8."""
    end_s = _end_s(sheet)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{_HEADER}xmin = 0 \nxmax = {written(end_s)} \ntiers? <exists> \n")
        file.write(f"size = {len(sheet.tiers)} \nitem []: \n")
        for number, (kind, name, entries) in enumerate(_tiers(sheet, end_s), 1):
            rows, last = ("intervals", "text") if kind == INTERVALS else ("points", "mark")
            file.write(f'    item [{number}]:\n        class = "{kind}" \n        name = {quoted(name)} \n')
            file.write(f"        xmin = 0 \n        xmax = {written(end_s)} \n        {rows}: size = {len(entries)} \n")
            names = ("xmin", "xmax") if kind == INTERVALS else ("number",)
            for place, (times, text) in enumerate(entries, 1):
                file.write(f"        {rows} [{place}]:\n")
                for key, time_s in zip(names, times, strict=True):
                    file.write(f"            {key} = {written(time_s)} \n")
                file.write(f"            {last} = {quoted(text)} \n")


def write_short(path: Path, sheet: Sheet) -> None:
    """As "Save as short text file…" of Praat does, in UTF-8."""
    end_s = _end_s(sheet)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{_HEADER}0\n{written(end_s)}\n<exists>\n{len(sheet.tiers)}\n")
        for kind, name, entries in _tiers(sheet, end_s):
            file.write(f'"{kind}"\n{quoted(name)}\n0\n{written(end_s)}\n{len(entries)}\n')
            for times, text in entries:
                file.write("\n".join((*map(written, times), quoted(text))) + "\n")


def _end_s(sheet: Sheet) -> float:
    """Where the grid ends; Praat makes none of no length, so one that nothing is known of is a second long."""
    return max([sheet.recording("").duration_s, *(label.end_s for label in sheet.labels)]) or 1.0


_Entry = tuple[tuple[float, ...], str]


def _tiers(sheet: Sheet, end_s: float) -> Iterator[tuple[str, str, list[_Entry]]]:
    """Class, name, and times and text of all entries; a tier without labels is one of intervals."""
    labels: dict[str, list[SheetLabel]] = {tier.name: [] for tier in sheet.tiers}
    for label in sheet.labels:
        labels[label.tier].append(label)
    for name, own in labels.items():
        if any(label.is_point for label in own):
            yield POINTS, name, [((label.start_s,), label.text) for label in own]
        else:
            yield INTERVALS, name, list(_tiled(own, end_s))


def _tiled(labels: list[SheetLabel], end_s: float) -> Iterator[_Entry]:
    """Intervals without text lie where no label is."""
    until_s = 0.0
    for label in labels:
        if label.start_s > until_s:
            yield (until_s, label.start_s), ""
        yield (label.start_s, label.end_s), label.text
        until_s = label.end_s
    if until_s < end_s:
        yield (until_s, end_s), ""


_HOLDS = Holds(
    tiers=True,
    empty_tiers=True,
    overlaps=False,
    mixed_tiers=False,
    empty_texts=False,
    line_breaks=True,
    blank_edges=True,
)
SHORT = LabelFormat("textgrid-short", "Praat TextGrid, short", (".TextGrid",), _HOLDS, _is_short, read, write_short)
FORMAT = LabelFormat("textgrid", "Praat TextGrid", (".TextGrid",), _HOLDS, _is_of_praat, read, write)
