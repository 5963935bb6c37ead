"""What a model changed, cell by cell: tiles of the levels of its output and of the original, made together."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from workbench.audio.blend import Output
from workbench.audio.signal import Signal
from workbench.features.stft import Tile, TileKey, tile_steps


def change_steps(output: Signal, key: TileKey) -> Iterator[Tile | None]:
    """Compute a tile whose `levels` are those of the output, and below them (from row n_fft // 2 + 1 on) those of the
    original, of exactly the frames that were made: a first picture, then the true one.

    Both are looked at in the same places, so that the first picture shows no change where there is none. The change of
    a cell is the difference of both levels: as long as they are kept apart, maxima over time and frequency are those
    of sound.

    Parameters
    ----------
    output : an `Output`

    Raises `AudioReadError`, `MadeFileError`, and `TypeError` for another signal.
    """
    if not isinstance(output, Output):
        raise TypeError(f"{type(output).__name__} is not what a model made of a recording")
    original = Output(output.original, output.made, 0.0)
    both = [tile_steps(signal, key, patient=True) for signal in (output, original)]
    while True:
        tiles = []
        for steps in both:
            tiles.append((yield from _next(steps)))
        yield replace(tiles[0], levels=np.concatenate([tile.levels for tile in tiles]))
        if tiles[0].exact:
            return


def _next(steps: Iterator[Tile | None]) -> Generator[None, None, Tile]:
    while (tile := next(steps)) is None:
        yield None
    return tile
