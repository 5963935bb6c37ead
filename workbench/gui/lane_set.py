"""Which lanes stand in the window: a waveform for each channel, the spectrogram, what networks say."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.gui.document import Document
from workbench.gui.lanes.confidence import ConfidenceLane
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.network_input import NetworkInputLane
from workbench.gui.lanes.spectrogram import SpectrogramLane
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.lanes.waveform import WaveformLane
from workbench.jobs.worker import Worker


class LaneSet(QObject):
    """Makes the lanes of each recording that is opened.

    Signals
    -------
    hovered(object, object, object) : see `Lane.hovered`
    """

    hovered = Signal(object, object, object)

    def __init__(self, document: Document, worker: Worker, stack: LaneStack) -> None:
        super().__init__(stack)
        self.document, self.worker, self.stack = document, worker, stack
        self.waveforms: list[WaveformLane] = []
        self.spectrogram = SpectrogramLane(document, worker)
        self.confidence = ConfidenceLane(document)
        self.network_input = NetworkInputLane(document, worker)
        for lane in (self.spectrogram, self.confidence, self.network_input):
            self._add(lane)
        self.network_input.hide()
        self._show_waveforms()
        document.opened.connect(self._show_waveforms)

    @property
    def settled(self) -> bool:
        """Whether all that is drawn is final."""
        return all(lane.settled for lane in (self.spectrogram, self.network_input, *self.waveforms))

    def toggle_network_input(self) -> bool:
        """Show or hide what the network sees; returns whether it is shown."""
        self.network_input.setVisible(self.network_input.isHidden())
        self.stack.reset_heights()
        return not self.network_input.isHidden()

    def _show_waveforms(self) -> None:
        channels = self.document.recording.channels if self.document.recording else 1
        while len(self.waveforms) > channels:
            self.stack.remove(self.waveforms.pop())
        while len(self.waveforms) < channels:
            lane = WaveformLane(self.document, self.worker, len(self.waveforms))
            self._add(lane, len(self.waveforms))
            self.waveforms.append(lane)
        for lane in self.waveforms:
            lane.set_name(channels)
        self.stack.reset_heights()

    def _add(self, lane: Lane, index: int | None = None) -> None:
        self.stack.add(lane, index)
        lane.hovered.connect(self.hovered)
