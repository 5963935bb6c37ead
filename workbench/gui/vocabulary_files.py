"""Lists of classes loaded into the palette, and saved from it; read and written by the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.errors import printable
from workbench.gui.labelling import Labelling
from workbench.gui.messages import Message, MessageBar
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import CLASS_COLORS
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.class_changes import load_classes
from workbench.labels.label import LabelClass
from workbench.labels.vocabulary import Entry, read_vocabulary, write_vocabulary

_FILTER = "Lists of classes (*.txt *.tsv);;All files (*)"


class VocabularyFiles(QObject):
    """Asks for a file, and whether its classes come besides those there are or instead of them."""

    def __init__(
        self, window: QWidget, labelling: Labelling, messages: MessageBar, settings: SettingsFile, worker: Worker
    ) -> None:
        super().__init__(window)
        self.window, self.labelling, self.messages = window, labelling, messages
        self.settings, self.worker = settings, worker
        self._question: Message | None = None
        self._mistake: Message | None = None

    def ask_load(self) -> None:
        dialog = QFileDialog(self.window, "Load classes", self.settings.settings.last_folder, _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.open()

    def load(self, path: Path) -> None:
        """Returns at once; what is wrong with the file is said, and nothing is changed then."""
        for message in filter(None, (self._mistake, self._question)):
            self.messages.put_away(message)
        job = self.worker.run(partial(_read_steps, path), Priority.VIEW)
        job.result.connect(partial(self._take, path))
        job.ended.connect(self._ended)

    def _ended(self, end: JobEnd) -> None:
        if end.state == "failed":
            self._mistake = self.messages.show_message(str(end.error), "error")

    def _take(self, path: Path, entries: Sequence[Entry]) -> None:
        project = self.labelling.host.project
        if project is None or not project.classes:
            self._put(entries, instead=False)
            return
        known = sum(project.class_of(entry.name) is not None for entry in entries)
        here = f", {known:,} of them here already" if known else ""
        self._question = self.messages.show_message(
            f"{printable(path.name)}: {_count(len(entries))}{here}. Labels keep their words either way.",
            choices=(
                ("Add them", lambda: self._answer(entries, instead=False)),
                (f"Replace the {len(project.classes):,} here", lambda: self._answer(entries, instead=True)),
            ),
        )

    def _answer(self, entries: Sequence[Entry], *, instead: bool) -> None:
        if self._question is not None:
            self.messages.put_away(self._question)
            self._question = None
        self._put(entries, instead=instead)

    def _put(self, entries: Sequence[Entry], *, instead: bool) -> None:
        self.labelling.perform(lambda project: load_classes(project, entries, CLASS_COLORS, instead=instead))

    def ask_save(self) -> None:
        project = self.labelling.host.project
        if project is None or not project.classes:
            self.messages.show_message("There is no class to save yet.")
            return
        dialog = QFileDialog(self.window, "Save classes", self.settings.settings.last_folder, _FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile("classes.txt")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the palette, and say so; returns at once."""
        project = self.labelling.host.project
        if project is None:
            return
        job = self.worker.run(partial(_write_steps, path, project.class_list), Priority.BACKGROUND)
        job.result.connect(lambda count: self.messages.show_message(f"Saved {_count(count)} as {printable(path.name)}"))
        job.ended.connect(lambda end: end.error is not None and self.messages.show_error(end.error))


def _count(number: int) -> str:
    return "1 class" if number == 1 else f"{number:,} classes"


def _read_steps(path: Path) -> Iterator[tuple[Entry, ...]]:
    yield read_vocabulary(path)


def _write_steps(path: Path, classes: Sequence[LabelClass]) -> Iterator[int]:
    write_vocabulary(path, classes)
    yield len(classes)
