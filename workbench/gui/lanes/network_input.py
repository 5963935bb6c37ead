"""The lane of what the network sees: its own log-mel input, on the same time axis as everything else."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.audio.channels import MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import Signal
from workbench.features.mel import MelSettings, hz_to_mel, mel_to_hz
from workbench.gui.document import Document
from workbench.gui.lanes.frequency_scale import ROOM_PX, FrequencyScale, draw_ticks
from workbench.gui.lanes.lane import GUTTER_PX
from workbench.gui.lanes.legend import color_table, draw_legend
from workbench.gui.lanes.mel_tiles import BandRows, MakeMelTile, MelKey, level_for, to_db
from workbench.gui.lanes.tile_source import TileSource
from workbench.gui.lanes.tiled_lane import TiledLane
from workbench.jobs.worker import Worker
from workbench.models.contract import Card

_FLOOR_DB, _CEILING_DB = -100.0, 20.0
_LEVELS_DB = to_db(np.arange(256, dtype=np.uint8))


class NetworkInputLane(TiledLane):
    """Mel bands over time, as the network of the chosen model is given them: one channel at the model's rate."""

    title = "Mel input"
    default_height = 160
    smallest_height = 64
    empty_text = "Open a recording to see what the network sees"

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(document, TileSource(worker, MakeMelTile, merges=False), parent)
        self.mel = MelSettings()
        self.model = ""
        document.spectrogram_changed.connect(self.invalidate)
        self.open_signal()

    def set_model(self, card: Card) -> None:
        """Show the input of that model; the lane stays as it is if the model hears in another way."""
        if "mel" not in card.extra:
            return
        self.model = card.name
        mel = MelSettings(**card.extra["mel"])
        if mel != self.mel:
            self.mel = mel
            self.open_signal()

    @property
    def scale(self) -> FrequencyScale:
        """Bands are evenly spaced in mel, so the rows of the picture are a mel axis."""
        low, high = hz_to_mel(np.array([self.mel.f_min_hz, self.mel.f_max_hz]))
        half = (high - low) / (self.mel.n_mels + 1) / 2
        low_hz, high_hz = mel_to_hz(np.array([low + half, high - half]))
        return FrequencyScale("mel", float(low_hz), float(high_hz))

    def frequency_at(self, y: float) -> float | None:
        return None if self._signal is None else self.scale.frequency_at(y, self.body_rect().height())

    def y_of_frequency(self, frequency_hz: float) -> float | None:
        return None if self._signal is None else self.scale.y_of(frequency_hz, self.body_rect().height())

    @property
    def explanation(self) -> str:
        """What the picture is, in words."""
        mel, whose = self.mel, self.model or "the network"
        column_ms = 1000 * mel.hop_length / mel.sample_rate
        words = (
            f"What {whose} sees: {mel.n_mels} mel bands from {mel.f_min_hz:,.0f} to {mel.f_max_hz:,.0f} Hz, "
            f"a column every {column_ms:.3g} ms, all channels mixed."
        )
        if self._grid is not None and self._grid.level > 0:
            words += f" At this zoom, one column in {1 << self._grid.level} is drawn."
        return words

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ToolTip and event.pos().x() < GUTTER_PX:
            QToolTip.showText(event.globalPos(), f"<span>{self.explanation}</span>", self)
            return True
        return super().event(event)

    # Tiles, rows and colours

    def make_signal(self) -> Signal | None:
        recording = self.document.recording
        return None if recording is None else ResampledSignal(MonoSignal(recording), self.mel.sample_rate)

    def level_for(self, frames_per_pixel: float) -> int:
        return level_for(self.mel, frames_per_pixel)

    def tile_key(self, level: int, index: int) -> MelKey:
        return MelKey(self.mel, max(level, 0), index)

    def rows_key(self) -> Hashable:
        return self.mel

    def row_mapper(self, rows: int) -> BandRows:
        return BandRows(self.mel.n_mels, rows)

    def table(self) -> list[int]:
        return color_table(self.document.spectrogram.colormap, _FLOOR_DB, _CEILING_DB, _LEVELS_DB)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self._signal is not None:
            widest = draw_ticks(painter, rect, self.scale, self.body_rect().height())
            ends_db = (_FLOOR_DB, _CEILING_DB)
            draw_legend(painter, rect, self.document.spectrogram.colormap, ends_db, "dB" if widest <= ROOM_PX else "")


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview

    preview(NetworkInputLane)
