"""Clips by labels: which, how they are cut, named and arranged, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from workbench.audio.clip_names import FIELDS
from workbench.audio.clip_span import Cut
from workbench.audio.export_formats import FORMATS
from workbench.audio.label_clips import ClipWish
from workbench.errors import printable
from workbench.gui import preview
from workbench.gui.clip_export import ClipsOf, Foreseen, foresee_steps
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.form import dialog_column, dialog_form, name_fields
from workbench.gui.dialogs.sentences import Sentences
from workbench.gui.dialogs.status_boxes import StatusBoxes
from workbench.gui.exporting import typed_path
from workbench.gui.label_export import Scope
from workbench.gui.settings import ClipSettings
from workbench.gui.settings_file import SettingsFile
from workbench.gui.soon import Soon
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker

PLAIN, CLASS_FOLDERS, DATA_SET = "plain", "classes", "dataset"
_ARRANGED = {
    PLAIN: "All in one folder",
    CLASS_FOLDERS: "A folder for each class",
    DATA_SET: "A data set: clips, a table of them, and a card",
}
_CHANNELS = {"all": "All channels", "own": "The label's channel", "mono": "Mixed to one"}
_RATES = (0, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
_SOON_MS = 200


class ExportClipsDialog(QDialog):
    """What would be written is worked out by the worker with each choice; recordings are not read for that.

    Parameters
    ----------
    scopes : whose clips there can be; the first is proposed
    beside : the recording, or the project: a folder is proposed beside it

    Signals
    -------
    wished(ClipsOf, ClipWish) : these are to be written
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
        self.setWindowTitle("Cut clips by labels")
        self._scopes, self._beside, self._settings, self._worker = list(scopes), beside, settings, worker
        self._last = settings.settings.clips
        self._looking = None
        self._soon = Soon(self._look, _SOON_MS, self)
        self._make_fields()
        self._name_fields()
        self._lay_out()
        self._connect()
        self._look()

    # What is chosen

    @property
    def whose(self) -> ClipsOf:
        return ClipsOf(self._scopes[self.what.currentIndex()], self.statuses.chosen)

    @property
    def wish(self) -> ClipWish:
        arranged = self.arranged.currentData()
        padding = self.padding.value()
        return ClipWish(
            typed_path(self.place.text(), self._beside.parent),
            self.pattern.text(),
            Cut((padding, padding), length_s=self.length.value() or None, point_s=self.points.value() or None),
            self.channels.currentData(),
            self.rate.currentData() or None,
            self.formats.currentData(),
            class_folders=arranged == CLASS_FOLDERS,
            dataset=arranged == DATA_SET,
            folds=self.folds.value() if arranged == DATA_SET else 0,
        )

    # Parts

    def _make_fields(self) -> None:
        last = self._last
        self.what = QComboBox()
        for scope in self._scopes:
            self.what.addItem(scope.words)
        self.statuses = StatusBoxes(("accepted",))
        self.padding, self.length, self.points = _seconds(), _seconds(), _seconds()
        self.padding.setValue(last.padding_s)
        self.length.setValue(last.length_s)
        self.length.setSpecialValueText("As the label")
        self.length.setToolTip("With a length, each label is in the middle of its clip")
        self.points.setSpecialValueText("Left out")
        self.points.setToolTip("How much sound a label has that is only a point")
        self.formats, self.channels, self.rate, self.arranged = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        for form in FORMATS:
            self.formats.addItem(form.words, form)
        for key, words in _CHANNELS.items():
            self.channels.addItem(words, key)
        for rate in _RATES:
            self.rate.addItem(f"{rate:,} Hz" if rate else "Rate of the recording", rate)
        for key, words in _ARRANGED.items():
            self.arranged.addItem(words, key)
        _choose(self.formats, next((form for form in FORMATS if form.name == last.format), FORMATS[0]))
        _choose(self.channels, last.channels)
        _choose(self.rate, last.sample_rate)
        _choose(self.arranged, last.arranged)
        self.folds = QSpinBox(minimum=0, maximum=50, value=0)
        self.folds.setSpecialValueText("No folds")
        self.folds.setSuffix(" folds")
        self.folds.setToolTip("For cross-validation; clips of one recording are never in two folds")
        self.pattern = QLineEdit(last.pattern)
        self.pattern.setToolTip("\n".join(f"{{{name}}}  {words}" for name, words in FIELDS.items()))
        folder = Path(last.folder) if last.folder else self._beside.parent
        self.place = QLineEdit(printable(str(folder / f"{self._beside.stem} clips")))
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self.found, self.problems = QLabel(), Sentences()
        self.found.setWordWrap(True)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = answer_buttons("Cut clips")
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setDefault(True)

    def _name_fields(self) -> None:
        name_fields(
            (self.what, "Labels to cut clips by"),
            (self.padding, "Seconds before and after each label"),
            (self.length, "Length of all clips in seconds"),
            (self.points, "Seconds of sound for points"),
            (self.formats, "Format"),
            (self.channels, "Channels"),
            (self.rate, "Sample rate"),
            (self.arranged, "How clips are arranged"),
            (self.folds, "Folds"),
            (self.pattern, "Pattern of names"),
            (self.place, "Folder to write into"),
            (self.problems, "What cannot be cut"),
        )

    def _lay_out(self) -> None:
        form = dialog_form()
        form.addRow("Labels", self.what)
        form.addRow("Status", self.statuses)
        form.addRow("Around", _row(self.padding, QLabel("Length"), self.length, QLabel("Points"), self.points))
        form.addRow("Sound", _row(self.formats, self.channels, self.rate))
        form.addRow("Arranged", _row(self.arranged, self.folds))
        form.addRow("Names", self.pattern)
        form.addRow("Folder", _row(self.place, self.browse))
        column = dialog_column(self)
        column.addLayout(form)
        column.addSpacing(GRID_PX)
        column.addWidget(self.found)
        column.addWidget(self.problems, 1)
        column.addWidget(self.buttons)
        self.resize(640, 480)

    def _connect(self) -> None:
        for choice in (self.what, self.formats, self.channels, self.rate, self.arranged):
            choice.currentIndexChanged.connect(self._soon.ask)
        for number in (self.padding, self.length, self.points, self.folds):
            number.valueChanged.connect(self._soon.ask)
        for text in (self.pattern, self.place):
            text.textChanged.connect(self._soon.ask)
        self.statuses.changed.connect(self._soon.ask)
        self.arranged.currentIndexChanged.connect(self._show_folds)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._show_folds()

    def _show_folds(self) -> None:
        self.folds.setVisible(self.arranged.currentData() == DATA_SET)

    # What follows from what

    def _look(self) -> None:
        """Let the worker find out what would be written; a later choice overtakes an earlier one."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.ok.setEnabled(False)
        if not self.place.text().strip() or not self.statuses.chosen:
            self._refuse("Choose a status." if not self.statuses.chosen else "Choose a folder.")
            return
        self._looking = job = self._worker.run(partial(foresee_steps, self.whose, self.wish), Priority.VIEW)
        job.result.connect(partial(self._take, job))
        job.ended.connect(partial(self._note_end, job))

    def _take(self, job, foreseen: Foreseen) -> None:
        if job is not self._looking:
            return
        count = foreseen.clips
        self.ok.setEnabled(count > 0)
        self.ok.setText(f"Cut {'1 clip' if count == 1 else f'{count:,} clips'}" if count else "Cut clips")
        self._say(
            f"The first is {printable(foreseen.first)}" if count else "There is no clip to be cut.", bad=not count
        )
        self.problems.show_lines(foreseen.problems)

    def _note_end(self, job, end: JobEnd) -> None:
        if job is not self._looking:
            return
        self._looking = None
        if end.error is not None:
            self._refuse(str(end.error))

    def _refuse(self, words: str) -> None:
        self.ok.setText("Cut clips")
        self._say(words, bad=True)
        self.problems.show_lines([])

    def _say(self, words: str, *, bad: bool = False) -> None:
        self.found.setText(words)
        self.found.setStyleSheet(f"color: {(colors().error if bad else colors().text_soft).name()}")

    # Going on

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Cut clips into a folder", self.place.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.place.setText)
        dialog.open()

    def _accept(self) -> None:
        if not self.ok.isEnabled():
            return
        wish = self.wish
        self._settings.change(clips=self._chosen(wish))
        self.wished.emit(self.whose, wish)
        self.accept()

    def _chosen(self, wish: ClipWish) -> ClipSettings:
        """To be remembered."""
        parent = wish.folder.parent
        return replace(
            self._last,
            folder="" if parent == self._beside.parent else str(parent),
            padding_s=self.padding.value(),
            length_s=self.length.value(),
            format=wish.format.name,
            channels=wish.channels,
            sample_rate=wish.sample_rate or 0,
            arranged=self.arranged.currentData(),
            pattern=wish.pattern,
        )

    def done(self, result: int) -> None:
        if self._looking is not None:
            self._looking.cancel()
        super().done(result)


def _seconds() -> QDoubleSpinBox:
    return QDoubleSpinBox(minimum=0.0, maximum=3600.0, singleStep=0.1, decimals=3, suffix=" s")


def _choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(max(box.findData(value), 0))


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * GRID_PX)
    for part in parts:
        row.addWidget(part, 0 if isinstance(part, (QLabel, QPushButton)) else 1)
    return row


def make_preview() -> QWidget:
    from workbench.gui.dialogs.export_labels import sample_dialog

    return sample_dialog(ExportClipsDialog)


if __name__ == "__main__":
    preview.run(make_preview, 640, 480)
