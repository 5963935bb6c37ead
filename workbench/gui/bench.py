"""The synthesis bench: which model makes sounds, what it is asked for, and what a person does with the sounds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from workbench.audio.open import Recording
from workbench.errors import RecipeError, WorkbenchError
from workbench.gui import bench_names
from workbench.gui.bench_sounds import BenchSound, BenchSounds
from workbench.gui.kept_sounds import KeptSound, KeptSounds
from workbench.gui.sound_making import SoundMaking
from workbench.jobs.messages import EncodeSound, SignalRef
from workbench.jobs.worker import Worker
from workbench.models.contract import Card, Encoded, Span
from workbench.models.synthesise.recipe import (
    MAX_SEED,
    Recipe,
    check_recipe,
    check_seed,
    random_recipe,
    recipes_between,
)
from workbench.models.synthesise.sequence import typed_recipes
from workbench.models.synthesise.space import Direction, draw, moved, near, space_of

TASK = "synthesise"
MOST_SOUNDS = 400
"""On the bench; beyond, the oldest that are not kept make room."""
DICE_SEEDS = 10_000
"""Seeds that are thrown are short: they stand in names."""

_DIGITS = frozenset("0123456789")


class Bench(QObject):
    """Commands refuse with a `RecipeError` through `refused`, and do nothing then.

    Signals
    -------
    refused(object) : the error, for the message bar
    model_changed() : another model, or the first one
    """

    refused = Signal(object)
    model_changed = Signal()

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sounds = BenchSounds(self)
        self.making = SoundMaking(self.sounds, worker, self)
        self.kept = KeptSounds(worker, self)
        self.cards: tuple[Card, ...] = ()
        self.card: Card | None = None
        self.device = "auto"
        self._rows = 0
        self._awaited: BenchSound | None = None
        self.sounds.changed.connect(self._choose_awaited)
        self.sounds.chosen_changed.connect(self._await_none)
        self.making.live_failed.connect(self.refused)
        self.kept.failed.connect(self.refused)
        self.kept.found.connect(self._show_kept)

    # The model

    def set_cards(self, cards: Iterable[Card], chosen: str = "") -> None:
        """The models that there are; those of other tasks are passed over."""
        first = not self.cards
        self.cards = tuple(card for card in cards if card.task == TASK)
        names = [card.name for card in self.cards]
        self.card = self.cards[names.index(chosen)] if chosen in names else next(iter(self.cards), None)
        self.model_changed.emit()
        if first and self.cards:
            self.kept.read()

    def choose_model(self, card: Card) -> None:
        if card is not self.card:
            self.card = card
            self.model_changed.emit()

    @property
    def can_say(self) -> bool:
        """Whether the model's classes are the ten digits."""
        return self.card is not None and set(self.card.classes) == _DIGITS

    def can_bend(self, sound: BenchSound) -> bool:
        """Whether the chosen model made it, and still has places of as many numbers."""
        card = self.card
        return card is not None and sound.model == card.name and len(sound.recipe.point) == space_of(card).size

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Of the model, the most heard first."""
        return () if self.card is None else space_of(self.card).directions

    def card_of(self, sound: BenchSound) -> Card | None:
        return next((card for card in self.cards if card.name == sound.model), None)

    # Making

    def make(self, label: str, count: int, seed: int) -> None:
        """Sounds of `count` seeds, from `seed` on. What is there already is chosen, not made again."""
        if self.card is None:
            return
        try:
            check_seed(seed)
            recipes = [random_recipe(self.card, label, (seed + k) % (MAX_SEED + 1)) for k in range(count)]
        except RecipeError as error:
            self.refused.emit(error)
            return
        self._make([((recipe,), bench_names.seed_name(label, recipe.seed)) for recipe in recipes])

    def more_like(self, sound: BenchSound, distance: float, count: int) -> None:
        """Variations of a sound; `distance` 0 (the same) … 1 (any of its label)."""
        names = bench_names.variation_names(sound.name, count, self._taken())
        self._make([(_varied(sound.recipes, distance), name) for name in names], sound.model, choose="no")

    def between(self, first: BenchSound, last: BenchSound, count: int) -> None:
        """A row of `count` sounds on the way from one to the other, both included."""
        alike = first.model == last.model and len(first.recipe.point) == len(last.recipe.point)
        if not alike or first.is_sequence or last.is_sequence:
            self.refused.emit(
                RecipeError("There is a way between two single sounds of the same model. Choose two such.")
            )
            return
        recipes = recipes_between(first.recipe, last.recipe, count)
        names = bench_names.between_names(first.name, last.name, count)
        row = [((recipe,), name) for recipe, name in zip(recipes, names, strict=True)]
        self._make(row, first.model, choose="no", again=True)

    def like_recording(self, recording: Recording, span: Span, label: str, distance: float, count: int) -> None:
        """What the model makes of a recording's span, and variations of it; without a `label`, as what it hears it."""
        if self.card is not None:
            take = partial(self._take_encoded, self.card.name, recording.path.stem, distance, count)
            request = EncodeSound(self.card.name, SignalRef.of(recording), span, label, self.device)
            self.making.encode(request, take)

    def say(self, text: str, seed: int) -> None:
        """Digits one after the other, as one sound: in the voice of the current sound, else in that of the seed."""
        if self.card is None:
            return
        voice = self.sounds.current
        if voice is not None and voice.model == self.card.name:
            point = voice.recipe.point
        else:
            point = draw(space_of(self.card).size, seed)
        try:
            recipes = typed_recipes(self.card, text, point, seed)
        except RecipeError as error:
            self.refused.emit(error)
            return
        self._make([(recipes, bench_names.typed_name(recipes))])

    def bring(self, model: str, recipes: tuple[Recipe, ...], name: str) -> bool:
        """Put a sound on the bench that was made elsewhere or earlier, and choose it; False where that is refused."""
        try:
            card = next((card for card in self.cards if card.name == model), None)
            if card is None:
                raise RecipeError(f"“{name}” was made by {model}, which is not installed. Install it, and try again.")
            for recipe in recipes:
                check_recipe(card, recipe)
        except WorkbenchError as error:
            self.refused.emit(error)
            return False
        self._make([(recipes, name)], model, choose="now")
        return True

    def make_again(self, sounds: Sequence[BenchSound]) -> None:
        """Those that failed."""
        for sound in sounds:
            self.sounds.set_recipes(sound, sound.recipes, sound.name)
        self._order(sounds)

    def cancel(self) -> None:
        self.making.cancel()

    # Bending

    def bend(self, direction: Direction, amount: float) -> None:
        """Move the current sound along a direction, to `amount` standard deviations, and make it again.

        A kept sound stays as it is; what is bent is a copy beside it.
        """
        sound = self.sounds.current
        if sound is None:
            return
        recipes = tuple(replace(r, point=moved(r.point, [direction], {direction.name: amount})) for r in sound.recipes)
        if sound.kept:
            sound = self._copy_of(sound)
        if all(_close(ours, theirs) for ours, theirs in zip(recipes, sound.origin, strict=True)):
            recipes, name = sound.origin, sound.origin_name
        elif sound.name == sound.origin_name:
            name = bench_names.bent_name(sound.origin_name, self._taken())
        else:
            name = sound.name
        self.sounds.set_recipes(sound, recipes, name)
        self.making.remake(sound, self.device)

    # Keeping

    def keep(self, sounds: Iterable[BenchSound]) -> None:
        """They are there again at the next start."""
        for sound in sounds:
            if not sound.kept:
                self.sounds.set_kept(sound, True)
                self.kept.keep(_as_kept(sound))

    def forget(self, sounds: Iterable[BenchSound]) -> None:
        """They stay on the bench, until the program ends."""
        for sound in sounds:
            if sound.kept:
                self.sounds.set_kept(sound, False)
                self.kept.forget(_as_kept(sound))

    def remove(self, sounds: Iterable[BenchSound]) -> None:
        """Off the bench; kept ones are forgotten."""
        sounds = list(sounds)
        self.forget(sounds)
        self.sounds.remove(sounds)

    def close(self) -> None:
        """What is kept is on the disk; says nothing any more."""
        self.making.cancel()
        self.kept.close()

    # What follows from commands

    def _make(
        self,
        wanted: list[tuple[tuple[Recipe, ...], str]],
        model: str = "",
        *,
        choose: Literal["made", "now", "no"] = "made",
        again: bool = False,
    ) -> None:
        """New sounds in a row of their own; with `again` also those that are there already.

        The first is chosen as soon as it is made, unless another was chosen meanwhile; or at once; or what is chosen
        stays, so that it can be compared with the new ones.
        """
        model = model or self.card.name
        there = {} if again else {sound.recipes: sound for sound in self.sounds.items if sound.model == model}
        self._rows += 1
        new = [BenchSound(recipes, model, name, self._rows) for recipes, name in wanted if recipes not in there]
        self._make_room(len(new))
        self.sounds.add(new)
        made = iter(new)
        row = [there.get(recipes) or next(made) for recipes, _name in wanted]
        first = next((sound for sound in row if sound in self.sounds.items), None)
        if first is not None and choose != "no":
            if choose == "now" or not first.waiting:
                self.sounds.choose([first])
            else:
                self._awaited = first
        self._order(new)

    def _choose_awaited(self, sound: BenchSound) -> None:
        if sound is self._awaited and sound.samples is not None:
            self.sounds.choose([sound])

    def _await_none(self) -> None:
        self._awaited = None

    def _order(self, sounds: Sequence[BenchSound]) -> None:
        if sounds:
            self.making.make(sounds, self.device)

    def _take_encoded(self, model: str, name: str, distance: float, count: int, encoded: Encoded) -> None:
        recipes = (Recipe(encoded.label, encoded.point, 0),)
        first = f"like {name}"
        names = [first, *bench_names.variation_names(first, count - 1, self._taken())]
        self._make([(recipes if k == 0 else _varied(recipes, distance), each) for k, each in enumerate(names)], model)

    def _copy_of(self, sound: BenchSound) -> BenchSound:
        copy = BenchSound(sound.recipes, sound.model, sound.name, sound.row)
        copy.samples, copy.sample_rate, copy.sounding = sound.samples, sound.sample_rate, sound.sounding
        self.sounds.add([copy], after=sound)
        self.sounds.choose([copy])
        return copy

    def _show_kept(self, kept: tuple[KeptSound, ...]) -> None:
        known = {card.name: card for card in self.cards}
        there = {(sound.model, sound.recipes) for sound in self.sounds.items}
        sounds = [BenchSound(each.recipes, each.model, each.name, kept=True) for each in kept if each.model in known
                  and (each.model, each.recipes) not in there]  # fmt: skip
        self.sounds.add(sounds)
        for model, card in known.items():
            able = []
            for sound in (each for each in sounds if each.model == model):
                try:
                    for recipe in sound.recipes:
                        check_recipe(card, recipe)
                    able.append(sound)
                except WorkbenchError as error:
                    self.sounds.set_failed(sound, str(error))
            self._order(able)

    def _make_room(self, number: int) -> None:
        surplus = len(self.sounds.items) + number - MOST_SOUNDS
        if surplus > 0:
            self.sounds.remove([sound for sound in self.sounds.items if not sound.kept][:surplus])

    def _taken(self) -> set[str]:
        return {sound.name for sound in self.sounds.items}


def thrown_seed() -> int:
    return random.randrange(DICE_SEEDS)


def _varied(recipes: tuple[Recipe, ...], distance: float) -> tuple[Recipe, ...]:
    """All of one place go to another one place."""
    seed = random.randrange(MAX_SEED + 1)
    return tuple(replace(recipe, point=near(recipe.point, seed, distance)) for recipe in recipes)


def _close(one: Recipe, other: Recipe) -> bool:
    pairs = zip(one.point, other.point, strict=True)
    return one.seed == other.seed and all(abs(a - b) < 1e-6 for a, b in pairs)


def _as_kept(sound: BenchSound) -> KeptSound:
    return KeptSound(sound.model, sound.name, sound.recipes)
