"""Subtitles: WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip (.srt), which has no standard: as players read it.

In WebVTT a tier is the voice of a cue, `<v calls>`: players do not show it, and of the files of other programs it is
the speaker. Of a cue with several voices each becomes a label. SubRip has no tiers, and nothing in it can be escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from workbench.errors import LabelFileError
from workbench.labels.formats.checked import reason_against
from workbench.labels.formats.format import BadRow, Holds, LabelFormat, Reading
from workbench.labels.formats.sheet import Sheet, SheetLabel, SheetRecording, sheet_of
from workbench.labels.formats.text_file import read_text

_TIME = r"(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+(\S.*?))?\s*$")
_SRT_TIMING = re.compile(r"\s*[-+]?\d[\d:.,\s]*-->")
_SRT_HEAD = re.compile(rf"\s*(?:\d+[^\S\n]*\n+)?{_TIME}\s*-->\s*{_TIME}")
_SRT_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_VTT_TAG = re.compile(r"</?(?:[A-Za-z.][^>]*(?:>|$)|\d+:[\d:.]*>|>)")
_VTT_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s+([^>]*))?(?:>|$)|</v\s*>")
_NO_CUE = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_REMEDY = "Write such as 00:00:01.000 --> 00:00:02.500"


@dataclass
class _Found:
    """What was read so far, and how often there was something that is not read, or was guessed."""

    labels: list[SheetLabel] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    tagged: int = 0
    placed: int = 0
    short: int = 0

    def cue(self, line: int, timing: str, text: str, pieces: Callable[[str], list[tuple[str, str]]]) -> None:
        """`pieces` : tiers and texts of a cue's text."""
        found = _TIMING.match(timing)
        if found is None:
            self.bad.append(BadRow(line, f"“{timing.strip()}” are no times. {_REMEDY}"))
            return
        start_s, end_s = _seconds(found.groups()[:4]), _seconds(found.groups()[4:8])
        if start_s is None or end_s is None:
            self.bad.append(BadRow(line, f"“{timing.strip()}” has more than 59 minutes or seconds. Correct it"))
            return
        self.short += any(digits and len(digits) < 3 for digits in (found[4], found[8]))
        self.placed += found[9] is not None
        for tier, words in pieces(text):
            label = SheetLabel(start_s, end_s, text=words, tier=tier, line=line)
            reason = reason_against(label)
            if reason is None:
                self.labels.append(label)
            else:
                self.bad.append(BadRow(line, reason))

    def stray(self, line: int, text: str) -> None:
        self.bad.append(BadRow(line, f"“{text.strip()[:40]}” has no times before it. {_REMEDY} on a line of its own"))

    def reading(self, encoding_note: str) -> Reading:
        notes = [encoding_note] if encoding_note else []
        if self.tagged:
            notes.append(f"Tags for looks, such as <i>, are not read. Texts that have some: {self.tagged:,}.")
        if self.placed:
            notes.append(f"Places on the screen are not read. Texts that have one: {self.placed:,}.")
        if self.short:
            notes.append(f"Times with fewer than three decimals, such as 0,5 for half a second: {self.short:,}.")
        return Reading(sheet_of(self.labels), tuple(self.bad), tuple(notes))


def _seconds(parts: tuple[str | None, ...]) -> float | None:
    """Of hours, minutes, seconds and decimals; exact to the last digit."""
    hours, minutes, seconds, decimals = (part or "0" for part in parts)
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return int(f"{whole}{decimals.ljust(9, '0')}") / 10**9


def _time(time_s: float, point: str) -> str:
    seconds, ms = divmod(round(time_s * 1000.0), 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{point}{ms:03d}"


def _recognises_vtt(path: Path, head: str) -> bool:
    return re.match(r"WEBVTT(\s|$)", head) is not None


def read_vtt(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. Notes, styles and regions are passed over, as are identifiers and settings of cues."""
    text = read_text(path)
    lines = text.body.split("\n")
    if not _recognises_vtt(path, lines[0]):
        raise LabelFileError(path, "its first line is not WEBVTT. Add that line, or choose another format", 1)
    found = _Found()

    def pieces(text: str) -> list[tuple[str, str]]:
        found.tagged += _VTT_TAG.search(_VTT_VOICE.sub("", text)) is not None
        return _voices(text)

    for first, block in _blocks(lines):
        arrows = [place for place, line in enumerate(block) if "-->" in line]
        if (not arrows or arrows[0] > 1) and first > 1 and not _NO_CUE.match(block[0]):
            found.stray(first, block[0])
        for arrow, after in pairwise([*arrows, len(block)]):
            found.cue(first + arrow, block[arrow], "\n".join(block[arrow + 1 : after]), pieces)
    return found.reading(text.note)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty ones, with the number of the first; the first block is the header."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _voices(text: str) -> list[tuple[str, str]]:
    """The voices of a cue and what each says; one at least."""
    said: dict[str, list[str]] = {}
    voice, at = "", 0
    for tag in _VTT_VOICE.finditer(text):
        said.setdefault(voice, []).append(_plain_vtt(text[at : tag.start()]))
        voice, at = " ".join(html.unescape(tag[1] or "").split()), tag.end()
    said.setdefault(voice, []).append(_plain_vtt(text[at:]))
    joined = [(voice, "\n".join(filter(None, texts))) for voice, texts in said.items()]
    return [piece for piece in joined if piece[1]] or [next((piece for piece in joined if piece[0]), ("", ""))]


def _plain_vtt(text: str) -> str:
    """Without tags. A "<" before anything else than a tag is what ffmpeg writes of a "<" in a text."""
    return html.unescape(_VTT_TAG.sub("", text)).strip()


def write_vtt(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("WEBVTT\n")
        for label in sheet.labels:
            voice = f"<v {html.escape(label.tier, quote=False)}>" if label.tier else ""
            words = f"{voice}{html.escape(label.text, quote=False)}"
            file.write(f"\n{_time(label.start_s, '.')} --> {_time(label.end_s, '.')}\n{words}\n")


def _recognises_srt(path: Path, head: str) -> bool:
    is_named = path.suffix.lower() == ".srt" and ("-->" in head or not head.strip())
    return is_named or _SRT_HEAD.match(head) is not None


def read_srt(path: Path, recording: SheetRecording) -> Reading:
    """See `LabelFormat`. A cue's text goes on to the number, or the times, of the next one, as in players.

    Numbers may be wrong or missing, and there may be empty lines, which are left out. Tags of HTML and styles of
    SubStation are left out.
    """
    text = read_text(path)
    lines = text.body.split("\n")
    timings = [place for place, line in enumerate(lines) if _SRT_TIMING.match(line)]
    if not timings and text.body.strip():
        raise LabelFileError(path, f"it has no times of subtitles. {_REMEDY}, or choose another format")
    found = _Found()

    def pieces(text: str) -> list[tuple[str, str]]:
        found.tagged += _SRT_MARKUP.search(text) is not None
        return [("", _SRT_MARKUP.sub("", text).strip())]

    ends = [place - lines[place - 1].strip().isdecimal() if place else 0 for place in [*timings, len(lines)]]
    ends[-1] = len(lines)
    for place, line in enumerate(lines[: ends[0]]):
        if line.strip():
            found.stray(place + 1, line)
            break
    for place, end in zip(timings, ends[1:], strict=True):
        words = "\n".join(line for line in lines[place + 1 : end] if line.strip())
        found.cue(place + 1, lines[place], words, pieces)
    return found.reading(text.note)


def write_srt(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number, label in enumerate(sheet.labels, 1):
            file.write(f"{number}\n{_time(label.start_s, ',')} --> {_time(label.end_s, ',')}\n{label.text}\n\n")


VTT = LabelFormat(
    "vtt",
    "WebVTT subtitles",
    (".vtt",),
    Holds(points=False, tiers=True, odd_tier_names=False, line_breaks=True, blank_lines=False, step_s=0.001),
    _recognises_vtt,
    read_vtt,
    write_vtt,
)
SRT = LabelFormat(
    "srt",
    "SubRip subtitles",
    (".srt",),
    Holds(points=False, empty_texts=False, line_breaks=True, blank_lines=False, markup=False, step_s=0.001),
    _recognises_srt,
    read_srt,
    write_srt,
)
