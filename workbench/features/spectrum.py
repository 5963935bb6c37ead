"""The spectrum of a stretch of sound: averaged power and peak of each frequency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal

FLOOR_DB = -140.0
_MOST_FRAMES = 2000
"""So many frames are enough for a steady average; longer stretches are sampled evenly."""
_FRAMES_A_STEP = 32


@dataclass(frozen=True)
class Spectrum:
    """`frequencies` in Hz, `mean_db` and `peak_db` in dBFS, all of shape (n_fft // 2 + 1,).

    A full-scale sine reaches 0 dBFS in its bin. `mean_db` is the root of the mean power (Welch, 1967), of the mean of
    all channels; `peak_db` the largest magnitude of any frame and channel.
    """

    frequencies: NDArray[np.float32]
    mean_db: NDArray[np.float32]
    peak_db: NDArray[np.float32]


def spectrum_steps(signal: Signal, start_frame: int, stop_frame: int, n_fft: int = 4096) -> Iterator[Spectrum | None]:
    """Yield None after each few milliseconds of work, at the end the spectrum of `start_frame` ≤ n < `stop_frame`.

    Windows (Hann) overlap by half and lie inside the stretch; one shorter than a window is padded with zeros and
    scaled by what there is. Nothing is yielded for an empty stretch. Raises `AudioReadError`.
    """
    from scipy import fft

    start_frame, stop_frame = max(start_frame, 0), min(stop_frame, signal.frames)
    length = stop_frame - start_frame
    if length <= 0:
        return
    size = min(length, n_fft)
    window = np.hanning(size + 2)[1:-1].astype(np.float32)
    starts = _starts(start_frame, length, size)
    power = np.zeros(n_fft // 2 + 1, np.float64)
    peak = np.zeros(n_fft // 2 + 1, np.float32)
    for first in range(0, len(starts), _FRAMES_A_STEP):
        batch = [np.nan_to_num(signal.read(at, at + size)) for at in starts[first : first + _FRAMES_A_STEP]]
        whole = [block for block in batch if block.shape[1] == size]
        if whole:
            magnitude = np.abs(fft.rfft(np.stack(whole) * window, n_fft, axis=-1)) * (2.0 / window.sum())
            power += np.square(magnitude).mean(axis=1).sum(axis=0)
            peak = np.maximum(peak, magnitude.max(axis=(0, 1)))
        yield None
    frequencies = np.fft.rfftfreq(n_fft, 1 / signal.sample_rate).astype(np.float32)
    yield Spectrum(frequencies, _db(np.sqrt(power / len(starts))), _db(peak))


def _starts(start_frame: int, length: int, size: int) -> list[int]:
    count = max(1, (length - size) // max(size // 2, 1) + 1)
    chosen = np.linspace(0, length - size, min(count, _MOST_FRAMES)) if count > 1 else np.zeros(1)
    return [start_frame + int(offset) for offset in chosen]


def _db(magnitude: NDArray[np.floating]) -> NDArray[np.float32]:
    decibels: NDArray[np.float32] = (20 * np.log10(np.maximum(magnitude, 10 ** (FLOOR_DB / 20)))).astype(np.float32)
    return decibels
