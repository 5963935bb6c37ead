"""Exporting labels: of what, the dialog, and the job that writes the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.errors import printable
from workbench.jobs.job import Progress
from workbench.jobs.scheduler import Priority
from workbench.labels.formats.format import LabelFormat
from workbench.labels.label import Status
from workbench.labels.outgoing import Outgoing, existing, outgoing_steps, write_steps
from workbench.labels.project import Excerpt
from workbench.labels.sheet_export import sheet_of_project

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


@dataclass(frozen=True)
class Scope:
    """Labels that can be exported together.

    `words` : what they are, for the person; `key` : "recording", "project" or "selected"
    `recording` : its id, for labels of one recording that is named by the file
    `ids` : of the labels; None for all
    `name` : of the whole, to name files after; "" : they are named after the recording
    """

    words: str
    key: str
    excerpt: Excerpt
    recording: int | None = None
    ids: frozenset[int] | None = None
    name: str = ""


@dataclass(frozen=True)
class LabelWish:
    """What is to be exported, and where to: a file, or a folder in which each recording gets one."""

    scope: Scope
    statuses: tuple[Status, ...]
    form: LabelFormat
    target: Path
    into_folder: bool = False


def ask(window: MainWindow) -> None:
    """Open the dialog; what it asks for is written by the worker."""
    from workbench.gui.dialogs.export_labels import ExportLabelsDialog

    scopes = scopes_of(window)
    if not scopes:
        window.messages.show_message("There are no labels to export yet.")
        return
    recording, path = window.document.recording, window.project_host.path
    beside = recording.path if recording is not None else path
    dialog = ExportLabelsDialog(scopes, beside, window.settings, window.worker, parent=window)
    dialog.wished.connect(partial(begin, window))
    dialog.open()


def scopes_of(window: MainWindow) -> list[Scope]:
    """Of this recording, of all, and those selected, as far as there are any."""
    host, found = window.project_host, []
    project, here = host.project, host.recording_id
    if project is None or not len(project.labels):
        return found
    of_here = 0 if here is None else len(project.labels.view(here))
    if of_here:
        excerpt = project.excerpt(here)
        found.append(Scope(f"This recording ({_labels(of_here)})", "recording", excerpt, here))
        chosen = frozenset(window.label_selection.ids) & set(excerpt.labels["id"].tolist())
        if chosen:
            found.append(Scope(f"Selected ({_labels(len(chosen))})", "selected", excerpt, here, chosen))
    if len(project.labels) > of_here:
        count = len(set(project.labels.view().column("recording").tolist()))
        recordings = "1 recording" if count == 1 else f"{count:,} recordings"
        words = f"Whole project ({_labels(len(project.labels))}, {recordings})"
        name = Path(project.about.get("folder", "")).name or host.path.stem
        found.append(Scope(words, "project", project.excerpt(), name=name))
    return found


def _labels(count: int) -> str:
    return "1 label" if count == 1 else f"{count:,} labels"


@dataclass(frozen=True)
class Planned:
    """What would be written, and which of these files are there already."""

    files: tuple[Outgoing, ...] = ()
    there: frozenset[Path] = frozenset()

    @property
    def labels(self) -> int:
        return sum(len(each.sheet.labels) for each in self.files)


def plan_steps(wish: LabelWish) -> Iterator[Planned | None]:
    """As steps of a job: what would be written, and what is lost."""
    scope, files = wish.scope, list[Outgoing]()
    sheet = sheet_of_project(scope.excerpt.project(), recording=scope.recording, statuses=wish.statuses, ids=scope.ids)
    yield None
    for each in outgoing_steps(sheet, wish.form, wish.target, each=wish.into_folder):
        files.append(each)
        yield None
    yield Planned(tuple(files), frozenset(existing(files)))


def begin(window: MainWindow, planned: Planned, form: LabelFormat) -> None:
    """Write them in the background, and say where they are; returns at once. Files that are there are replaced."""
    files = planned.files
    name = printable(files[0].path.name) if len(files) == 1 else f"{len(files):,} files"
    job = window.worker.run(partial(_write_steps, planned, form), Priority.BACKGROUND)
    if len(files) > 1:
        window.job_bar.follow(job, f"Export {name}", f"Exported {name}")
    folder = files[0].path.parent
    written = f"{name} in {printable(folder.name)}" if len(files) > 1 else name
    job.result.connect(lambda _count: _say_written(window, written, folder, planned.labels))
    job.ended.connect(lambda end: end.error is not None and window.messages.show_error(end.error))


def _write_steps(planned: Planned, form: LabelFormat) -> Iterator[Progress | int]:
    files = planned.files
    for count, _path in enumerate(write_steps(files, form, overwrite=bool(planned.there)), 1):
        yield Progress(count / len(files))
    yield len(files)


def _say_written(window: MainWindow, name: str, folder: Path, labels: int) -> None:
    show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(folder)))
    window.messages.show_message(f"Written: {name}, {_labels(labels)}.", "info", "Show in folder", show)
