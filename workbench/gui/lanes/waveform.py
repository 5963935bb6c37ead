"""One channel's waveform: extremes and RMS zoomed out, the samples themselves zoomed in."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from workbench.audio.columns import Columns, columns, sample_columns
from workbench.audio.overview import BASE_FRAMES
from workbench.gui.document import Document
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.wave_picture import wave_image
from workbench.gui.theme import colors
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker

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
        self._samples: np.ndarray | None = None
        self._first_frame = 0
        self._drawn_to = 0
        self._job = None
        self._wanted: tuple[int, int] | None = None
        self.set_name(document.recording.channels if document.recording else 1)
        document.grew.connect(self._more_came)

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

    def _more_came(self) -> None:
        """More of the overview is there: draw anew only if some of it is in view and was not drawn yet."""
        overview = self.document.overview
        if overview is None:
            return
        begins, ends = self.axis.start_s * overview.sample_rate, self.axis.end_s * overview.sample_rate
        if self._drawn_to < ends and overview.frames_done >= begins:
            self.invalidate()

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        recording, overview = self.document.recording, self.document.overview
        if recording is None or overview is None or self.channel >= recording.channels:
            return
        ratio = self.devicePixelRatioF()
        pixels = max(round(width * ratio), 1)
        start, per_pixel = self._grid(recording.sample_rate, pixels)
        self._drawn_to = overview.frames_done
        if per_pixel >= BASE_FRAMES:
            shown = columns(overview, self.channel, start, per_pixel, pixels)
        elif self._have(start, start + per_pixel * pixels):
            if per_pixel * POINTS_FROM_PX < ratio:
                self._draw_points(painter, width, height, recording.sample_rate)
                return
            shown = sample_columns(self._samples[self.channel], self._first_frame, start, per_pixel, pixels)
            if per_pixel < 2:
                self._draw_points(painter, width, height, recording.sample_rate)
                return
        else:
            self._fetch(start, start + per_pixel * pixels)
            shown = columns(overview, self.channel, start, per_pixel, pixels)
        self._draw_columns(painter, shown, max(round(height * ratio), 1), ratio)

    def _grid(self, sample_rate: int, pixels: int) -> tuple[float, float]:
        """First frame and frames a pixel; pixels lie on a grid from the file's start, so that panning by a pixel
        moves the picture by one and nothing shimmers."""
        per_pixel = self.axis.span_s * sample_rate / pixels
        return round(self.axis.start_s * sample_rate / per_pixel) * per_pixel, per_pixel

    def _draw_columns(self, painter: QPainter, shown: Columns, height: int, ratio: float) -> None:
        image = wave_image(shown, height, self.gain, colors())
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(0, 0), image)

    def _draw_points(self, painter: QPainter, width: int, height: int, sample_rate: int) -> None:
        first = max(math.floor(self.axis.start_s * sample_rate) - 1, self._first_frame)
        last = min(math.ceil(self.axis.end_s * sample_rate) + 2, self._first_frame + self._samples.shape[1])
        values = np.nan_to_num(self._samples[self.channel, first - self._first_frame : last - self._first_frame])
        middle = (height - 1) / 2
        x = [self.axis.x_of(frame / sample_rate) for frame in range(first, last)]
        y = np.clip(middle - values * (self.gain * middle), -height, 2 * height).tolist()
        points = QPolygonF([QPointF(*xy) for xy in zip(x, y, strict=True)])
        painter.setPen(colors().line)
        painter.drawLine(QPointF(0, middle), QPointF(width, middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors().wave_rms, 1.25))
        painter.drawPolyline(points)
        if len(x) > 1 and x[1] - x[0] >= POINTS_FROM_PX:
            painter.setBrush(colors().wave_rms)
            painter.setPen(Qt.PenStyle.NoPen)
            radius = min(3.0, (x[1] - x[0]) / 4)
            for point in points:
                painter.drawEllipse(point, radius, radius)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        if self.document.recording is None:
            return
        line_px = painter.fontMetrics().height()
        middle = (self.body_rect().height() - 1) / 2
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
        if per_pixel < BASE_FRAMES and self._have(frame, frame + max(per_pixel, 1)):
            shown = sample_columns(
                self._samples[self.channel], self._first_frame, math.floor(frame), max(per_pixel, 1), 1
            )
        else:
            shown = columns(overview, self.channel, frame, per_pixel, 1)
        extreme = float(np.fmax(shown.maximum[0], -shown.minimum[0]))
        return 20 * math.log10(extreme) if extreme > 0 else (-math.inf if extreme == 0 else None)

    # Samples of the span in view, read by the worker

    def _have(self, start: float, stop: float) -> bool:
        if self._samples is None:
            return False
        start, stop = max(start, 0), min(stop, self.document.recording.frames)
        return self._first_frame <= start and stop <= self._first_frame + self._samples.shape[1]

    def _fetch(self, start: float, stop: float) -> None:
        """Ask for the span in view with half of it on either side, so that panning finds it there."""
        if self._wanted is not None and self._wanted[0] <= start and stop <= self._wanted[1]:
            return
        margin = (stop - start) / 2 + 64
        first, last = max(math.floor(start - margin), 0), math.ceil(stop + margin)
        if self._job is not None:
            self._job.cancel()
        recording = self.document.recording
        self._wanted = (first if first else -math.inf, last)
        self._job = self.worker.run(lambda: _read(recording, first, last), Priority.VIEW)
        self._job.result.connect(lambda samples: self._take(recording, first, samples))
        self._job.ended.connect(self._fetch_ended)

    def _take(self, recording, first: int, samples: np.ndarray) -> None:
        if recording is self.document.recording:
            self._samples, self._first_frame = samples, first
            self.invalidate()

    def _fetch_ended(self, end) -> None:
        if end.state != "cancelled":
            self._job = self._wanted = None


def _read(recording, first: int, last: int):
    yield recording.read(first, last)
