"""Finding the files of recordings that are not where they were: by their content in a folder, or by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.audio.open import open_recording
from workbench.errors import WorkbenchError, printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.length_text import lengths
from workbench.gui.theme import GRID_PX
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker
from workbench.labels.label import KnownRecording
from workbench.labels.library import real_folder, real_path, stored_path
from workbench.labels.project import Project
from workbench.labels.relink import duration_s, look_at, name_of
from workbench.labels.search import Searched, search_folder

COLUMNS = ("Recording", "Labels", "File found")


@dataclass(frozen=True)
class _Found:
    """What the worker found, by the ids of what was wanted, and how far it is in words."""

    found: dict[int, KnownRecording]
    words: str


class WantedModel(QAbstractTableModel):
    """Recordings that are looked for, and by their ids what was found (`found`)."""

    def __init__(self, wanted: Sequence[KnownRecording], counts: Sequence[int], folder: str, parent=None) -> None:
        super().__init__(parent)
        self.wanted, self.counts, self.folder = list(wanted), list(counts), folder
        self.found: dict[int, KnownRecording] = {}

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.wanted)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if is_title else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        known, column = self.wanted[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            shown = known if column == 0 else self.found.get(known.id)
            return None if shown is None or column == 1 else printable(str(real_path(shown.path, self.folder)))
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (printable(str(real_path(known.path, ""))), f"{self.counts[index.row()]:,}", self._found_words(known))[
            column
        ]

    def take(self, found: dict[int, KnownRecording]) -> None:
        """What was found, by the ids of what was wanted."""
        self.found.update(found)
        if self.wanted:
            self.dataChanged.emit(self.index(0, 2), self.index(len(self.wanted) - 1, 2))

    def _found_words(self, known: KnownRecording) -> str:
        found = self.found.get(known.id)
        if found is None:
            return ""
        path = printable(str(real_path(found.path, "")))
        was, now = lengths(duration_s(known), duration_s(found))
        return path if was == now else f"{path} – {now} instead of {was}"


class FindDialog(QDialog):
    """Nothing is changed but by its button.

    Parameters
    ----------
    title, words : what it is for
    wanted : recordings of `project` that are looked for

    Signals
    -------
    chosen(object) : list of (id of a recording, the file it is to be: a `KnownRecording`)
    """

    chosen = Signal(object)

    def __init__(
        self, title: str, words: str, wanted: Sequence[KnownRecording], project: Project, *, worker: Worker,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.worker, self.project = worker, project
        self.folder = project.about.get("folder", "")
        counts = [len(project.labels.view(each.id)) for each in wanted]
        self.model = WantedModel(wanted, counts, self.folder, self)
        self._job: Job | None = None
        self.words, self.state = QLabel(words), QLabel()
        self.table = QTableView()
        self.search, self.choose = QPushButton("Search a folder…"), QPushButton("Choose the file…")
        self.stop = QPushButton("Stop")
        self.buttons = answer_buttons("Relink")
        self._lay_out()
        self._connect()
        self._show_found()

    def _lay_out(self) -> None:
        for label in (self.words, self.state):
            label.setWordWrap(True)
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(6 * GRID_PX)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setAccessibleName("Recordings that are looked for")
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 20 * GRID_PX)
        row = QHBoxLayout()
        for button in (self.search, self.choose):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX, 4 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.state)
        column.addWidget(self.buttons)
        self.resize(720, 400)

    def _connect(self) -> None:
        self.search.clicked.connect(self._ask_folder)
        self.choose.clicked.connect(self._ask_file)
        self.stop.clicked.connect(self._stop)
        self.stop.setAutoDefault(False)
        self.stop.hide()
        self.table.selectionModel().selectionChanged.connect(self._show_found)
        self.buttons.accepted.connect(self._relink)
        self.buttons.rejected.connect(self.reject)
        if self.model.wanted:
            self.table.selectRow(0)

    # Searching

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Search a folder and all below it", str(real_folder(self.folder)))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.search_in(Path(folder)))
        dialog.open()

    def search_in(self, folder: Path) -> None:
        """Look for all that is not found yet, in the worker."""
        wanted = tuple(each for each in self.model.wanted if each.id not in self.model.found)
        taken = frozenset(real_path(each.path, self.folder) for each in self._taken())
        self._begin(partial(_search_steps, folder, wanted, taken, self.folder), f"Searching {printable(str(folder))} …")

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "Choose the file", str(real_folder(self.folder)))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.choose_file(Path(path)))
        dialog.open()

    def choose_file(self, path: Path) -> None:
        """Take a file for the chosen recording, whatever it holds."""
        rows = self.table.selectionModel().selectedRows()
        if rows:
            known = self.model.wanted[rows[0].row()]
            self._begin(partial(_look_steps, known.id, path, self.folder), f"Reading {printable(path.name)} …")

    def _begin(self, make_steps, words: str) -> None:
        self._stop()
        self.state.setText(words)
        self.stop.show()
        self._job = job = self.worker.run(make_steps, Priority.REFINE)
        job.result.connect(self._take)
        job.ended.connect(partial(self._ended, job))

    def _take(self, result: _Found) -> None:
        taken = {each.path for each in self._taken()}
        refused = [name_of(each) for each in result.found.values() if each.path in taken]
        self.model.take({key: each for key, each in result.found.items() if each.path not in taken})
        words = result.words
        if refused:
            words = f"{printable(refused[0])} is a recording of this project already, with labels of its own."
        self.state.setText(words)
        self._show_found()

    def _ended(self, job: Job, end: JobEnd) -> None:
        if job is self._job:
            self._job = None
            self.stop.hide()
            if end.state == "failed":
                self.state.setText(str(end.error))
            elif end.state == "cancelled":
                self.state.setText("Stopped. What was found stays in the list.")

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _taken(self) -> list[KnownRecording]:
        """Files that are recordings of the project already."""
        wanted = {each.id for each in self.model.wanted}
        return [each for each in self.project.recordings.values() if each.id not in wanted]

    # Answering

    def _show_found(self) -> None:
        count = len(self.model.found)
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setEnabled(count > 0)
        button.setText("Relink" if len(self.model.wanted) == 1 else f"Relink {count:,}")
        self.choose.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _relink(self) -> None:
        self.chosen.emit(list(self.model.found.items()))
        self.accept()

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)


def _search_steps(
    folder: Path, wanted: tuple[KnownRecording, ...], taken: frozenset[Path], base: str
) -> Iterator[_Found]:
    by_id = {each.id: each for each in wanted}
    searched = Searched(0, 0)
    try:
        for searched in search_folder(folder, wanted, taken):
            found = {key: replace(by_id[key], path=stored_path(path, base)) for key, path in searched.found.items()}
            yield _Found(found, f"{searched.files:,} files looked at, {len(found):,} of {len(wanted):,} found …")
    except OSError as error:
        words = (error.strerror or "it cannot be read").lower()
        raise WorkbenchError(f"{printable(str(folder))}: {words}. Choose another folder.") from error
    found = {key: replace(by_id[key], path=stored_path(path, base)) for key, path in searched.found.items()}
    yield _Found(found, _end_words(searched, len(wanted)))


def _end_words(searched: Searched, wanted: int) -> str:
    files = "1 file" if searched.files == 1 else f"{searched.files:,} files"
    words = f"{len(searched.found):,} of {wanted:,} found in {files}."
    if searched.unreadable:
        words += f" {searched.unreadable:,} files or folders could not be read."
    if len(searched.found) < wanted:
        words += " A recording that was converted or edited is not found by its content: choose its file by hand."
    return words


def _look_steps(recording_id: int, path: Path, base: str) -> Iterator[_Found]:
    """A file chosen by hand. Raises `AudioReadError`."""
    recording = open_recording(path)
    try:
        now = look_at(path, base, recording.sample_rate, recording.expected_frames, recording.channels)
    finally:
        recording.close()
    yield _Found({recording_id: now}, "")


def make_preview() -> QWidget:
    from workbench.labels.edit import added
    from workbench.labels.project import rows_of

    names = ("site 1/dawn.wav", "site 1/noon.wav", "site 2/night with a long name, as recorders give them.wav")
    wanted = [KnownRecording(k, name, 100, "", 48_000, 48_000 * 600, 1) for k, name in enumerate(names)]
    project = Project()
    project.apply([added("recordings", rows_of("recordings", wanted))])
    worker = Worker()
    words = "3 recordings of this project are not where they were; their labels are kept."
    dialog = FindDialog("Find missing recordings", words, wanted, project, worker=worker)
    worker.setParent(dialog)
    dialog.model.take({0: wanted[0], 2: replace(wanted[2], path="archive/night.flac", frames=48_000 * 598)})
    dialog.state.setText("2 of 3 found in 1,204 files.")
    dialog._show_found()
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 720, 400)
