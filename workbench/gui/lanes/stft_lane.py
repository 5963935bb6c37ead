"""The base of lanes that show a short-time Fourier transform, as `Document.spectrogram` asks for."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from workbench.features.stft import TILE_COLUMNS, StftSettings, Tile, TileKey, to_db
from workbench.features.tiles import row_map
from workbench.gui.document import Document, SpectrogramView
from workbench.gui.lanes.frequency_scale import ROOM_PX, FrequencyScale, draw_ticks
from workbench.gui.lanes.legend import color_table, draw_legend
from workbench.gui.lanes.strips import BinRows
from workbench.gui.lanes.tile_source import TileSource
from workbench.gui.lanes.tiled_lane import TiledLane

_NARROWEST_HZ = 50.0
_NARROWEST_BINS = 8
LEVELS_DB = to_db(np.arange(256, dtype=np.uint8))
"""The level of each of the 256 values of a tile."""


class StftLane(TiledLane):
    """A subclass says of which signal (`make_signal`). All of them share one frequency axis, one FFT and one floor."""

    smallest_height = 80

    def __init__(self, document: Document, source: TileSource, parent: QWidget | None = None) -> None:
        super().__init__(document, source, parent)
        self._view = document.spectrogram
        self._settings = StftSettings(self._view.n_fft, self._view.window)
        document.spectrogram_changed.connect(self._follow_settings)
        self.open_signal()

    @property
    def scale(self) -> FrequencyScale:
        """The frequency axis now: the document's wishes, kept within the recording's half sample rate."""
        return frequency_axis(self.document.spectrogram, self._nyquist)

    @property
    def _nyquist(self) -> float:
        recording = self.document.recording
        return (48_000 if recording is None else recording.sample_rate) / 2

    def frequency_at(self, y: float) -> float | None:
        if self.document.recording is None:
            return None
        return self.scale.frequency_at(y, self.body_rect().height())

    def y_of_frequency(self, frequency_hz: float) -> float | None:
        if self.document.recording is None:
            return None
        return self.scale.y_of(frequency_hz, self.body_rect().height())

    def level_at(self, time_s: float, y: float) -> float | None:
        grid, signal = self._grid, self._signal
        if signal is None or grid is None or not 0 <= y <= self.body_rect().height():
            return None
        pixel = int(self.axis.x_of(time_s) * self.devicePixelRatioF())
        if not 0 <= pixel < len(grid.first):
            return None
        index, column = divmod(int(grid.first[pixel]), TILE_COLUMNS)
        tile = self.source.tile(self.tile_key(grid.level, index))
        if tile is None or not self.is_known(tile, time_s * signal.sample_rate):
            return None
        row = round(self.frequency_at(y) * tile.key.settings.n_fft / signal.sample_rate)
        return self.level_in(tile, min(row, tile.key.settings.bins - 1), column)

    def is_known(self, tile: Tile, frame: float) -> bool:
        """Whether the tile was made when that frame of the signal was there."""
        return frame <= tile.frames

    def level_in(self, tile: Tile, row: int, column: int) -> float:
        """What the lane shows of a bin (`row`) in a column, in dB."""
        return float(LEVELS_DB[tile.levels[row, column]])

    # The frequency axis

    def zoom_frequency(self, factor: float, at_hz: float) -> None:
        """Show `factor` times less of the frequency axis (>1 zooms in); `at_hz` stays where it is if it can."""
        scale = self.scale
        narrowest = max(_NARROWEST_HZ, _NARROWEST_BINS * 2 * self._nyquist / self.document.spectrogram.n_fft)
        factor = min(factor, max((scale.high_hz - scale.low_hz) / narrowest, 1.0))
        self._show(scale.zoomed(factor, at_hz, self._nyquist))

    def show_all_frequencies(self) -> None:
        """From 0 Hz to half the sample rate."""
        self.document.set_spectrogram(low_hz=0.0, high_hz=None)

    def _show(self, scale: FrequencyScale) -> None:
        high = None if scale.high_hz >= self._nyquist * (1 - 1e-6) else scale.high_hz
        low = 0.0 if scale.low_hz <= scale.least_hz * (1 + 1e-6) else scale.low_hz
        self.document.set_spectrogram(low_hz=low, high_hz=high)

    # Tiles, rows and colours

    def level_for(self, frames_per_pixel: float) -> int:
        return self._settings.level_for(frames_per_pixel)

    def tile_key(self, level: int, index: int) -> TileKey:
        return TileKey(self._settings, level, index, self.document.spectrogram_channel)

    def rows_key(self) -> Hashable:
        return (self._settings, self.scale, self._signal.sample_rate)

    def row_mapper(self, rows: int) -> BinRows:
        scale, rate = self.scale, self._signal.sample_rate
        return BinRows(
            row_map(self._settings, rate, scale=scale.scale, low_hz=scale.low_hz, high_hz=scale.high_hz, rows=rows)
        )

    def table(self) -> list[int]:
        return color_table(self._view.colormap, self._view.floor_db, self._view.ceiling_db, LEVELS_DB)

    def _follow_settings(self) -> None:
        old, self._view = self._view, self.document.spectrogram
        self._settings = StftSettings(self._view.n_fft, self._view.window)
        # Colours are a table of 256 entries beside the pixels, which stay.
        if without_colors(old) == without_colors(self._view):
            self.invalidate()
            return
        if (old.scale, old.low_hz, old.high_hz) == (self._view.scale, self._view.low_hz, self._view.high_hz):
            self.keep_former()
        self.redraw()
        self.update()

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self._signal is not None:
            widest = draw_ticks(painter, rect, self.scale, self.body_rect().height())
            ends_db = (self._view.floor_db, self._view.ceiling_db)
            draw_legend(painter, rect, self._view.colormap, ends_db, "dBFS" if widest <= ROOM_PX else "")


def frequency_axis(view: SpectrogramView, nyquist_hz: float) -> FrequencyScale:
    """The axis that is asked for, kept within half the sample rate."""
    high = min(view.high_hz or nyquist_hz, nyquist_hz)
    return FrequencyScale(view.scale, min(view.low_hz, max(high - _NARROWEST_HZ, 0.0)), high)


def without_colors(view: SpectrogramView) -> SpectrogramView:
    """What two views have in common if they differ in their colours only."""
    return replace(view, floor_db=0.0, ceiling_db=0.0, colormap="")
