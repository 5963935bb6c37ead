"""Names of clips, from a pattern such as "{recording}_{start}_{label}"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from workbench.errors import printable
from workbench.file_names import FreeNames, file_stem
from workbench.labels.formats.sheet import SheetLabel

DEFAULT_PATTERN = "{recording}_{start}_{label}"

FIELDS = {
    "recording": "the recording's name, without its ending",
    "label": "the label's text",
    "tier": "its tier",
    "n": "the number of the clip, with zeros in front",
    "start": "its start in seconds",
    "end": "its end in seconds",
    "start_frame": "the first frame of the label",
    "end_frame": "the frame after its last",
}
"""What a pattern can name, and what that is."""

UNLABELLED = "unlabelled"
"""The class of labels without text."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_FIELD = re.compile(r"\{([^{}]*)\}")


def class_of(label: SheetLabel) -> str:
    """The class that a clip has: its label's text, on one line and without spaces around it."""
    return _CONTROL.sub(" ", label.text).strip() or UNLABELLED


def pattern_problem(pattern: str) -> str:
    """Why names cannot be made from a pattern, with the remedy; "" if they can."""
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    for name in _FIELD.findall(pattern):
        if name not in FIELDS:
            return f"the pattern of names has {{{name}}}, and can have {known}"
    if "/" in pattern or "\\" in pattern:
        return "the pattern of names has a slash. For a folder a class, choose class folders"
    if not pattern.strip():
        return f"the pattern of names is empty. It can have {known}"
    return ""


class ClipNames:
    """Gives each clip a name of its own; the second that the pattern calls the same becomes "NAME (2)".

    Parameters
    ----------
    pattern : without a `pattern_problem`
    suffix : the ending of all files
    classes : for a folder a class, all there are; None: without folders
    count : how many clips there will be at most
    """

    def __init__(self, pattern: str, suffix: str, classes: Iterable[str] | None, count: int) -> None:
        self._pattern, self._suffix = pattern, suffix
        self._digits = len(str(count))
        folders = FreeNames()
        self.folders = {name: folders.take(file_stem(name, "class")) for name in sorted(set(classes or ()))}
        """Of each class its folder; the names differ where a class has what no folder can be called."""
        self._free: dict[str, FreeNames] = {}

    def take(self, recording: Path, label: SheetLabel, number: int, sample_rate: int) -> Path:
        """The next clip's place below the folder. `number` : from 1; `sample_rate` : of the recording, Hz"""
        values = {
            "recording": recording.stem,
            "label": class_of(label),
            "tier": label.tier,
            "n": f"{number:0{self._digits}d}",
            "start": f"{label.start_s:.3f}",
            "end": f"{label.end_s:.3f}",
            "start_frame": str(round(label.start_s * sample_rate)),
            "end_frame": str(round(label.end_s * sample_rate)),
        }
        stem = file_stem(_FIELD.sub(lambda field: values[field[1]], self._pattern), "clip")
        folder = self.folders.get(class_of(label), "")
        free = self._free.setdefault(folder, FreeNames())
        return Path(folder) / free.take(stem, self._suffix)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which classes have folders of other names, a sentence each."""
        return tuple(
            f"The class “{printable(name)}” is in the folder “{folder}”, as no folder can have its name."
            for name, folder in self.folders.items()
            if folder != name
        )
