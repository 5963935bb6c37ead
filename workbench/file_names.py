"""Names of new files, fit for any system."""

from __future__ import annotations

import re
import unicodedata

_NO_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
"""What some system does not have in the name of a file."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names of devices on Windows, whatever ending they have."""

_LONGEST = 120
"""Bytes; with a number and an ending it fits any disk."""


def file_stem(name: str, otherwise: str = "sound") -> str:
    """The name, fit for a file or folder on any system; letters of all scripts stay.

    What cannot be in a name becomes a hyphen. `otherwise` is taken where nothing is left.
    """
    stem = _NO_NAME.sub("-", name).strip(" .")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip(" .") or otherwise
    return _RESERVED.sub(r"\1_\2", stem, count=1) if _RESERVED.match(stem) else stem


class FreeNames:
    """Gives each name once: the second file of a name becomes "NAME (2)", the next "NAME (3)".

    Names that differ only in case, or in how an accent is written, are the same on some systems, and so here.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def take(self, stem: str, suffix: str = "") -> str:
        first = _key(f"{stem}{suffix}")
        number = self._last.get(first, 0) + 1
        name = _numbered(stem, number, suffix)
        while _key(name) in self._last:
            number += 1
            name = _numbered(stem, number, suffix)
        self._last[first] = number
        self._last.setdefault(_key(name), 1)
        return name


def _numbered(stem: str, number: int, suffix: str) -> str:
    return f"{stem}{'' if number == 1 else f' ({number})'}{suffix}"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
