"""Spectrograms of what a model made, and of what it took away, on the axis of the recording's own."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from workbench.audio.signal import Signal
from workbench.features.stft import Tile
from workbench.gui.chosen_result import ChosenResult
from workbench.gui.document import Document
from workbench.gui.lanes.result_head import ResultHead
from workbench.gui.lanes.result_tiles import ResultTiles
from workbench.gui.lanes.stft_lane import StftLane
from workbench.gui.lanes.tile_source import MakeWork
from workbench.gui.lanes.unmade import draw_unmade
from workbench.gui.results import Side
from workbench.jobs.sound_work import MakeTile
from workbench.jobs.worker import Worker


class ResultStftLane(StftLane):
    """A lane of the chosen result. It fills while the model runs; what is not made yet is hatched."""

    name = ""
    """In full, as in the menu."""
    side = Side.OUTPUT
    """Of which signal the tiles are made."""
    heard: Side | None = Side.OUTPUT
    """Which side is heard by the lane's letter; None: it has no letter."""
    work: MakeWork = MakeTile
    default_height = 200
    grows = 2
    empty_text = "Press Ctrl+Shift+D to denoise this recording and see its output here"

    def __init__(self, document: Document, worker: Worker, parent: QWidget | None = None) -> None:
        chosen = ChosenResult.of(document)
        super().__init__(document, ResultTiles(worker, type(self).work, chosen), parent)
        self.head = ResultHead(self, self.name, chosen, self.heard)
        chosen.changed.connect(self.open_signal)
        chosen.mixed.connect(self.replace_signal)
        chosen.grew.connect(self.redraw)

    @property
    def chosen(self) -> ChosenResult:
        return self.source.chosen

    @property
    def settled(self) -> bool:
        """Whether what is drawn stays; not while the model makes what is in view."""
        return super().settled and (self.isHidden() or not self.chosen.awaits(self.axis.start_s, self.axis.end_s))

    def make_signal(self) -> Signal | None:
        return self.chosen.signal(self.side)

    def is_known(self, tile: Tile, frame: float) -> bool:
        return self.chosen.known.covers(int(frame), int(frame) + 1)

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        super().draw_body(painter, width, height)
        draw_unmade(painter, self.chosen, self.axis, height)


class OutputSpectrogramLane(ResultStftLane):
    """What the model made."""

    title, name = "Output", "Output spectrogram"


class DifferenceSpectrogramLane(ResultStftLane):
    """What the model took away."""

    title, name = "Difference", "Difference spectrogram"
    side = heard = Side.DIFFERENCE
    empty_text = "Run a denoiser to see here what it takes away"
