"""Which lanes stand in the window: those of the table that the person wants to see, made when first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from workbench.gui.document import Document
from workbench.gui.lane_kinds import LANE_KINDS, WAVEFORM, LaneKind
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.settings import LaneSettings
from workbench.jobs.worker import Worker


class LaneSet(QObject):
    """Makes, shows and hides lanes. Nothing is shown before `restore`.

    Signals
    -------
    shown_changed(str, bool) : id of a kind, and whether its lanes are shown now
    made(str, Lane) : a lane of that kind is there for the first time
    hovered(object, object, object) : see `Lane.hovered`
    """

    shown_changed = Signal(str, bool)
    made = Signal(str, object)
    hovered = Signal(object, object, object)

    def __init__(
        self, document: Document, worker: Worker, stack: LaneStack, kinds: Sequence[LaneKind] = LANE_KINDS
    ) -> None:
        super().__init__(stack)
        self.document, self.worker, self.stack = document, worker, stack
        self.kinds = {kind.id: kind for kind in kinds}
        self._order = list(self.kinds)
        self._shown: dict[str, bool] = dict.fromkeys(self.kinds, False)
        self._lanes: dict[str, list[Lane]] = {kind: [] for kind in self.kinds}
        document.opened.connect(self._follow_channels)

    # What there is

    def lanes_of(self, kind: str) -> list[Lane]:
        """The lanes of a kind that have been made, by channel; perhaps hidden, perhaps none."""
        return list(self._lanes[kind])

    def lane(self, kind: str) -> Lane | None:
        """The lane of a kind; None if it was never shown."""
        return next(iter(self._lanes[kind]), None)

    def when_made(self, kind: str, do: Callable[[Lane], object]) -> None:
        """Call `do` with each lane of a kind: with those there are now, with others when they are made."""
        for lane in self._lanes[kind]:
            do(lane)
        self.made.connect(lambda made, lane: do(lane) if made == kind else None)

    def is_shown(self, kind: str) -> bool:
        return self._shown[kind]

    @property
    def settled(self) -> bool:
        """Whether all that is drawn is final."""
        return all(lane.settled for lanes in self._lanes.values() for lane in lanes if not lane.isHidden())

    # What is shown

    def show(self, kind: str, shown: bool = True) -> None:
        """Show or hide the lanes of a kind; they are made when they are shown first."""
        if shown == self._shown[kind]:
            return
        self._shown[kind] = shown
        if shown:
            self._make(kind)
        for lane in self._lanes[kind]:
            lane.setVisible(shown)
            lane.note_shown(shown)
        self.stack.reset_heights()
        self.shown_changed.emit(kind, shown)

    def toggle(self, kind: str) -> None:
        self.show(kind, not self._shown[kind])

    def restore(self, kept: LaneSettings) -> None:
        """Show what was shown at the last end, in the order of then."""
        self._order = merged_order(kept.order, tuple(self.kinds))
        for kind in self.kinds.values():
            self.show(kind.id, kept.shown.get(kind.id, kind.shown))

    def arrangement(self) -> LaneSettings:
        """What is shown, and in which order, to be kept."""
        return LaneSettings(shown=dict(self._shown), order=tuple(self._order_now()))

    # Making

    def _make(self, kind: str) -> None:
        if self.kinds[kind].per_channel:
            self._follow_channels()
        elif not self._lanes[kind]:
            self._add(kind, self.kinds[kind].make(self.document, self.worker))

    def _follow_channels(self) -> None:
        """A lane for each channel, of the kinds that have one for each."""
        channels = self.document.recording.channels if self.document.recording else 1
        for kind in self.kinds.values():
            if not kind.per_channel or not self._shown[kind.id]:
                continue
            lanes = self._lanes[kind.id]
            while len(lanes) > channels:
                self.stack.remove(lanes.pop())
            while len(lanes) < channels:
                self._add(kind.id, kind.make(self.document, self.worker, len(lanes)))
            for lane in lanes:
                if kind.id == WAVEFORM:
                    lane.set_name(channels)
        self.stack.reset_heights()

    def _add(self, kind: str, lane: Lane) -> None:
        index = self._index_for(kind)
        self._lanes[kind].append(lane)
        self.stack.add(lane, index)
        lane.hovered.connect(self.hovered)
        self.made.emit(kind, lane)

    def _index_for(self, kind: str) -> int:
        """Below its own kind, else below all kinds that come before it."""
        lanes = self.stack.lanes
        before = self._order_now()
        before = before[: before.index(kind) + 1]
        places = [lanes.index(lane) for each in before for lane in self._lanes[each]]
        own = [lanes.index(lane) for lane in self._lanes[kind]]
        return max(own or places, default=-1) + 1

    def _order_now(self) -> list[str]:
        """The kinds from top to bottom, with those that were never made in between."""
        of_lane = {lane: kind for kind, lanes in self._lanes.items() for lane in lanes}
        standing = dict.fromkeys(of_lane[lane] for lane in self.stack.lanes)
        return merged_order(tuple(standing), tuple(self._order))


def merged_order(kept: Sequence[str], known: Sequence[str]) -> list[str]:
    """`kept`, with those of `known` that it lacks each behind the one it follows in `known`."""
    merged = [each for each in kept if each in known]
    for index, each in enumerate(known):
        if each not in merged:
            merged.insert(merged.index(known[index - 1]) + 1 if index else 0, each)
    return merged
