"""What the open recording says about how a model made it, if one did: in the title of the window and the inspector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench import paths
from workbench.audio.made_sounds import FOLDER
from workbench.audio.open import Recording
from workbench.audio.tags import read_tags
from workbench.errors import printable
from workbench.gui.document import Document
from workbench.gui.result_words import short_name
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.models.synthesise.noted import Noted, noted

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


@dataclass(frozen=True)
class Making:
    """`title` : such as "snare 4711 v2 · oneshots-gan"; `noted` : from what it was made."""

    title: str
    noted: Noted


class MadeAs(QObject):
    """Reads the notes in the file of each recording that is opened.

    Signals
    -------
    changed() : `making` is another
    """

    changed = Signal()

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.worker = document, worker
        self.making: Making | None = None
        """None: no model made it, as far as its file says."""
        document.opened.connect(self._look)

    def _look(self) -> None:
        recording = self.document.recording
        self._set(None)
        if recording is not None:
            job = self.worker.run(partial(_look_steps, recording.path), Priority.VIEW)
            job.result.connect(partial(self._take, recording))

    def _take(self, recording: Recording, found: Making) -> None:
        if recording is self.document.recording:
            self._set(found)

    def _set(self, found: Making | None) -> None:
        if found != self.making:
            self.making = found
            self.changed.emit()


def join_made_as(w: MainWindow) -> None:
    """Called once, when all parts are there."""
    made_as = MadeAs(w.document, w.worker, w)
    made_as.changed.connect(lambda: _show(w, made_as.making))
    w.inspector.more_wanted.connect(lambda: made_as.making is not None and _make_more(w, made_as.making))


def is_made_sound(path: Path) -> bool:
    """Whether a recording lies where made sounds are kept: they are many, and found on the bench, so the lists of
    recordings opened lately and of the folder's files leave them out."""
    return path.parent == sounds_folder()


def sounds_folder() -> Path:
    """Where made sounds are kept; it may not be there yet."""
    return (paths.data_dir(make=False) / FOLDER).absolute()


def _show(w: MainWindow, found: Making | None) -> None:
    w.inspector.show_made_as(
        "" if found is None else printable(f"{found.noted.words}, {short_name(found.noted.model)}")
    )
    if found is not None:
        w.setWindowTitle(f"{printable(found.title)} – Audio Workbench")


def _make_more(w: MainWindow, making: Making) -> None:
    name = making.title.partition(" · ")[0]
    w.show_panel("synthesis")
    if w.bench_commands.bench.bring(making.noted.model, making.noted.recipes, name):
        w.bench_commands.more_like()


def _look_steps(path: Path) -> Iterator[Making]:
    tags = read_tags(path)
    found = noted(tags.get("comment", ""))
    if found is not None:
        model = short_name(found.model)
        name = tags.get("title", path.stem).removesuffix(model).strip()
        yield Making(f"{name or found.words} · {model}", found)
