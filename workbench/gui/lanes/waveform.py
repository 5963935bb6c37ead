"""One channel's waveform: extremes and RMS zoomed out, the samples themselves zoomed in."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from workbench.audio.columns import Columns, columns
from workbench.audio.overview_bins import BASE_FRAMES
from workbench.audio.wave_detail import WaveDetail, WaveGrid
from workbench.gui.channels import channel_name
from workbench.gui.document import Document
from workbench.gui.lanes.notice import draw_hatch
from workbench.gui.lanes.wave_lane import WaveLane, level_of
from workbench.gui.lanes.wave_picture import WavePicture
from workbench.gui.lanes.wave_source import WaveSource
from workbench.jobs.worker import Worker


class WaveformLane(WaveLane):
    """The waveform of channel `channel` (from 0)."""

    def __init__(self, document: Document, worker: Worker, channel: int, parent=None) -> None:
        super().__init__(document, parent)
        self.channel = channel
        self.source = WaveSource.of(document, worker)
        self._wave = WavePicture()
        self._drawn_to = 0
        self._covered = False
        self._points: WaveDetail | None = None
        self._glanced_from: float | None = None
        """Seconds from which on there is only the first look all over the recording."""
        self.title = channel_name(channel, document.channels.count)
        self.setAccessibleName(f"Waveform, {self.title.lower()}")
        self.source.changed.connect(self.invalidate_body)
        document.grew.connect(self._more_came)
        document.opened.connect(self._forget)

    @property
    def settled(self) -> bool:
        """Whether what is drawn is final for the span in view."""
        overview = self.document.overview
        return not self.source.busy and (overview is None or overview.finished)

    @property
    def covered(self) -> bool:
        """Whether what was painted last shows all in view, be it only coarsely."""
        return self.document.recording is not None and self._picture is not None and self._covered

    def _forget(self) -> None:
        self._wave, self._covered = WavePicture(), False

    def _more_came(self) -> None:
        """More of the overview is there: draw anew only if some of it is in view and was not drawn yet."""
        overview = self.document.overview
        if overview is None:
            return
        begins, ends = self.axis.start_s * overview.sample_rate, self.axis.end_s * overview.sample_rate
        if self._drawn_to < ends and overview.frames_done >= begins:
            self.invalidate_body()

    # Drawing

    def body_image(self, size: QSize) -> QImage | None:
        recording, overview = self.document.recording, self.document.overview
        self._points = self._glanced_from = None
        if recording is None or overview is None or self.channel >= recording.channels:
            return None
        rate = recording.sample_rate
        grid = WaveGrid.of(self.axis.start_s * rate, self.axis.span_s * rate, size.width())
        # Near, the samples themselves are drawn, which may still be decoded although the overview was there before.
        near = grid.per_column < BASE_FRAMES
        self._drawn_to = min(overview.frames_done, recording.frames) if near else overview.frames_done
        detail = self.source.detail(grid)
        final = detail is not None or (overview.finished and not near)
        self._covered = final
        if overview.glance is not None and not final:
            self._glanced_from = overview.frames_done / rate
        if detail is not None and detail.samples is not None:
            self._points = detail
            return None
        return self._wave.image(grid, size.height(), self.gain, lambda part: self._columns(part, detail), final=final)

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        if self._points is not None:
            self.draw_samples(painter, self._points.first_frame, self._points.samples[self.channel])
        if self._glanced_from is not None:
            left = max(self.axis.x_of(self._glanced_from), 0.0)
            draw_hatch(painter, QRectF(left, 0, width - left, height))

    def _columns(self, grid: WaveGrid, detail: WaveDetail | None) -> Columns:
        """What there is of these columns: read for them, or from the overview."""
        if detail is not None:
            return detail.columns_of(self.channel, grid)
        shown = self.source.columns(self.channel, grid)
        if not self._covered:
            known = math.floor((self.document.recording.frames - grid.start_frame) / grid.per_column)
            self._covered = not np.isnan(shown.rms[: max(known, 0)]).any()
        return shown

    def level_at(self, time_s: float, y: float) -> float | None:
        recording, overview = self.document.recording, self.document.overview
        if recording is None or overview is None or self.channel >= recording.channels:
            return None
        frame, per_pixel = time_s * recording.sample_rate, self.axis.seconds_per_pixel * recording.sample_rate
        detail = self.source.detail_near(per_pixel)
        shown = None if detail is None else detail.column_at(self.channel, frame)
        if shown is None:
            shown = columns(overview, self.channel, frame, per_pixel, 1)
        extreme = float(np.fmax(shown.maximum[0], -shown.minimum[0]))
        return level_of(extreme)
