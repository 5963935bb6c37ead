"""Labelled clips to learn from: where they lie, what they are, and how to read one."""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import soundfile

from workbench.audio.signal import Samples
from workbench.errors import DataError

AUDIO_SUFFIXES = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".aif", ".aiff", ".caf", ".w64"}

FREE_LICENCES = {"CC0", "CC-BY"}
"""Licences under which what was learned from a clip may be given away, with credit and without further conditions."""

_LIST_NAME = "meta.csv"
_TABLE_NAME = "metadata.csv"
"""What the `audiofolder` of Hugging Face's `datasets` reads, in the folder or in one for each split."""


@dataclass(frozen=True)
class Clip:
    """One sound with one label.

    `path` is the audio file, or the tar file when `member` names a file within it; `place` is then where its bytes
    begin, and how many there are.
    `fold` is None where the data has no folds, `licence` empty where none is given; `credit` holds author, title and
    url where they are known.
    """

    path: Path
    label: str
    member: str = ""
    place: tuple[int, int] = (0, 0)
    fold: int | None = None
    licence: str = ""
    credit: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.path.name}:{self.member}" if self.member else str(self.path)

    @property
    def is_free(self) -> bool:
        return self.licence in FREE_LICENCES

    def read(self) -> tuple[Samples, int]:
        """All of the clip: float32, shape (channels, frames), and its sample rate in Hz. Raises `DataError`."""
        try:
            if not self.member:
                return _decode(self.path)
            # Asking tarfile would read the headers of all members again.
            with self.path.open("rb") as archive:
                archive.seek(self.place[0])
                return _decode(io.BytesIO(archive.read(self.place[1])))
        except (OSError, soundfile.LibsndfileError) as error:
            raise DataError(f"{self.name}: cannot be read ({error}). Mend or remove it, then start again.") from error


def find_clips(data: Path) -> list[Clip]:
    """The labelled clips of a data set, in an order that does not change.

    Parameters
    ----------
    data : one of
        - a tar file with a `meta.csv` and an `audio` folder beside it, as ESC-50 is laid out;
        - a CSV file with a header and the columns path (or filename, or file_name), label (or category) and, if wanted,
          fold, licence, author, title, url; paths are relative to the CSV file, or to an `audio` folder beside it;
        - a folder with such a `meta.csv` or `metadata.csv`, with folders that have such a `metadata.csv` each, as
          "train" and "test", or with one folder of audio files for each class.

    Raises `DataError` naming the file, the line and the remedy.
    """
    if not data.exists():
        raise DataError(f"{data}: there is no such file or folder. Give a tar file, a CSV file or a folder of clips.")
    if data.is_dir():
        lists = _lists_in(data)
        clips = [clip for listed in lists for clip in _from_csv(listed)] if lists else _from_class_folders(data)
    elif tarfile.is_tarfile(data):
        clips = _from_tar(data)
    elif data.suffix.lower() == ".csv":
        clips = _from_csv(data)
    else:
        raise DataError(f"{data}: is neither a tar file, a CSV file nor a folder of clips.")
    if not clips:
        raise DataError(f"{data}: holds no clips.")
    return clips


def class_names(clips: Iterable[Clip]) -> tuple[str, ...]:
    """All labels, in alphabetical order: the order of a network's outputs."""
    return tuple(sorted({clip.label for clip in clips}))


def _lists_in(folder: Path) -> list[Path]:
    here = [folder / name for name in (_LIST_NAME, _TABLE_NAME) if (folder / name).is_file()]
    return here[:1] or sorted(folder.glob(f"*/{_TABLE_NAME}"))


def _from_class_folders(folder: Path) -> list[Clip]:
    files = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in AUDIO_SUFFIXES)
    if not files:
        raise DataError(f"{folder}: has neither a {_LIST_NAME} nor folders of audio files, one for each class.")
    return [Clip(path, path.parent.name) for path in files]


def _from_csv(path: Path) -> list[Clip]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read as UTF-8 text ({error}). Save it as UTF-8.") from error
    clips = []
    for line, row in _rows(text, str(path)):
        candidates = [path.parent / row["path"], path.parent / "audio" / row["path"]]
        found = next((candidate for candidate in candidates if candidate.is_file()), None)
        if found is None:
            raise DataError(f"{path}, line {line}: {row['path']} is not there. Correct the path, or remove the line.")
        clips.append(_clip(Clip(found, row["label"]), row, f"{path}, line {line}"))
    return clips


def _from_tar(path: Path) -> list[Clip]:
    try:
        with tarfile.open(path) as archive:
            members = {member.name: (member.offset_data, member.size) for member in archive if member.isfile()}
        lists = sorted((name for name in members if Path(name).name == _LIST_NAME), key=len)
        if not lists:
            raise DataError(f"{path}: has no {_LIST_NAME}. Unpack it and give the folder, or add the list.")
        with path.open("rb") as file:
            file.seek(members[lists[0]][0])
            text = file.read(members[lists[0]][1]).decode("utf-8-sig")
    except (OSError, tarfile.TarError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}). Copy or download it again.") from error
    base = Path(lists[0]).parent
    clips = []
    for line, row in _rows(text, f"{path}:{lists[0]}"):
        where = f"{path}:{lists[0]}, line {line}"
        candidates = [(base / row["path"]).as_posix(), (base / "audio" / row["path"]).as_posix()]
        found = next((candidate for candidate in candidates if candidate in members), None)
        if found is None:
            raise DataError(f"{where}: {row['path']} is not in the archive. Correct the path, or remove the line.")
        clips.append(_clip(Clip(path, row["label"], found, members[found]), row, where))
    return clips


def _rows(text: str, where: str) -> Iterable[tuple[int, dict[str, str]]]:
    """Line number and columns of each row, with the columns path and label under these names."""
    reader = csv.DictReader(io.StringIO(text))
    columns = reader.fieldnames or []
    path_column = next((name for name in ("path", "filename", "file_name") if name in columns), None)
    label_column = next((name for name in ("label", "category") if name in columns), None)
    if path_column is None or label_column is None:
        named = ", ".join(columns) or "none"
        raise DataError(f"{where}, line 1: the header must name the columns path and label, and names {named}.")
    for row in reader:
        path, label = row[path_column], row[label_column]
        if not path or not label:
            raise DataError(f"{where}, line {reader.line_num}: path or label is empty. Fill it in, or remove the line.")
        yield (
            reader.line_num,
            {name: value or "" for name, value in row.items() if name}
            | {
                "path": path,
                "label": label,
            },
        )


def _clip(bare: Clip, row: Mapping[str, str], where: str) -> Clip:
    """The clip with what the row says about it."""
    fold = row.get("fold", "")
    if fold and not fold.isdecimal():
        raise DataError(f"{where}: the fold is {fold!r}, and must be a whole number.")
    credit = {name: row[name] for name in ("author", "title", "url") if row.get(name)}
    return replace(bare, fold=int(fold) if fold else None, licence=row.get("licence", ""), credit=credit)


def _decode(source: Path | io.BytesIO) -> tuple[Samples, int]:
    samples, sample_rate = soundfile.read(source, dtype="float32", always_2d=True)
    return np.ascontiguousarray(samples.T), sample_rate
