"""One channel's waveform: extremes and RMS zoomed out, the samples themselves zoomed in."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from workbench.audio.columns import Columns, columns
from workbench.audio.overview_bins import BASE_FRAMES
from workbench.audio.wave_detail import WaveDetail, WaveGrid
from workbench.gui.channels import channel_name
from workbench.gui.document import Document
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.notice import draw_hatch
from workbench.gui.lanes.wave_picture import WavePicture
from workbench.gui.lanes.wave_source import WaveSource
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.worker import Worker

POINTS_FROM_PX = 4
"""Samples at least so far apart are drawn as points."""
_TICKS_DB = (0, -6, -12, -24)


class WaveformLane(Lane):
    """The waveform of channel `channel` (from 0)."""

    default_height = 96

    def __init__(self, document: Document, worker: Worker, channel: int, parent=None) -> None:
        super().__init__(document, parent)
        self.channel = channel
        self.gain = 1.0
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

    def set_gain(self, gain: float) -> None:
        """Magnify the waveform vertically; for the eye only."""
        self.gain = min(max(gain, 1.0), 256.0)
        self.invalidate()

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
            self._draw_points(painter, width, height, self._points)
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

    def _draw_points(self, painter: QPainter, width: int, height: int, detail: WaveDetail) -> None:
        """The samples themselves, joined; far enough apart, each as a point."""
        rate = self.document.recording.sample_rate
        first = max(math.floor(self.axis.start_s * rate) - 1, detail.first_frame)
        last = min(math.ceil(self.axis.end_s * rate) + 2, detail.first_frame + detail.samples.shape[1])
        here = detail.samples[self.channel, first - detail.first_frame : last - detail.first_frame]
        values = np.nan_to_num(here)
        middle = (height - 1) / 2
        x = [self.axis.x_of(frame / rate) for frame in range(first, last)]
        y = np.clip(middle - values * (self.gain * middle), -height, 2 * height).tolist()
        points = QPolygonF([QPointF(*xy) for xy in zip(x, y, strict=True)])
        painter.setPen(colors().line)
        painter.drawLine(QPointF(0, middle), QPointF(width, middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors().wave_rms, 1.25))
        painter.drawPolyline(points)
        apart = 1 / (rate * self.axis.seconds_per_pixel)
        if apart >= POINTS_FROM_PX:
            painter.setBrush(colors().wave_rms)
            painter.setPen(Qt.PenStyle.NoPen)
            radius = min(3.0, apart / 4)
            for point in points:
                painter.drawEllipse(point, radius, radius)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self.document.recording is None:
            return
        line_px = painter.fontMetrics().height()
        middle = (self.body_rect().height() - 1) / 2
        if middle > 1.5 * line_px + GRID_PX:  # else the unit would run into the lane's name
            self._draw_level(painter, rect, middle, "dB")
        painter.setPen(colors().text_soft)
        last = -math.inf
        for level in _TICKS_DB:
            # At the edges the words are moved inside; where they stand counts for the next ones.
            y = max(middle - 10 ** (level / 20) * middle * self.gain, line_px / 2)
            outside = middle - 10 ** (level / 20) * middle * self.gain < -1
            if not outside and y - last >= line_px and middle - y >= line_px:
                self._draw_level(painter, rect, y, f"{level}")
                self._draw_level(painter, rect, 2 * middle - y, f"{level}")
                last = y

    @staticmethod
    def _draw_level(painter: QPainter, rect: QRect, y: float, text: str) -> None:
        height = painter.fontMetrics().height()
        box = QRect(rect.right() - 44, round(y - height / 2), 38, height)
        painter.setPen(colors().text_soft)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text.replace("-", "−"))

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
        return 20 * math.log10(extreme) if extreme > 0 else (-math.inf if extreme == 0 else None)
