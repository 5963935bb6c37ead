"""The commands of the Lanes menu: what is done with the current lane, and with the channels."""

from __future__ import annotations

from workbench.gui.document import Document
from workbench.gui.lane_kinds import SPECTROGRAM, WAVEFORM
from workbench.gui.lane_set import LaneSet


class LaneCommands:
    """Act on `stack.current`, where a command is about one lane; without one they do nothing."""

    def __init__(self, document: Document, lanes: LaneSet) -> None:
        self.document, self.channels = document, document.channels
        self.lanes, self.stack = lanes, lanes.stack

    @property
    def channel(self) -> int | None:
        """The channel of the current lane, from 0; None where it has none."""
        place = self.lanes.place_of(self.stack.current)
        return None if place is None else place[1]

    def hide(self) -> None:
        """Hide the current lane; the one below becomes the current one."""
        lane, shown = self.stack.current, self.stack.column.shown
        if lane is None:
            return
        self.stack.step_current(+1 if lane is not shown[-1] else -1)
        self.lanes.hide(lane)

    # To see

    def show_only_this(self) -> None:
        if self.channel is not None:
            self._show([self.channel])

    def show_all(self) -> None:
        self._show(range(self.channels.count))

    def show_first(self) -> None:
        self.lanes.show(WAVEFORM)
        self.channels.show_first()

    def _show(self, channels) -> None:
        self.lanes.show(WAVEFORM)
        self.channels.show_only(channels)

    def toggle_spectrogram_of_this(self) -> None:
        """The spectrogram of the current lane's channel; again: of the loudest."""
        if self.channel is not None:
            again = self.document.spectrogram.channel == self.channel
            self.document.set_spectrogram(channel=None if again else self.channel)
            self.lanes.show(SPECTROGRAM)

    # To hear

    def toggle_solo(self, alone: bool = False) -> None:
        if self.channel is not None:
            self.channels.toggle_solo(self.channel, alone)

    def toggle_mute(self) -> None:
        if self.channel is not None:
            self.channels.toggle_mute(self.channel)
