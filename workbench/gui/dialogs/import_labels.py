"""What files of labels hold, before anything is taken in: formats, tiers, recordings, and each row that is wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QWidget,
)

from workbench.errors import printable
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.form import dialog_column, dialog_form, name_fields
from workbench.gui.dialogs.import_words import is_partial, what_words, whose_words, wrong_lines
from workbench.gui.dialogs.sentences import Sentences
from workbench.gui.label_import import read_steps, wish_for
from workbench.gui.label_selection import LabelSelection
from workbench.gui.project_host import ProjectHost
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker
from workbench.labels.changes import FIRST_TIER
from workbench.labels.formats.catalogue import FORMATS
from workbench.labels.incoming import Arrival
from workbench.labels.relink import name_of

AS_IN_FILE, AS_FILE = "as in the file", "as the file"
MOST_CLASSES = 40
"""More different texts than that are no classes, until somebody says so."""


class ImportLabelsDialog(QDialog):
    """The worker reads the files, and again with each other choice; nothing is changed before it is asked for.

    Signals
    -------
    wished(Arrival) : this is to be taken in
    """

    wished = Signal(object)

    def __init__(
        self,
        paths: tuple[Path, ...],
        host: ProjectHost,
        selection: LabelSelection,
        worker: Worker,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        what = printable(paths[0].name) if len(paths) == 1 else f"{len(paths):,} files"
        self.setWindowTitle(f"Import labels from {what}")
        self._paths, self._host, self._worker = paths, host, worker
        current = host.project.tiers.get(selection.tier_id)
        self._untiered = FIRST_TIER if current is None else current.name
        self._reading = None
        self._answered = False
        """Whether it was seen how many classes there would be."""
        self._arrival: Arrival | None = None
        self._make_fields()
        self._lay_out()
        self.formats.currentIndexChanged.connect(self._read)
        self.tiers.currentIndexChanged.connect(self._read)
        self.classes.toggled.connect(self._read)
        self.all_here.toggled.connect(self._read)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._read()

    def _make_fields(self) -> None:
        self.formats, self.tiers = QComboBox(), QComboBox()
        self.formats.addItem("As recognised", None)
        for form in FORMATS:
            self.formats.addItem(form.title, form.name)
        self.tiers.addItem("As in the file", AS_IN_FILE)
        for tier in self._host.project.tier_list:
            if not tier.locked:
                self.tiers.addItem(f"All into “{tier.name}”", tier.id)
        if len(self._paths) == 1:
            self.tiers.addItem(f"Without tier: into a new one, “{self._paths[0].stem}”", AS_FILE)
        self.whose, self.what = QLabel(), QLabel()
        for label in (self.whose, self.what):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        here = self._host.project.recordings.get(self._host.recording_id)
        name = "" if here is None else printable(name_of(here))
        self.all_here = QCheckBox(f"All into “{name}”, which is open".replace("&", "&&"))
        self.all_here.setVisible(False)
        self.classes = QCheckBox("New names become classes")
        self.classes.setToolTip("In the palette, each with a colour of its own")
        self.classes.setChecked(True)
        self.wrong_title, self.wrong = QLabel(), Sentences()
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.buttons = answer_buttons("Import")
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setDefault(True)
        name_fields(
            (self.formats, "Format of the file"),
            (self.tiers, "Tiers that labels go into"),
            (self.wrong, "What was found wrong"),
        )

    def _lay_out(self) -> None:
        self.form = form = dialog_form()
        form.addRow("Format", self.formats)
        form.addRow("Tiers", self.tiers)
        form.addRow("Recording", self.whose)
        form.addRow("", self.all_here)
        form.addRow("Labels", self.what)
        form.addRow("", self.classes)
        column = dialog_column(self)
        column.addLayout(form)
        column.addSpacing(GRID_PX)
        column.addWidget(self.wrong_title)
        column.addWidget(self.wrong, 1)
        column.addWidget(self.progress)
        column.addWidget(self.buttons)
        self.resize(620, 420)

    # Reading

    def _read(self) -> None:
        """Let the worker look; a later choice overtakes an earlier one."""
        if self._reading is not None:
            self._reading.cancel()
        self._arrival = None
        self.ok.setEnabled(False)
        self.progress.setValue(0)
        self.progress.setVisible(True)
        form = next((form for form in FORMATS if form.name == self.formats.currentData()), None)
        choice = self.tiers.currentData()
        tier = choice if isinstance(choice, int) else None
        untiered = self._paths[0].stem if choice == AS_FILE else self._untiered
        wish = wish_for(self._host, self._paths, form, tier, untiered, classes=self.classes.isChecked())
        if self.all_here.isChecked():
            wish = replace(wish, all_here=True)
        excerpt = self._host.project.excerpt()
        self._reading = job = self._worker.run(partial(read_steps, excerpt, wish), Priority.VIEW)
        job.progress.connect(lambda done, _left: job is self._reading and self.progress.setValue(round(1000 * done)))
        job.result.connect(partial(self._take, job))
        job.ended.connect(partial(self._note_end, job))

    def _take(self, job, arrival: Arrival) -> None:
        if job is not self._reading:
            return
        if arrival.plan is not None and len(arrival.plan.new_classes) > MOST_CLASSES and not self._answered:
            self._answered = True
            self.classes.setChecked(False)  # sentences, no names; whoever wants it all the same checks it
            return
        self._answered = True
        self._arrival = arrival
        self._show_format(arrival)
        self.whose.setText(whose_words(arrival, self._host.recording_id))
        self.form.setRowVisible(self.all_here, self.all_here.isChecked() or self._may_choose(arrival))
        self.what.setText(what_words(arrival))
        self._show_wrong(list(wrong_lines(arrival, one_folder=self._host.chosen is None)))
        count = arrival.plan.count if arrival.plan is not None else 0
        self.ok.setEnabled(count > 0)
        self.ok.setText(_import_words(count, is_partial(arrival)) if count else "Import")

    def _may_choose(self, arrival: Arrival) -> bool:
        """Whether the labels of one recording could be of the one that is open instead."""
        here = self._host.recording_id
        wheres = [each.where for each in arrival.files]
        return here is not None and len(wheres) == 1 and len(wheres[0]) == 1 and here not in wheres[0].values()

    def _note_end(self, job, end: JobEnd) -> None:
        if job is not self._reading:
            return
        self._reading = None
        self.progress.setVisible(False)
        if end.error is not None:
            self._show_wrong([str(end.error)])

    def _show_format(self, arrival: Arrival) -> None:
        names = {each.form.title for each in arrival.files if each.form is not None}
        self.formats.setItemText(0, f"As recognised: {' and '.join(sorted(names))}" if names else "As recognised")

    def _show_wrong(self, lines: list[str]) -> None:
        self.wrong_title.setText("Before you import:" if lines else "")
        self.wrong_title.setStyleSheet(f"color: {colors().text.name()}")
        self.wrong.show_lines(lines or ["Nothing was found wrong."], quiet=not lines)

    def _accept(self) -> None:
        if self._arrival is not None and self.ok.isEnabled():
            self.wished.emit(self._arrival)
            self.accept()

    def done(self, result: int) -> None:
        if self._reading is not None:
            self._reading.cancel()
        super().done(result)


def _import_words(count: int, left_out: bool) -> str:
    if not left_out:
        return "Import 1 label" if count == 1 else f"Import {count:,} labels"
    return "Import the other label" if count == 1 else f"Import the other {count:,} labels"
