"""What `workbench evaluate denoise` prints and writes of what was measured."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from workbench.training.evaluate_denoise import Estimate, Measured, estimate
from workbench.training.speech_quality import SpeechQuality

_MEASURES = (("PESQ-WB", "pesq", 2), ("STOI", "stoi", 3), ("SI-SDR dB", "si_sdr_db", 1))


def as_text(measured: Sequence[Measured], device: str) -> str:
    """A table by signal-to-noise ratio, noisy against output, mean and 95 % interval; `measured` is not empty."""
    lines = [
        f"{'':>6}{'pairs':>7}" + "".join(f"   {title + ': noisy, output, change':<38}" for title, _, _ in _MEASURES)
    ]
    for snr_db in sorted({each.snr_db for each in measured}):
        lines.append(_row(f"{snr_db:g} dB", [each for each in measured if each.snr_db == snr_db]))
    lines.append(_row("all", measured))
    itself = ", ".join(
        f"{title} {_number(estimate([getattr(each.clean, name) for each in measured]), digits)}"
        for title, name, digits in _MEASURES
    )
    length_s, took_s, busy_s = (sum(getattr(m, name) for m in measured) for name in ("length_s", "took_s", "busy_s"))
    lines.append(f"clean speech against itself: {itself}")
    lines.append(f"real-time factor {took_s / length_s:.3f} on {device}, {busy_s / length_s:.3f} in processor time")
    return "\n".join(line.rstrip() for line in lines)


def summary(measured: Sequence[Measured]) -> str:
    """The same in a sentence: noisy to output with the mean change and its 95 % interval, and clean against itself."""
    parts = []
    for title, name, digits in _MEASURES:
        noisy, denoised = _means(measured, name)
        changed = _number(change(measured, name), digits, sign=True)
        parts.append(f"{title} {_plain(noisy, digits)} to {_plain(denoised, digits)} ({changed})")
    itself = _number(estimate([each.clean.pesq for each in measured]), 2)
    return ", ".join(parts) + f"; clean speech against itself PESQ-WB {itself}"


def write_csv(path: Path, measured: Sequence[Measured]) -> None:
    """One line a pair."""
    sides = ("noisy", "denoised", "clean")
    names = [name for _, name, _ in _MEASURES]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["name", "snr_db", *(f"{name}_{side}" for side in sides for name in names), "length_s", "took_s"]
        )
        for each in measured:
            values = [getattr(getattr(each, side), name) for side in sides for name in names]
            known = ["" if math.isnan(value) else round(value, 4) for value in values]
            writer.writerow([each.name, each.snr_db, *known, round(each.length_s, 4), round(each.took_s, 4)])


def change(measured: Sequence[Measured], name: str) -> Estimate:
    """How much better the output is than the input, by a field of `SpeechQuality`."""
    return estimate([_value(each.denoised, name) - _value(each.noisy, name) for each in measured])


def _row(title: str, measured: Sequence[Measured]) -> str:
    row = f"{title:>6}{len(measured):>7}"
    for _, name, digits in _MEASURES:
        noisy, denoised = _means(measured, name)
        means = f"{_plain(noisy, digits)} → {_plain(denoised, digits)}"
        row += f"   {means:<15}{_number(change(measured, name), digits, sign=True):<23}"
    return row


def _means(measured: Sequence[Measured], name: str) -> tuple[float, float]:
    """Of the input, and of the output."""
    noisy, denoised = ([_value(getattr(each, side), name) for each in measured] for side in ("noisy", "denoised"))
    return estimate(noisy).mean, estimate(denoised).mean


def _value(quality: SpeechQuality, name: str) -> float:
    return float(getattr(quality, name))


def _number(value: Estimate, digits: int, *, sign: bool = False) -> str:
    mean = "–" if math.isnan(value.mean) else f"{value.mean:{'+' if sign else ''}.{digits}f}"
    return mean if math.isnan(value.reach) else f"{mean} ± {value.reach:.{digits}f}"


def _plain(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"
