"""Several made sounds: into which folder, and as which format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from workbench.audio.export import ExportWish
from workbench.audio.export_many import Order, count_existing
from workbench.errors import printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.form import dialog_column, dialog_form
from workbench.gui.dialogs.format_fields import FormatFields
from workbench.gui.exporting import typed_path
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker

MakeOrders = Callable[[Path, ExportWish], Sequence[Order]]
"""The orders for a folder; each wish is as the one given, with a path of its own."""


class ExportSoundsDialog(QDialog):
    """Whether the folder can be written to, and what is in it already, is looked at by the worker.

    Parameters
    ----------
    names : what is exported, for the person
    make_orders : see `MakeOrders`
    folder : where to, unless another one was chosen the last time

    Signals
    -------
    wished(tuple) : these `Order`s are to be written, and nothing is in the way
    """

    wished = Signal(tuple)

    def __init__(
        self,
        names: Sequence[str],
        make_orders: MakeOrders,
        folder: Path,
        settings: SettingsFile,
        worker: Worker,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Export {len(names)} sounds")
        self._names, self._make_orders, self._usual = names, make_orders, folder
        self._settings, self._worker = settings, worker
        self._checking = None
        self._existing: tuple[Path, str, int] | None = None
        """The folder and the format of which the person was told how many files are there."""
        self.place = QLineEdit(printable(settings.settings.export.folder or str(folder)))
        self.place.setAccessibleName("Folder to write into")
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self.fields = FormatFields(settings.settings.export)
        self.hint = QLabel()
        self.buttons = answer_buttons("Export")
        self.export = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.export.setDefault(True)
        self._lay_out()
        self.place.textChanged.connect(self._judge)
        self.fields.format_changed.connect(self._judge)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._check)
        self.buttons.rejected.connect(self.reject)
        self._judge()

    @property
    def folder(self) -> Path:
        return typed_path(self.place.text(), self._usual)

    @property
    def orders(self) -> tuple[Order, ...]:
        """What is wanted, as it is set now."""
        overwrite = self._told is not None
        wish = ExportWish(
            self.folder, self.fields.format, self.fields.encoding, overwrite=overwrite, dither=self.fields.dithers
        )
        return tuple(self._make_orders(self.folder, wish))

    def _lay_out(self) -> None:
        places = QHBoxLayout()
        places.setSpacing(2 * GRID_PX)
        places.addWidget(self.place, 1)
        places.addWidget(self.browse)
        form = dialog_form()
        form.addRow("Folder", places)
        form.addRow("Format", self.fields)
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing())
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = dialog_column(self, 3)
        column.addLayout(form)
        column.addWidget(self.hint)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())

    @property
    def _told(self) -> int | None:
        """How many files of this format are in this folder, once the person was told."""
        there = self._existing
        return there[2] if there is not None and there[:2] == (self.folder, self.fields.format.name) else None

    def _judge(self) -> None:
        there = bool(self.place.text().strip())
        self.export.setEnabled(there and self._checking is None)
        self.export.setText("Replace" if self._told else "Export")
        if not there:
            self._say("Choose a folder.", bad=True)
        elif self._told:
            self._say(
                f"{_these(self._told, len(self._names))} in this folder already. Replace, or choose another folder."
            )
        else:
            shown = ", ".join(self._names[:3]) + (f" and {len(self._names) - 3} more" if len(self._names) > 3 else "")
            self._say(f"One file for each of {shown}.")

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.hint.setText(words)
        color = colors().error if bad else colors().text_soft
        self.hint.setStyleSheet(f"color: {color.name()}")

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export into a folder", str(self.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.place.setText)
        dialog.open()

    def _check(self) -> None:
        """Let the worker look whether they can be written there."""
        if self._checking is not None:
            return
        orders, place = self.orders, (self.folder, self.fields.format.name)
        self._checking = job = self._worker.run(partial(_check_steps, orders), Priority.VIEW)
        job.result.connect(partial(self._take, orders, place))
        job.ended.connect(self._note_end)
        self._judge()

    def _take(self, orders: tuple[Order, ...], place: tuple[Path, str], existing: int) -> None:
        if existing:
            self._existing = (*place, existing)
            return
        folder = "" if self.folder == self._usual else str(self.folder)
        self._settings.change(export=replace(self.fields.chosen(), folder=folder))
        self.wished.emit(orders)
        self.accept()

    def _note_end(self, end: JobEnd) -> None:
        self._checking = None
        self._judge()
        if end.error is not None:
            self._say(str(end.error), bad=True)

    def done(self, result: int) -> None:
        """Closed while the worker still looks, it exports nothing."""
        if self._checking is not None:
            self._checking.cancel()
        super().done(result)


def _these(number: int, count: int) -> str:
    if number == count:
        return "All of these files are"
    return f"{number} of these files {'is' if number == 1 else 'are'}"


def _check_steps(orders: Sequence[Order]) -> Iterator[int]:
    yield count_existing(orders)


def make_preview() -> QWidget:
    from tempfile import mkdtemp

    worker = Worker()
    worker.start()
    settings = SettingsFile(Path(mkdtemp()) / "settings.json")
    names = [f"snare {seed}" for seed in range(4711, 4717)]
    dialog = ExportSoundsDialog(names, lambda _folder, _wish: (), Path("/home/somebody/drums"), settings, worker)
    for each in (settings, worker):
        each.setParent(dialog)
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 560, 220)
