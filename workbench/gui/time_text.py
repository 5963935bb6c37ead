"""Times, time left, frequencies and sizes as a person reads them, and typed times back."""

from __future__ import annotations

TIME_FORMATS = ("clock", "seconds", "samples")
TIME_FORMAT_NAMES = {"clock": "Hours, minutes, seconds", "seconds": "Seconds", "samples": "Samples"}
WIDEST_TIME = {"clock": "00:00:00.000", "seconds": "00,000.0000 s", "samples": "0,000,000,000"}
"""Texts at least as wide as any that comes up, for widths that do not change."""

KHZ_FROM_HZ = 10_000


def time_text(time_s: float, form: str, sample_rate: int) -> str:
    """A time ≥ 0 as "0:01:12.345", "72.3450 s" or "3,472,560" samples."""
    if form == "samples":
        return f"{round(time_s * sample_rate):,}"
    if form == "seconds":
        return f"{time_s:,.4f} s"
    seconds, milliseconds = divmod(round(time_s * 1000), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{milliseconds:03}"


def parse_time(text: str, form: str, sample_rate: int) -> float:
    """Seconds from what was typed in one of `TIME_FORMATS`: "1:12.3", "72.3", or samples when those are shown.

    Raises `ValueError` when it is no time.
    """
    text = text.strip().removesuffix("s").strip().replace("_", "")
    if form == "samples" and ":" not in text and "." not in text:
        seconds = int(text.replace(",", "")) / sample_rate
    else:
        seconds = 0.0
        for part in text.replace(",", "" if "." in text else ".").split(":"):
            seconds = seconds * 60 + float(part)
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"{text!r} is no time")
    return seconds


def frequency_text(frequency_hz: float) -> str:
    """A frequency under the pointer or at an edge: "1,234 Hz", from 10 kHz on "91.23 kHz"."""
    return f"{frequency_hz / 1000:.2f} kHz" if frequency_hz >= KHZ_FROM_HZ else f"{frequency_hz:,.0f} Hz"


def band_text(low_hz: float, high_hz: float) -> str:
    """From one frequency to another, in the unit of the higher one: "200–4,000 Hz", "0.20–91.23 kHz"."""
    if high_hz >= KHZ_FROM_HZ:
        return f"{low_hz / 1000:.2f}–{frequency_text(high_hz)}"
    return f"{low_hz:,.0f}–{frequency_text(high_hz)}"


def size_text(size_bytes: float) -> str:
    """Bytes in the unit that reads best; a MB has 1,000,000 bytes, as file managers say."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}" if unit in ("bytes", "kB") else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"


def left_text(seconds: float | None) -> str:
    """Time left, as "0:04 left"; empty when nobody knows."""
    if seconds is None:
        return ""
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02} left" if hours else f"{minutes}:{whole:02} left"
