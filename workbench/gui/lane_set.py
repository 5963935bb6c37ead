"""Which lanes stand in the window: those of the table that the person wants to see, made when first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.document import Document
from workbench.gui.lane_kinds import LANE_KINDS, LaneKind
from workbench.gui.lanes.channel_gutter import ChannelGutter
from workbench.gui.lanes.channel_levels import ChannelLevels
from workbench.gui.lanes.lane import Lane
from workbench.gui.lanes.stack import LaneStack
from workbench.gui.settings import LaneSettings
from workbench.jobs.worker import Worker

MADE_AT_ONCE = 8
"""Making a lane takes a millisecond: more of them are made turn by turn, and then shown together."""


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
        self._lanes: dict[str, dict[int, Lane]] = {kind: {} for kind in self.kinds}
        self._places: tuple[str, ...] = ()
        self.levels = ChannelLevels(document, self)
        document.channels.shown_changed.connect(self._follow_channels)

    # What there is

    def lanes_of(self, kind: str) -> list[Lane]:
        """The lanes of a kind that are shown, by channel."""
        return [lane for _, lane in sorted(self._lanes[kind].items()) if not lane.isHidden()]

    def lane(self, kind: str) -> Lane | None:
        """The lane of a kind, perhaps hidden; None if it was never shown."""
        return next(iter(self._lanes[kind].values()), None)

    def when_made(self, kind: str, do: Callable[[Lane], object]) -> None:
        """Call `do` with each lane of a kind: with those there are now, with others when they are made."""
        for lane in self._lanes[kind].values():
            do(lane)
        self.made.connect(lambda made, lane: do(lane) if made == kind else None)

    def place_of(self, lane: Lane | None) -> tuple[str, int | None] | None:
        """The kind of a lane, and its channel where it has one."""
        for kind, lanes in self._lanes.items():
            for channel, each in lanes.items():
                if each is lane:
                    return kind, channel if self.kinds[kind].per_channel else None
        return None

    @property
    def settled(self) -> bool:
        """Whether all that is drawn is final."""
        return all(lane.settled for kind in self.kinds for lane in self.lanes_of(kind))

    # What is shown

    def show(self, kind: str, shown: bool = True) -> None:
        """Show or hide the lanes of a kind; they are made when they are shown first."""
        if shown != self._shown[kind]:
            self._shown[kind] = shown
            self._bring_about(kind)
            self.shown_changed.emit(kind, shown)

    def toggle(self, kind: str) -> None:
        self.show(kind, not self._shown[kind])

    def hide(self, lane: Lane) -> None:
        """Hide one lane; where there is one for each channel, only that channel's."""
        place = self.place_of(lane)
        if place is not None:
            kind, channel = place
            if channel is None:
                self.show(kind, False)
            else:
                self.document.channels.set_shown(channel, False)

    def restore(self, kept: LaneSettings) -> None:
        """Show what was shown at the last end, in the order and with the heights of then."""
        self._order = merged_order(kept.order, tuple(self.kinds))
        self.stack.column.heights = dict(kept.heights)
        for kind in self.kinds.values():
            self.show(kind.id, kept.shown.get(kind.id, kind.shown))

    def arrangement(self) -> LaneSettings:
        """What is shown, in which order and how high, to be kept."""
        return LaneSettings(dict(self._shown), tuple(self._order_now()), dict(self.stack.column.heights))

    def standing(self) -> tuple[str, ...]:
        """The lanes there are, from top to bottom: their kind, and the channel (from 0) where they have one."""
        names = {lane: self._name_of(kind, at) for kind, lanes in self._lanes.items() for at, lane in lanes.items()}
        return tuple(names[lane] for lane in self.stack.lanes)

    def stand(self, names: Sequence[str]) -> None:
        """Order the lanes as `standing` said, as soon as those to be shown are made; others follow below."""
        self._places = tuple(names)
        self._take_places()

    def _take_places(self) -> None:
        per_channel = [kind for kind, shown in self._shown.items() if shown and self.kinds[kind].per_channel]
        wanted = set(self.document.channels.shown)
        if not self._places or any(wanted - self._lanes[kind].keys() for kind in per_channel):
            return
        lanes = {self._name_of(kind, at): lane for kind, lanes in self._lanes.items() for at, lane in lanes.items()}
        standing = [lanes[name] for name in self._places if name in lanes]
        self._places = ()
        with self.stack.column.held():
            for index, lane in enumerate(standing):
                self.stack.move(lane, index)

    def _name_of(self, kind: str, channel: int) -> str:
        return f"{kind} {channel}" if self.kinds[kind].per_channel else kind

    # Making

    def _bring_about(self, kind: str) -> None:
        """Make what is missing of a kind, show what is wanted, and hide the rest."""
        lanes, channels = self._lanes[kind], self.document.channels
        wanted = channels.shown if self.kinds[kind].per_channel else (0,)
        if not self._shown[kind]:
            wanted = ()
        missing = [channel for channel in wanted if channel not in lanes]
        for channel in missing[:MADE_AT_ONCE]:
            self._make(kind, channel)
        if len(missing) > MADE_AT_ONCE:
            QTimer.singleShot(0, self, lambda: self._bring_about(kind))
            return
        with self.stack.column.held():
            for gone in [channel for channel in lanes if channel >= channels.count and channel]:
                self.levels.bars.pop(gone, None)
                self.stack.remove(lanes.pop(gone))
            for channel, lane in lanes.items():
                shown = channel in wanted
                if shown == lane.isHidden():
                    self.stack.set_visible(lane, shown)
                    lane.note_shown(shown)
        self._take_places()

    def _follow_channels(self) -> None:
        for kind in self.kinds.values():
            if kind.per_channel:
                self._bring_about(kind.id)

    def _make(self, kind: str, channel: int) -> None:
        make, index = self.kinds[kind].make, self._index_for(kind, channel)
        if self.kinds[kind].per_channel:
            lane = make(self.document, self.worker, channel)
            gutter = ChannelGutter(lane, self.document.channels, channel, kind)
            self.levels.bars[channel] = gutter.level
        else:
            lane = make(self.document, self.worker)
            lane.key = kind
        self._lanes[kind][channel] = lane
        lane.hide()
        self.stack.add(lane, index)
        lane.hovered.connect(self.hovered)
        self.made.emit(kind, lane)

    def _index_for(self, kind: str, channel: int) -> int:
        """Below the channel before it, or above the one behind it; else below all kinds that come before it."""
        lanes, own = self.stack.lanes, self._lanes[kind]
        before = [each for each in own if each < channel]
        if before:
            return lanes.index(own[max(before)]) + 1
        if own:
            return lanes.index(own[min(own)])
        above = self._order_now()
        above = above[: above.index(kind)]
        return max((lanes.index(lane) for each in above for lane in self._lanes[each].values()), default=-1) + 1

    def _order_now(self) -> list[str]:
        """The kinds from top to bottom, with those that were never made in between."""
        of_lane = {lane: kind for kind, lanes in self._lanes.items() for lane in lanes.values()}
        standing = dict.fromkeys(of_lane[lane] for lane in self.stack.lanes)
        return merged_order(tuple(standing), tuple(self._order))


def merged_order(kept: Sequence[str], known: Sequence[str]) -> list[str]:
    """`kept`, with those of `known` that it lacks each behind the one it follows in `known`."""
    merged = [each for each in kept if each in known]
    for index, each in enumerate(known):
        if each not in merged:
            merged.insert(merged.index(known[index - 1]) + 1 if index else 0, each)
    return merged
