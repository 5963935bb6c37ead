"""Where samples lie on disk as numbers: the one shape in which recordings are read in bulk."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples

Stored = NDArray[Any]
"""Interleaved samples as stored, shape (frames, channels): int16, int32 (24 bit in its upper bits) or float32."""

FULL_SCALE = {"int16": 2.0**15, "int32": 2.0**31, "float32": 1.0}
"""What full scale ±1 is in each of the stored types."""


class StoredSamples(Protocol):
    """Samples on disk, readable anywhere, exactly and from any thread."""

    sample_rate: int
    channels: int
    dtype: np.dtype[Any]

    @property
    def frames(self) -> int: ...

    def read(self, start: int, stop: int, out: Stored | None = None) -> Stored:
        """Frames `start` to `stop`, which lie within 0…`frames`, into `out` (shape (at least so many, channels), of
        type `dtype`) or a new array. Raises `AudioReadError`."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class StoredSignal(Protocol):
    """A signal that can also be read as it is stored: recordings."""

    @property
    def channels(self) -> int: ...

    @property
    def dtype(self) -> np.dtype[Any]: ...

    def read_stored(self, start: int, stop: int, out: Stored | None = None) -> Stored: ...


def to_samples(stored: Stored) -> Samples:
    """Stored numbers as float32 with channels first: (…, frames, channels) -> (channels, …, frames), full scale ±1."""
    channels_first = np.moveaxis(stored, -1, 0)
    samples = np.empty(channels_first.shape, np.float32)
    if stored.dtype == np.float32:
        samples[...] = channels_first
    else:
        scale = np.float32(1.0 / FULL_SCALE[stored.dtype.name])
        np.multiply(channels_first, scale, out=samples, casting="unsafe", dtype=np.float32)
    return samples
