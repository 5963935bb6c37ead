"""Measures a denoiser as it will be used: whole recordings in, whole recordings out, at their own rate."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import ArraySignal, Samples, duration_s
from workbench.errors import DataError
from workbench.models import catalogue
from workbench.models.contract import AudioBlock, Model, Span, as_model
from workbench.training.pairs import Pair, read_pairs
from workbench.training.speech_quality import SpeechQuality, measure

_RATE = 16_000
"""Of what PESQ-WB hears; SI-SDR and STOI are measured on the same."""


@dataclass(frozen=True)
class Measured:
    """One pair: how good it is with noise, denoised, and how good the clean recording is after the denoiser."""

    name: str
    snr_db: float
    noisy: SpeechQuality
    denoised: SpeechQuality
    clean: SpeechQuality
    length_s: float
    took_s: float
    """To denoise, on the clock; `busy_s` of that the processor worked for it, all cores together."""
    busy_s: float


@dataclass(frozen=True)
class Estimate:
    """A mean, and how far the 95 % interval of the mean reaches to either side; NaN where it cannot be told."""

    mean: float
    reach: float


def load_denoiser(name: str | None, device: str) -> Model:
    """The model of that name, or the default. Raises `DataError` if it is no denoiser, and as `catalogue.load`."""
    model = as_model(catalogue.load(name or catalogue.default("denoise"), device))
    if model.card.task != "denoise":
        raise DataError(f"{name}: is not a denoiser.")
    return model


def evaluate_pairs(model: Model, folder: Path, names: list[str]) -> Iterator[Measured | DataError]:
    """Each of these pairs (see `find_pairs`), measured, or what is wrong with it."""
    for pair in read_pairs(folder, names):
        yield pair if isinstance(pair, DataError) else _measure(model, pair)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and 95 % interval (Student's t) of those `values` that are numbers."""
    from scipy.special import stdtrit

    known = np.array([value for value in values if math.isfinite(value)])
    if not known.size:
        return Estimate(math.nan, math.nan)
    if known.size == 1:
        return Estimate(float(known[0]), math.nan)
    reach = float(stdtrit(known.size - 1, 0.975)) * known.std(ddof=1) / math.sqrt(known.size)
    return Estimate(float(known.mean()), float(reach))


def _measure(model: Model, pair: Pair) -> Measured:
    began_s, began_busy_s = time.monotonic(), time.process_time()
    denoised = _denoise(model, pair.noisy, pair.sample_rate)
    took_s, busy_s = time.monotonic() - began_s, time.process_time() - began_busy_s
    of_clean = _denoise(model, pair.clean, pair.sample_rate)
    clean, noisy, denoised_mono, of_clean_mono = (
        _mono(samples, pair.sample_rate) for samples in (pair.clean, pair.noisy, denoised, of_clean)
    )
    return Measured(
        pair.name,
        pair.snr_db,
        measure(clean, noisy),
        measure(clean, denoised_mono),
        measure(clean, of_clean_mono),
        pair.noisy.shape[1] / pair.sample_rate,
        took_s,
        busy_s,
    )


def _denoise(model: Model, samples: Samples, sample_rate: int) -> Samples:
    signal = ArraySignal(samples, sample_rate)
    settings_type: type[Any] = getattr(model, "settings_type", dict)
    blocks = [
        b.samples
        for b in model.run(signal, Span(0.0, duration_s(signal)), settings_type())
        if isinstance(b, AudioBlock)
    ]
    return np.concatenate(blocks, axis=1)


def _mono(samples: Samples, sample_rate: int) -> NDArray[np.float32]:
    import soxr

    mono: NDArray[np.float32] = samples.mean(axis=0, dtype=np.float32)
    if sample_rate != _RATE:
        mono = soxr.resample(mono, sample_rate, _RATE)
    return mono
