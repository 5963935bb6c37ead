"""How far sets of sounds lie from one another, as points in an embedding."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]
"""Shape (sounds, dimensions)."""

_AT_ONCE = 256
_ROUNDING = 16.0
"""A squared distance of so many units in the last place of the points' own squares is none."""


def frechet(first: Points, second: Points) -> float:
    """Fréchet distance of the Gaussians that fit two sets: |μ₁ − μ₂|² + tr(C₁ + C₂ − 2 (C₁ C₂)^½).

    Dowson and Landau, "The Fréchet distance between multivariate normal distributions" (1982); used for pictures by
    Heusel et al. (2017), for sound by Kilgour et al. (2019). Few points make it too large: compare only figures of
    sets of the same size.
    """
    apart = first.mean(axis=0) - second.mean(axis=0)
    covariance, other = (np.atleast_2d(np.cov(points, rowvar=False)) for points in (first, second))
    root = _root(covariance)
    overlap = np.sqrt(np.linalg.eigvalsh(root @ other @ root).clip(min=0.0)).sum()  # tr (C₁ C₂)^½, from a symmetric one
    return max(float(apart @ apart + np.trace(covariance) + np.trace(other) - 2.0 * overlap), 0.0)


def principal_axes(points: Points, count: int) -> Points:
    """The `count` directions in which points differ most, orthonormal, shape (dimensions, count)."""
    _, vectors = np.linalg.eigh(np.atleast_2d(np.cov(points, rowvar=False)))
    return vectors[:, ::-1][:, :count]


def mean_pairwise(points: Points) -> float:
    """Mean Euclidean distance between two different points; NaN where there are fewer than two."""
    count = len(points)
    if count < 2:
        return float("nan")
    total = sum(float(distances.sum()) for distances in _distances(points, points))
    return total / (count * (count - 1))


def nearest(points: Points, among: Points, *, same: bool = False) -> Points:
    """Distance of each point to the nearest of `among`; where both are the `same` set, to the nearest other."""
    found, first = [], 0
    for distances in _distances(points, among):
        if same:
            rows = np.arange(len(distances))
            distances[rows, first + rows] = np.inf
        found.append(distances.min(axis=1))
        first += len(distances)
    return np.concatenate(found)


def _distances(points: Points, among: Points) -> Iterator[Points]:
    """Euclidean distances, some rows at a time; equal points are exactly 0 apart."""
    centre = among.mean(axis=0)  # smaller numbers lose less in the difference of squares
    others = among - centre
    squares = np.square(others).sum(axis=1)
    for first in range(0, len(points), _AT_ONCE):
        rows = points[first : first + _AT_ONCE] - centre
        row_squares = np.square(rows).sum(axis=1)[:, None]
        squared = row_squares + squares - 2.0 * (rows @ others.T)
        squared[squared < _ROUNDING * np.finfo(squared.dtype).eps * (row_squares + squares)] = 0.0
        yield np.sqrt(squared)


def _root(covariance: Points) -> Points:
    values, vectors = np.linalg.eigh(covariance)
    root: Points = (vectors * np.sqrt(values.clip(min=0.0))) @ vectors.T
    return root
