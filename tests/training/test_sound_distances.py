"""Distances between sets of sounds, against formulas and other programs' code."""

import numpy as np
import pytest
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist, pdist

from workbench.training.sound_distances import frechet, mean_pairwise, nearest, principal_axes


@pytest.fixture
def random():
    return np.random.default_rng(3)


def with_moments(points, mean, deviations):
    """The same points moved and stretched until their sample moments are exactly these, without correlation."""
    white = points - points.mean(axis=0)
    white = white @ np.linalg.inv(np.linalg.cholesky(np.cov(white, rowvar=False)).T)
    return white * deviations + mean


def test_frechet_distance_of_known_gaussians(random):
    a = with_moments(random.standard_normal((50, 3)), np.zeros(3), np.array([1.0, 2.0, 3.0]))
    b = with_moments(random.standard_normal((40, 3)), np.array([1.0, 0.0, -2.0]), np.array([2.0, 2.0, 0.5]))
    # Uncorrelated: the squared differences of means and of standard deviations.
    assert frechet(a, b) == pytest.approx(5.0 + 1.0 + 0.0 + 6.25)
    assert frechet(a, a) == pytest.approx(0.0, abs=1e-9)


def test_frechet_distance_is_that_of_the_formula(random):
    a, b = (random.standard_normal((60, 5)) @ random.standard_normal((5, 5)) + shift for shift in (0.0, 0.7))
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    gap = a.mean(axis=0) - b.mean(axis=0)
    expected = gap @ gap + np.trace(first + second - 2.0 * sqrtm(first @ second).real)
    assert frechet(a, b) == pytest.approx(expected, rel=1e-9)
    assert frechet(b, a) == pytest.approx(expected, rel=1e-9)


def test_fewer_points_than_dimensions_are_compared_too(random):
    points = random.standard_normal((4, 9))
    assert frechet(points, points) == pytest.approx(0.0, abs=1e-6)
    assert frechet(points, points + 1.0) == pytest.approx(9.0)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_pairwise_and_nearest_distances_by_brute_force(random, kind):
    points, among = (random.standard_normal((count, 7)).astype(kind) + 30 for count in (300, 290))
    assert mean_pairwise(points) == pytest.approx(pdist(points).mean(), rel=1e-5)
    assert nearest(points, among) == pytest.approx(cdist(points, among).min(axis=1), rel=1e-3)
    others = cdist(points, points) + np.diag(np.full(300, np.inf))
    assert nearest(points, points, same=True) == pytest.approx(others.min(axis=1), rel=1e-3)
    assert np.all(nearest(among[:50], among) == 0.0)  # each is there itself
    assert np.isnan(mean_pairwise(points[:1]))


def test_principal_axes_are_those_of_the_largest_spread(random):
    spread = random.standard_normal((500, 4)) * np.array([0.1, 5.0, 0.2, 2.0])
    axes = np.abs(principal_axes(spread, 2))
    assert axes[1, 0] == pytest.approx(1.0, abs=0.01)
    assert axes[3, 1] == pytest.approx(1.0, abs=0.01)
