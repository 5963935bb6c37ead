"""Sounds of the bench that a person keeps: their recipes, in a file of the person's own data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.audio.new_file import NewFile
from workbench.errors import RecipeError, WorkbenchError
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.models.synthesise.recipe import Recipe
from workbench.paths import data_dir

FILE = "kept-sounds.json"


@dataclass(frozen=True)
class KeptSound:
    """As `BenchSound`, without its samples: the recipes make them again."""

    model: str
    name: str
    recipes: tuple[Recipe, ...]


@dataclass(frozen=True)
class Change:
    """One sound is kept, or (`kept` False) kept no longer."""

    sound: KeptSound
    kept: bool


class Unwritten:
    """Changes that are not in the file yet; the worker writes them, or the window when it closes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._changes: list[Change] = []
        self._lock = Lock()

    def add(self, change: Change) -> None:
        self._changes.append(change)

    def write(self) -> None:
        """All of them; where that fails they wait for the next time. Raises `WorkbenchError`, `ExportError`."""
        with self._lock:
            number = len(self._changes)
            if number:
                write_changes(self.path, self._changes[:number])
                del self._changes[:number]


class KeptSounds(QObject):
    """Each change is on the disk at once; what another window keeps meanwhile stays.

    Signals
    -------
    found(tuple) : of `KeptSound`: what is in the file, after `read`
    failed(object) : the error, where it cannot be read or written
    """

    found = Signal(tuple)
    failed = Signal(object)

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = data_dir() / FILE
        self._worker = worker
        self._unwritten = Unwritten(self.path)

    def read(self) -> None:
        job = self._worker.run(partial(_read_steps, self.path), Priority.VIEW)
        job.result.connect(self.found)
        job.ended.connect(self._note_end)

    def keep(self, sound: KeptSound) -> None:
        self._change(Change(sound, True))

    def forget(self, sound: KeptSound) -> None:
        self._change(Change(sound, False))

    def close(self) -> None:
        """Write now what is not written yet. Raises `WorkbenchError`, `ExportError`."""
        self._unwritten.write()

    def _change(self, change: Change) -> None:
        self._unwritten.add(change)
        self._worker.run(partial(_write_steps, self._unwritten), Priority.VIEW).ended.connect(self._note_end)

    def _note_end(self, end: JobEnd) -> None:
        if end.error is not None:
            self.failed.emit(end.error)


def read_kept(path: Path) -> tuple[KeptSound, ...]:
    """What is kept, in the order in which it was; entries that nobody understands are passed over.

    Raises `WorkbenchError` when the file cannot be read; a damaged one is moved aside.
    """
    kept = []
    for model, entries in _content(path).items():
        for entry in entries:
            try:
                recipes = tuple(
                    Recipe(str(r["label"]), tuple(map(float, r["point"])), int(r["seed"])) for r in entry["sounds"]
                )
                kept.append(KeptSound(model, str(entry["name"]), recipes))
            except (KeyError, TypeError, ValueError, RecipeError):
                continue
    return tuple(sound for sound in kept if sound.recipes)


def write_changes(path: Path, changes: Sequence[Change]) -> None:
    """Take changes into the file, which is replaced whole. Raises `WorkbenchError`, `ExportError`."""
    content = _content(path)
    for change in changes:
        sound = change.sound
        recipes = json.loads(json.dumps([asdict(recipe) for recipe in sound.recipes]))
        others = [each for each in content.get(sound.model, []) if not _is_of(each, recipes)]
        content[sound.model] = [*others, {"name": sound.name, "sounds": recipes}] if change.kept else others
    text = json.dumps({"kept": content}, ensure_ascii=False, allow_nan=False)
    with NewFile(path, overwrite=True) as new:
        new.stream.write(text.encode("utf-8", "surrogatepass"))
        new.keep()


def _is_of(entry: object, recipes: list[dict[str, Any]]) -> bool:
    return isinstance(entry, dict) and entry.get("sounds") == recipes


def _content(path: Path) -> dict[str, list[Any]]:
    """By model, as it stands in the file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
        return {str(model): list(entries) for model, entries in content["kept"].items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WorkbenchError(
            f"The kept sounds cannot be read: {path} ({error.strerror}). Look at its permissions."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        aside = path.with_name(f"{path.name}.broken-{datetime.now():%Y%m%d-%H%M%S}")
        try:
            path.replace(aside)
        except OSError as refusal:
            raise WorkbenchError(
                f"The file of the kept sounds, {path}, is damaged, and cannot be moved aside ({refusal.strerror}). "
                "Look at the permissions of its folder."
            ) from refusal
        raise WorkbenchError(
            f"The file of the kept sounds was damaged. It was moved aside as {aside}; sounds can be kept anew."
        ) from error


def _read_steps(path: Path) -> Iterator[tuple[KeptSound, ...]]:
    yield read_kept(path)


def _write_steps(unwritten: Unwritten) -> Iterator[None]:
    unwritten.write()
    yield None
