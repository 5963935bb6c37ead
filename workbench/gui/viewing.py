"""What is in view: zooming and paging by keys, and the way back."""

from __future__ import annotations

from workbench.gui.document import Document
from workbench.gui.lanes.spectrogram import SpectrogramLane
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.lanes.wave_lane import WaveLane

NORMAL_SPAN_S = 10.0


class Viewing:
    """Commands of the View menu that concern the span and the bands in view."""

    def __init__(self, document: Document, stack: LaneStack) -> None:
        self.document, self.axis, self.stack = document, document.axis, stack
        self._before: tuple[float, float] | None = None

    def zoom(self, factor: float) -> None:
        """Around the play head or cursor if it is in view, else around the middle."""
        at = self.document.cursor_s if self.document.playhead_s is None else self.document.playhead_s
        self.axis.zoom(factor, at if self.axis.start_s <= at <= self.axis.end_s else None)

    def zoom_normal(self) -> None:
        self._remember()
        at = self.document.cursor_s
        self.axis.set_view(at - NORMAL_SPAN_S / 2, at + NORMAL_SPAN_S / 2)

    def zoom_selection(self) -> None:
        selection = self.document.selection
        if selection is not None:
            self._remember()
            margin = (selection.end_s - selection.start_s) * 0.05
            start_s, end_s = max(selection.start_s - margin, 0.0), min(selection.end_s + margin, self.axis.total_s)
            self.axis.set_view(start_s, end_s)

    def fit(self) -> None:
        self._remember()
        self.axis.fit()

    def toggle_zoom(self) -> None:
        """Back to the span seen before the last jump."""
        if self._before is not None:
            before, self._before = self._before, (self.axis.start_s, self.axis.end_s)
            self.axis.set_view(*before)

    def page(self, pages: int) -> None:
        self.axis.pan(pages * self.axis.span_s * 0.9)

    def zoom_frequency(self, factor: float) -> None:
        for lane in self._lanes(SpectrogramLane):
            lane.zoom_frequency(factor, lane.frequency_at(lane.height() / 2))

    def all_frequencies(self) -> None:
        for lane in self._lanes(SpectrogramLane):
            lane.show_all_frequencies()

    def magnify(self, factor: float) -> None:
        for lane in self._lanes(WaveLane):
            lane.set_gain(lane.gain * factor)

    def _remember(self) -> None:
        self._before = (self.axis.start_s, self.axis.end_s)

    def _lanes(self, kind: type) -> list:
        return [lane for lane in self.stack.lanes if isinstance(lane, kind)]
