"""What to export, as which format, and where to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

from workbench.audio.export import ExportWish, check_export
from workbench.audio.export_formats import Encoding, ExportFormat, format_of_suffix
from workbench.audio.signal import ArraySignal
from workbench.audio.signal import Signal as SoundSignal
from workbench.errors import ExportTargetExists, printable
from workbench.gui import preview
from workbench.gui.dialogs.buttons import answer_buttons
from workbench.gui.dialogs.form import dialog_column, dialog_form, name_fields
from workbench.gui.dialogs.format_fields import FormatFields
from workbench.gui.document import Selection
from workbench.gui.exporting import Exportable, Source, typed_path
from workbench.gui.settings_file import SettingsFile
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import size_text, time_text
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker


class ExportDialog(QDialog):
    """Says at once what a format cannot hold. Whether the place can be written is looked at by the worker.

    Parameters
    ----------
    recording : the original: its name and folder are proposed, and it is never written over
    choices : what there is to be exported
    selection : what is selected, if anything
    folder : where to, unless another one was chosen the last time; default: that of the recording

    Signals
    -------
    wished(Signal, ExportWish) : this is to be written, and nothing is in the way
    """

    wished = Signal(object, object)

    def __init__(
        self,
        recording: Source,
        choices: Sequence[Exportable],
        selection: Selection | None,
        settings: SettingsFile,
        worker: Worker,
        *,
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export sound")
        self._recording, self._choices, self._selection = recording, list(choices), selection
        self._settings, self._worker = settings, worker
        self._last = settings.settings.export
        self._folder = folder or recording.path.parent
        self._checking = None
        self._named = False
        """Whether the person changed the name that was proposed."""
        self._overwrite = ""
        """The name of a file that is there and may be replaced, once the person was told."""
        self._make_fields()
        self._lay_out()
        self._fill()
        self._connect()
        self._propose()

    # What is chosen

    @property
    def choice(self) -> Exportable:
        return self._choices[self.what.currentIndex()]

    @property
    def format(self) -> ExportFormat:
        return self.fields.format

    @property
    def encoding(self) -> Encoding:
        return self.fields.encoding

    @property
    def span(self) -> tuple[int, int]:
        """First frame, and last plus one."""
        signal, selection = self.choice.signal, self._selection
        if selection is None or self.part.currentData() == "all":
            return self.choice.frames
        rate = signal.sample_rate
        return round(selection.start_s * rate), min(round(selection.end_s * rate), signal.frames)

    @property
    def path(self) -> Path:
        """What was typed, from the usual folder on, with the format's ending where it has none of ours."""
        path = typed_path(self.place.text(), self._folder)
        return path if path.suffix.lower() in self.format.suffixes else Path(f"{path}{self.format.suffixes[0]}")

    @property
    def wish(self) -> ExportWish:
        path = self.path
        start, stop = self.span
        return ExportWish(
            path,
            self.format,
            self.encoding,
            start,
            stop,
            overwrite=str(path) == self._overwrite,
            sources=(self._recording.path,),
            dither=self.fields.dithers,
            tags=self.choice.tags,
        )

    def choose(self, index: int) -> None:
        """Propose this one of the choices."""
        self.what.setCurrentIndex(index)

    # Parts

    def _make_fields(self) -> None:
        self.what, self.part = QComboBox(), QComboBox()
        self.fields = FormatFields(self._last)
        self.place = QLineEdit()
        self.browse = QPushButton("Choose…")
        self.browse.setAutoDefault(False)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = answer_buttons("Export")
        self.export = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.export.setDefault(True)
        name_fields(
            (self.what, "Sound to export"),
            (self.part, "Part to export"),
            (self.place, "File to write"),
        )

    def _lay_out(self) -> None:
        form = dialog_form()
        places = QHBoxLayout()
        places.setSpacing(2 * GRID_PX)
        places.addWidget(self.place, 1)
        places.addWidget(self.browse)
        form.addRow("Sound", self.what)
        form.addRow("Part", self.part)
        form.addRow("Format", self.fields)
        form.addRow("File", places)
        column = dialog_column(self, 3)
        column.addLayout(form)
        self.hint.setMinimumHeight(2 * self.hint.fontMetrics().lineSpacing())
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.hint)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.resize(560, self.sizeHint().height())

    def _fill(self) -> None:
        for each in self._choices:
            self.what.addItem(each.words)
        rate = self._recording.sample_rate
        self.part.addItem("", "all")
        if self._selection is not None:
            ends = [time_text(t, "clock", rate) for t in (self._selection.start_s, self._selection.end_s)]
            self.part.addItem(f"Selection, {' – '.join(ends)}", "selection")

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._propose)
        self.part.currentIndexChanged.connect(self._propose)
        self.fields.format_changed.connect(self._take_format)
        self.fields.encoding_changed.connect(self._judge)
        self.place.textEdited.connect(self._note_name)
        self.place.textChanged.connect(self._judge)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._check)
        self.buttons.rejected.connect(self.reject)

    # What follows from what

    def _propose(self) -> None:
        """A name, as long as the person gave none."""
        first, last = self.choice.frames
        rate, whole = self.choice.signal.sample_rate, "sound" if self.choice.is_short else "recording"
        self.part.setItemText(0, f"Whole {whole}, {time_text((last - first) / rate, 'clock', rate)}")
        if not self._named:
            stem = self._recording.path.stem + self.choice.ending
            if self.part.currentData() == "selection":
                stem += " - selection"
            if stem == self._recording.path.stem and not self.choice.is_short:
                stem += " - copy"
            folder = self._last.folder or str(self._folder)
            self.place.setText(printable(str(Path(folder) / f"{stem}{self.format.suffixes[0]}")))
        self._judge()

    def _take_format(self) -> None:
        path = Path(self.place.text())
        if format_of_suffix(path) not in (None, self.format):
            self.place.setText(str(path.with_suffix(self.format.suffixes[0])))
        self._judge()

    def _note_name(self) -> None:
        self._named = True
        asked = format_of_suffix(Path(self.place.text()))
        if asked is not None and asked is not self.format:
            self.fields.choose(asked)

    def _judge(self) -> None:
        """Whether it can be exported so, as far as that is known without looking at the disk."""
        problem = self._problem()
        self.export.setEnabled(not problem and self._checking is None)
        self.export.setText("Replace" if str(self.path) == self._overwrite else "Export")
        self._say(problem or self._note(), bad=bool(problem))

    def _problem(self) -> str:
        signal, there = self.choice.signal, self.choice.there
        start, stop = self.span
        if not Path(self.place.text().strip()).name:
            return "Give the file a name."
        if there is not None and not there.covers(start, stop):
            return "Only part of this was made so far. Let the model go on, or select a part that is there."
        return self.format.problem(signal.channels, signal.sample_rate)

    def _note(self) -> str:
        if str(self.path) == self._overwrite:
            return "There is a file of this name already. Replace it, or choose another name."
        signal = self.choice.signal
        start, stop = self.span
        rate = self.format.rate_for(signal.sample_rate)
        words = [f"{rate:,} Hz", f"{signal.channels} channel{'s' if signal.channels > 1 else ''}"]
        if rate != signal.sample_rate:
            lost = f"; what lies above {rate / 2000:g} kHz goes" if rate < signal.sample_rate else ""
            words[0] += f" (resampled: {self.format.words} has no {signal.sample_rate:,} Hz{lost})"
        width = self.encoding.bytes_per_sample
        if width:
            most = "at most " if self.format.compressed else ""
            words.append(f"{most}{size_text((stop - start) * signal.channels * width)}")
        return ", ".join(words) + "."

    def _say(self, words: str, *, bad: bool) -> None:
        self.hint.setText(words)
        color = colors().error if bad else colors().text_soft
        self.hint.setStyleSheet(f"color: {color.name()}")

    # Going on

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export sound", self.place.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # asked for here, where the rest is
        dialog.setNameFilter(f"{self.format.words} ({' '.join('*' + s for s in self.format.suffixes)})")
        dialog.setDefaultSuffix(self.format.suffixes[0].removeprefix("."))
        dialog.selectFile(Path(self.place.text()).name)
        dialog.fileSelected.connect(self._take_place)
        dialog.open()

    def _take_place(self, name: str) -> None:
        self.place.setText(name)
        self._note_name()

    def _check(self) -> None:
        """Let the worker look whether it can be written there."""
        if self._checking is not None or self._problem():
            return
        signal, wish = self.choice.signal, self.wish
        self._checking = job = self._worker.run(partial(_check_steps, signal, wish), Priority.VIEW)
        job.ended.connect(partial(self._take_check, signal, wish))
        self._judge()

    def _take_check(self, signal: SoundSignal, wish: ExportWish, end: JobEnd) -> None:
        self._checking = None
        exists = isinstance(end.error, ExportTargetExists)
        if exists:
            self._overwrite = str(wish.path)
        self._judge()
        if end.state == "done":
            self._remember(wish)
            self.wished.emit(signal, wish)
            self.accept()
        elif end.error is not None and not exists:
            self._say(str(end.error), bad=True)

    def done(self, result: int) -> None:
        """Closed while the worker still looks, it exports nothing."""
        if self._checking is not None:
            self._checking.cancel()
        super().done(result)

    def _remember(self, wish: ExportWish) -> None:
        kept = "" if wish.path.parent == self._folder else str(wish.path.parent)
        self._settings.change(export=replace(self.fields.chosen(), folder=kept))


def _check_steps(signal: SoundSignal, wish: ExportWish) -> Iterator[None]:
    check_export(signal, wish)
    yield None


class _Sample(ArraySignal):
    path = Path("/home/somebody/site 1/dawn.flac")


def make_preview() -> QWidget:
    from tempfile import mkdtemp

    import numpy as np

    worker = Worker()
    worker.start()
    settings = SettingsFile(Path(mkdtemp()) / "settings.json")
    sound = _Sample(np.zeros((2, 441_000)), 44_100)
    choices = [Exportable("Original", "", sound), Exportable("mask-gru: output", " - denoised", sound)]
    dialog = ExportDialog(sound, choices, Selection(1.25, 4.5), settings, worker)
    dialog.choose(1)
    for each in (settings, worker):
        each.setParent(dialog)
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 560, 260)
