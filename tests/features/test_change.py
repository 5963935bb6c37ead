"""Tiles of what a model changed."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.blend import Output
from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeHeader, create_made
from workbench.audio.signal import ArraySignal
from workbench.features import stft
from workbench.features.change import change_steps
from workbench.features.stft import StftSettings, TileKey, tile_steps

RATE = 16_000


@pytest.fixture
def output(tmp_path) -> Output:
    """Forty seconds, of which a model halved all but the middle ten, where it made nothing yet."""
    sound = ArraySignal(np.random.default_rng(0).normal(0, 0.1, (2, 40 * RATE)).astype(np.float32), RATE)
    made = create_made(Cache(tmp_path), "key", MadeHeader(RATE, 2, sound.frames))
    for start, stop in ((0, 15 * RATE), (25 * RATE, 40 * RATE)):
        made.write(start, sound.read(start, stop) / 2)
    return Output(sound, made)


@pytest.mark.parametrize("level", [-1, 0, 3, 6])
def test_both_planes_are_of_the_frames_that_were_made(output, level, monkeypatch) -> None:
    monkeypatch.setattr(stft, "PATIENCE_S", 0.0)  # of one of both, a part might be shown before the other's
    key = TileKey(StftSettings(1024), level, 1)
    pictures = [tile for tile in change_steps(output, key) if tile is not None]
    assert [tile.exact for tile in pictures] == ([False, True] if level > 0 else [True])
    for tile in pictures:
        after, before = np.split(tile.levels.astype(int), 2)
        loud = before > 20
        np.testing.assert_allclose((after - before)[loud] / 2, -6.02, atol=0.5)
    last = [tile for tile in tile_steps(output, key) if tile is not None][-1]
    np.testing.assert_array_equal(pictures[-1].levels[: 1024 // 2 + 1], last.levels)


def test_only_an_output_has_a_change() -> None:
    with pytest.raises(TypeError, match="not what a model made"):
        next(change_steps(ArraySignal(np.zeros((1, 9), np.float32), RATE), TileKey(StftSettings(), 0, 0)))
