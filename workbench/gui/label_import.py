"""Importing files of labels: chosen or dropped, looked at by the worker, taken in as one step that can be undone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from workbench.audio.open import open_recording
from workbench.audio.probe import SUPPORTED_SUFFIXES
from workbench.errors import LabelRefused, printable
from workbench.gui.theme import CLASS_COLORS
from workbench.gui.user import user_name
from workbench.jobs.job import Progress
from workbench.labels.formats.catalogue import FORMATS
from workbench.labels.formats.format import LabelFormat
from workbench.labels.formats.sheet import SheetAuthor
from workbench.labels.incoming import Arrival, ImportWish, Incoming, incoming_steps
from workbench.labels.label import KnownRecording
from workbench.labels.project import Excerpt, Project
from workbench.labels.relink import look_at, name_of
from workbench.labels.sheet_import import Import, import_step

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

LABEL_SUFFIXES = frozenset(suffix.lower() for form in FORMATS for suffix in form.suffixes)
"""By which a file that is dropped is taken for one of labels."""


def looks_like_labels(path: Path) -> bool:
    return path.suffix.lower() in LABEL_SUFFIXES


def ask(window: MainWindow) -> None:
    """Let the person choose files."""
    if not _may_import(window):
        return
    patterns = " ".join(f"*{suffix}" for suffix in sorted({s for form in FORMATS for s in form.suffixes}))
    dialog = QFileDialog(window, "Import labels", window.settings.settings.last_folder)
    dialog.setNameFilters([f"Labels ({patterns})", "All files (*)"])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: show(window, [Path(name) for name in names]))
    dialog.open()


def show(window: MainWindow, paths: Sequence[Path]) -> None:
    """Show what these files hold, to be imported or not; returns at once."""
    from workbench.gui.dialogs.import_labels import ImportLabelsDialog

    if not _may_import(window):
        return
    window.project_host.note_recording()
    dialog = ImportLabelsDialog(tuple(paths), window.project_host, window.label_selection, window.worker, parent=window)
    dialog.wished.connect(partial(take, window))
    dialog.open()


def _may_import(window: MainWindow) -> bool:
    """Says why not."""
    host = window.project_host
    if host.project is None:
        window.messages.show_message("Open the recording that the labels belong to first, or its project.")
        return False
    if not host.can_change():
        return False
    if host.recording_id is None and window.document.recording is not None:
        window.messages.show_message("The labels of this recording are still being read. Try again in a moment.")
        return False
    return True


def wish_for(
    host, paths: tuple[Path, ...], form: LabelFormat | None, tier: int | None, untiered: str, *, classes: bool
) -> ImportWish:
    """What the worker is asked; it holds nothing of the window."""
    project: Project = host.project
    return ImportWish(
        paths,
        host.recording_id,
        partial(look, project.about.get("folder", "")),
        sorted(SUPPORTED_SUFFIXES),
        form,
        tier,
        untiered,
        SheetAuthor("person", user_name()),
        CLASS_COLORS if classes else (),
    )


def read_steps(excerpt: Excerpt, wish: ImportWish) -> Iterator[Progress | Arrival]:
    """As steps of a job."""
    done = 0
    for each in incoming_steps(excerpt.project(), wish):
        if isinstance(each, Incoming):
            done += 1
            yield Progress(done / (len(wish.paths) + 1))
        else:
            yield each


def look(folder: str, path: Path) -> KnownRecording:
    """A file as a project would know it whose folder is `folder`; for the worker. Raises `AudioReadError`."""
    with contextlib.closing(open_recording(path)) as sound:
        return look_at(path, folder, sound.sample_rate, sound.expected_frames, sound.channels)


def take(window: MainWindow, arrival: Arrival) -> None:
    """Enter what the dialog showed, and say so."""
    host, plan = window.project_host, arrival.plan
    if host.project is None or plan is None:
        return
    good = [each.path for each in arrival.files if each.error is None]
    name = printable(good[0].name) if len(good) == 1 else f"{len(good):,} files"
    try:
        step = import_step(host.project, plan, f"Import {name}")
    except LabelRefused as refused:  # the project is another one since
        host.refuse(refused)
        return
    if not host.do(step):
        return
    window.lanes.show("labels")
    count = plan.count
    words = "1 label" if count == 1 else f"{count:,} labels"
    window.messages.show_message(
        f"Imported {words} from {name}{_elsewhere(host, plan)}.", "info", "Undo",
        lambda: host.undo() if host.undo_name == step.name else None,
    )  # fmt: skip


def _elsewhere(host, plan: Import) -> str:
    """Where the labels are, if none is in the recording that is open."""
    those = set(plan.rows["recording"])
    if not those or host.recording_id in those:
        return ""
    whose = (
        printable(name_of(host.project.recordings[those.pop()]))
        if len(those) == 1
        else f"{len(those):,} other recordings"
    )
    return f" into {whose}"
