"""A sound of the bench that is made already, for tests of what is done with it."""

from __future__ import annotations

from workbench.gui.bench_sounds import BenchSound
from workbench.models.placeholder import Tones
from workbench.models.synthesise.recipe import random_recipe


def made_sound(seed: int, label: str = "low", *, rate: int = 0) -> BenchSound:
    """One that stands on the bench; `rate` : as if a model of another rate had made it."""
    recipe = random_recipe(Tones.card, label, seed)
    sound = BenchSound((recipe,), Tones.card.name, f"{label} {seed}")
    made = next(Tones().make([recipe]))
    sound.samples, sound.sample_rate = made.samples, rate or made.sample_rate
    return sound
