"""The latent space: what seeds mean, and that all ways through it stay where sounds are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from workbench.errors import ModelLoadError
from workbench.models.placeholder import Tones
from workbench.models.synthesise.space import Direction, between, coordinate, draw, moved, near, space_of

SIZE = 64
UP = Direction("up", tuple(np.eye(SIZE)[3]))
ACROSS = Direction("across", tuple(np.full(SIZE, SIZE**-0.5)))


def test_a_seed_is_always_the_same_place_and_places_are_standard_normal():
    assert draw(SIZE, 5) == draw(SIZE, 5) != draw(SIZE, 6)
    # People write seeds down: another numpy that draws otherwise must not go unnoticed.
    assert draw(2, 4711) == pytest.approx((-0.5625286525784073, 1.1444755558108173), rel=1e-12)
    numbers = np.array([draw(SIZE, seed) for seed in range(100)]).ravel()
    assert stats.kstest(numbers, "norm").pvalue > 0.01


def test_a_way_has_its_ends_and_keeps_its_distance():
    first, last = draw(SIZE, 1), draw(SIZE, 2)
    way = np.array(between(first, last, 9))
    np.testing.assert_allclose(way[[0, -1]], [first, last], atol=1e-12)
    norms = np.linalg.norm(way, axis=1)
    assert norms.min() > 0.98 * min(norms[0], norms[-1])  # a straight line would come to 0.71 in the middle
    first, last = (tuple(np.array(point) / np.linalg.norm(point)) for point in (first, last))
    way = np.array(between(first, last, 9))
    np.testing.assert_allclose(np.linalg.norm(way, axis=1), 1.0)
    steps = np.arccos(np.sum(way[1:] * way[:-1], axis=1))
    np.testing.assert_allclose(steps, steps[0])


@pytest.mark.parametrize("last", [1.0, -1.0, 0.0])
def test_ways_to_the_same_the_opposite_and_the_middle(last):
    point = draw(SIZE, 1)
    way = np.array(between(point, tuple(last * number for number in point), 5))
    assert np.isfinite(way).all()
    np.testing.assert_allclose(way[-1], last * np.array(point), atol=1e-12)


def test_near_is_the_same_at_nothing_another_at_one_and_as_likely_between():
    point = draw(SIZE, 1)
    np.testing.assert_array_equal(near(point, 9, 0.0), point)
    np.testing.assert_allclose(near(point, 9, 1.0), draw(SIZE, 9), atol=1e-12)
    # If places are standard normal, those near them are: the squares of their lengths follow chi².
    squares = [np.sum(np.square(near(draw(SIZE, seed), seed + 10_000, 0.3))) for seed in range(300)]
    assert stats.kstest(squares, stats.chi2(SIZE).cdf).pvalue > 0.01
    distances = [np.linalg.norm(np.array(near(point, 9, share)) - point) for share in (0.1, 0.3, 0.6)]
    assert distances == sorted(distances)


def test_moving_along_a_direction_changes_nothing_else():
    point = draw(SIZE, 1)
    there = moved(point, (UP, ACROSS), {"across": 2.5})
    assert coordinate(there, ACROSS) == pytest.approx(2.5)
    change = np.array(there) - point
    np.testing.assert_allclose(change, (change @ np.array(ACROSS.vector)) * np.array(ACROSS.vector), atol=1e-12)
    np.testing.assert_allclose(moved(there, (ACROSS,), {"across": coordinate(point, ACROSS)}), point, atol=1e-12)
    assert moved(point, (UP, ACROSS), {}) == point
    assert moved(point, (UP,), {"nonesuch": 3.0}) == point


@pytest.mark.parametrize(
    "space",
    [
        None,
        {"size": 2},
        {"size": "many", "directions": []},
        {"size": 0, "directions": []},
        {"size": 10**12, "directions": []},
        {"size": float("inf"), "directions": []},
        {"size": 2, "directions": [{"name": "up", "vector": [1.0, 0.0, 0.0]}]},
        {"size": 2, "directions": [{"name": "up", "vector": [0.0, 2.0]}]},
        {"size": 2, "directions": [{"name": "up", "vector": [float("nan"), 0.0]}]},
        {"size": 2, "directions": [[1.0, 0.0]]},
    ],
)
def test_a_card_that_misstates_its_space_is_refused(space):
    with pytest.raises(ModelLoadError, match=r"placeholder/tones: the card lacks or misstates its space .* again"):
        space_of(replace(Tones.card, extra={"space": space}))
