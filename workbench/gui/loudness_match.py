"""How much louder or softer output and difference are played so that they are as loud as the original."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from workbench.audio.loudness import Loudness, match_gain
from workbench.gui.document import Document
from workbench.gui.results import Result, Side
from workbench.gui.settings_file import SettingsFile
from workbench.gui.soon import Soon
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MeasureLoudness
from workbench.jobs.worker import Job, Worker

SOON_MS = 150
FIRST_S, MOST_S = 12.0, 60.0
"""Of more sound than this so much is measured: first little, for an answer at once, then more for a better one."""
STRETCHES = 12
GROWN = 1.25
"""By this factor a result has grown before it is measured again."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class _Measuring:
    """What is measured."""

    result: Result
    strength: float
    sides: tuple[Side, ...]
    frames: int
    """So many were there."""

    def tells_more_than(self, other: _Measuring | None) -> bool:
        """Whether it is worth doing when the other is done, or being done."""
        if other is None or (self.result, self.strength, self.sides) != (other.result, other.strength, other.sides):
            return True
        return self.frames != other.frames and (self.result.state != "running" or self.frames > GROWN * other.frames)


class LoudnessMatch(QObject):
    """Measures, in the sound process, what is there of the chosen result, while matching is on.

    Signals
    -------
    changed() : a gain differs, or matching was turned on or off
    failed(Exception) : the sound could not be read
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, worker: Worker, settings: SettingsFile, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.worker, self.settings = document, worker, settings
        self._gains_db: dict[Side, float] = {}
        self._measuring: _Measuring | None = None
        self._measured: dict[Side, Loudness] = {}
        self._jobs: list[Job] = []
        self._followed: Result | None = None
        self._switches = self._wishes
        self._soon = Soon(self._measure, SOON_MS, self)
        document.results.chosen_changed.connect(self._follow)
        document.results.sound_changed.connect(self._soon.ask)
        settings.changed.connect(self._take_settings)

    @property
    def on(self) -> bool:
        """Whether the output is played as loud as the original."""
        return self.settings.settings.match_loudness

    @property
    def difference_too(self) -> bool:
        return self.settings.settings.match_difference

    def toggle(self) -> None:
        self.settings.change(match_loudness=not self.on)

    def toggle_difference(self) -> None:
        """The difference is mostly much softer: as loud as the original, one hears what it consists of."""
        self.settings.change(match_difference=not self.difference_too)

    def matches(self, side: Side) -> bool:
        """Whether the loudness of that side is changed."""
        return self.on and (side is Side.OUTPUT or (side is Side.DIFFERENCE and self.difference_too))

    def gain_db(self, side: Side) -> float:
        """What is added to that side of the chosen result now, in steps of 0.1 dB; 0 while it is not known yet."""
        return self._gains_db.get(side, 0.0) if self.matches(side) else 0.0

    def known(self, side: Side) -> bool:
        return side in self._gains_db

    # What is measured

    @property
    def _wishes(self) -> tuple[bool, bool]:
        return self.on, self.difference_too

    def _take_settings(self) -> None:
        if self._switches != self._wishes:
            self._switches = self._wishes
            self._soon.ask()
            self.changed.emit()

    def _follow(self) -> None:
        if self._followed is not None:
            self._followed.grew.disconnect(self._soon.ask)
            self._followed.changed.disconnect(self._soon.ask)
        self._followed = result = self.document.results.chosen
        self._stop()
        self._gains_db, self._measured = {}, {}
        if result is not None:
            result.grew.connect(self._soon.ask)
            result.changed.connect(self._soon.ask)
            self._soon.ask()
        self.changed.emit()

    def _stop(self) -> None:
        jobs, self._jobs, self._measuring = self._jobs, [], None
        for job in jobs:
            job.cancel()

    def _measure(self) -> None:
        result = self._followed
        if result is None or not self.on:
            return
        there = result.there
        sides = (Side.ORIGINAL, Side.OUTPUT, *((Side.DIFFERENCE,) if self.difference_too else ()))
        wanted = _Measuring(result, result.strength, sides, there.count)
        if not there.count or not wanted.tells_more_than(self._measuring):
            return
        self._begin(wanted, FIRST_S)

    def _begin(self, wanted: _Measuring, most_s: float) -> None:
        self._stop()
        self._measuring, self._measured = wanted, {}
        result = wanted.result
        spans = spread(result.there.spans(), round(most_s * result.made.sample_rate))
        priority = Priority.PREFETCH if most_s == FIRST_S else Priority.BACKGROUND
        for side in wanted.sides:
            job = self.worker.work_on(result.signal(side), MeasureLoudness(spans), priority)
            job.result.connect(partial(self._take, wanted, most_s, side))
            job.ended.connect(self._note_end)
            self._jobs.append(job)

    def _take(self, wanted: _Measuring, most_s: float, side: Side, loudness: object) -> None:
        if wanted is not self._measuring or not isinstance(loudness, Loudness):
            return
        self._measured[side] = loudness
        original = self._measured.get(Side.ORIGINAL)
        if original is None or len(self._measured) < len(wanted.sides):
            return
        gains = {each: match_gain(original, self._measured[each]) for each in wanted.sides[1:]}
        # Silence stays as it is.
        gains_db = {each: round(20 * math.log10(gain or 1.0), 1) for each, gain in gains.items()}
        if gains_db != self._gains_db:
            self._gains_db = gains_db
            self.changed.emit()
        if most_s < MOST_S and wanted.frames > most_s * wanted.result.made.sample_rate:
            self._begin(wanted, MOST_S)

    def _note_end(self, end: JobEnd) -> None:
        if end.error is not None:
            self.failed.emit(end.error)


def spread(there: Sequence[tuple[int, int]], most: int) -> Spans:
    """Spans of frames to measure: all that is there, or `most` frames in stretches that lie evenly over it."""
    total, stretch = sum(last - first for first, last in there), most // STRETCHES
    if total <= most:
        return tuple(there)
    begins = [round(index * (total - stretch) / (STRETCHES - 1)) for index in range(STRETCHES)]
    found: list[tuple[int, int]] = []
    passed = 0
    for first, last in there:
        for begin in begins:
            start, stop = max(begin, passed), min(begin + stretch, passed + last - first)
            if start < stop:
                found.append((first + start - passed, first + stop - passed))
        passed += last - first
    return tuple(found)
