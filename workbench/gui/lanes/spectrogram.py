"""The spectrogram lane: levels over time and frequency, exact at each zoom."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.audio.signal import Signal
from workbench.gui.document import Document
from workbench.gui.lanes.stft_lane import StftLane
from workbench.gui.lanes.tile_source import TileSource
from workbench.jobs.sound_work import MakeTile
from workbench.jobs.worker import Worker


class SpectrogramLane(StftLane):
    """The spectrogram of the recording."""

    title = "Spectrogram"
    default_height = 320
    grows = 3
    empty_text = "Open a recording to see its spectrogram"

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        super().__init__(document, TileSource(worker, MakeTile, merges=True), parent)

    def make_signal(self) -> Signal | None:
        return self.document.recording


if __name__ == "__main__":
    from workbench.gui.lanes.preview import preview
    from workbench.gui.panels.spectrogram_controls import SpectrogramControls

    preview(SpectrogramLane, lambda document, lane: SpectrogramControls(document))
