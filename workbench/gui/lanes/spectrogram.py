"""The spectrogram lane: exact at each zoom, drawn from tiles as they arrive."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from workbench.audio.resample import is_complete
from workbench.features.stft import TILE_COLUMNS, StftSettings, Tile, TileKey, to_db
from workbench.features.tiles import row_map
from workbench.gui.colormaps import lookup
from workbench.gui.document import Document
from workbench.gui.lanes.frequency_scale import FrequencyScale, draw_ticks
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.legend import draw_legend
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.lanes.strips import PixelGrid, Strip, Strips, from_coarser, from_finer
from workbench.gui.lanes.tile_source import TileSource
from workbench.gui.theme import colors
from workbench.jobs.worker import Worker

_MAPPING_S = 0.003
"""Time for mapping tiles exactly in one paint; those left over are drawn quickly first, and exactly in the next."""
_COARSER, _FINER = 4, 2
"""Levels apart from which a missing tile is drawn while it is on its way."""
_NARROWEST_HZ = 50.0


class SpectrogramLane(Lane):
    """Levels over time and frequency, see `Document.spectrogram`.

    Signals
    -------
    settled_changed(bool) : see `settled`
    """

    settled_changed = Signal(bool)

    title = "Spectrogram"
    default_height = 320
    smallest_height = 80
    grows = 3

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.source = TileSource(worker, self)
        self._strips = Strips()
        self._rows_key: object = None
        self._grid: PixelGrid | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._holes: list[tuple[int, int, Exception | None]] = []
        self._left_over = False
        self._settled = True
        self._view = document.spectrogram
        self.source.changed.connect(self._redraw)
        document.opened.connect(self._open)
        document.grew.connect(self._redraw)
        document.spectrogram_changed.connect(self._follow_settings)
        self.axis.view_changed.connect(self._forget_pixels)

    @property
    def settled(self) -> bool:
        """Whether all that is in view is exact, or will never come; what is drawn then stays."""
        return self._settled

    @property
    def scale(self) -> FrequencyScale:
        """The frequency axis now: the document's wishes, kept within the recording's half sample rate."""
        view = self.document.spectrogram
        nyquist = self._nyquist
        high = min(view.high_hz or nyquist, nyquist)
        return FrequencyScale(view.scale, min(view.low_hz, max(high - _NARROWEST_HZ, 0.0)), high)

    def frequency_at(self, y: float) -> float | None:
        if self.document.recording is None:
            return None
        return self.scale.frequency_at(y, self.body_rect().height())

    def y_of_frequency(self, frequency_hz: float) -> float | None:
        if self.document.recording is None:
            return None
        return self.scale.y_of(frequency_hz, self.body_rect().height())

    def level_at(self, time_s: float, y: float) -> float | None:
        recording = self.document.recording
        grid = self._grid
        if recording is None or grid is None or not 0 <= y <= self.body_rect().height():
            return None
        pixel = int(self.axis.x_of(time_s) * self.devicePixelRatioF())
        if not 0 <= pixel < len(grid.first):
            return None
        tile_index, column = divmod(int(grid.first[pixel]), TILE_COLUMNS)
        tile = self.source.tile(self._key(grid, tile_index))
        if tile is None or time_s > tile.frames / recording.sample_rate:
            return None
        row = round(self.scale.frequency_at(y, self.body_rect().height()) * grid.settings.n_fft / recording.sample_rate)
        return float(to_db(tile.levels[min(row, grid.settings.bins - 1), column]))

    def zoom_frequency(self, factor: float, at_hz: float) -> None:
        """Show `factor` times less of the frequency axis (>1 zooms in); `at_hz` stays where it is if it can."""
        scale = self.scale
        narrowest = max(_NARROWEST_HZ, 8 * 2 * self._nyquist / self.document.spectrogram.n_fft)
        factor = min(factor, max((scale.high_hz - scale.low_hz) / narrowest, 1.0))
        self._show(scale.zoomed(factor, at_hz, self._nyquist))

    def pan_frequency(self, share: float) -> None:
        """Move up the frequency axis by a share of what is in view."""
        self._show(self.scale.panned(share, self._nyquist))

    def show_all_frequencies(self) -> None:
        """From 0 Hz to half the sample rate."""
        self.document.set_spectrogram(low_hz=0.0, high_hz=None)

    def _show(self, scale: FrequencyScale) -> None:
        high = None if scale.high_hz >= self._nyquist * (1 - 1e-6) else scale.high_hz
        low = 0.0 if scale.low_hz <= scale.least_hz * (1 + 1e-6) else scale.low_hz
        self.document.set_spectrogram(low_hz=low, high_hz=high)

    @property
    def _nyquist(self) -> float:
        recording = self.document.recording
        return (48000 if recording is None else recording.sample_rate) / 2

    # What changes

    def _open(self) -> None:
        self._grid = None
        self.source.set_signal(self.document.recording)
        self._redraw()

    def _follow_settings(self) -> None:
        old, self._view = self._view, self.document.spectrogram
        ours = {"floor_db": 0.0, "ceiling_db": 0.0, "colormap": ""}
        # Colours are a table of 256 entries beside the picture: the pixels stay.
        if replace(old, **ours) != replace(self._view, **ours):
            self._forget_pixels()
        self.invalidate()

    def _forget_pixels(self) -> None:
        self._pixels = None

    def _redraw(self) -> None:
        self._forget_pixels()
        self.invalidate()
        self._note_settled()

    def resizeEvent(self, event) -> None:
        self._forget_pixels()
        super().resizeEvent(event)

    def _note_settled(self) -> None:
        settled = self.document.recording is None or (
            self._grid is not None and self._pixels is not None and not self._left_over and self._all_final()
        )
        if settled != self._settled:
            self._settled = settled
            self.settled_changed.emit(settled)

    def _all_final(self) -> bool:
        keys = [self._key(self._grid, index) for index in self._grid.tiles]
        return all(self.source.is_final(key) or self.source.failure(key) is not None for key in keys)

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        if self.document.recording is None:
            draw_notice(painter, QRect(0, 0, width, height), "Open a recording to see its spectrogram")
            return
        if self._pixels is None:
            self._compose(width, height)
            QTimer.singleShot(0, self, self._after_paint)
        pixels = self._pixels
        image = QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], QImage.Format.Format_Indexed8)
        image.setColorTable(color_table(self._view.colormap, self._view.floor_db, self._view.ceiling_db))
        image.setDevicePixelRatio(self.devicePixelRatioF())
        painter.drawImage(0, 0, image)
        self._draw_holes(painter, width, height)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self.document.recording is not None:
            draw_legend(painter, rect, self._view.colormap, self._view.floor_db, self._view.ceiling_db)
            draw_ticks(painter, rect, self.scale, self.body_rect().height())

    def _after_paint(self) -> None:
        if self._left_over:
            self._redraw()
        else:
            self._note_settled()

    def _compose(self, width: int, height: int) -> None:
        """Put the picture together from the tiles there are, and ask for those that are missing."""
        view, recording = self._view, self.document.recording
        ratio = self.devicePixelRatioF()
        settings = StftSettings(view.n_fft, view.window)
        start_frame = self.axis.start_s * recording.sample_rate
        frames_per_pixel = self.axis.seconds_per_pixel * recording.sample_rate / ratio
        grid = PixelGrid.of(settings, start_frame, frames_per_pixel, round(width * ratio))
        self._set_rows(settings, round(height * ratio))
        self._grid = grid
        self._want(grid)
        self._left_over = False
        self._holes = []
        self._deadline = time.perf_counter() + _MAPPING_S
        self._pixels = grid.picture([self._strip(grid, index) for index in grid.tiles])

    def _set_rows(self, settings: StftSettings, rows: int) -> None:
        scale, rate = self.scale, self.document.recording.sample_rate
        key = (settings, scale, rate, rows)
        if key != self._rows_key:
            self._rows_key = key
            self._strips.set_rows(
                row_map(settings, rate, scale=scale.scale, low_hz=scale.low_hz, high_hz=scale.high_hz, rows=rows)
            )
        self._rows = rows

    def _want(self, grid: PixelGrid) -> None:
        tiles = grid.tiles
        beside = [index for index in (tiles.start - 1, tiles.stop) if index >= 0]
        self.source.want([self._key(grid, i) for i in tiles], [self._key(grid, i) for i in beside])

    def _key(self, grid: PixelGrid, index: int) -> TileKey:
        channel = self.document.spectrogram.channel
        if channel is not None and channel >= self.document.recording.channels:
            channel = None
        return TileKey(grid.settings, grid.level, index, channel)

    def _strip(self, grid: PixelGrid, index: int) -> Strip:
        key = self._key(grid, index)
        tile = self.source.tile(key)
        strip = self._mapped(tile) if tile is not None else self._from_other_levels(key)
        if strip is None:
            self._holes.append((*grid.pixels_of(index), self.source.failure(key)))
            strip = np.zeros((TILE_COLUMNS, self._rows), np.uint8)
        return strip

    def _mapped(self, tile: Tile) -> Strip:
        strip = self._strips.exact(tile, may_compute=time.perf_counter() < self._deadline)
        if strip is None:
            self._left_over = True
            strip = self._strips.quick(tile)
        return strip

    def _from_other_levels(self, key: TileKey) -> Strip | None:
        """A missing tile, drawn from what is known of its span at another zoom."""
        for up in range(1, _COARSER + 1):
            tile = self.source.tile(replace(key, level=key.level + up, index=key.index >> up))
            if tile is not None:
                return from_coarser(tile, self._mapped(tile), key)
        for down in range(1, _FINER + 1):
            inside = range(key.index << down, (key.index + 1) << down)
            tiles = [self.source.tile(replace(key, level=key.level - down, index=i)) for i in inside]
            if any(tile is not None for tile in tiles):
                return from_finer([(t, self._mapped(t)) for t in tiles if t is not None], key, self._rows)
        return None

    def _draw_holes(self, painter: QPainter, width: int, height: int) -> None:
        ratio = self.devicePixelRatioF()
        for first, stop, failure in self._holes:
            hole = QRect(round(first / ratio), 0, round((stop - first) / ratio) + 1, height)
            painter.fillRect(hole, colors().lane)
            if failure is not None:
                draw_notice(painter, hole, str(failure))
        recording = self.document.recording
        if not is_complete(recording):
            known = round(self.axis.x_of(recording.frames / recording.sample_rate))
            painter.fillRect(QRect(max(known, 0), 0, max(width - known, 0), height), colors().lane)


def color_table(colormap: str, floor_db: float, ceiling_db: float) -> list[int]:
    """The colour of each of the 256 levels of a tile, as Qt wants it: 0xAARRGGBB."""
    share = (to_db(np.arange(256, dtype=np.uint8)) - floor_db) / max(ceiling_db - floor_db, 1e-6)
    rgb = lookup(colormap)[np.rint(np.clip(share, 0.0, 1.0) * 255).astype(np.intp)].astype(np.uint32)
    return (0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]).tolist()


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview
    from workbench.gui.panels.spectrogram_controls import SpectrogramControls

    preview(SpectrogramLane, lambda document, lane: SpectrogramControls(document))
