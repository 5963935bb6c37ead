"""Rows of pixels from bins, and the cache of tiles."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.features.scales import SCALES
from workbench.features.stft import StftSettings, Tile, TileKey
from workbench.features.tiles import TileCache, apply_rows, row_map

SR = 48_000
SETTINGS = StftSettings(2048)


def _map(scale="linear", low_hz=0.0, high_hz=SR / 2, rows=400, settings=SETTINGS):
    return row_map(settings, SR, scale=scale, low_hz=low_hz, high_hz=high_hz, rows=rows)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("rows", [50, 400, 1025, 3000])
def test_no_bin_vanishes(scale, rows):
    """Each single bright bin within the axis lights a row, at the right height."""
    levels = np.zeros((SETTINGS.bins, SETTINGS.bins), np.uint8)
    np.fill_diagonal(levels, 200)
    picture = apply_rows(levels, _map(scale, low_hz=20.0, rows=rows))
    lit = picture.max(axis=0)[1:]
    assert (lit >= 100).all()
    heights = picture[:, 1:].argmax(axis=0)
    assert (np.diff(heights) <= 0).all(), "row 0 is the highest frequency"


def test_one_bin_a_row_is_shown_as_it_is():
    levels = np.random.default_rng(1).integers(0, 256, (SETTINGS.bins, 3), np.uint8)
    bin_hz = SR / 2048
    picture = apply_rows(levels, _map(low_hz=-bin_hz / 2, high_hz=SR / 2 + bin_hz / 2, rows=SETTINGS.bins))
    assert np.array_equal(picture, levels[::-1])


def test_few_bins_are_interpolated():
    levels = np.zeros((129, 1), np.uint8)
    levels[10] = 100
    bin_hz = SR / 256
    picture = apply_rows(levels, _map(low_hz=9 * bin_hz, high_hz=11 * bin_hz, rows=20, settings=StftSettings(256)))
    assert picture[:, 0].tolist() == [*range(5, 100, 10), *range(95, 0, -10)]


def test_beyond_half_the_sample_rate_there_is_nothing():
    levels = np.full((SETTINGS.bins, 2), 9, np.uint8)
    picture = apply_rows(levels, _map(high_hz=float(SR), rows=100))
    assert not picture[:49].any()
    assert (picture[51:] == 9).all()


def test_the_cache_keeps_what_was_used_last_within_its_limit():
    def tile():
        return Tile(TileKey(SETTINGS, 0, 0), np.zeros((10, 10), np.uint8), True, 0)

    cache = TileCache(limit_bytes=250)
    cache.put("a", tile())
    cache.put("b", tile())
    cache.get("a")
    cache.put("c", tile())
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    cache.put("c", tile())
    assert cache.bytes == 200
