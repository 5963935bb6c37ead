"""Cutting clips out by labels: the dialog, and the job that writes them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.audio.label_clips import ClipFailed, ClipsDone, ClipSource, ClipWish, ClipWritten, clip_steps
from workbench.errors import printable
from workbench.gui.label_export import Scope, scopes_of
from workbench.jobs.job import Progress
from workbench.jobs.scheduler import Priority
from workbench.labels.formats.sheet import SheetLabel
from workbench.labels.label import Status
from workbench.labels.library import real_path
from workbench.labels.sheet_export import sheet_of_project

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

_MOST_TOLD = 100


@dataclass(frozen=True)
class ClipsOf:
    """Whose clips are wanted."""

    scope: Scope
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Foreseen:
    """What would be written: `clips`, the first of them by name, what would fail, and what else is to be known."""

    clips: int
    first: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """What became of it. `problems` : clips that were not written, a sentence each, and notes."""

    folder: Path
    written: int
    failed: int
    problems: tuple[str, ...]


def ask(window: MainWindow) -> None:
    """Open the dialog; what it asks for is written by the worker."""
    from workbench.gui.dialogs.export_clips import ExportClipsDialog

    scopes = scopes_of(window)
    if not scopes:
        window.messages.show_message("There are no labels to cut clips by yet.")
        return
    recording, path = window.document.recording, window.project_host.path
    beside = recording.path if recording is not None else path
    dialog = ExportClipsDialog(scopes, beside, window.settings, window.worker, parent=window)
    dialog.wished.connect(partial(begin, window))
    dialog.open()


def foresee_steps(whose: ClipsOf, wish: ClipWish) -> Iterator[Progress | Foreseen]:
    """As steps of a job: what would be written; nothing is."""
    first, problems = "", list[str]()
    for step in _steps(whose, wish, pretend=True):
        if isinstance(step, ClipWritten):
            first = first or str(step.path.relative_to(wish.folder))
        elif isinstance(step, ClipFailed):
            problems.append(_told(step))
        elif isinstance(step, ClipsDone):
            yield Foreseen(step.written, first, (*problems[:_MOST_TOLD], *step.notes))
        else:
            yield Progress(step)


def begin(window: MainWindow, whose: ClipsOf, wish: ClipWish) -> None:
    """Write them in the background, and say where they are; returns at once."""
    name = printable(wish.folder.name)
    job = window.worker.run(partial(_write_steps, whose, wish), Priority.BACKGROUND)
    window.job_bar.follow(job, f"Cut clips into {name}", f"Cut clips into {name}")
    job.result.connect(partial(_say_written, window))
    job.ended.connect(lambda end: end.error is not None and window.messages.show_error(end.error))


def _write_steps(whose: ClipsOf, wish: ClipWish) -> Iterator[Progress | Cut]:
    problems: list[str] = []
    for step in _steps(whose, wish):
        if isinstance(step, ClipFailed):
            problems.append(_told(step))
        elif isinstance(step, ClipsDone):
            yield Cut(step.folder, step.written, step.failed, (*problems[:_MOST_TOLD], *step.notes))
        elif isinstance(step, float):
            yield Progress(step)


def _steps(whose: ClipsOf, wish: ClipWish, *, pretend: bool = False) -> Iterator[object]:
    project = whose.scope.excerpt.project()
    sheet = sheet_of_project(project, statuses=whose.statuses, ids=whose.scope.ids)
    folder = project.about.get("folder", "")
    labels: dict[str, list[SheetLabel]] = {}
    for label in sheet.labels:
        labels.setdefault(label.recording, []).append(label)
    sources = [ClipSource(real_path(path, folder), tuple(those)) for path, those in labels.items()]
    with contextlib.closing(clip_steps(sources, wish, pretend=pretend)) as steps:  # cancelled, it leaves nothing half
        yield from steps


def _told(failed: ClipFailed) -> str:
    return str(failed.error)


def _say_written(window: MainWindow, cut: Cut) -> None:
    show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(cut.folder)))
    words = f"{_clips(cut.written)} in {printable(cut.folder.name)}."
    if cut.failed:
        words = f"{_clips(cut.failed)} could not be cut; {words}"
    if cut.problems:
        window.messages.show_message(words, "warning" if cut.failed else "info", details="\n".join(cut.problems))
    else:
        window.messages.show_message(words, "info", "Show in folder", show)


def _clips(count: int) -> str:
    return "1 clip" if count == 1 else f"{count:,} clips"
