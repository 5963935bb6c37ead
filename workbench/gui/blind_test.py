"""A blind test as it runs: measures both sounds, plays A, B or X in a loop, and gives nothing away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from workbench.audio.abx import AbxTest
from workbench.audio.blend import Louder
from workbench.audio.loudness import Loudness
from workbench.audio.signal import Signal as SoundSignal
from workbench.gui.comparing import Comparing
from workbench.gui.playback import Playback
from workbench.gui.results import Result, Side
from workbench.jobs.job import JobEnd
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_work import MeasureLoudness
from workbench.jobs.worker import Job, Worker
from workbench.models.contract import Span

Sound = Literal["A", "B", "X"]


@dataclass(frozen=True, eq=False)
class Candidate:
    """What can be compared. `result` : None for the original"""

    name: str
    signal: SoundSignal
    result: Result | None = None

    @classmethod
    def of(cls, result: Result) -> Candidate:
        return cls(result.name, result.signal(Side.OUTPUT), result)

    def missing(self, span: Span) -> bool:
        """Whether a part of the span was not made yet."""
        rate = self.signal.sample_rate
        frames = round(span.start_s * rate), round(span.end_s * rate)
        return self.result is not None and not self.result.there.covers(*frames)


class BlindTest(QObject):
    """Sounds that differ in loudness are told apart by that alone; matched, the louder one is played softer.

    Signals
    -------
    begun() : it plays, and the first answer is awaited
    failed(Exception) : a sound could not be read
    heard_changed(str) : "A", "B" or "X" is heard
    """

    begun = Signal()
    failed = Signal(object)
    heard_changed = Signal(str)

    def __init__(self, comparing: Comparing, playback: Playback, worker: Worker) -> None:
        super().__init__(comparing)
        self.comparing, self.playback, self.worker = comparing, playback, worker
        self.test: AbxTest | None = None
        self.gains_db = (0.0, 0.0)
        """Added to A and to B."""
        self.heard: Sound = "X"
        self._sounds: tuple[SoundSignal, SoundSignal] | None = None
        self._jobs: list[Job] = []
        self._loudness: dict[int, Loudness] = {}

    def begin(self, pair: tuple[Candidate, Candidate], span: Span, test: AbxTest, *, match: bool = True) -> None:
        """Match the sounds over the span if wanted, and play X."""
        self.stop()
        self.playback.stop()
        self.test, self.gains_db = test, (0.0, 0.0)
        start = partial(self._start, pair, span)
        if not match:
            start()
            return
        self._loudness = {}
        for index, candidate in enumerate(pair):
            rate = candidate.signal.sample_rate
            frames = (round(span.start_s * rate), round(span.end_s * rate))
            job = self.worker.work_on(candidate.signal, MeasureLoudness((frames,)), Priority.VIEW)
            job.result.connect(partial(self._take, index, start))
            job.ended.connect(self._note_end)
            self._jobs.append(job)

    def hear(self, sound: Sound) -> None:
        """Go over to A, B or X at once, under the same play head."""
        if self._sounds is None or self.test is None:
            return
        self.heard = sound
        first = self.test.x_is_a if sound == "X" else sound == "A"
        self.comparing.hear_blind(self._sounds[0 if first else 1])
        self.heard_changed.emit(sound)

    def answer(self, said_a: bool) -> None:
        """Take the answer; the next X is heard, or all is over."""
        if self._sounds is None or self.test is None or self.test.done:
            return
        self.test.answer(said_a)
        if self.test.done:
            self.stop()
        else:
            self.hear("X")

    def stop(self) -> None:
        """Fall silent, and hear again what is marked in the window. Harmless when nothing runs."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.cancel()
        if self._sounds is not None:
            self._sounds = None
            self.playback.stop()
            self.comparing.hear_blind(None)
            self.playback.set_levels_hidden(False)

    def _take(self, index: int, start: Callable[[], None], loudness: object) -> None:
        if not isinstance(loudness, Loudness):
            return
        self._loudness[index] = loudness
        if len(self._loudness) == 2:
            self.gains_db = softer_gains_db(self._loudness[0].lufs, self._loudness[1].lufs)
            start()

    def _start(self, pair: tuple[Candidate, Candidate], span: Span) -> None:
        first, second = (Louder.by_db(each.signal, gain) for each, gain in zip(pair, self.gains_db, strict=True))
        self._sounds = first, second
        self.playback.set_levels_hidden(True)  # a meter would tell X from the other one
        self.hear("X")
        self.playback.play_span(span.start_s, span.end_s, loop=True)
        self.begun.emit()

    def _note_end(self, end: JobEnd) -> None:
        if end.error is not None:
            self.stop()
            self.failed.emit(end.error)


def softer_gains_db(first: float | None, second: float | None) -> tuple[float, float]:
    """What makes the louder of two as soft as the other, so that nothing clips; 0 where one is silence. LUFS."""
    if first is None or second is None:
        return 0.0, 0.0
    return min(second - first, 0.0), min(first - second, 0.0)
