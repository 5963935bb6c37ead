"""A recording with labels, for tests of what becomes of it."""

from __future__ import annotations

from pathlib import Path

from workbench.labels.edit import Step, added
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Tier, new_id
from workbench.labels.library import stored_folder
from workbench.labels.project import rows_of
from workbench.labels.relink import look_at

CALLS, PERSON = 11, 31


def look(folder: Path, name: str, frames: int = 480_000) -> KnownRecording:
    return look_at(folder / name, stored_folder(folder), 48_000, frames, 1)


def begin(folder: Path, name: str, times=((1.0, 2.0), (9.0, 9.5))) -> tuple[Step, KnownRecording]:
    """The step that makes the labels of one recording known."""
    recording = look(folder, name)
    labels = [Label(new_id(), recording.id, CALLS, *each, text="dog", author=PERSON) for each in times]
    tables = {
        "tiers": [Tier(CALLS, "calls", locked=True)], "classes": [LabelClass(41, "dog", color="#e69f00", key="1")],
        "authors": [Author(PERSON, "person", "Ada")], "recordings": [recording], "labels": labels,
    }  # fmt: skip
    return Step("Begin", tuple(added(table, rows_of(table, values)) for table, values in tables.items())), recording


def make_folder(parent: Path) -> Path:
    made = parent / "sounds"
    made.mkdir()
    (made / "a.wav").write_bytes(b"RIFF" + bytes(range(256)) * 300)
    return made
