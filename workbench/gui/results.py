"""What models made of the open recording, and other sounds laid beside it: a list, of which one is compared with it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from workbench.audio.blend import Difference, Output
from workbench.audio.coverage import Coverage
from workbench.audio.made_file import MadeFile
from workbench.audio.open import Recording
from workbench.audio.signal import Signal as SoundSignal
from workbench.models.contract import Span

State = Literal["running", "done", "partial", "failed"]
"""`partial`: cancelled, or the program ended before it was done; what is there can be heard, and gone on with."""


class Side(StrEnum):
    """What is heard: A, B or D."""

    ORIGINAL = "original"
    OUTPUT = "output"
    DIFFERENCE = "difference"


LONGEST_NAME = 100


class Result(QObject):
    """One result: how it was made, how strongly it is applied, and how far it is.

    Parameters
    ----------
    recording : the original
    made : where the samples are; its `about` says the rest, see `about`

    Signals
    -------
    changed() : name, strength or state differ
    grew(int, int) : these frames (first, last plus one) are there now
    progressed() : `left_s`, and how much is there, may differ
    """

    changed = Signal()
    grew = Signal(int, int)
    progressed = Signal()

    def __init__(self, recording: Recording, made: MadeFile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recording, self.made = recording, made
        about = made.about
        self.name = str(about.get("name", "Result"))[:LONGEST_NAME]
        self.model = str(about.get("model", ""))
        self.weights = str(about.get("weights", ""))
        """Checksum of the model's weights: which version of it this was."""
        self.settings: dict[str, Any] = dict(about.get("settings", {}))
        self.device = str(about.get("device", "auto"))
        self.created = str(about.get("created", ""))
        """When, in ISO 8601."""
        self.strength = float(about.get("strength", 1.0))
        self.laid = str(about.get("laid", ""))
        """Names the other sound that was laid beside the recording, where no model made this of it: nothing can be run
        again, or weakened, or was taken away."""
        start_s, end_s = about.get("span", (0.0, made.frames / made.sample_rate))
        self.span = Span(float(start_s), float(end_s))
        self.there = Coverage()
        """The frames that are there."""
        for first, last in made.seen:
            self.there.add(first, last)
        self.state: State = "done" if self._is_whole else "partial"
        self.left_s: float | None = None
        """While it runs: seconds until it is done; None when nobody knows."""
        self.error: Exception | None = None
        """Why it failed, if it did."""

    @property
    def about(self) -> dict[str, Any]:
        """All that is kept of it in the file, beside the samples."""
        return {
            "name": self.name,
            "model": self.model,
            "weights": self.weights,
            "settings": self.settings,
            "device": self.device,
            "created": self.created,
            "strength": self.strength,
            "span": [self.span.start_s, self.span.end_s],
            **({"laid": self.laid} if self.laid else {}),
        }

    def signal(self, side: Side) -> SoundSignal:
        """The sound of that side; a new object each time that the strength differs."""
        if side is Side.ORIGINAL:
            return self.recording
        kind = Output if side is Side.OUTPUT else Difference
        return kind(self.recording, self.made, self.strength)

    def known(self) -> tuple[Span, ...]:
        """The parts that are there, in order."""
        rate = self.made.sample_rate
        return tuple(Span(first / rate, last / rate) for first, last in self.there.spans())

    @property
    def share(self) -> float:
        """How much of its span is there, 0…1."""
        first, last = self._frames
        return sum(stop - start for start, stop in self.there.within(first, last)) / max(last - first, 1)

    def note_written(self, first: int, last: int) -> None:
        """These frames are there now."""
        self.there.add(first, last)
        self.grew.emit(first, last)

    def note_progress(self, left_s: float | None) -> None:
        self.left_s = left_s
        self.progressed.emit()

    def rename(self, name: str) -> None:
        name = name.strip()[:LONGEST_NAME]
        if name and name != self.name:
            self.name = name
            self.changed.emit()

    def set_strength(self, strength: float) -> None:
        """0 (the original) … 1 (as made); nothing is run again."""
        strength = 1.0 if self.laid else min(max(strength, 0.0), 1.0)
        if strength != self.strength:
            self.strength = strength
            self.changed.emit()

    def set_state(self, state: State, error: Exception | None = None) -> None:
        """`error` : why it failed."""
        if state != self.state:
            self.state, self.error, self.left_s = state, error, None
            self.changed.emit()

    @property
    def _frames(self) -> tuple[int, int]:
        rate = self.made.sample_rate
        return round(self.span.start_s * rate), min(round(self.span.end_s * rate), self.made.frames)

    @property
    def _is_whole(self) -> bool:
        return self.there.covers(*self._frames)


class Results(QObject):
    """The results of the open recording, which of them is compared with it, and which side is heard.

    Signals
    -------
    list_changed() : one came or went
    chosen_changed() : another one is compared, or none
    side_changed() : another side is to be heard
    sound_changed() : other samples are to be heard: side, choice or strength differ
    """

    list_changed = Signal()
    chosen_changed = Signal()
    side_changed = Signal()
    sound_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Result, ...] = ()
        self.chosen: Result | None = None
        self.side = Side.ORIGINAL

    def begin(self) -> None:
        """Another recording is here: nothing was made of it yet, as far as is known."""
        had = self.items
        self.items = ()
        self._choose(None)
        for result in had:
            self._let_go(result)
        if had:
            self.list_changed.emit()

    def add(self, result: Result, *, choose: bool = True, at: int | None = None) -> None:
        """`at` : its place in the list; default: the last."""
        result.setParent(self)
        at = len(self.items) if at is None else at
        self.items = (*self.items[:at], result, *self.items[at:])
        result.changed.connect(self._note_change)
        self.list_changed.emit()
        if choose or self.chosen is None:
            self.choose(result)

    def remove(self, result: Result) -> None:
        """Take it from the list; where it was compared, its neighbour is."""
        index = self.items.index(result)
        self.items = tuple(each for each in self.items if each is not result)
        self._let_go(result)
        if result is self.chosen:
            self._choose(self.items[min(index, len(self.items) - 1)] if self.items else None)
        self.list_changed.emit()

    def choose(self, result: Result) -> None:
        """Compare this one with the original."""
        if result in self.items and result is not self.chosen:
            self._choose(result)

    def step(self, direction: int) -> None:
        """Compare the next one of the list, or with -1 the one before; round the ends."""
        if self.chosen is not None:
            self.choose(self.items[(self.items.index(self.chosen) + direction) % len(self.items)])

    def choose_side(self, side: Side) -> None:
        """Hear that side; without a result there is only the original, and of two sounds no difference."""
        if side is not self.side and self._has(side):
            self.side = side
            self.side_changed.emit()
            self.sound_changed.emit()

    def signal(self, side: Side | None = None) -> SoundSignal | None:
        """The sound of a side (default: the one that is heard) of the chosen result; None without one."""
        return None if self.chosen is None else self.chosen.signal(side or self.side)

    def _has(self, side: Side) -> bool:
        if self.chosen is None:
            return side is Side.ORIGINAL
        return side is not Side.DIFFERENCE or not self.chosen.laid

    def _let_go(self, result: Result) -> None:
        """With its file, once nobody else holds it."""
        result.changed.disconnect(self._note_change)
        result.setParent(None)

    def _choose(self, result: Result | None) -> None:
        if result is self.chosen:
            return
        self.chosen = result
        if not self._has(self.side):
            self.side = Side.ORIGINAL if result is None else Side.OUTPUT
            self.side_changed.emit()
        self.chosen_changed.emit()
        self.sound_changed.emit()

    def _note_change(self) -> None:
        if self.side is not Side.ORIGINAL and self.sender() is self.chosen:
            self.sound_changed.emit()
