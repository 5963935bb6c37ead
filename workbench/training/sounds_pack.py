"""Short labelled sounds, such as hits or spoken digits, and which of them no network may learn from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from workbench.errors import DataError
from workbench.training.clips import Clip
from workbench.training.speech_pack import listed

_LABELS = ("label", "kind", "digits")
_SIDES = {"train": False, "valid": True, "test": True}
_REPEAT = re.compile(r"_rr\d+$")
_FIRST_HELD_BACK, _OF_SETS, _OF_SINGLES = 4, 6, 10


@dataclass(frozen=True)
class PackSound:
    """One sound with its label; `unseen` ones are only measured on.

    Sounds of one `origin` (a speaker, an instrument struck again and again) are never on both sides; `corpus` is the
    collection they are from.
    """

    clip: Clip
    corpus: str
    origin: str
    unseen: bool = False

    @property
    def label(self) -> str:
        return self.clip.label


def find_sounds(data: Path) -> list[PackSound]:
    """The sounds of a tar or folder with a `meta.csv`, in its order.

    Its columns are path; label, kind or digits, where rows without a single word or digit are left out; and if wanted
    corpus, speaker and split (train, valid, test). Without split, see `_held_back`. Raises `DataError`.
    """
    sounds, sides = [], []
    for row, clip in listed(data, "meta.csv"):
        label = _label(row, data)
        if label:
            name = PurePath(row["path"]).stem
            corpus = row.get("corpus") or name.split("_")[0]
            origin = f"{corpus}/{row['speaker']}" if row.get("speaker") else _origin(name)
            sounds.append(PackSound(replace(clip, label=label), corpus, origin))
            sides.append(row.get("split") or "")
    if not sounds:
        raise DataError(f"{data}: holds no labelled sounds.")
    if not any(sides):
        unseen = _held_back(sounds)
        return [replace(sound, unseen=sound.origin in unseen) for sound in sounds]
    if unknown := set(sides) - _SIDES.keys():
        raise DataError(f"{data}: the split {min(unknown)!r} must be train, valid or test. Correct its meta.csv.")
    return [replace(sound, unseen=_SIDES[side]) for sound, side in zip(sounds, sides, strict=True)]


def _label(row: Mapping[str, str], data: Path) -> str:
    column = next((name for name in _LABELS if name in row), None)
    if column is None:
        raise DataError(f"{data}: the header of its meta.csv must name one of the columns {', '.join(_LABELS)}.")
    label = row[column] or ""
    return "" if column == "digits" and len(label) != 1 else label


def _origin(name: str) -> str:
    """Names that end in _rr1, _rr2 … are repeated strokes; collection and instrument are their first two words."""
    return "_".join(name.split("_")[:2]) if _REPEAT.search(name) else name


def _held_back(sounds: Sequence[PackSound]) -> set[str]:
    """In alphabetical order every sixth instrument of those struck repeatedly, and every tenth single of each label."""
    counts: dict[str, int] = {}
    for sound in sounds:
        counts[sound.origin] = counts.get(sound.origin, 0) + 1
    groups: dict[str, set[str]] = {}
    for sound in sounds:
        group = "" if counts[sound.origin] > 1 else sound.label
        groups.setdefault(group, set()).add(sound.origin)
    return {
        origin
        for group, origins in groups.items()
        for origin in sorted(origins)[_FIRST_HELD_BACK :: _OF_SINGLES if group else _OF_SETS]
    }
