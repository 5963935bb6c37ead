"""The commands of the Edit menu: what is selected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.gui.document import Document, Selection
from workbench.gui.lanes.gestures import Gestures
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker

SNAP_S = 0.01
"""How far a zero crossing is looked for on either side."""


class Selecting:
    """Select by keys."""

    def __init__(self, document: Document, gestures: Gestures, worker: Worker) -> None:
        self.document, self.gestures, self.worker = document, gestures, worker

    def select_all(self) -> None:
        self.document.select(Selection(0.0, self.document.axis.total_s))

    def select_none(self) -> None:
        self.document.select(None)

    def select_view(self) -> None:
        self.document.select(Selection(self.document.axis.start_s, self.document.axis.end_s))

    def start_here(self) -> None:
        """To the old end, or to the end of the recording where that is not after the play head."""
        old, here = self.document.selection, self._here()
        end_s = old.end_s if old and old.end_s > here else self.document.axis.total_s
        self.document.select(Selection(here, end_s))

    def end_here(self) -> None:
        """From the old start, else the cursor, else the recording's start: the first that is before the play head."""
        old, here = self.document.selection, self._here()
        starts = ([old.start_s] if old else []) + [self.document.cursor_s, 0.0]
        self.document.select(Selection(next((start_s for start_s in starts if start_s < here), 0.0), here))

    def extend_to(self, time_s: float | None) -> None:
        """From the selection's other end, or the cursor, to `time_s` (None: the end of the recording)."""
        target = self.document.axis.total_s if time_s is None else time_s
        old = self.document.selection
        fixed = self.document.cursor_s if old is None else (old.end_s if target <= old.start_s else old.start_s)
        self.document.select(Selection(fixed, target))

    def toggle_boxes(self) -> None:
        self.gestures.boxes = not self.gestures.boxes

    def snap_to_zero(self) -> None:
        """Move both edges to the nearest rising or falling zero crossing of the first channel."""
        selection, recording = self.document.selection, self.document.recording
        if selection is None or recording is None:
            return
        edges = (selection.start_s, selection.end_s)
        document = self.document

        def take(times: tuple[float, float]) -> None:
            if document.selection == selection:
                document.select(replace(selection, start_s=times[0], end_s=times[1]))

        self.worker.run(lambda: _crossings(recording, edges), Priority.VIEW).result.connect(take)

    def _here(self) -> float:
        return self.document.cursor_s if self.document.playhead_s is None else self.document.playhead_s


def _crossings(recording, edges: tuple[float, float]):
    yield tuple(nearest_crossing(recording, time_s) for time_s in edges)


def nearest_crossing(signal, time_s: float) -> float:
    """The zero crossing of the first channel nearest to `time_s`, in seconds; `time_s` where there is none near."""
    rate = signal.sample_rate
    first = max(round((time_s - SNAP_S) * rate), 0)
    samples = np.nan_to_num(signal.read(first, round((time_s + SNAP_S) * rate) + 1)[0])
    crossings = np.flatnonzero(np.signbit(samples[1:]) != np.signbit(samples[:-1])) + 1
    if not len(crossings):
        return time_s
    return float((first + crossings[np.argmin(np.abs(crossings - (time_s * rate - first)))]) / rate)
