"""Levels in dB to the numbers around zero that networks learn from."""

from __future__ import annotations

from torch import Tensor

TYPICAL_DB = -40.0
"""About the mean level of a mel band over recordings of many kinds; what is masked in training gets this level."""

_SPREAD_DB = 30.0


def scale_levels(mel: Tensor) -> Tensor:
    """`mel` in dB, any shape, to values of about zero mean and unit spread."""
    return (mel - TYPICAL_DB) / _SPREAD_DB
