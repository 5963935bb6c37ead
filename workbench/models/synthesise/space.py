"""The latent space of a synthesiser: points in it, ways between them, directions that can be heard.

Points are tuples of numbers; a priori each number is standard normal, so that almost all points lie near a sphere of
radius √size. Ways therefore keep to that sphere (White, Sampling Generative Networks, 2016).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import ModelLoadError
from workbench.models.contract import Card

Point = tuple[float, ...]

_LARGEST_SIZE = 4096
"""Of a space: a card that asks for more is damaged."""


@dataclass(frozen=True)
class Direction:
    """A way to go in the space: a unit vector, and a word for what is heard along it."""

    name: str
    vector: Point


@dataclass(frozen=True)
class Space:
    """`size` : how many numbers a point has; `directions` : the leading ones, the most heard first."""

    size: int
    directions: tuple[Direction, ...]


def space_of(card: Card) -> Space:
    """The space that a card describes in `extra["space"]`. Raises `ModelLoadError` where it does not."""
    content = card.extra.get("space")
    try:
        return _space(content)  # type: ignore[arg-type]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ModelLoadError(
            f"{card.name}: the card lacks or misstates its space ({error}). Install it again."
        ) from error


def draw(size: int, seed: int) -> Point:
    """The point that belongs to a seed."""
    return _point(np.random.default_rng(seed).standard_normal(size))


def moved(point: Point, directions: Sequence[Direction], amounts: Mapping[str, float]) -> Point:
    """`point` with its coordinate along each named direction set to `amounts`, in standard deviations."""
    vector = np.array(point)
    for direction in directions:
        if direction.name in amounts:
            along = np.array(direction.vector)
            vector = vector + (amounts[direction.name] - float(vector @ along)) * along
    return _point(vector)


def coordinate(point: Point, direction: Direction) -> float:
    """How far `point` lies along a direction, in standard deviations."""
    return float(np.array(point) @ np.array(direction.vector))


def near(point: Point, seed: int, distance: float) -> Point:
    """Another point, `distance` 0 (the same) … 1 (any other), drawn with `seed`; as likely a priori."""
    angle = distance * math.pi / 2.0
    return _point(math.cos(angle) * np.array(point) + math.sin(angle) * np.array(draw(len(point), seed)))


def between(first: Point, last: Point, count: int) -> list[Point]:
    """`count` ≥ 2 points from `first` to `last`, both included, in even steps along the arc."""
    a, b = np.array(first), np.array(last)
    lengths = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    cosine = float(a @ b) / max(lengths[0] * lengths[1], 1e-12)
    angle = math.acos(min(max(cosine, -1.0), 1.0))
    shares = np.linspace(0.0, 1.0, count)
    if angle < 1e-4 or math.pi - angle < 1e-4:
        return [_point((1.0 - share) * a + share * b) for share in shares]
    sine = math.sin(angle)
    return [_point((math.sin((1.0 - t) * angle) * a + math.sin(t * angle) * b) / sine) for t in shares]


def _point(vector: NDArray[np.float64]) -> Point:
    return tuple(float(number) for number in vector)


def _space(content: Mapping[str, object]) -> Space:
    size = int(content["size"])  # type: ignore[call-overload]
    if not 1 <= size <= _LARGEST_SIZE:
        raise ValueError(f"its size {size}, which must be 1 to {_LARGEST_SIZE}")
    directions = []
    for entry in content["directions"]:  # type: ignore[attr-defined]
        vector = np.array(entry["vector"], np.float64)
        if vector.shape != (size,) or not abs(float(np.linalg.norm(vector)) - 1.0) <= 1e-3:
            raise ValueError(f"the direction {entry['name']!r}, which must be a unit vector of {size} numbers")
        directions.append(Direction(str(entry["name"]), _point(vector)))
    return Space(size, tuple(directions))
