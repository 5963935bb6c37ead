"""What a sound is made from. No torch: window and command line write recipes, the model process follows them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from workbench.errors import RecipeError
from workbench.models.contract import Card
from workbench.models.synthesise.space import between, draw, space_of

MAX_SEED = 2**31 - 1


@dataclass(frozen=True)
class Recipe:
    """All that makes one sound: with the same model, the same recipe gives the same samples.

    `label` : one of the card's classes
    `point` : place in the model's latent space, one number an axis, each standard normal among what seeds draw
    `seed` : of the noise in the sound, 0 … `MAX_SEED`

    Raises `RecipeError` for a seed out of range and a point that is not finite.
    """

    label: str
    point: tuple[float, ...]
    seed: int

    def __post_init__(self) -> None:
        check_seed(self.seed)
        if not all(math.isfinite(number) for number in self.point):
            raise RecipeError("A place in the latent space has numbers that are not finite. Give other numbers.")


def check_seed(seed: int) -> None:
    """Raises `RecipeError` unless 0 ≤ `seed` ≤ `MAX_SEED`."""
    if not 0 <= seed <= MAX_SEED:
        raise RecipeError(f"The seed {seed} is out of range. Give a whole number from 0 to {MAX_SEED:,}.")


def random_recipe(card: Card, label: str, seed: int) -> Recipe:
    """The sound that belongs to a seed: it draws the place and the noise. Raises `RecipeError`."""
    check_seed(seed)
    recipe = Recipe(label, draw(space_of(card).size, seed), seed)
    check_recipe(card, recipe)
    return recipe


def check_recipe(card: Card, recipe: Recipe) -> None:
    """Raises `RecipeError` unless the model of that card can follow the recipe."""
    if recipe.label not in card.classes:
        raise RecipeError(
            f"{card.name} cannot make {recipe.label!r}. It knows: {', '.join(card.classes)}.",
        )
    size = space_of(card).size
    if len(recipe.point) != size:
        raise RecipeError(f"{card.name} needs places of {size} numbers, not {len(recipe.point)}.")


def recipes_between(first: Recipe, last: Recipe, count: int) -> list[Recipe]:
    """`count` ≥ 2 recipes from `first` to `last`, both included, in even steps.

    A label cannot be halved, nor the noise of a seed: those of the nearer end are taken.
    """
    ends = [first if step < count / 2 else last for step in range(count)]
    points = between(first.point, last.point, count)
    steps = [replace(end, point=point) for end, point in zip(ends, points, strict=True)]
    return [first, *steps[1:-1], last]
