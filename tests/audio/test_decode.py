"""Decoding with a second choice: the longer copy is the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workbench.audio.cache import Cache
from workbench.audio.decode import Decoding
from workbench.audio.stored import Stored


class Blocks:
    """A decoder of blocks of so many frames, each filled with its place."""

    sample_rate, channels, format, dtype = 8000, 1, "test", np.dtype("float32")
    length_is_exact, expected_frames = True, 900

    def __init__(self, *lengths: int) -> None:
        self._lengths = lengths
        self.warnings: list[str] = []

    def blocks(self) -> Iterator[Stored]:
        for place, length in enumerate(self._lengths):
            yield np.full((length, 1), place, np.float32)

    def close(self) -> None: ...


def decoded(folder: Path, first: Blocks, second: Blocks) -> np.ndarray:
    decoding = Decoding(folder / "a.ogg", "key", Cache(folder / "cache"), first, second=lambda: second)
    while not decoding.finished:
        decoding.step()
    return decoding.decoded.read(0, decoding.decoded.frames)[:, 0]


def test_the_second_decoders_copy_is_kept_when_only_its_last_block_makes_it_longer(tmp_path) -> None:
    found = decoded(tmp_path, Blocks(600), Blocks(500, 400))
    np.testing.assert_array_equal(found, np.repeat([0.0, 1.0], [500, 400]))


def test_the_first_decoders_copy_is_kept_when_the_second_gets_no_further(tmp_path) -> None:
    assert len(decoded(tmp_path, Blocks(600), Blocks(500, 50))) == 600
