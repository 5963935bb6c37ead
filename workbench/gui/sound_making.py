"""Has the sounds of the bench made, in the model process: each appears as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.errors import printable
from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.result_words import short_name
from workbench.gui.soon import Soon
from workbench.jobs.job import JobEnd
from workbench.jobs.messages import EncodeSound, MakeSounds
from workbench.jobs.worker import Job, Worker
from workbench.models.contract import Encoded, MadeSound
from workbench.models.synthesise.recipe import Recipe
from workbench.models.synthesise.sequence import joined

LIVE_WITHIN_MS = 40
CANCELLED = "It was not made: that was cancelled."


@dataclass
class _Order:
    """Sounds that one job makes, with what they are to be made from; `parts` : of each, what is there of it."""

    sounds: tuple[BenchSound, ...]
    recipes: tuple[tuple[Recipe, ...], ...]
    parts: dict[BenchSound, list[MadeSound]] = field(default_factory=dict)

    @property
    def model(self) -> str:
        return self.sounds[0].model

    @property
    def words(self) -> str:
        """What is made now, such as "kick 4711" or "3 of 8 sounds"."""
        if len(self.sounds) == 1:
            return self.sounds[0].name
        whole = sum(len(parts) == len(sound.recipes) for sound, parts in self.parts.items())
        return f"{min(whole + 1, len(self.sounds))} of {len(self.sounds)} sounds"

    def place(self, index: int) -> BenchSound:
        """The sound to which that recipe of all belongs."""
        places = [sound for sound, recipes in zip(self.sounds, self.recipes, strict=True) for _ in recipes]
        return places[index]

    def is_current(self, sound: BenchSound) -> bool:
        """Whether it is still to be made from what was asked for."""
        return self.recipes[self.sounds.index(sound)] == sound.recipes


class SoundMaking(QObject):
    """Any number of jobs at once, which take turns.

    Signals
    -------
    began(Job, str, str) : the job, what it does in words, and what was done when it is over
    went_on(Job, str) : what it does now
    made_live(BenchSound) : it sounds as it was bent last
    live_failed(object) : the error, where it could not be bent
    running_changed()
    """

    began = Signal(object, str, str)
    went_on = Signal(object, str)
    made_live = Signal(object)
    live_failed = Signal(object)
    running_changed = Signal()

    def __init__(self, sounds: BenchSounds, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sounds, self.worker = sounds, worker
        self._orders: dict[Job, _Order] = {}
        self._encoding: list[Job] = []
        self._loaded: set[tuple[str, str]] = set()
        """Models, and on what they compute, that have made something."""
        self._bent: dict[BenchSound, str] = {}
        self._live: dict[BenchSound, Job] = {}
        self._soon = Soon(self._make_live, LIVE_WITHIN_MS, self)

    @property
    def running(self) -> bool:
        """Whether sounds are made that were ordered; not those that are bent."""
        return bool(self._orders or self._encoding)

    def make(self, sounds: Sequence[BenchSound], device: str) -> None:
        """Have sounds made that are on the bench, in a job for each of their models."""
        for model in dict.fromkeys(sound.model for sound in sounds):
            self._begin([sound for sound in sounds if sound.model == model], device)

    def remake(self, sound: BenchSound, device: str) -> None:
        """Make a sound that was bent, soon; of many such wishes only the last is fulfilled."""
        self._bent[sound] = device
        self._soon.ask()

    def encode(self, request: EncodeSound, take: Callable[[Encoded], None]) -> None:
        """Find where a recording lies in the model's space; `take` gets that."""
        job = self.worker.encode_sound(request)
        self._encoding.append(job)
        job.result.connect(take)
        job.ended.connect(partial(self._end_encoding, job))
        name = printable(Path(request.signal.path).name)
        self.began.emit(job, f"Listening to {name}", f"Listened to {name}")
        self.running_changed.emit()

    def cancel(self) -> None:
        """Stop what was ordered; what is made of it stays."""
        for job in [*self._orders, *self._encoding]:
            job.cancel()

    def _begin(self, sounds: Sequence[BenchSound], device: str) -> None:
        order = _order(sounds)
        job = self._ask(order, device)
        self._orders[job] = order
        loading = (order.model, device) not in self._loaded
        self.sounds.set_loading(sounds, loading)
        job.result.connect(partial(self._take, order))
        job.progress.connect(lambda _done, _left: self._go_on(job, order, device))
        job.ended.connect(partial(self._end, job))
        name = f"Loading {short_name(order.model)}" if loading else f"Making {order.words}"
        what = sounds[0].name if len(sounds) == 1 else f"{len(sounds)} sounds"
        self.began.emit(job, name, f"Made {what}")
        self.running_changed.emit()

    def _ask(self, order: _Order, device: str) -> Job:
        recipes = tuple(recipe for recipes in order.recipes for recipe in recipes)
        return self.worker.make_sounds(MakeSounds(order.model, recipes, device))

    def _go_on(self, job: Job, order: _Order, device: str) -> None:
        """The first progress comes when the model is loaded, and one with each recipe."""
        self._loaded.add((order.model, device))
        self.sounds.set_loading(order.sounds, False)
        self.went_on.emit(job, f"Making {order.words}")

    def _take(self, order: _Order, made: MadeSound) -> None:
        sound = order.place(made.index)
        parts = order.parts.setdefault(sound, [])
        parts.append(made)
        if len(parts) == len(sound.recipes) and sound in self.sounds.items and order.is_current(sound):
            samples = made.samples if len(parts) == 1 else joined(parts)
            self.sounds.set_made(sound, samples, made.sample_rate)

    def _end(self, job: Job, end: JobEnd) -> None:
        order = self._orders.pop(job)
        self.sounds.set_loading(order.sounds, False)
        if end.error is not None:  # the process may have died, and the model with it
            self._loaded.clear()
        unmade = [sound for sound in order.sounds if sound.waiting and order.is_current(sound)]
        if end.state == "cancelled":
            self.sounds.remove(sound for sound in unmade if not sound.kept)
        why = CANCELLED if end.error is None else str(end.error)
        for sound in unmade:
            if sound in self.sounds.items:
                self.sounds.set_failed(sound, why)
        self.running_changed.emit()

    def _end_encoding(self, job: Job, _end: JobEnd) -> None:
        self._encoding.remove(job)
        self.running_changed.emit()

    def _make_live(self) -> None:
        bent, self._bent = self._bent, {}
        for sound, device in bent.items():
            if sound in self._live:
                self._live[sound].cancel()
            order = _order([sound])
            self._live[sound] = job = self._ask(order, device)
            job.result.connect(partial(self._take, order))
            job.ended.connect(partial(self._end_live, sound))

    def _end_live(self, sound: BenchSound, end: JobEnd) -> None:
        del self._live[sound]
        if sound not in self.sounds.items:
            return
        if end.error is not None:
            self.sounds.set_failed(sound, str(end.error))
            self.live_failed.emit(end.error)
        elif end.state == "done" and sound not in self._bent:
            self.made_live.emit(sound)


def _order(sounds: Sequence[BenchSound]) -> _Order:
    return _Order(tuple(sounds), tuple(sound.recipes for sound in sounds))
