"""Exporting sounds of the bench: one as a recording is, several into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from workbench.audio.export import Exported, ExportWish
from workbench.audio.export_many import Order, export_many_steps
from workbench.errors import printable
from workbench.file_names import file_stem
from workbench.gui import exporting
from workbench.gui.bench_files import SoundFile
from workbench.gui.exporting import Exportable
from workbench.gui.made_as import sounds_folder
from workbench.gui.result_words import unique_name
from workbench.jobs.job import JobEnd, Progress
from workbench.jobs.scheduler import Priority

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


@dataclass(frozen=True)
class _Source:
    """Where a sound of the bench would be kept: that file is never written over."""

    path: Path
    sample_rate: int


def ask(window: MainWindow, files: Sequence[SoundFile]) -> None:
    """Open the dialog that suits so many; what it asks for is written by the worker."""
    if len(files) == 1:
        _ask_one(window, files[0])
    elif files:
        _ask_several(window, files)


def orders_for(files: Sequence[SoundFile], folder: Path, wish: ExportWish) -> list[Order]:
    """A file for each sound, with names that differ."""
    orders: list[Order] = []
    names: list[str] = []
    for file in files:
        names.append(unique_name(file_stem(file.title), names))
        path = folder / f"{names[-1]}{wish.format.suffixes[0]}"
        orders.append(Order(file.signal, replace(wish, path=path, tags=file.tags)))
    return orders


def _ask_one(window: MainWindow, file: SoundFile) -> None:
    from workbench.gui.dialogs.export import ExportDialog

    source = _Source(sounds_folder() / f"{file_stem(file.title)}.wav", file.sample_rate)
    choice = Exportable(file.name, "", file.signal, tags=file.tags, is_short=True)
    folder = exporting.usual_folder(window)
    dialog = ExportDialog(source, [choice], None, window.settings, window.worker, folder=folder, parent=window)
    dialog.wished.connect(partial(exporting.begin, window))
    dialog.open()


def _ask_several(window: MainWindow, files: Sequence[SoundFile]) -> None:
    from workbench.gui.dialogs.export_sounds import ExportSoundsDialog

    names, folder = [file.name for file in files], exporting.usual_folder(window)
    make_orders = partial(orders_for, files)
    dialog = ExportSoundsDialog(names, make_orders, folder, window.settings, window.worker, parent=window)
    dialog.wished.connect(partial(_begin, window))
    dialog.open()


def _begin(window: MainWindow, orders: tuple[Order, ...]) -> None:
    job = window.worker.run(partial(_write_steps, orders), Priority.BACKGROUND)
    count = f"{len(orders)} sounds"
    window.job_bar.follow(job, f"Export {count}", f"Exported {count}")
    written: list[Exported] = []
    job.result.connect(written.append)
    job.ended.connect(lambda end: _say_written(window, orders[0].wish.path.parent, written, len(orders), end))


def _say_written(window: MainWindow, folder: Path, written: list[Exported], count: int, end: JobEnd) -> None:
    """What failed, the job bar says."""
    if end.state == "done":
        words = f"Written: {count} sounds, into {printable(folder.name)}."
    elif written:
        words = f"{len(written)} of {count} sounds were written, into {printable(folder.name)}."
    else:
        return
    notes = dict.fromkeys(note for each in written for note in each.notes)
    window.messages.show_message(
        " ".join([words, *notes]),
        "warning" if notes or end.state != "done" else "info",
        "Show in folder",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
    )


def _write_steps(orders: Sequence[Order]) -> Iterator[Progress | Exported]:
    steps = export_many_steps(orders)
    try:
        for step in steps:
            yield step if isinstance(step, Exported) else Progress(step)
    finally:
        steps.close()
