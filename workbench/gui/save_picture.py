"""Saving a picture of the window: taken here, encoded and written by the worker."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog

from workbench.errors import WorkbenchError, printable
from workbench.jobs.scheduler import Priority

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow


def ask(window: MainWindow) -> None:
    """Ask for a name, then save what the window shows at that moment."""
    dialog = QFileDialog(window, "Save a picture of the window", window.settings.settings.last_folder)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("PNG picture (*.png)")
    dialog.setDefaultSuffix("png")
    dialog.fileSelected.connect(lambda name: save(window, Path(name)))
    dialog.open()


def save(window: MainWindow, path: Path) -> None:
    """Save a picture of the window as PNG, and say so; returns at once."""
    job = window.worker.run(partial(write_steps, window.grab().toImage(), path), Priority.BACKGROUND)
    job.result.connect(lambda saved: window.messages.show_message(f"Saved {printable(saved.name)}"))
    job.ended.connect(lambda end: end.error is not None and window.messages.show_error(end.error))


def write_steps(image: QImage, path: Path) -> Iterator[Path]:
    """Write a PNG, whole or not at all. Raises `WorkbenchError`."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    writer = QImageWriter(os.fspath(temporary), b"png")
    try:
        if not writer.write(image):
            raise OSError(writer.errorString())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):  # there may be none
            temporary.unlink()
        reason = (error.strerror or str(error)).lower()
        raise WorkbenchError(
            f"{printable(str(path))} could not be written ({reason}). Choose another folder."
        ) from error
    yield path
