"""One line over the lanes that says how many channels are shown, and which are heard; there when it says something."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from workbench.gui import preview
from workbench.gui.channels import SHOWN_AT_FIRST, Channels, channel_name
from workbench.gui.document import Document
from workbench.gui.panels.folding_row import FoldingRow
from workbench.gui.theme import GRID_PX


class ChannelBar(FoldingRow):
    """Hidden while a mono or stereo recording is shown and heard whole.

    Signals
    -------
    choose_requested() : the person wants to choose channels
    """

    choose_requested = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.channels = document.channels
        self.setAccessibleName("Channels")
        self.shown, self.heard = QLabel(), QLabel()
        self.choose = _small("Choose…", "Choose which channels are shown")
        self.all = _small("Show all", "A lane for each channel")
        self.first = _small(f"First {SHOWN_AT_FIRST}", f"Show the first {SHOWN_AT_FIRST} channels only")
        self.hear_all = _small("Hear all", "End solo and mute")
        self.add(self.shown)
        self.add(self.choose, 1, "Channels")
        self.add(self.all, 3, "More")
        self.add(self.first, 4, "Fewer")
        gap = QWidget()
        gap.setFixedWidth(4 * GRID_PX)
        self.add(self.heard, 5, "Heard", gap)
        self.add(self.hear_all, 2, "Heard")
        self.layout().setContentsMargins(2 * GRID_PX, 0, 2 * GRID_PX, GRID_PX)
        self.choose.clicked.connect(self.choose_requested)
        self.all.clicked.connect(self.channels.show_all)
        self.first.clicked.connect(self.channels.show_first)
        self.hear_all.clicked.connect(self.channels.hear_all)
        self.channels.shown_changed.connect(self._refresh)
        self.channels.heard_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        channels = self.channels
        count, shown = channels.count, len(channels.shown)
        every = "Both" if count == 2 else f"All {count}"
        self.shown.setText(f"{shown} of {count} channels shown" if shown < count else f"{every} channels shown")
        self.set_wanted(self.all, shown < count)
        self.set_wanted(self.first, count > SHOWN_AT_FIRST and channels.shown != tuple(range(SHOWN_AT_FIRST)))
        self.heard.setText(heard_words(channels))
        self.set_wanted(self.hear_all, channels.heard is not None)
        self.setVisible(count > 2 or shown < count or channels.heard is not None)


def heard_words(channels: Channels) -> str:
    """Which channels are heard, and on which ear; the rule is that of `audio.feed.channel_gains`."""
    count = channels.count
    heard = [channel for channel in range(count) if channels.is_heard(channel)]
    names = [channel_name(channel, count) for channel in heard]
    if not heard:
        return "No channel is heard"
    if len(heard) == 1:
        return f"Only {names[0].lower()} is heard, on both ears" if count > 1 else "Heard on both ears"
    if len(heard) == 2:
        return f"Heard: {names[0].lower()} on the left, {names[1].lower()} on the right"
    if len(heard) == count:
        return "All are heard: odd ones on the left, even ones on the right"
    return f"{len(heard)} of {count} are heard, on the left and right in turn"


def _small(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFixedHeight(6 * GRID_PX)
    return button


def make_preview() -> QWidget:
    document = Document()
    bar = ChannelBar(document)
    document.setParent(bar)
    document.channels.begin(32)
    document.channels.toggle_solo(4)
    return bar


if __name__ == "__main__":
    preview.run(make_preview, 900, 32)
