"""Clean speech and noises to learn denoising from: what there is, under which licence, and who keeps to which side."""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import DataError
from workbench.training.clips import Clip, find_clips

_FREE = {"CC0", "CC-BY", "CC-BY-4.0", "MIT", "Apache-2.0"}
"""Licences of noises that ask for no more than credit."""

_EACH = 10
"""One in so many speakers, and one in so many noises, is held back."""


@dataclass(frozen=True)
class Source:
    """One recording; those with the same `origin` (a speaker, an original recording) are never on both sides.

    `corpus` is where speech comes from, or the kind of a noise. `range_db` tells about how far clean speech stands
    above its own background, infinite where that is not known.
    """

    clip: Clip
    corpus: str
    origin: str
    range_db: float = float("inf")


def find_speech(data: Path, least_range_db: float = 25.0) -> list[Source]:
    """Clean speech of a tar or folder with a `clean.csv`: columns path and, if wanted, corpus, speaker, range_db.

    What is noisier than `least_range_db` is left out. Raises `DataError`.
    """
    sources = []
    for row, clip in listed(data, "clean.csv"):
        corpus, speaker = row.get("corpus") or "", row.get("speaker") or ""
        # Where speakers are not told apart, a corpus stays whole on one side.
        origin = f"{corpus}/{speaker}" if corpus or speaker else clip.name
        source = Source(clip, corpus, origin, float(row.get("range_db") or "inf"))
        if source.range_db >= least_range_db:
            sources.append(source)
    return sources


def find_noises(data: Path, more: Sequence[Path] = ()) -> list[Source]:
    """Noises of a tar or folder with a `noise.csv` (path, category, licence), and of sets of labelled clips.

    Only noises whose licence asks for no more than credit; each once, by its file's name. Raises `DataError`.
    """
    clips = [clip for _, clip in listed(data, "noise.csv")]
    for path in more:
        clips += find_clips(path)
    by_name: dict[str, Clip] = {}
    for clip in clips:
        if not clip.licence or clip.licence in _FREE:
            by_name.setdefault(Path(clip.member or clip.path).name, clip)
    return [Source(clip, clip.label, _original(name)) for name, clip in sorted(by_name.items())]


def held_back(sources: Iterable[Source]) -> set[str]:
    """Origins to measure on: of each corpus every tenth, in alphabetical order, if it has as many."""
    by_corpus: dict[str, set[str]] = {}
    for source in sources:
        by_corpus.setdefault(source.corpus, set()).add(source.origin)
    return {origin for origins in by_corpus.values() for origin in sorted(origins)[_EACH // 2 :: _EACH]}


def _original(name: str) -> str:
    """ESC-50 names its clips fold-original-take-class; takes of one original belong together."""
    parts = name.split("-")
    return parts[1] if len(parts) == 4 else name


def listed(data: Path, list_name: str) -> Iterator[tuple[Mapping[str, str], Clip]]:
    """The rows of a list in a tar or folder, each with the clip that its `path` names. Raises `DataError`."""
    if not data.exists():
        raise DataError(f"{data}: there is no such file or folder. Give a tar file or a folder with a {list_name}.")
    try:
        if data.is_dir():
            text, members = (data / list_name).read_text(encoding="utf-8"), None
        else:
            text, members = _in_tar(data, list_name)
    except (OSError, tarfile.TarError, UnicodeDecodeError) as error:
        raise DataError(f"{data}: its {list_name} cannot be read ({error}). Copy the data again.") from error
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        path, where = row.get("path") or "", f"{data}:{list_name}, line {reader.line_num}"
        label, licence = row.get("category") or "", row.get("licence") or ""
        credit = {name: row[name] for name in ("author", "title", "url") if row.get(name)}
        if members is None:
            clip = Clip(data / path, label, licence=licence, credit=credit)
            found = bool(path) and clip.path.is_file()
        else:
            clip = Clip(data, label, path, members.get(path, (0, 0)), licence=licence, credit=credit)
            found = path in members
        if not found:
            raise DataError(f"{where}: {path or 'an empty path'} is not there. Correct the path, or remove the line.")
        yield row, clip


def _in_tar(data: Path, list_name: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The list, and where the bytes of each file lie, by its path beside the list."""
    with tarfile.open(data) as archive:
        members = {member.name: (member.offset_data, member.size) for member in archive if member.isfile()}
    lists = sorted((name for name in members if Path(name).name == list_name), key=len)
    if not lists:
        raise DataError(f"{data}: has no {list_name}. Give another tar file, or add the list.")
    first, size = members[lists[0]]
    with data.open("rb") as file:
        file.seek(first)
        text = file.read(size).decode("utf-8-sig")
    base = lists[0].removesuffix(list_name)
    return text, {name.removeprefix(base): place for name, place in members.items() if name.startswith(base)}
