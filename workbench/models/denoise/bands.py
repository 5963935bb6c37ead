"""Frequency bands of a spectrum: single bins at the bottom, bands as wide as those of hearing above.

The scale is that of Glasberg and Moore, "Derivation of auditory filter shapes from notched-noise data" (1990).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def upper_bands(bins: int, kept: int, bands: int, sample_rate: int) -> NDArray[np.float32]:
    """How `bands` bands are spread over the bins from `kept` on, shape (bands, bins − kept).

    The bands stand evenly on the ERB-rate scale; between two of them a bin gets its share of both, linearly, so that
    each column sums to one: equal values of the bands make the same value of every bin.
    """
    hertz = np.linspace(0.0, sample_rate / 2.0, bins)
    place = _erb_rate(hertz[kept:])
    knots = np.linspace(place[0], place[-1], bands)
    spread = np.maximum(1.0 - np.abs(place[None, :] - knots[:, None]) / (knots[1] - knots[0]), 0.0)
    return np.asarray(spread, np.float32)


def _erb_rate(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(21.4 * np.log10(1.0 + 0.00437 * hertz))
