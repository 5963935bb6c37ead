"""Labels as a file of another program: which, as what, where to, and what that format cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from workbench.errors import printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.form import dialog_column, dialog_form, name_fields
from workbench.gui.dialogs.sentences import Sentences
from workbench.gui.dialogs.status_boxes import StatusBoxes
from workbench.gui.exporting import typed_path
from workbench.gui.label_export import LabelWish, Planned, Scope, plan_steps
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.edit import added
from workbench.labels.formats.catalogue import FORMATS
from workbench.labels.formats.format import LabelFormat
from workbench.labels.label import KnownRecording, Label, Tier, new_id
from workbench.labels.outgoing import Outgoing
from workbench.labels.project import Project, rows_of

_WHOLE = "All of it is kept."


class ExportLabelsDialog(QDialog):
    """What would be written is worked out by the worker with each choice, so that nothing is lost unsaid.

    Parameters
    ----------
    scopes : which labels there are to export; the first is proposed
    beside : the recording, or the project: name and folder are proposed after it

    Signals
    -------
    wished(Planned, LabelFormat) : this is to be written, and may replace what is there
    """

    wished = Signal(object, object)

    def __init__(
        self,
        scopes: Sequence[Scope],
        beside: Path,
        settings: SettingsFile,
        worker: Worker,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export labels")
        self._scopes, self._beside, self._settings, self._worker = list(scopes), beside, settings, worker
        self._last = settings.settings.label_export
        self._planning = None
        self._planned = Planned()
        self._named = False
        """Whether the person changed the name that was proposed."""
        self._told = frozenset[Path]()
        """Files of which the person was told that they are there."""
        self._make_fields()
        self._lay_out()
        self._connect()
        self._propose()

    # What is chosen

    @property
    def scope(self) -> Scope:
        return self._scopes[self.what.currentIndex()]

    @property
    def form(self) -> LabelFormat:
        return FORMATS[self.formats.currentIndex()]

    @property
    def into_folder(self) -> bool:
        """Whether a file is written for each recording."""
        return self.scope.key == "project" and not self.form.holds.recordings

    @property
    def target(self) -> Path:
        """What was typed, with the format's ending where a file has none."""
        path = typed_path(self.place.text(), self._beside.parent)
        if self.into_folder or path.suffix.lower() in (suffix.lower() for suffix in self.form.suffixes):
            return path
        return Path(f"{path}{self.form.suffixes[0]}")

    # Parts

    def _make_fields(self) -> None:
        self.what, self.formats = QComboBox(), QComboBox()
        for scope in self._scopes:
            self.what.addItem(scope.words)
        for form in FORMATS:
            self.formats.addItem(f"{form.title}  ({form.suffixes[0]})")
        names = [form.name for form in FORMATS]
        self.formats.setCurrentIndex(names.index(self._last.format) if self._last.format in names else 0)
        self.statuses = StatusBoxes(self._last.statuses)
        self.place, self.browse = QLineEdit(), QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self.place_name = QLabel("File")
        self.lost_title = QLabel()
        self.lost = Sentences()
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = answer_buttons("Export")
        self.export = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.export.setDefault(True)
        name_fields(
            (self.what, "Labels to export"),
            (self.formats, "Format of the file"),
            (self.place, "File or folder to write"),
            (self.lost, "What the format cannot hold"),
        )

    def _lay_out(self) -> None:
        form = dialog_form()
        places = QHBoxLayout()
        places.setSpacing(2 * GRID_PX)
        places.addWidget(self.place, 1)
        places.addWidget(self.browse)
        form.addRow("Labels", self.what)
        form.addRow("Status", self.statuses)
        form.addRow("Format", self.formats)
        form.addRow(self.place_name, places)
        column = dialog_column(self)
        column.addLayout(form)
        column.addSpacing(GRID_PX)
        column.addWidget(self.lost_title)
        column.addWidget(self.lost, 1)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)
        self.resize(600, 400)

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._propose)
        self.formats.currentIndexChanged.connect(self._propose)
        self.statuses.changed.connect(self._plan)
        self.place.textEdited.connect(self._note_name)
        self.place.textChanged.connect(self._plan)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    # What follows from what

    def _propose(self) -> None:
        """A name, as long as the person gave none; of theirs, another ending."""
        self.place_name.setText("Folder" if self.into_folder else "File")
        suffix = "" if self.into_folder else self.form.suffixes[0]
        folder = Path(self._last.folder) if self._last.folder else self._beside.parent
        if not self._named:
            stem = f"{self.scope.name} labels" if self.scope.name else self._beside.stem
            self.place.setText(printable(str(folder / f"{stem}{suffix}")))
        elif not self.into_folder:
            path = Path(self.place.text())
            known = {ending.lower() for form in FORMATS for ending in form.suffixes}
            self.place.setText(f"{path.with_suffix('') if path.suffix.lower() in known else path}{suffix}")
        self._plan()

    def _note_name(self) -> None:
        self._named = True

    def _plan(self) -> None:
        """Let the worker find out what would be written; a later choice overtakes an earlier one."""
        if self._planning is not None:
            self._planning.cancel()
            self._planning = None
        self._planned = Planned()
        if not self.place.text().strip() or not self.statuses.chosen:
            self._show_lost(None)
            self._say("Choose a status." if not self.statuses.chosen else "Give the file a name.", bad=True)
            self.export.setEnabled(False)
            return
        wish = LabelWish(self.scope, self.statuses.chosen, self.form, self.target, self.into_folder)
        self._planning = job = self._worker.run(partial(plan_steps, wish), Priority.VIEW)
        job.result.connect(partial(self._take, job))
        job.ended.connect(partial(self._note_end, job))
        self.export.setEnabled(False)

    def _take(self, job, planned: Planned | None) -> None:
        if job is self._planning and planned is not None:
            self._planned = planned
            self._show_lost(planned.files)
            self._judge()

    def _note_end(self, job, end: JobEnd) -> None:
        if job is not self._planning:
            return
        self._planning = None
        if end.error is not None:
            self._show_lost(None)
            self._say(str(end.error), bad=True)

    def _judge(self) -> None:
        count, files, there = self._planned.labels, self._planned.files, self._planned.there
        replaces = bool(there) and there <= self._told
        self.export.setEnabled(count > 0)
        self.export.setText("Replace" if replaces else "Export")
        if not count:
            self._say("No label is left to be written. Choose other labels, or another format.", bad=True)
        elif replaces:
            self._say(f"{_these(len(there), len(files))} there already. Replace, or choose another name.")
        else:
            into = f" into {len(files):,} files" if len(files) > 1 else ""
            self._say(f"{'1 label' if count == 1 else f'{count:,} labels'}{into}.")

    def _show_lost(self, files: Sequence[Outgoing] | None) -> None:
        losses = [] if files is None else merged_losses(files)
        self.lost_title.setText("This format cannot hold all of it:" if losses else "")
        self.lost.show_lines(losses or ([_WHOLE] if files is not None else []), quiet=not losses)

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.hint.setText(words)
        self.hint.setStyleSheet(f"color: {(colors().error if bad else colors().text_soft).name()}")

    # Going on

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export labels", self.place.text())
        if self.into_folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # asked for here, where the rest is
            dialog.setNameFilter(f"{self.form.title} (*{self.form.suffixes[0]})")
            dialog.selectFile(Path(self.place.text()).name)
        dialog.fileSelected.connect(self._take_place)
        dialog.open()

    def _take_place(self, name: str) -> None:
        self._named = True
        self.place.setText(name)

    def _accept(self) -> None:
        planned = self._planned
        if not self.export.isEnabled():
            return
        if planned.there - self._told:
            self._told = planned.there
            self._judge()
            return
        folder = self.target.parent
        statuses = tuple(status.name.lower() for status in self.statuses.chosen)
        kept = "" if folder == self._beside.parent else str(folder)
        self._settings.change(label_export=replace(self._last, format=self.form.name, statuses=statuses, folder=kept))
        self.wished.emit(planned, self.form)
        self.accept()

    def done(self, result: int) -> None:
        if self._planning is not None:
            self._planning.cancel()
        super().done(result)


def merged_losses(files: Sequence[Outgoing]) -> list[str]:
    """Of several files, each sentence with the file that it is about, and once if all of them have it."""
    if len(files) == 1:
        return list(files[0].losses)
    count = Counter(words for each in files for words in dict.fromkeys(each.losses))
    of_some = [
        f"{printable(each.path.name)}: {words}" for each in files for words in each.losses if count[words] < len(files)
    ]
    return [f"Each file: {words}" for words, number in count.items() if number == len(files)] + of_some


def _these(number: int, count: int) -> str:
    if count == 1:
        return "This file is"
    return "All of these files are" if number == count else f"{number:,} of these files are"


def sample_dialog(kind: type[QDialog]) -> QDialog:
    """A dialog about a dozen labels, to be looked at alone."""
    from tempfile import mkdtemp

    project = Project()
    recording = KnownRecording(1, "dawn.flac", 1000, "f00d", 48_000, 960_000, 1)
    for table, row in (("tiers", Tier(1, "calls")), ("recordings", recording)):
        project.apply([added(table, rows_of(table, [row]))])
    calls = [Label(new_id(), 1, 1, at, at + 0.5, 900.0, 4000.0, text="crow", score=0.9) for at in range(12)]
    project.apply([added("labels", rows_of("labels", calls))])
    worker = Worker()
    worker.start()
    settings = SettingsFile(Path(mkdtemp()) / "settings.json")
    scopes = [Scope("This recording (12 labels)", "recording", project.excerpt(1), 1)]
    dialog = kind(scopes, Path("/home/somebody/site 1/dawn.flac"), settings, worker)
    for each in (settings, worker):
        each.setParent(dialog)
    return dialog


def make_preview() -> QWidget:
    return sample_dialog(ExportLabelsDialog)


if __name__ == "__main__":
    preview.run(make_preview, 600, 400)
