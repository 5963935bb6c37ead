"""Frequency axes: where a frequency lies on a linear, logarithmic or mel scale, and back."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.features.mel import hz_to_mel, mel_to_hz

Scale = Literal["linear", "log", "mel"]
SCALES: tuple[Scale, ...] = get_args(Scale)

LOWEST_LOG_HZ = 20.0
"""Where a logarithmic axis begins when 0 Hz is asked for: the limit of human hearing."""


def hz_to_position(hz: ArrayLike, scale: Scale, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """Position of frequencies on an axis from `low_hz` (0) to `high_hz` (1); beyond the ends it goes on."""
    low, high = _warp(np.array([low_hz, high_hz]), scale)
    position: NDArray[np.float64] = (_warp(np.asarray(hz, np.float64), scale) - low) / (high - low)
    return position


def position_to_hz(position: ArrayLike, scale: Scale, low_hz: float, high_hz: float) -> NDArray[np.float64]:
    """The inverse of `hz_to_position`."""
    low, high = _warp(np.array([low_hz, high_hz]), scale)
    return _unwarp(low + np.asarray(position, np.float64) * (high - low), scale)


def _warp(hz: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    match scale:
        case "linear":
            return hz
        case "log":
            return np.log(np.maximum(hz, LOWEST_LOG_HZ))
        case "mel":
            return hz_to_mel(hz)


def _unwarp(warped: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    match scale:
        case "linear":
            return warped
        case "log":
            return np.exp(warped)
        case "mel":
            return mel_to_hz(warped)
