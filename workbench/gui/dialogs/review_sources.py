"""What clips a review can be made of, each with its own fields: files, labels, segments, disagreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from workbench.errors import LabelRefused, printable
from workbench.gui.dialogs.status_boxes import StatusBoxes
from workbench.gui.lanes.score_words import readable
from workbench.gui.panels.label_filter import author_name, counted
from workbench.gui.proposing import version_of
from workbench.gui.review.listing import OfDisagreements, OfFolder, OfLabels, OfSegments, Source
from workbench.gui.theme import GRID_PX
from workbench.labels.events import Side
from workbench.labels.library import absolute_path, real_folder
from workbench.labels.project import Project
from workbench.labels.review.lists import LabelFilter

if TYPE_CHECKING:
    from workbench.gui.main_window import MainWindow

LABEL_PX = 18 * GRID_PX
_LONGEST_PIECE_S = 3600.0


class ClipsForm(QWidget):
    """The fields of one kind of source.

    `title` : of its entry in the list of kinds; `has_texts` : whether its clips ask about a class of their own
    """

    title: ClassVar[str]
    has_texts: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.form = aligned_form(self)

    def name(self) -> str:
        """Of the review."""
        return self.title

    def source(self) -> Source:
        """As the fields say. Raises `LabelRefused` where they do not say enough."""
        raise NotImplementedError


class FolderForm(ClipsForm):
    title = "Recordings of a folder"
    has_texts = False

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self.folder = QLineEdit("" if folder is None else str(folder))
        self.folder.setAccessibleName("Folder")
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose)
        self.below = QCheckBox("With the folders in it")
        self.cut = QCheckBox("Longer recordings in pieces of")
        self.piece = QDoubleSpinBox(decimals=1, minimum=0.1, maximum=_LONGEST_PIECE_S, suffix=" s", value=10.0)
        self.piece.setAccessibleName("Longest clip")
        self.piece.setEnabled(False)
        self.cut.toggled.connect(self.piece.setEnabled)
        self.form.addRow("Folder", beside(self.folder, choose))
        self.form.addRow("", self.below)
        self.form.addRow("", beside(self.cut, self.piece))

    def name(self) -> str:
        return printable(self._path().name) or self.title

    def source(self) -> OfFolder:
        if not self.folder.text().strip():
            raise LabelRefused("Choose a folder first.")
        return OfFolder(self._path(), self.below.isChecked(), self.piece.value() if self.cut.isChecked() else 0.0)

    def _path(self) -> Path:
        return absolute_path(Path(self.folder.text().strip()).expanduser())

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Folder of recordings", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()


class LabelsForm(ClipsForm):
    title = "Labels"

    def __init__(self, project: Project, recording: int | None) -> None:
        super().__init__()
        self._recording = recording
        view = project.labels.view()
        self.statuses = StatusBoxes(("proposed",))
        self.texts, self.authors = _box("Class"), _box("Made by")
        self.tiers, self.where = _box("Tier"), _box("Recordings")
        self.texts.addItem("All classes", None)
        for text, count in counted(view.column("text"), project.labels.texts):
            self.texts.addItem(f"{text or '(no name)'}  ({count:,})", text)
        self.authors.addItem("Anybody", None)
        for author_id in np.unique(view.column("author")).tolist():
            self.authors.addItem(author_name(project.authors.get(author_id)) or "Unknown", author_id)
        self.tiers.addItem("All tiers", None)
        for tier in project.tier_list:
            self.tiers.addItem(tier.name, tier.id)
        self.where.addItem("The whole project", None)
        if recording is not None:
            self.where.addItem("This recording", recording)
        self.scored = QCheckBox("Score from")
        self.low, self.high = _score("Lowest score", 0.0), _score("Highest score", 1.0)
        for field in (self.low, self.high):
            field.setEnabled(False)
            self.scored.toggled.connect(field.setEnabled)
        self.form.addRow("Status", self.statuses)
        self.form.addRow("Class", self.texts)
        self.form.addRow("Made by", self.authors)
        self.form.addRow("Tier", self.tiers)
        self.form.addRow("In", self.where)
        self.form.addRow("", beside(self.scored, self.low, QLabel("to"), self.high))

    def name(self) -> str:
        text = self.texts.currentData()
        return f"Labels “{text}”" if text else "Labels"

    def source(self) -> OfLabels:
        chosen = (box.currentData() for box in (self.texts, self.authors, self.tiers, self.where))
        text, author, tier, where = (None if value is None else (value,) for value in chosen)
        scored = self.scored.isChecked()
        return OfLabels(
            LabelFilter(
                self.statuses.chosen, text, author, tier,
                self.low.value() if scored else None, self.high.value() if scored else None, where,
            )
        )  # fmt: skip


class SegmentsForm(ClipsForm):
    title = "Segments of the present run"

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._host = window.project_host
        track = window.document.scores
        names = tuple(readable(each) for each in track.card.classes)
        cells = (track.starts_s, track.ends_s, track.values)
        self._track = (cells, track.threshold, names, (track.card.name, version_of(track.card)))
        self.form.addRow("", QLabel(f"All that reaches {track.threshold:.2f}; a yes makes a label of it"))

    def source(self) -> OfSegments:
        return OfSegments(self._host.recording_id, *self._track)


class DisagreementsForm(ClipsForm):
    title = "Disagreements"

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.one, self.other = _box("One side"), _box("Other side")
        for box in (self.one, self.other):
            for tier in project.tier_list:
                box.addItem(f"Tier {tier.name}", Side(tier=tier.id))
            for author in project.authors.values():
                box.addItem(author_name(author), Side(author=author.id))
        self.other.setCurrentIndex(1)
        self.form.addRow("Between", self.one)
        self.form.addRow("and", self.other)

    def source(self) -> OfDisagreements:
        return OfDisagreements(self.one.currentData(), self.other.currentData())


def sources_of(window: MainWindow) -> list[ClipsForm]:
    """Those that there is something for; what is likeliest meant is the first."""
    host, document = window.project_host, window.document
    project, forms = host.project, list[ClipsForm]()
    if project is not None and len(project.labels):
        forms.append(LabelsForm(project, host.recording_id))
    forms.append(FolderForm(_folder(window)))
    if document.scores is not None and host.recording_id is not None and len(document.scores.values):
        forms.append(SegmentsForm(window))
    if project is not None and len(project.labels) and len(project.tiers) + len(project.authors) > 1:
        forms.append(DisagreementsForm(project))
    return forms


def _folder(window: MainWindow) -> Path | None:
    recording, project = window.document.recording, window.project_host.project
    if recording is not None:
        return recording.path.parent
    folder = "" if project is None else project.about.get("folder", "")
    last = window.settings.settings.last_folder
    return real_folder(folder) if folder else Path(last) if last else None


def aligned_form(parent: QWidget | None = None) -> QFormLayout:
    """Its fields begin where those of the others do."""
    form = _AlignedForm(parent) if parent is not None else _AlignedForm()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(4 * GRID_PX)
    form.setVerticalSpacing(2 * GRID_PX)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


class _AlignedForm(QFormLayout):
    def addRow(self, words: str, field: QWidget | QHBoxLayout) -> None:
        label = QLabel(words)
        label.setMinimumWidth(LABEL_PX)
        super().addRow(label, field)


def beside(*fields: QWidget) -> QHBoxLayout:
    """In one row; a field to be typed in takes what room is left."""
    row = QHBoxLayout()
    row.setSpacing(2 * GRID_PX)
    for field in fields:
        row.addWidget(field, isinstance(field, QLineEdit | QComboBox))
    if not any(isinstance(field, QLineEdit | QComboBox) for field in fields):
        row.addStretch(1)
    return row


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    return box


def _score(name: str, value: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox(decimals=2, maximum=1.0, singleStep=0.05)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box
