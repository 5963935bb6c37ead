"""Level meter: peak, RMS, peak hold and clip hold of each channel, in dBFS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -60.0
FALL_DB_PER_S = 20.0
HOLD_S = 1.5
RMS_WINDOW_S = 0.3
CLIP_LEVEL = 32767 / 32768
"""A sample this high counts as over: full scale of 16-bit audio."""


@dataclass(frozen=True)
class Level:
    """What the meter of one channel shows: levels in dBFS from -60 to 0 and above; a full-scale sine has RMS -3.01."""

    peak_db: float = FLOOR_DB
    rms_db: float = FLOOR_DB
    hold_db: float = FLOOR_DB
    clipped: bool = False


class Meter:
    """Levels of what is heard. Times are seconds on any clock that only goes forward, so tests can set it.

    The peak follows the sound up at once and falls by 20 dB/s; the hold mark stays 1.5 s, then falls as well. RMS is
    that of the last 0.3 s. `clipped` stays until `reset_clip`.

    Parameters
    ----------
    channels : number of channels, > 0
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self._peak = np.full(channels, FLOOR_DB)
        self._hold = np.full(channels, FLOOR_DB)
        self._held_since = np.zeros(channels)
        self._clipped = np.zeros(channels, bool)
        self._recent: list[tuple[float, int, NDArray[np.float64]]] = []
        self._now = 0.0

    def add(self, now_s: float, frames: int, peak: NDArray[np.floating], power: NDArray[np.floating]) -> None:
        """One heard block: its length, the largest magnitude and the mean square of each channel."""
        self._fall_to(now_s)
        peak_db = to_db(np.asarray(peak, np.float64))
        self._peak = np.maximum(self._peak, peak_db)
        higher = peak_db >= self._hold
        self._hold[higher] = peak_db[higher]
        self._held_since[higher] = now_s
        self._clipped |= np.asarray(peak) >= CLIP_LEVEL
        self._recent.append((now_s, frames, np.asarray(power, np.float64)))

    def read(self, now_s: float) -> tuple[Level, ...]:
        """The level of each channel now."""
        self._fall_to(now_s)
        frames = sum(frames for _, frames, _ in self._recent)
        if frames:
            mean_square = sum((power * n for _, n, power in self._recent), np.zeros(self.channels)) / frames
            rms = to_db(np.sqrt(mean_square))
        else:
            rms = np.full(self.channels, FLOOR_DB)
        columns = zip(self._peak, rms, self._hold, self._clipped, strict=True)
        return tuple(Level(float(p), float(r), float(h), bool(c)) for p, r, h, c in columns)

    def reset_clip(self) -> None:
        self._clipped[:] = False

    def _fall_to(self, now_s: float) -> None:
        fall = FALL_DB_PER_S * max(0.0, now_s - self._now)
        self._now = max(now_s, self._now)
        self._peak = np.maximum(self._peak - fall, FLOOR_DB)
        falling = now_s - self._held_since > HOLD_S
        self._hold[falling] = np.maximum(self._hold[falling] - fall, self._peak[falling])
        self._recent = [block for block in self._recent if now_s - block[0] <= RMS_WINDOW_S]


def to_db(magnitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """20·log10 of magnitudes (full scale 1), no lower than the floor of the meter."""
    decibels: NDArray[np.float64] = 20.0 * np.log10(np.maximum(magnitude, 10 ** (FLOOR_DB / 20)))
    return decibels
