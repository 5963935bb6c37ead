"""How good denoised speech is: PESQ and STOI where these packages are installed, and SI-SDR."""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SpeechQuality:
    """`pesq` wide-band, 1…4.64 (ITU-T P.862.2); `stoi` 0…1; `si_sdr_db`. NaN where it could not be measured."""

    pesq: float
    stoi: float
    si_sdr_db: float


def missing_packages() -> list[str]:
    """What cannot be measured here, because its package is not installed: "PESQ", "STOI"."""
    return [measured for measured, name in (("PESQ", "pesq"), ("STOI", "pystoi")) if _package(name) is None]


def measure(clean: NDArray[np.float32], heard: NDArray[np.float32], sample_rate: int = 16_000) -> SpeechQuality:
    """Quality of `heard` against `clean`, both of shape (samples,), in step with each other."""
    pesq, stoi = _package("pesq"), _package("pystoi")
    perceived = math.nan
    if pesq is not None:
        # Without speech to find, it answers with an error number in place of a score.
        found = pesq.pesq(sample_rate, clean, heard, "wb", on_error=pesq.PesqError.RETURN_VALUES)
        perceived = float(found) if found >= 1.0 else math.nan
    return SpeechQuality(
        pesq=perceived,
        stoi=math.nan if stoi is None else _stoi(stoi, clean, heard, sample_rate),
        si_sdr_db=si_sdr_db(clean, heard),
    )


def mean_quality(parts: Sequence[SpeechQuality]) -> SpeechQuality:
    """Means over all that could be measured."""
    columns = np.array([(part.pesq, part.stoi, part.si_sdr_db) for part in parts])
    means = [float(column[~np.isnan(column)].mean()) if (~np.isnan(column)).any() else math.nan for column in columns.T]
    return SpeechQuality(*means)


def si_sdr_db(clean: NDArray[np.float32], heard: NDArray[np.float32]) -> float:
    """Scale-invariant signal-to-distortion ratio (Le Roux et al., "SDR – half-baked or well done?", 2019)."""
    clean, heard = clean.astype(np.float64), heard.astype(np.float64)
    clean, heard = clean - clean.mean(), heard - heard.mean()
    power = float(clean @ clean)
    if power == 0.0:
        return math.nan
    target = clean * (heard @ clean / power)
    rest = heard - target
    return float(10.0 * np.log10((target @ target + 1e-20) / (rest @ rest + 1e-20)))


def _stoi(package: Any, clean: NDArray[np.float32], heard: NDArray[np.float32], sample_rate: int) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return float(package.stoi(clean, heard, sample_rate))
        except RuntimeWarning:  # less than 0.4 s of speech, for which it would answer with a number all the same
            return math.nan


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None
