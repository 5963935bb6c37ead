"""Clips as a data set: one table of them, which the training of this program and other libraries read, and a card.

FOLDER/README.md, and in FOLDER/train the clips with `metadata.csv`: what the `audiofolder` of Hugging Face's library
`datasets` reads (https://huggingface.co/docs/datasets/audio_dataset), and `training.clips.find_clips`. All clips are in
a folder of that name because the library else takes words such as "test" in names of files for the names of splits.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.audio.clip_names import class_of
from workbench.errors import printable
from workbench.labels.formats.sheet import SheetLabel

SPLIT, TABLE, CARD = "train", "metadata.csv", "README.md"

_COLUMNS = (
    "file_name", "label", "fold", "recording", "start_s", "end_s", "clip_start_s", "clip_end_s", "tier", "channel",
    "low_hz", "high_hz", "score", "status", "labelled_by",
)  # fmt: skip
_WORDS = ("tier", "labelled_by")
_MISSING = frozenset(
    (
        *("#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA"),
        *("NULL", "NaN", "None", "n/a", "nan", "null"),
    )
)
"""What pandas, with which that library reads tables, takes for nothing."""

_SPLIT_WORD = re.compile(
    r"(?:^|[-._ 0-9/])(train(?:ing)?|validation|valid|dev|val|test(?:ing)?|eval(?:uation)?)(?=[-._ 0-9/]|$)"
)
"""What that library takes for the name of a split, in the name of a file or folder."""

_SHOWN_RECORDINGS = 500


@dataclass(frozen=True)
class ClipRow:
    """One clip. `path` : below the folder of all clips; `start_s`, `end_s` : of the clip, in its recording"""

    path: Path
    label: SheetLabel
    recording: str
    start_s: float
    end_s: float


def folds_of(rows: Iterable[ClipRow], folds: int) -> dict[str, int]:
    """Of each recording its fold, from 1, so that all clips of a recording are in one.

    The recordings with most clips first, each goes where its classes are rarest, and of these where fewest clips are.
    """
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.recording, Counter())[class_of(row.label)] += 1
    inside = [Counter[str]() for _ in range(folds)]
    found = {}
    for recording, classes in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])):
        costs = [(sum(n * held[name] for name, n in classes.items()), held.total()) for held in inside]
        best = costs.index(min(costs))
        inside[best] += classes
        found[recording] = best + 1
    return found


def table_text(rows: Sequence[ClipRow], folds: int) -> str:
    """The table as CSV, without the columns in which nothing stands. `folds` : how many, 0 for none"""
    fold_of = folds_of(rows, folds) if folds else {}
    lines = [_values(row, fold_of) for row in rows]
    columns = [name for name in _COLUMNS if any(line[name] != "" for line in lines)]
    if all(line["status"] == "accepted" for line in lines):
        columns.remove("status")
    for name in _WORDS:  # a column is read in parts, and one without any words would not be known for a column of words
        for line in lines:
            line[name] = line[name] or "-"
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _values(row: ClipRow, fold_of: dict[str, int]) -> dict[str, object]:
    label = row.label
    return {
        "file_name": row.path.as_posix(),
        "label": class_of(label),
        "fold": fold_of.get(row.recording, ""),
        "recording": row.recording,
        "start_s": label.start_s,
        "end_s": label.end_s,
        "clip_start_s": round(row.start_s, 9),
        "clip_end_s": round(row.end_s, 9),
        "tier": label.tier,
        "channel": "" if label.channel is None else label.channel + 1,
        "low_hz": "" if label.low_hz is None else label.low_hz,
        "high_hz": "" if label.high_hz is None else label.high_hz,
        "score": "" if label.score is None else label.score,
        "status": label.status.name.lower(),
        "labelled_by": "" if label.author is None else f"{label.author.name} {label.author.version}".strip(),
    }


def table_notes(rows: Sequence[ClipRow], folds: int) -> tuple[str, ...]:
    """What a person should know of such a table, one sentence each."""
    names = sorted({class_of(row.label) for row in rows})
    notes = [
        f"The class “{name}” means “missing” to many programs that read tables. Rename it, and export again."
        for name in names
        if name in _MISSING
    ]
    if names and all(_is_number(name) for name in names):
        notes.append("All classes look like numbers, and many programs will read them as numbers.")
    used = len({row.recording for row in rows})
    if 0 < used < folds:
        notes.append(f"There are clips of {used} recordings only, so that {folds - used} of the folds are empty.")
    return tuple(notes)


def split_notes(paths: Iterable[Path]) -> tuple[str, ...]:
    """What a person should know of clips in folders of classes, which that library reads, too."""
    words = {found[1] for path in paths for found in _SPLIT_WORD.finditer(path.with_suffix("").as_posix())}
    if not words:
        return ()
    named = ", ".join(f"“{word}”" for word in sorted(words))
    return (f"Hugging Face's audiofolder takes {named} in names for splits, and leaves clips out. Export a data set.",)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def card_text(name: str, rows: Sequence[ClipRow], folds: int, how: str) -> str:
    """What the folder holds, for people, as Markdown. `how` : in words, how the clips were cut and named"""
    classes = Counter(class_of(row.label) for row in rows)
    seconds: Counter[str] = Counter()
    for row in rows:
        seconds[class_of(row.label)] += row.end_s - row.start_s  # type: ignore[assignment]  # a Counter of floats
    recordings = Counter(row.recording for row in rows)
    listed = [f"- {_plain(each)}: {count:,}" for each, count in sorted(recordings.items())[:_SHOWN_RECORDINGS]]
    if len(recordings) > _SHOWN_RECORDINGS:
        listed.append(f"- and {len(recordings) - _SHOWN_RECORDINGS:,} more, which the table names")
    return _CARD.format(
        name=_plain(name),
        clips=_count(len(rows), "clip"),
        recordings=_count(len(recordings), "recording"),
        classes="\n".join(f"| {_plain(each)} | {n:,} | {seconds[each]:,.1f} |" for each, n in sorted(classes.items())),
        how=how,
        folds=_FOLDS.format(folds=folds) if folds else "",
        listed="\n".join(listed),
        validate=" --validate-fold 1" if folds else "",
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _plain(text: str) -> str:
    """On one line, and without what Markdown takes for its own."""
    return "".join(f"\\{each}" if each in "|\\`*_<[]#" else each for each in printable(text))


_CARD = """---
task_categories:
- audio-classification
---

# {name}

{clips} of {recordings}, cut out by their labels with Audio Workbench.

| class | clips | seconds |
|---|---:|---:|
{classes}

## Files

`train/` holds the clips, and `train/metadata.csv` a row for each: its file, its class (`label`), the recording that it
is from, and start and end of the label (`start_s`, `end_s`) and of the clip (`clip_start_s`, `clip_end_s`) in that
recording, in seconds. Other columns are there if labels have such values; channels are counted from 1.{folds}

How the clips were made: {how}.

## Recordings

Clips of each:

{listed}

## Licence

None is stated here. What may be done with the clips depends on the rights in the recordings: ask those who made them
before you pass clips on, and name the licence here.

## Reading it

```
from datasets import load_dataset
load_dataset("audiofolder", data_dir="FOLDER")
```

```
workbench train classify --data FOLDER{validate}
```
"""

_FOLDS = """
`fold` parts the clips into {folds} for cross-validation: all clips of a recording are in the same fold."""
