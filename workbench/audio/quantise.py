"""From float32 to the numbers that a file stores: rounded, clipped, and what was lost is counted."""

from __future__ import annotations

import numpy as np

from workbench.audio.signal import Samples
from workbench.audio.stored import Stored

_STEPS = {"int16": 2**15, "int32": 2**23}
"""Steps to full scale: int32 holds 24 bits, in its upper ones."""


class Quantiser:
    """Turns blocks of a signal, in order, into rows to be stored.

    Samples that lie on the grid of the type, as those of a recording of so many bits do, are kept to the bit.
    In integers and for lossy encoders what lies beyond ±1 is clipped and NaN and infinities become 0; as `keep_all`
    everything is passed on as it is.

    Parameters
    ----------
    stored : "int16", "int32" (24 bit) or "float32"
    keep_all : float32 that is stored as it is
    dither : add triangular noise (TPDF) of ±1 step before rounding to integers; the same noise in each run

    Attributes
    ----------
    clipped, not_finite : how many samples were beyond full scale, and no numbers
    """

    def __init__(self, stored: str, *, keep_all: bool = False, dither: bool = False) -> None:
        self.dtype = np.dtype(stored)
        self._keep_all = keep_all
        self._noise = np.random.default_rng(0) if dither and stored in _STEPS else None
        self.clipped = 0
        self.not_finite = 0

    def rows(self, samples: Samples) -> Stored:
        """Samples of shape (channels, n) as rows of shape (n, channels) and type `dtype`."""
        if self._keep_all:
            return np.ascontiguousarray(samples.T)
        rows = self._counted(np.array(samples.T, np.float32, order="C"))
        if self.dtype.name not in _STEPS:
            return np.clip(rows, -1.0, 1.0, out=rows)
        steps = _STEPS[self.dtype.name]
        scaled = rows * np.float32(steps)  # a power of two: exact
        if self._noise is not None:
            noise = self._noise.random((2, *scaled.shape), np.float32)
            scaled += noise[0] - noise[1]
        whole = np.clip(np.rint(scaled), -steps, steps - 1).astype(self.dtype)
        return whole << 8 if self.dtype.name == "int32" else whole

    def _counted(self, rows: Stored) -> Stored:
        magnitude = np.abs(rows)
        within = magnitude <= 1.0
        if not within.all():
            bad = ~np.isfinite(magnitude)
            self.not_finite += int(np.count_nonzero(bad))
            self.clipped += int(np.count_nonzero(~within & ~bad))
            rows[bad] = 0.0
        return rows
