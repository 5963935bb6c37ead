"""The sounds on the synthesis bench: what each was made from, its samples once they are made, and which are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from workbench.models.synthesise.recipe import Recipe


class BenchSound:
    """One sound; told apart by what it is, not by what it contains. Only `BenchSounds` changes it.

    `recipes` : what it is made from: one, or those of a sequence that is spoken
    `model` : name of the model that makes it
    `name` : such as "snare 4711"
    `row` : those that one command made have the same number; rows rise with time
    `samples` : float32, shape (1, frames), at `sample_rate` Hz; None until it is made
    `sounding` : the recipes from which the samples were made; others than `recipes` while it is made otherwise
    `kept` : there again at the next start
    `loading` : whether its model has to be loaded before it can be made
    `failed` : why it could not be made, or ""
    `origin`, `origin_name` : recipes and name that it had at first, before the sliders bent it
    """

    def __init__(self, recipes: Sequence[Recipe], model: str, name: str, row: int = 0, kept: bool = False) -> None:
        self.recipes = tuple(recipes)
        self.model = model
        self.name = name
        self.row = row
        self.kept = kept
        self.origin, self.origin_name = self.recipes, name
        self.sounding = self.recipes
        self.samples: NDArray[np.float32] | None = None
        self.sample_rate = 0
        self.loading = False
        self.failed = ""

    @property
    def recipe(self) -> Recipe:
        """The only one, or that of the first sound of a sequence."""
        return self.recipes[0]

    @property
    def is_sequence(self) -> bool:
        return len(self.recipes) > 1

    @property
    def waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.samples is None and not self.failed


class BenchSounds(QObject):
    """Sounds in the order in which they are shown.

    Signals
    -------
    added(list) : of `BenchSound`; where they stand, `items` says
    changed(object) : a `BenchSound` has samples, others, a name or a state that it had not
    removed(list) : of `BenchSound`
    chosen_changed()
    """

    added = Signal(list)
    changed = Signal(object)
    removed = Signal(list)
    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[BenchSound] = []
        self._chosen: tuple[BenchSound, ...] = ()

    @property
    def items(self) -> tuple[BenchSound, ...]:
        return tuple(self._items)

    @property
    def chosen(self) -> tuple[BenchSound, ...]:
        """In the order in which they were chosen; the last is the current one."""
        return self._chosen

    @property
    def current(self) -> BenchSound | None:
        return self._chosen[-1] if self._chosen else None

    def add(self, sounds: Sequence[BenchSound], after: BenchSound | None = None) -> None:
        """At the end, or behind one that is there."""
        place = len(self._items) if after is None else self._items.index(after) + 1
        self._items[place:place] = sounds
        if sounds:
            self.added.emit(list(sounds))

    def remove(self, sounds: Iterable[BenchSound]) -> None:
        """Those that are not there are passed over."""
        gone = [sound for sound in sounds if sound in self._items]
        for sound in gone:
            self._items.remove(sound)
        if gone:
            self.choose([sound for sound in self._chosen if sound not in gone])
            self.removed.emit(gone)

    def choose(self, sounds: Iterable[BenchSound]) -> None:
        """These and no others."""
        chosen = tuple(sound for sound in sounds if sound in self._items)
        if chosen != self._chosen:
            self._chosen = chosen
            self.chosen_changed.emit()

    def set_made(self, sound: BenchSound, samples: NDArray[np.float32], sample_rate: int) -> None:
        sound.samples, sound.sample_rate, sound.failed = samples, sample_rate, ""
        sound.sounding = sound.recipes
        sound.loading = False
        self.changed.emit(sound)

    def set_loading(self, sounds: Iterable[BenchSound], loading: bool) -> None:
        for sound in sounds:
            if sound.loading != loading:
                sound.loading = loading
                self.changed.emit(sound)

    def set_failed(self, sound: BenchSound, why: str) -> None:
        """It could not be made; samples it has from earlier stay."""
        sound.failed = why
        self.changed.emit(sound)

    def set_recipes(self, sound: BenchSound, recipes: Sequence[Recipe], name: str) -> None:
        """It is to be made otherwise; until that is done, its samples are those it had."""
        sound.recipes, sound.name, sound.failed = tuple(recipes), name, ""
        self.changed.emit(sound)

    def set_kept(self, sound: BenchSound, kept: bool) -> None:
        sound.kept = kept
        self.changed.emit(sound)
