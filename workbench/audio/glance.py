"""A first look at a long recording: a few hundred places all over it, while the rest is still to be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.overview_bins import BASE_FRAMES, Reducer, read_stored
from workbench.audio.signal import Signal

PLACES = 480
"""Even on a disk that has to look for each of them this takes about a tenth of a second."""

WORTH_FRAMES = 8 * 2**20
"""Shorter recordings are read as soon as looked at."""


@dataclass(frozen=True, eq=False)
class Glance:
    """Extremes and RMS of 512 frames in the middle of each of `PLACES` equal parts of `frames` frames.

    Arrays are float32, shape (channels, places), full scale ±1. The sound is at least as loud as this.
    """

    frames: int
    minimum: NDArray[np.float32]
    maximum: NDArray[np.float32]
    rms: NDArray[np.float32]


def glance(signal: Signal) -> Glance:
    """Look at a signal whose frames are all there. Raises `AudioReadError`."""
    reducer = Reducer(signal.channels)
    places = max(1, min(PLACES, signal.frames // BASE_FRAMES))
    starts = ((np.arange(places) + 0.5) * signal.frames / places).astype(np.int64) - BASE_FRAMES // 2
    looks = [
        reducer.reduce(read_stored(signal, start, start + BASE_FRAMES)) for start in np.maximum(starts, 0).tolist()
    ]
    minimum, maximum, squares = (
        np.concatenate([getattr(look, name) for look in looks], axis=1) for name in ("minimum", "maximum", "squares")
    )
    return Glance(signal.frames, minimum, maximum, np.sqrt(squares / BASE_FRAMES))
