"""Measures a synthesiser by what a judge, which learned from real sounds only, makes of its sounds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.errors import DataError, WrongUsage
from workbench.models import catalogue
from workbench.models.contract import MadeSound, Synthesiser, as_synthesiser
from workbench.models.synthesise.recipe import MAX_SEED, Recipe, check_seed, random_recipe
from workbench.training.judge_training import JudgeRecipe, trained_judge
from workbench.training.quality import Quality, measure
from workbench.training.sound_judge import Judge, hearing_for
from workbench.training.sound_store import SoundStore
from workbench.training.sounds_pack import PackSound, find_sounds
from workbench.training.synthesis_figures import (
    Heard,
    Recognition,
    Replay,
    SetDistances,
    Spread,
    recognition,
    replay,
    set_distances,
    spreads,
)

_TASK = "synthesise"
_TOGETHER = 64


@dataclass(frozen=True)
class Wish:
    """`sounds` are made in all, of each label as many; the same `seed` asks for the same ones."""

    sounds: int = 1000
    seed: int = 0
    judge: JudgeRecipe = JudgeRecipe()  # noqa: RUF009 - it is frozen


@dataclass(frozen=True)
class Progress:
    """`stage` in words; `share` of it that is done, 0…1."""

    stage: str
    share: float


@dataclass(frozen=True)
class Speed:
    """How much sound was made, and seconds of it in a second of the clock, and of the processor's time."""

    sound_s: float
    clock: float
    processor: float


@dataclass(frozen=True)
class JudgeQuality:
    """How good the judge is on unseen real sounds, how many there are of each label, how many it learned from, and
    which share of these it recognises."""

    learned: int
    on_learned: float
    quality: Quality
    unseen: dict[str, int]


@dataclass(frozen=True)
class Measured:
    """All figures of a synthesiser; see `synthesis_figures` for what each means."""

    judge: JudgeQuality
    recognition: Recognition
    spreads: dict[str, Spread]
    sets: SetDistances
    replay: dict[str, Replay]
    speed: Speed


def load_synthesiser(name: str | None, device: str) -> Synthesiser:
    """The model of that name, or of that end of a name, or the default.

    Raises `WrongUsage` if it makes no sounds, and as `catalogue.load`.
    """
    name = name or catalogue.default(_TASK)
    return as_synthesiser(catalogue.load(name if "/" in name else f"{_TASK}/{name}", device))


def evaluate(model: Synthesiser, data: Path, wish: Wish) -> Iterator[Progress | Measured]:
    """All figures, after the progress of what they take; on one core if torch may use one thread.

    `data` : a pack of real sounds, see `sounds_pack.find_sounds`, with all labels of the model. Raises `DataError`,
    `WrongUsage`.
    """
    recipes = _recipes(model, wish)
    sounds = find_sounds(data)
    _check_labels(model, data, sounds)
    first = next(iter(model.make(recipes[:1])))  # warms up: what follows is timed
    hearing = hearing_for(first.sample_rate)
    store = SoundStore([sound.clip for sound in sounds], hearing.mel.sample_rate)
    for share in store.prepare():
        yield Progress("reading", share)
    judge = None
    for event in trained_judge(sounds, store, hearing, wish.judge):
        if isinstance(event, Judge):
            judge = event
        else:
            yield Progress("training the judge", event.progress)
    assert judge is not None  # the last that is yielded
    learned, unseen = (_real(judge, sounds, store, side) for side in (False, True))
    making = _Making(model, judge)
    for count in making.steps(recipes):
        yield Progress("making sounds", count / len(recipes))
    made = making.heard([recipe.label for recipe in recipes])
    random = np.random.default_rng(wish.seed)
    yield Measured(
        _quality(judge, learned, unseen),
        recognition(made, Counter(sound.label for sound in sounds)),
        spreads(made, learned, random),
        set_distances(made, learned, unseen, random),
        replay(made, learned, unseen),
        making.speed,
    )


class _Making:
    """Has sounds made, and keeps of them only what the judge hears."""

    def __init__(self, model: Synthesiser, judge: Judge) -> None:
        self._model, self._judge = model, judge
        self._levels: list[NDArray[np.float32]] = []
        self._sound_s = self._clock_s = self._processor_s = 0.0

    def steps(self, recipes: Sequence[Recipe]) -> Iterator[int]:
        """Yields how many are made."""
        made = iter(self._model.make(recipes))
        for first in range(0, len(recipes), _TOGETHER):
            count = min(_TOGETHER, len(recipes) - first)
            sounds = self._timed(made, count)
            mono = [sound.samples.mean(axis=0) for sound in sounds]
            self._levels.append(self._judge.hear(mono, sounds[0].sample_rate))
            yield first + count

    def heard(self, labels: Sequence[str]) -> Heard:
        return _heard(self._judge, labels, np.concatenate(self._levels))

    @property
    def speed(self) -> Speed:
        least_s = 1e-9
        return Speed(
            self._sound_s,
            self._sound_s / max(self._clock_s, least_s),
            self._sound_s / max(self._processor_s, least_s),
        )

    def _timed(self, made: Iterator[MadeSound], count: int) -> list[MadeSound]:
        began_s, began_busy_s = time.monotonic(), time.process_time()
        sounds = [next(made) for _ in range(count)]
        self._clock_s += time.monotonic() - began_s
        self._processor_s += time.process_time() - began_busy_s
        self._sound_s += sum(sound.samples.shape[1] / sound.sample_rate for sound in sounds)
        return sounds


def _recipes(model: Synthesiser, wish: Wish) -> list[Recipe]:
    """Of each label as many, in turns."""
    check_seed(wish.seed)
    labels = model.card.classes
    if wish.sounds < len(labels):
        raise WrongUsage(f"--sounds {wish.sounds}: {model.card.name} makes {len(labels)} labels. Ask for one of each.")
    seeds = np.random.default_rng(wish.seed).integers(0, MAX_SEED, wish.sounds, endpoint=True)
    return [random_recipe(model.card, labels[i % len(labels)], int(seed)) for i, seed in enumerate(seeds)]


def _check_labels(model: Synthesiser, data: Path, sounds: Sequence[PackSound]) -> None:
    learned, unseen = ({sound.label for sound in sounds if sound.unseen == side} for side in (False, True))
    if missing := sorted(set(model.card.classes) - learned):
        raise DataError(
            f"{data}: has no sounds to learn {', '.join(missing)} from, which {model.card.name} makes. "
            "Give the kind of data that it was trained on."
        )
    if not unseen:
        raise DataError(f"{data}: has no sounds to measure on. Mark some as valid in the column split of its meta.csv.")
    if unknown := sorted(unseen - learned):
        raise DataError(
            f"{data}: has sounds of {', '.join(unknown)} to measure on, but none to learn from. Mark some of each as "
            "train in the column split of its meta.csv."
        )


def _real(judge: Judge, sounds: Sequence[PackSound], store: SoundStore, unseen: bool) -> Heard:
    places = [index for index, sound in enumerate(sounds) if sound.unseen == unseen]
    lengths = store.lengths
    samples = (store.read(index, 0, int(lengths[index])) for index in places)
    return _heard(judge, [sounds[index].label for index in places], judge.hear(samples, store.sample_rate))


def _heard(judge: Judge, labels: Sequence[str], levels: NDArray[np.float32]) -> Heard:
    embedded = judge.embed(levels)
    taken_for = np.array(judge.classes)[judge.scores(embedded).argmax(axis=1)]
    return Heard(np.array(labels), levels.reshape(len(levels), -1), embedded, taken_for)


def _quality(judge: Judge, learned: Heard, unseen: Heard) -> JudgeQuality:
    truth = np.array([judge.classes.index(label) for label in unseen.labels.tolist()])
    return JudgeQuality(
        len(learned.labels),
        float((learned.taken_for == learned.labels).mean()),
        measure(judge.scores(unseen.embedded), truth, judge.classes),
        dict(Counter(unseen.labels.tolist())),
    )
