"""How the clips of a review are heard, as the project keeps it. No Qt."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

CONTEXT_MAX_S = 60.0
SPEED_MIN, SPEED_MAX = 0.25, 4.0


@dataclass(frozen=True)
class Listening:
    """What is played of a clip, and how.

    `before_s`, `after_s` : sound around the clip, in seconds, 0…60
    `speed` : 0.25…4
    `low_hz`, `high_hz` : the band that is heard, both or neither; `low_hz < high_hz`
    `autoplay` : each clip plays when it comes up
    """

    before_s: float = 0.5
    after_s: float = 0.5
    loop: bool = False
    speed: float = 1.0
    low_hz: float | None = None
    high_hz: float | None = None
    autoplay: bool = True

    @property
    def band(self) -> tuple[float, float] | None:
        return None if self.low_hz is None or self.high_hz is None else (self.low_hz, self.high_hz)


@lru_cache(maxsize=64)
def from_json(text: str) -> Listening:
    """As the settings of a review say; whatever is missing or wrong has its default."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        return Listening()
    good = {name: data[name] for name, fits in _FITS.items() if name in data and fits(data[name])}
    made = replace(Listening(), **good)
    band = made.band
    return made if band is not None and band[0] < band[1] else replace(made, low_hz=None, high_hz=None)


def _between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: _is_number(value) and low <= value <= high


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_FITS: dict[str, Callable[[Any], bool]] = {
    "before_s": _between(0.0, CONTEXT_MAX_S), "after_s": _between(0.0, CONTEXT_MAX_S),
    "loop": _is_flag, "speed": _between(SPEED_MIN, SPEED_MAX),
    "low_hz": _between(0.0, 1e6), "high_hz": _between(0.0, 1e6), "autoplay": _is_flag,
}  # fmt: skip
