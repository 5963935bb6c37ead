"""Exporting sound: what there is to be exported, the dialog, and the job that writes it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.audio.coverage import Coverage
from workbench.audio.export import Exported, ExportWish, export_steps
from workbench.audio.signal import Signal
from workbench.audio.tags import read_tags
from workbench.errors import printable
from workbench.gui.made_as import is_made_sound
from workbench.gui.results import Result, Side
from workbench.jobs.job import Progress
from workbench.jobs.scheduler import Priority

if TYPE_CHECKING:
    from workbench.gui.document import Document
    from workbench.gui.main_window import MainWindow


class Source(Protocol):
    """What the dialog is about: a recording, or a sound by itself. `sample_rate` is in Hz."""

    @property
    def path(self) -> Path: ...

    @property
    def sample_rate(self) -> int: ...


@dataclass(frozen=True)
class Exportable:
    """A sound that can be exported.

    `words` : what it is, for the person; `ending` : what its file's name has behind the recording's
    `there` : the frames that were made; None for all
    `span` : the frames that it has, first and last plus one, where that is not all of the signal
    `is_short` : it is a made sound, no recording
    `tags` : what its file says of it, by libsndfile's names; where there is nothing, what the recording's says
    """

    words: str
    ending: str
    signal: Signal
    there: Coverage | None = None
    span: tuple[int, int] | None = None
    is_short: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def frames(self) -> tuple[int, int]:
        """All of it."""
        return self.span or (0, self.signal.frames)


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
    folder = usual_folder(window) if is_made_sound(recording.path) else None
    dialog = ExportDialog(recording, choices, selection, window.settings, window.worker, folder=folder, parent=window)
    dialog.choose(chosen)
    dialog.wished.connect(partial(begin, window))
    dialog.open()


def usual_folder(window: MainWindow) -> Path:
    """Where to propose to write what lies in no folder of the person's own."""
    return Path(window.settings.settings.last_folder or Path.home())


def typed_path(text: str, folder: Path) -> Path:
    """What a person typed, from `folder` on; "~" is the home folder, and the name of nobody's home stays as it is."""
    path = Path(text.strip())
    with contextlib.suppress(RuntimeError):
        path = path.expanduser()
    return folder / path


def exportables(document: Document) -> tuple[list[Exportable], int]:
    """The recording, what models made of it, and what is laid beside it; and the place of the one to propose: of the
    result that is compared the output, or the difference while that is heard."""
    recording, results = document.recording, document.results
    proposed = Side.DIFFERENCE if results.side is Side.DIFFERENCE else Side.OUTPUT
    found, place = [Exportable("Original", "", recording)], 0
    for result in results.items:
        if result.laid:
            if result is results.chosen:
                place = len(found)
            found.append(_laid(result))
            continue
        for side, words, ending in (
            (Side.OUTPUT, "output", _ending(result)),
            (Side.DIFFERENCE, "difference", f"{_ending(result)}, difference"),
        ):
            if result is results.chosen and side is proposed:
                place = len(found)
            found.append(Exportable(f"{result.name}: {words}", ending, result.signal(side), result.there))
    return found, place


def _laid(result: Result) -> Exportable:
    rate = result.made.sample_rate
    span = round(result.span.start_s * rate), round(result.span.end_s * rate)
    ending, tags = f" - {Path(result.name).name}", {"title": result.name}
    return Exportable(result.name, ending, result.signal(Side.OUTPUT), result.there, span, is_short=True, tags=tags)


def begin(window: MainWindow, signal: Signal, wish: ExportWish) -> None:
    """Write it in the background, with its progress in the job bar, and say where it is; returns at once."""
    name = printable(wish.path.name)
    job = window.worker.run(partial(write_steps, signal, wish), Priority.BACKGROUND)
    window.job_bar.follow(job, f"Export {name}", f"Exported {name}")
    job.result.connect(lambda written: _say_written(window, written))


def write_steps(signal: Signal, wish: ExportWish) -> Iterator[Progress | Exported]:
    """Write a file as steps of a job. The texts of the first of its sources go into it, unless there are others.

    Raises as `export_steps`.
    """
    tags = wish.tags or (read_tags(wish.sources[0]) if wish.sources else {})
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
