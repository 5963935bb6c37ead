"""Which channels of the recording are seen, and which are heard."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

SHOWN_AT_FIRST = 8
"""Of more channels only these are shown until the person chooses: all at once would leave no room for a spectrogram."""


class Channels(QObject):
    """The person's choice among `count` channels, numbered from 0. To see and to hear are chosen independently.

    As long as any channel is soloed, the soloed ones are heard, even if muted; else all that are not muted.
    A recording with as many channels as the one before keeps the choice.

    Signals
    -------
    count_changed() : a recording with more or fewer channels is opened; the other two follow
    shown_changed() : other channels are to be seen
    heard_changed() : `soloed` or `muted` differ
    """

    count_changed = Signal()
    shown_changed = Signal()
    heard_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 1
        self.shown: tuple[int, ...] = (0,)
        self.soloed: frozenset[int] = frozenset()
        self.muted: frozenset[int] = frozenset()

    def begin(self, count: int) -> None:
        """A recording with `count` channels is opened."""
        if count != self.count:
            self.count = count
            self.shown = tuple(range(min(count, SHOWN_AT_FIRST)))
            self.soloed = self.muted = frozenset()
            self.count_changed.emit()
            self.shown_changed.emit()
            self.heard_changed.emit()

    # To see

    def show_only(self, channels: Iterable[int]) -> None:
        """Show these and no others; in the order of their numbers."""
        shown = tuple(sorted({channel for channel in channels if 0 <= channel < self.count}))
        if shown != self.shown:
            self.shown = shown
            self.shown_changed.emit()

    def set_shown(self, channel: int, shown: bool) -> None:
        self.show_only({*self.shown, channel} if shown else {*self.shown} - {channel})

    def show_all(self) -> None:
        self.show_only(range(self.count))

    def show_first(self) -> None:
        self.show_only(range(SHOWN_AT_FIRST))

    # To hear

    def is_heard(self, channel: int) -> bool:
        return channel in self.soloed if self.soloed else channel not in self.muted

    @property
    def heard(self) -> tuple[bool, ...] | None:
        """Per channel whether it is heard; None: all are."""
        heard = tuple(self.is_heard(channel) for channel in range(self.count))
        return None if all(heard) else heard

    def toggle_solo(self, channel: int, alone: bool = False) -> None:
        """Solo a channel beside those that are soloed (`alone`: instead of them), or end that."""
        others = frozenset() if alone else self.soloed - {channel}
        already = channel in self.soloed and (not alone or self.soloed == {channel})
        self._hear(others if already else others | {channel}, self.muted)

    def toggle_mute(self, channel: int, alone: bool = False) -> None:
        """Mute a channel, or end that; `alone`: it becomes the only muted one."""
        others = frozenset() if alone else self.muted - {channel}
        already = channel in self.muted and (not alone or self.muted == {channel})
        self._hear(self.soloed, others if already else others | {channel})

    def restore_heard(self, soloed: Iterable[int], muted: Iterable[int]) -> None:
        """Solo and mute as they were; channels that are not there are passed over."""
        there = frozenset(range(self.count))
        self._hear(there & frozenset(soloed), there & frozenset(muted))

    def hear_all(self) -> None:
        """Nothing is soloed or muted any more."""
        self._hear(frozenset(), frozenset())

    def _hear(self, soloed: frozenset[int], muted: frozenset[int]) -> None:
        if (soloed, muted) != (self.soloed, self.muted):
            self.soloed, self.muted = soloed, muted
            self.heard_changed.emit()


def channel_name(channel: int, count: int) -> str:
    """What a channel is called: "Mono", "Left", "Right", or "Channel 3"."""
    names = {1: ("Mono",), 2: ("Left", "Right")}.get(count)
    return names[channel] if names and channel < count else f"Channel {channel + 1}"
