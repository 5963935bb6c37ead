"""Where the ruler's ticks stand, and what they say."""

from __future__ import annotations

import math


def clock(time_s: float, digits: int = 3) -> str:
    """`1:02:03.456`; hours only where there are any."""
    sign = "-" if time_s < 0 else ""
    units = round(abs(time_s) * 10**digits)
    whole, fraction = divmod(units, 10**digits)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return sign + text + (f".{fraction:0{digits}d}" if digits else "")


def tick_text(time_s: float, form: str = "clock", sample_rate: int = 48_000, digits: int = 3) -> str:
    """A time in one of `time_text.TIME_FORMATS`: `1:02.345`, `62.345 s` or `2,992,560`."""
    if form == "samples":
        return f"{round(time_s * sample_rate):,}"
    if form == "seconds":
        return f"{time_s:,.{digits}f} s"
    return clock(time_s, digits)


def tick_step(span_s: float, most: int) -> float:
    """The smallest round step that puts at most `most` ticks into `span_s`: 1, 2 or 5 times a power of ten below
    a second; above it, steps of the clock."""
    wanted = span_s / max(most, 1)
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400):
        if wanted <= step and wanted > 0.5:
            return float(step)
    if wanted > 0.5:
        return math.ceil(wanted / 86400) * 86400.0
    power = 10 ** math.floor(math.log10(wanted))
    return next(m * power for m in (1, 2, 5, 10) if wanted <= m * power * (1 + 1e-9))


def digits_of(step_s: float) -> int:
    """Decimals that tell ticks `step_s` apart from each other."""
    return max(0, -math.floor(math.log10(step_s) + 1e-9)) if step_s < 1 else 0
