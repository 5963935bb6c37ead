"""The one time axis of a document: which span is in view, and how it maps to pixels."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SMALLEST_VIEW_FRAMES = 16
"""Zooming in ends where this many frames fill the view."""


class TimeAxis(QObject):
    """The span in view, in seconds, and its mapping to the pixels of every lane's body.

    Invariant: 0 ≤ `start_s` < `end_s` ≤ `total_s` (for a recording without sound, a nominal 1 s).

    Signals
    -------
    view_changed() : another span is in view, or the lanes got wider
    total_changed() : the recording grew, or another one is shown
    """

    view_changed = Signal()
    total_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.total_s = 1.0
        self.start_s = 0.0
        self.end_s = 1.0
        self.width_px = 1000
        self._frame_s = 1 / 48000

    @property
    def span_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def seconds_per_pixel(self) -> float:
        return self.span_s / self.width_px

    def x_of(self, time_s: float) -> float:
        """Pixels from the left edge of the lanes' bodies; may lie outside of it."""
        return (time_s - self.start_s) / self.seconds_per_pixel

    def time_of(self, x: float) -> float:
        """The time at pixel `x` of the body, kept inside the recording."""
        return min(max(self.start_s + x * self.seconds_per_pixel, 0.0), self.total_s)

    def set_recording(self, total_s: float, sample_rate: int) -> None:
        """Show another recording, whole."""
        self._frame_s = 1 / sample_rate
        self.total_s = max(total_s, self._frame_s)
        self.start_s, self.end_s = 0.0, self.total_s
        self.total_changed.emit()
        self.view_changed.emit()

    def set_total(self, total_s: float) -> None:
        """The recording turned out longer or shorter; a view of the whole stays a view of the whole."""
        total_s = max(total_s, self._frame_s)
        if total_s == self.total_s:
            return
        whole = self.is_whole
        self.total_s = total_s
        self.total_changed.emit()
        self.set_view(0.0 if whole else self.start_s, total_s if whole else min(self.end_s, total_s))

    def set_width(self, width_px: int) -> None:
        width_px = max(width_px, 1)
        if width_px != self.width_px:
            self.width_px = width_px
            self.view_changed.emit()

    @property
    def is_whole(self) -> bool:
        return self.start_s <= 0.0 and self.end_s >= self.total_s

    def set_view(self, start_s: float, end_s: float) -> None:
        """Bring a span into view: kept inside the recording, its length kept where possible."""
        smallest = min(SMALLEST_VIEW_FRAMES * self._frame_s, self.total_s)
        span = min(max(end_s - start_s, smallest), self.total_s)
        start = min(max(start_s, 0.0), self.total_s - span)
        end = self.total_s if start + span > self.total_s - 1e-9 else start + span
        if (start, end) != (self.start_s, self.end_s):
            self.start_s, self.end_s = start, end
            self.view_changed.emit()

    def fit(self) -> None:
        self.set_view(0.0, self.total_s)

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show `factor` times less (>1 zooms in); the time `at_s` (default: the middle) stays where it is."""
        at = (self.start_s + self.end_s) / 2 if at_s is None else at_s
        span = self.span_s / factor
        left = (at - self.start_s) / self.span_s
        self.set_view(at - left * span, at + (1 - left) * span)

    def pan(self, seconds: float) -> None:
        self.set_view(self.start_s + seconds, self.end_s + seconds)

    def reveal(self, time_s: float) -> None:
        """Bring `time_s` into view if it is not: it then stands a tenth from the left."""
        if not self.start_s <= time_s <= self.end_s:
            start = time_s - self.span_s / 10
            self.set_view(start, start + self.span_s)
