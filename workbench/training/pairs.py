"""Recordings with noise and without it, side by side: what a denoiser is measured on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples
from workbench.errors import DataError
from workbench.training.clips import AUDIO_SUFFIXES, Clip

NOISY, CLEAN = "noisy", "clean"

_LONGEST_DIFFERENCE_S = 0.05
_SHORTEST_S = 0.5
_STEP_DB = 5.0
_NAMED_SNR = re.compile(r"(?:^|[^a-z])snr[_=-]?(-?\d+(?:\.\d+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """One recording twice: float32, shape (channels, frames), both at `sample_rate` Hz and as long.

    `snr_db` is what the name says (`_snr5`, `snr_-5`, `snr2.5`), else what was measured, to the nearest 5 dB.
    """

    name: str
    noisy: Samples
    clean: Samples
    sample_rate: int
    snr_db: float


def find_pairs(folder: Path) -> list[str]:
    """Names of the recordings in `noisy/` or `clean/` of a folder, in order. Raises `DataError` if there are none."""
    names = {
        path.name
        for side in (NOISY, CLEAN)
        if (folder / side).is_dir()
        for path in (folder / side).iterdir()
        if path.suffix.lower() in AUDIO_SUFFIXES
    }
    if not names:
        raise DataError(f"{folder}: holds no recordings in {NOISY}/ and {CLEAN}/, with the same names in both.")
    return sorted(names)


def read_pairs(folder: Path, names: list[str]) -> Iterator[Pair | DataError]:
    """Each pair, or what is wrong with it."""
    for name in names:
        try:
            yield _read(folder, name)
        except DataError as error:
            yield error


def _read(folder: Path, name: str) -> Pair:
    paths = [folder / side / name for side in (NOISY, CLEAN)]
    for path in paths:
        if not path.is_file():
            raise DataError(f"{path}: is not there. Put it beside its counterpart, or remove that one.")
    (noisy, rate), (clean, other_rate) = (Clip(path, "").read() for path in paths)
    if rate != other_rate or noisy.shape[0] != clean.shape[0]:
        kinds = f"{noisy.shape[0]} channels at {rate} Hz, its counterpart {clean.shape[0]} at {other_rate} Hz"
        raise DataError(f"{paths[0]}: has {kinds}. Both must be alike.")
    if abs(noisy.shape[1] - clean.shape[1]) > _LONGEST_DIFFERENCE_S * rate:
        lengths = f"{noisy.shape[1] / rate:.3f} s, its counterpart {clean.shape[1] / rate:.3f} s"
        raise DataError(f"{paths[0]}: lasts {lengths}. Both must begin and end together.")
    length = min(noisy.shape[1], clean.shape[1])
    if length < _SHORTEST_S * rate:
        raise DataError(
            f"{paths[0]}: lasts {length / rate:.3f} s; below {_SHORTEST_S} s nothing can be told. Remove it."
        )
    noisy, clean = noisy[:, :length], clean[:, :length]
    if not (np.isfinite(noisy).all() and np.isfinite(clean).all() and clean.any()):
        raise DataError(f"{paths[1]}: is silent, or one of both holds what is no number. Remove the pair.")
    named = _NAMED_SNR.search(Path(name).stem)
    return Pair(name, noisy, clean, rate, float(named.group(1)) if named else _measured_snr_db(noisy, clean))


def _measured_snr_db(noisy: NDArray[np.float32], clean: NDArray[np.float32]) -> float:
    noise = float(np.square(noisy - clean, dtype=np.float64).sum())
    if noise == 0.0:
        return float("inf")
    snr_db = 10.0 * np.log10(float(np.square(clean, dtype=np.float64).sum()) / noise)
    return float(round(snr_db / _STEP_DB) * _STEP_DB)
