"""Figures as a person reads and types them: typed times, time left, frequencies, sizes."""

from __future__ import annotations


def parse_time(text: str, form: str, sample_rate: int) -> float:
    """Seconds from what a person typed in one of `timeformat.FORMATS`: "1:12.3", "72.3", "72.3 s", or samples when those are shown.

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
    return f"{frequency_hz:,.0f} Hz"


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
