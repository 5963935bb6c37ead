"""One channel's waveform: extremes and RMS zoomed out, the samples themselves zoomed in."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workbench.audio.columns import Columns, columns
from workbench.audio.open import Recording
from workbench.audio.overview_bins import BASE_FRAMES
from workbench.gui.document import Document
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.wave_detail import WaveDetail, WaveGrid, detail_steps
from workbench.gui.lanes.wave_picture import wave_image
from workbench.gui.theme import GRID_PX, colors
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

POINTS_FROM_PX = 4
"""Samples at least so far apart are drawn as points."""
_TICKS_DB = (0, -6, -12, -24)


class WaveformLane(Lane):
    """The waveform of channel `channel` (from 0)."""

    default_height = 96

    def __init__(self, document: Document, worker: Worker, channel: int, parent=None) -> None:
        super().__init__(document, parent)
        self.worker = worker
        self.channel = channel
        self.gain = 1.0
        self._detail: WaveDetail | None = None
        self._drawn_to = 0
        self._job: Job | None = None
        self._wanted: WaveGrid | None = None
        self.set_name(document.recording.channels if document.recording else 1)
        document.grew.connect(self._more_came)
        document.opened.connect(self._forget)

    def set_name(self, channels: int) -> None:
        names = {1: ["Mono"], 2: ["Left", "Right"]}.get(channels)
        self.title = names[self.channel] if names and self.channel < channels else f"Channel {self.channel + 1}"
        self.setAccessibleName(f"Waveform, {self.title.lower()}")

    def set_gain(self, gain: float) -> None:
        """Magnify the waveform vertically; for the eye only."""
        self.gain = min(max(gain, 1.0), 256.0)
        self.invalidate()

    @property
    def settled(self) -> bool:
        """Whether what is drawn is final for the span in view."""
        overview = self.document.overview
        return self._job is None and (overview is None or overview.finished)

    @property
    def covered(self) -> bool:
        """Whether what was painted last shows all in view, be it only coarsely."""
        recording = self.document.recording
        if recording is None or self._picture is None:
            return False
        return self._drawn_to >= round(self.axis.end_s * recording.sample_rate)

    def _more_came(self) -> None:
        """More of the overview is there: draw anew only if some of it is in view and was not drawn yet."""
        overview = self.document.overview
        if overview is None:
            return
        begins, ends = self.axis.start_s * overview.sample_rate, self.axis.end_s * overview.sample_rate
        if self._drawn_to < ends and overview.frames_done >= begins:
            self.invalidate_body()

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        recording, overview = self.document.recording, self.document.overview
        if recording is None or overview is None or self.channel >= recording.channels:
            return
        ratio = self.devicePixelRatioF()
        grid = WaveGrid.of(self.axis, recording.sample_rate, max(round(width * ratio), 1))
        self._drawn_to = overview.frames_done
        # Samples that are still being decoded read as silence, and would be kept as such.
        there = overview.finished or overview.frames_done >= self.axis.end_s * recording.sample_rate
        detail = self._detail_for(grid) if there and grid.per_column < BASE_FRAMES else None
        if detail is not None and detail.samples is not None:
            self._draw_points(painter, width, height, detail)
            return
        if detail is not None:
            shown = detail.columns_of(grid)
        else:
            shown = columns(overview, self.channel, grid.start_frame, grid.per_column, grid.count)
        self._draw_columns(painter, shown, max(round(height * ratio), 1), ratio)

    def _draw_columns(self, painter: QPainter, shown: Columns, height: int, ratio: float) -> None:
        image = wave_image(shown, height, self.gain, colors())
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(0, 0), image)

    def _draw_points(self, painter: QPainter, width: int, height: int, detail: WaveDetail) -> None:
        """The samples themselves, joined; far enough apart, each as a point."""
        rate = self.document.recording.sample_rate
        first = max(math.floor(self.axis.start_s * rate) - 1, detail.first_frame)
        last = min(math.ceil(self.axis.end_s * rate) + 2, detail.first_frame + len(detail.samples))
        values = np.nan_to_num(detail.samples[first - detail.first_frame : last - detail.first_frame])
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
        detail = self._detail if per_pixel < BASE_FRAMES else None
        shown = None if detail is None else detail.column_at(frame)
        if shown is None:
            shown = columns(overview, self.channel, frame, per_pixel, 1)
        extreme = float(np.fmax(shown.maximum[0], -shown.minimum[0]))
        return 20 * math.log10(extreme) if extreme > 0 else (-math.inf if extreme == 0 else None)

    # Zoomed in further than the overview: the worker reads the span in view

    def _detail_for(self, grid: WaveGrid) -> WaveDetail | None:
        """What was read, if it serves `grid`; else None, and it is asked for."""
        if self._detail is not None and self._detail.serves(grid):
            return self._detail
        wanted = grid.widened()
        if self._wanted is None or not self._wanted.covers(grid):
            if self._job is not None:
                self._job.cancel()
            recording, channel = self.document.recording, self.channel
            self._wanted = wanted
            self._job = job = self.worker.run(lambda: detail_steps(recording, channel, wanted), Priority.VIEW)
            job.result.connect(lambda detail: self._take(recording, detail))
            job.ended.connect(lambda _end: self._fetch_ended(job))
        return None

    def _take(self, recording: Recording, detail: WaveDetail) -> None:
        if recording is self.document.recording:
            self._detail = detail
            self.invalidate_body()

    def _fetch_ended(self, job: Job) -> None:
        if job is self._job:
            self._job = self._wanted = None

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._detail = self._wanted = self._job = None
