"""One row of controls over the spectrogram: how it is computed and how it is coloured. All of it works live."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from workbench.features.stft import FFT_SIZES, WINDOWS
from workbench.gui.document import Document
from workbench.gui.panels.colormap_box import ColormapBox
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.panels.frequency_range import FrequencyRange
from workbench.gui.panels.level_range import HIGHEST_DB, LOWEST_DB, NARROWEST_DB, LevelRange
from workbench.gui.theme import GRID_PX

_SCALES = (("Linear", "linear"), ("Log", "log"), ("Mel", "mel"))


class SpectrogramControls(FoldingRow):
    """Shows `document.spectrogram` and changes it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setAccessibleName("Spectrogram")
        self._add_transform()
        self._add_levels()
        self.frequencies = FrequencyRange(document)
        self.add(self.frequencies, 2, mate=_line())
        document.spectrogram_changed.connect(self._refresh)
        document.opened.connect(self._follow_recording)
        self._follow_recording()

    # What there is

    def _add_transform(self) -> None:
        self.fft_size = self._combo(
            "FFT size",
            "Samples of one transform: more are finer in frequency and coarser in time",
            [(f"{size}", size) for size in FFT_SIZES],
            lambda size: self._change(n_fft=size),
        )
        self.window_shape = self._combo(
            "Window",
            "Shape of the window: Hann suits most; Blackman and Kaiser show soft tones beside loud ones",
            [(name.capitalize(), name) for name in WINDOWS],
            lambda name: self._change(window=name),
        )
        self.scale = self._combo(
            "Frequency scale",
            "Frequency scale: linear, logarithmic, or mel as people hear pitch",
            list(_SCALES),
            lambda name: self._change(scale=name),
        )
        self.channel = self._combo(
            "Channel",
            "Which channel the spectrogram shows; at each point the loudest of all, or one of them",
            [("Loudest", None)],
            lambda channel: self._change(channel=channel),
        )
        caption = QLabel("FFT")
        caption.setBuddy(self.fft_size)
        self.add(self.fft_size, 3, mate=caption)
        self.add(self.window_shape, 7)
        self.add(self.scale, 1)
        self.add(self.channel, 4)

    def _add_levels(self) -> None:
        self.floor = self._spin_box("Floor in dBFS", "Levels down to here are drawn darkest", LOWEST_DB, HIGHEST_DB)
        self.ceiling = self._spin_box(
            "Ceiling in dBFS", "Levels from here on are drawn brightest", LOWEST_DB, HIGHEST_DB
        )
        self.floor.valueChanged.connect(lambda db: self._change(floor_db=float(db)))
        self.ceiling.valueChanged.connect(lambda db: self._change(ceiling_db=float(db)))
        self.levels = LevelRange()
        self.levels.setAccessibleName("Range of levels")
        self.levels.setToolTip("Range of levels in dBFS: drag an end, or the middle to move both")
        self.levels.changed.connect(lambda floor, ceiling: self._change(floor_db=floor, ceiling_db=ceiling))
        self.colormap = ColormapBox()
        self.colormap.setAccessibleName("Colour map")
        self.colormap.setToolTip("Colour map: all of them get evenly brighter with the level")
        self.colormap.currentIndexChanged.connect(lambda: self._change(colormap=self.colormap.currentData()))
        range_of_levels = QWidget()
        row = QHBoxLayout(range_of_levels)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID_PX)
        for widget in (self.floor, self.levels, self.ceiling):
            row.addWidget(widget)
        self.add(range_of_levels, 5, "Levels in dBFS", _line())
        self.add(self.colormap, 6)

    def _combo(
        self, name: str, tip: str, items: list[tuple[str, object]], choose: Callable[[object], None]
    ) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setToolTip(tip)
        for text, data in items:
            combo.addItem(text, data)
        combo.currentIndexChanged.connect(lambda index: choose(combo.itemData(index)))
        return combo

    def _spin_box(self, name: str, tip: str, low: int, high: int) -> QSpinBox:
        box = QSpinBox()
        box.setRange(low, high)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        # A number half typed is not meant yet.
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        return box

    # What changes

    def _change(self, **changes: object) -> None:
        self.document.set_spectrogram(**changes)

    def _follow_recording(self) -> None:
        recording = self.document.recording
        channels = 1 if recording is None else recording.channels
        with QSignalBlocker(self.channel):
            self.channel.clear()
            self.channel.addItem("Loudest", None)
            for channel in range(channels):
                self.channel.addItem(f"Channel {channel + 1}", channel)
        self.set_wanted(self.channel, channels > 1)
        self.setEnabled(recording is not None)
        self.frequencies.refresh()
        self._refresh()

    def _refresh(self) -> None:
        view = self.document.spectrogram
        for combo, value in (
            (self.fft_size, view.n_fft), (self.window_shape, view.window), (self.scale, view.scale),
            (self.colormap, view.colormap), (self.channel, view.channel),
        ):  # fmt: skip
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(combo.findData(value), 0))
        floor, ceiling = round(view.floor_db), round(view.ceiling_db)
        for box, low_end, high_end, value in (
            (self.floor, LOWEST_DB, ceiling - NARROWEST_DB, floor),
            (self.ceiling, floor + NARROWEST_DB, HIGHEST_DB, ceiling),
        ):
            with QSignalBlocker(box):
                box.setRange(low_end, high_end)
                box.setValue(value)
        self.levels.show_range(view.floor_db, view.ceiling_db, view.colormap)


def _line() -> QWidget:
    """Sets groups apart."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(GRID_PX, 0, GRID_PX, 0)
    line = QWidget()
    line.setFixedSize(1, 4 * GRID_PX)
    line.setAutoFillBackground(True)
    line.setBackgroundRole(QPalette.ColorRole.Mid)
    layout.addWidget(line)
    return holder
