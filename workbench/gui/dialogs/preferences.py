"""Preferences: what a person sets once. Each change counts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.audio.output import Device
from workbench.errors import printable
from workbench.gui import preview, typography
from workbench.gui.dialogs.buttons import close_button
from workbench.gui.dialogs.cache_rows import CacheRows
from workbench.gui.settings import Settings
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import TIME_FORMAT_NAMES
from workbench.jobs.worker import Worker

THEME_NAMES = {"system": "As the system", "light": "Light", "dark": "Dark"}
_FIELDS = {each.name: each for each in fields(Settings)}


class PreferencesDialog(QDialog):
    """Changes the settings, which the window applies when they change.

    Parameters
    ----------
    devices : the sound outputs there are
    """

    def __init__(
        self, settings: SettingsFile, worker: Worker, parent: QWidget | None = None, devices: Sequence[Device] = ()
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preferences")
        self._settings, self._worker = settings, worker
        now = settings.settings
        self.theme = self._list("theme", THEME_NAMES)
        self.time_format = self._list("time_format", TIME_FORMAT_NAMES)
        names = {None: "System default"} | {device.name: device.name for device in devices}
        names.setdefault(now.output_device, f"{now.output_device} (not connected)")
        self.output = self._list("output_device", names)
        self.follow, self.audition = self._check("follow"), self._check("audition")
        self.play_proposals = self._check("play_proposals")
        self.nudge = self._seconds("nudge_s", "One sample")
        self.folder = QLineEdit(printable(now.default_folder))
        self._lay_out()

    def _list(self, name: str, choices: dict) -> QComboBox:
        box = QComboBox()
        for value, words in choices.items():
            box.addItem(words, value)
        box.setCurrentIndex(box.findData(getattr(self._settings.settings, name)))
        box.setToolTip(_FIELDS[name].metadata["help"])
        box.setAccessibleName(_FIELDS[name].metadata["label"])
        box.currentIndexChanged.connect(lambda _: self._settings.change(**{name: box.currentData()}))
        return box

    def _seconds(self, name: str, least: str) -> QDoubleSpinBox:
        """`least` : what the smallest value means."""
        box = QDoubleSpinBox()
        limits = _FIELDS[name].metadata
        box.setRange(limits["min"], limits["max"])
        box.setDecimals(3)
        box.setSingleStep(0.001)
        box.setSuffix(limits["unit"])
        box.setSpecialValueText(least)
        box.setValue(getattr(self._settings.settings, name))
        box.setToolTip(limits["help"])
        box.setAccessibleName(limits["label"])
        box.valueChanged.connect(lambda value: self._settings.change(**{name: value}))
        return box

    def _check(self, name: str) -> QCheckBox:
        box = QCheckBox(_FIELDS[name].metadata["label"])
        box.setChecked(getattr(self._settings.settings, name))
        box.setToolTip(_FIELDS[name].metadata["help"])
        box.toggled.connect(lambda on: self._settings.change(**{name: on}))
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(4 * GRID_PX)
        form.setVerticalSpacing(2 * GRID_PX)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_heading("Look"))
        form.addRow("Theme", self.theme)
        form.addRow("Times", self.time_format)
        form.addRow(_heading("Playing"))
        form.addRow("Sound output", self.output)
        form.addRow("", self.follow)
        form.addRow("", self.audition)
        form.addRow("", self.play_proposals)
        form.addRow(_heading("Labels"))
        form.addRow("Step of keys", self.nudge)
        form.addRow(_heading("Files"))
        form.addRow("Folder at start", self._folder_row())
        form.addRow(_heading("Cache"))
        self.cache = CacheRows(self._settings, self._worker, form, self)
        buttons = close_button()
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * GRID_PX, 4 * GRID_PX, 5 * GRID_PX, 4 * GRID_PX)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)
        self.resize(520, 500)

    def _folder_row(self) -> QHBoxLayout:
        self.folder.setPlaceholderText("The one used last")
        self.folder.setAccessibleName("Folder at start")
        self.folder.editingFinished.connect(lambda: self._settings.change(default_folder=self.folder.text().strip()))
        choose = QPushButton("Choose…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        return row

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Folder at start", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take_folder)
        dialog.open()

    def _take_folder(self, folder: str) -> None:
        self.folder.setText(folder)
        self._settings.change(default_folder=folder)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(typography.bold())
    label.setContentsMargins(0, GRID_PX, 0, 0)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft)
    return label


def make_preview() -> QWidget:
    from pathlib import Path
    from tempfile import mkdtemp

    worker = Worker()
    worker.start()
    settings = SettingsFile(Path(mkdtemp()) / "settings.json")
    dialog = PreferencesDialog(settings, worker)
    settings.setParent(dialog)
    worker.setParent(dialog)
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 520, 500)
