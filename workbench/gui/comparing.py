"""Listening to the original, to what a model made of it, and to the difference, under one play head."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from workbench.audio.blend import Louder
from workbench.audio.player import Player, PlayerState, Status
from workbench.audio.signal import Signal as SoundSignal
from workbench.gui.document import Document
from workbench.gui.loudness_match import LoudnessMatch
from workbench.gui.making import Making
from workbench.gui.playback import Playback
from workbench.gui.results import Result, Side
from workbench.models.contract import Span

AHEAD_S = 10.0
"""So much from the play head on is made next."""
ENOUGH_S = 5.0
"""With so much there nothing is asked for."""
READ_AHEAD_S = 0.7
"""More than what the player holds ready: what comes to be there within it must be read again."""
_BEING_MADE, _NOT_MADE, _NOTHING = "Being made…", "Not made here", "Nothing here"


@dataclass(frozen=True, eq=False)
class _Heard:
    """What the player was given."""

    result: Result | None
    side: Side
    strength: float
    gain_db: float

    def same_as(self, other: _Heard) -> bool:
        if self.side is other.side is Side.ORIGINAL:
            return True
        return (self.result, self.side, self.strength, self.gain_db) == (
            other.result, other.side, other.strength, other.gain_db,
        )  # fmt: skip


_ORIGINAL = _Heard(None, Side.ORIGINAL, 1.0, 0.0)


class Comparing(QObject):
    """Keeps the player at the side that `document.results` says. Where nothing plays, the next play begins with it.

    Signals
    -------
    waiting_changed(str) : why nothing is heard at the play head although it plays, in two words; "" when it is
    """

    waiting_changed = Signal(str)

    def __init__(
        self, document: Document, player: Player, playback: Playback, making: Making, match: LoudnessMatch
    ) -> None:
        super().__init__(playback)
        self.document, self.player, self.making, self.match = document, player, making, match
        self.waiting = ""
        self._heard = _ORIGINAL
        self._blind: SoundSignal | None = None
        self._followed: Result | None = None
        results = document.results
        results.chosen_changed.connect(self._follow_chosen)
        results.sound_changed.connect(self._apply)
        match.changed.connect(self._apply)
        document.opened.connect(self._begin)
        playback.state_changed.connect(self._watch)

    # What the keys mean

    def hear(self, side: Side) -> None:
        self.document.results.choose_side(side)

    def flip(self) -> None:
        """From the original to the output, from anything else to the original."""
        original = self.document.results.side is Side.ORIGINAL
        self.hear(Side.OUTPUT if original else Side.ORIGINAL)

    def hear_blind(self, signal: SoundSignal | None) -> None:
        """In a blind test another signal is heard than the one that is marked; None ends that."""
        if signal is not None:
            self.player.swap(signal)
        elif self._blind is not None:
            self.player.swap(self._signal())
        self._blind = signal

    # The player

    def _begin(self) -> None:
        """The player has loaded another recording."""
        self._heard, self._blind = _ORIGINAL, None

    def _wanted(self) -> _Heard:
        results = self.document.results
        result, side = results.chosen, results.side
        if result is None or side is Side.ORIGINAL:
            return _ORIGINAL
        return _Heard(result, side, result.strength, self.match.gain_db(side))

    def _signal(self) -> SoundSignal:
        heard = self._heard
        if heard.result is None:
            assert self.document.recording is not None
            return self.document.recording
        return Louder.by_db(heard.result.signal(heard.side), heard.gain_db)

    def _apply(self) -> None:
        wanted, before = self._wanted(), self._heard.result
        if self.document.recording is None or wanted.same_as(self._heard):
            return
        self._heard = wanted
        if before is not None and before.recording is not self.document.recording:
            return  # another recording was opened: the player is about to load it
        if self._blind is None:
            self.player.swap(self._signal())

    # What is there

    def _follow_chosen(self) -> None:
        if self._followed is not None:
            self._followed.grew.disconnect(self._note_growth)
        self._followed = chosen = self.document.results.chosen
        if chosen is not None:
            chosen.grew.connect(self._note_growth)

    def _note_growth(self, first: int, last: int) -> None:
        head_s, result = self.document.playhead_s, self._heard.result
        if head_s is None or result is None or self._blind is not None:
            return
        head = round(head_s * result.made.sample_rate)
        if first < head + READ_AHEAD_S * result.made.sample_rate and last > head:
            self.player.swap(self._signal())  # silence was read ahead where there is sound now

    def _watch(self, state: PlayerState) -> None:
        """Have made what is heard next; say when there is nothing to hear yet."""
        result = self._heard.result if state.status is Status.PLAYING else None
        words = ""
        ahead: Span | None = None
        if result is not None:
            rate, head_s, running = result.made.sample_rate, state.position_s, result.state == "running"
            head, enough = round(head_s * rate), round((head_s + ENOUGH_S) * rate)
            if not result.there.covers(head, head + 1):
                words = _BEING_MADE if running else _NOTHING if result.laid else _NOT_MADE
            if running and not result.there.covers(head, min(enough, result.made.frames)):
                ahead = Span(head_s, head_s + AHEAD_S)
        self.making.look_at(ahead)
        if words != self.waiting:
            self.waiting = words
            self.waiting_changed.emit(words)
