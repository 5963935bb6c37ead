"""Exporting sound: what there is to be exported, the dialog, and the job that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.audio.coverage import Coverage
from workbench.audio.export import Exported, ExportWish, export_steps
from workbench.audio.signal import Signal
from workbench.audio.tags import read_tags
from workbench.errors import printable
from workbench.gui.results import Result, Side
from workbench.jobs.job import Progress
from workbench.jobs.scheduler import Priority

if TYPE_CHECKING:
    from workbench.gui.document import Document
    from workbench.gui.main_window import MainWindow


@dataclass(frozen=True)
class Exportable:
    """A sound that can be exported.

    `words` : what it is, for the person; `ending` : what its file's name has behind the recording's
    `there` : the frames that were made; None for all
    """

    words: str
    ending: str
    signal: Signal
    there: Coverage | None = None


def ask(window: MainWindow) -> None:
    """Open the dialog; what it asks for is written by the worker."""
    from workbench.gui.dialogs.export import ExportDialog

    recording = window.document.recording
    if recording is None:
        return
    if not recording.complete:
        window.messages.show_message("The recording is still being decoded. Export it when all of it is there.")
        return
    choices, chosen = exportables(window.document)
    selection = window.document.selection
    dialog = ExportDialog(recording, choices, selection, window.settings, window.worker, parent=window)
    dialog.choose(chosen)
    dialog.wished.connect(partial(begin, window))
    dialog.open()


def exportables(document: Document) -> tuple[list[Exportable], int]:
    """The recording, and what models made of it; and the place of the one to propose: of the result that is compared
    the output, or the difference while that is heard."""
    recording, results = document.recording, document.results
    proposed = Side.DIFFERENCE if results.side is Side.DIFFERENCE else Side.OUTPUT
    found, place = [Exportable("Original", "", recording)], 0
    for result in results.items:
        for side, words, ending in (
            (Side.OUTPUT, "output", _ending(result)),
            (Side.DIFFERENCE, "difference", f"{_ending(result)}, difference"),
        ):
            if result is results.chosen and side is proposed:
                place = len(found)
            found.append(Exportable(f"{result.name}: {words}", ending, result.signal(side), result.there))
    return found, place


def begin(window: MainWindow, signal: Signal, wish: ExportWish) -> None:
    """Write it in the background, with its progress in the job bar, and say where it is; returns at once."""
    name = printable(wish.path.name)
    job = window.worker.run(partial(write_steps, signal, wish), Priority.BACKGROUND)
    window.job_bar.follow(job, f"Export {name}", f"Exported {name}")
    job.result.connect(lambda written: _say_written(window, written))


def write_steps(signal: Signal, wish: ExportWish) -> Iterator[Progress | Exported]:
    """Write a file as steps of a job. The texts of the first of its sources go into it. Raises as `export_steps`."""
    tags = read_tags(wish.sources[0]) if wish.sources else {}
    steps = export_steps(signal, replace(wish, tags=tags))
    try:
        for step in steps:
            yield step if isinstance(step, Exported) else Progress(step)
    finally:
        steps.close()  # a cancelled export leaves nothing, at once


def _say_written(window: MainWindow, written: Exported) -> None:
    folder = str(written.path.parent)
    window.messages.show_message(
        " ".join([f"Written: {printable(written.path.name)}.", *written.notes]),
        "warning" if written.notes else "info",
        "Show in folder",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)),
    )


def _ending(result: Result) -> str:
    return " - denoised" if result.model.startswith("denoise/") else f" - {Path(result.name).name}"
