"""What tells speech from other sounds: a dozen numbers about a few seconds of sound, each with a plain meaning.

After Scheirer and Slaney, "Construction and evaluation of a robust multifeature speech/music discriminator" (1997),
with cues from pitch and from the mean spectrum. All look at 120 to 3900 Hz, which telephones too hand on.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.040
HOP_S = 0.010

_GRID_S = 0.064
"""Frames are padded to this, so that bins are 15.625 Hz apart at any rate."""
_BINS = 257
"""Up to 4 kHz."""
_BANDS = 18
_LOWEST_HZ, _HIGHEST_HZ = 120.0, 3900.0
_RANGE_DB = 60.0
"""What lies further below the loudest is silence."""

_PITCH_RATE = 8000
_LAGS = range(20, 115)
"""Periods of 70 to 400 Hz, in samples at `_PITCH_RATE`."""
_CLEAR_PITCH = 0.35

CUES = (
    "syllables",
    "syllables_db",
    "jitter",
    "pauses",
    "flux",
    "voicing_changes",
    "steady_pitch",
    "pitch_runs",
    "tonality",
    "beat",
    "centroid",
    "centroid_changes",
)
"""Names of the cues, in order; see `cues`."""

Floats = NDArray[np.float32]


def cues(samples: Floats, sample_rate: int) -> Floats:
    """The cues of mono sound of one to ten seconds, shape (samples,): float32, shape (len(CUES),).

    `syllables`, `syllables_db`, `jitter` : logarithm of the share of 3 to 6 Hz in the changes of a band's power, of 2
        to 8 Hz and of 8 to 25 Hz in those of its level, mean over all bands; speech has about four syllables a second
    `pauses` : share of the frames with less than half of the mean amplitude
    `flux` : logarithm of how much the shape of the spectrum changes within 30 ms
    `voicing_changes` : standard deviation of how clear the pitch is, of 0 to 1
    `steady_pitch` : share of the time with a pitch in which it stays within 6 cents for 10 ms
    `pitch_runs` : logarithm of how many frames a pitch goes on without a jump
    `tonality` : how far single frequencies stand out of the mean spectrum, dB
    `beat` : how alike onsets are after 0.2 to 1.5 s, of 0 to 1
    `centroid`, `centroid_changes` : logarithm of the centre of the spectrum in Hz, and of its standard deviation
    """
    power = _power(samples, sample_rate)
    bands = power @ _filters().T
    bands = np.maximum(bands, bands.max() * 10.0 ** (-_RANGE_DB / 10.0) + 1e-20)
    total = power.sum(axis=1) + 1e-20
    found = [
        *_modulation(bands),
        *_loudness(bands, total),
        *_pitch(power, total),
        _tonality(power, total),
        _beat(bands),
        *_centroid(bands),
    ]
    return np.asarray(found, np.float32)


def _power(samples: Floats, sample_rate: int) -> Floats:
    """Shape (frames, `_BINS`); zeros above half the sample rate."""
    from scipy import fft

    size, grid = round(FRAME_S * sample_rate), round(_GRID_S * sample_rate)
    count = max(1, int((len(samples) - size) / (HOP_S * sample_rate)) + 1)
    samples = np.pad(samples, (0, max(0, size - len(samples))))
    starts = (np.arange(count) * (HOP_S * sample_rate)).astype(np.int64)
    window = np.hanning(size + 2)[1:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[starts] * window
    spectra = fft.rfft(frames, grid, axis=1, overwrite_x=True)[:, :_BINS]
    power = np.square(spectra.real) + np.square(spectra.imag)
    return np.pad(power, ((0, 0), (0, _BINS - power.shape[1])))


@lru_cache(maxsize=1)
def _filters() -> Floats:
    """Triangles that stand evenly on the mel scale of O'Shaughnessy, shape (`_BANDS`, `_BINS`)."""
    low, high = (2595.0 * np.log10(1.0 + hertz / 700.0) for hertz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges = 700.0 * (10.0 ** (np.linspace(low, high, _BANDS + 2) / 2595.0) - 1.0)
    hertz = np.arange(_BINS) / _GRID_S
    before, centre, after = (edges[at : at + _BANDS, None] for at in range(3))
    rise, fall = (hertz - before) / (centre - before), (after - hertz) / (after - centre)
    return np.maximum(np.minimum(rise, fall), 0.0).astype(np.float32)


def _modulation(bands: Floats) -> tuple[float, float, float]:
    levels = 10.0 * np.log10(bands)
    relative = bands / bands.mean(axis=0)
    hertz = np.fft.rfftfreq(len(bands), HOP_S)
    window = np.hanning(len(bands) + 2)[1:-1, None]

    def share(curves: NDArray[np.floating], *ranges: tuple[float, float]) -> list[float]:
        spectrum = np.square(np.abs(np.fft.rfft((curves - curves.mean(axis=0)) * window, axis=0)))
        whole = spectrum[(hertz >= 0.5) & (hertz < 25.0)].sum(axis=0) + 1e-9
        parts = (spectrum[(hertz >= low) & (hertz < high)].sum(axis=0) for low, high in ranges)
        return [float(np.log(np.maximum(part / whole, 1e-3)).mean()) for part in parts]

    (syllables,) = share(relative, (3.0, 6.0))
    syllables_db, jitter = share(levels, (2.0, 8.0), (8.0, 25.0))
    return syllables, syllables_db, jitter


def _loudness(bands: Floats, total: Floats) -> tuple[float, float]:
    amplitude = np.sqrt(np.convolve(total, np.full(5, 0.2), "same"))
    pauses = float((amplitude < 0.5 * amplitude.mean()).mean())
    shape = np.sqrt(bands / bands.sum(axis=1, keepdims=True))
    change = np.linalg.norm(shape[3:] - shape[:-3], axis=1)
    weight = np.sqrt(total[3:])
    return pauses, float(np.log((change @ weight) / max(weight.sum(), 1e-20) + 1e-3))


def _pitch(power: Floats, total: Floats) -> tuple[float, float, float]:
    """From the autocorrelation of the amplitude spectrum (Tolonen and Karjalainen, 2000), up to 1700 Hz."""
    from scipy import fft

    amplitude = np.sqrt(power)
    amplitude[:, :5] = 0.0
    amplitude[:, 110:] = 0.0
    correlation = fft.irfft(amplitude, 2 * (_BINS - 1), axis=1)
    lags = correlation[:, _LAGS.start : _LAGS.stop] / (correlation[:, :1] + 1e-20)
    best, rows = lags.argmax(axis=1), np.arange(len(lags))
    clarity = lags[rows, best]
    inner = np.clip(best, 1, len(_LAGS) - 2)
    left, peak, right = lags[rows, inner - 1], lags[rows, inner], lags[rows, inner + 1]
    offset = np.clip(0.5 * (left - right) / np.minimum(left - 2.0 * peak + right, -1e-9), -0.5, 0.5)
    semitones = 12.0 * np.log2(_PITCH_RATE / (_LAGS.start + inner + offset))
    loud = total > 0.5 * np.median(total)
    pitched = (clarity > _CLEAR_PITCH) & loud
    step = np.abs(np.diff(semitones))
    goes_on = pitched[1:] & pitched[:-1] & (step < 1.5)
    count = int(goes_on.sum())
    steady = float((goes_on & (step < 0.06)).sum() / count) if count > 10 else 0.5
    edges = np.flatnonzero(np.diff(np.concatenate([[False], goes_on, [False]])))
    runs = (edges[1::2] - edges[::2]).astype(np.float64)
    longer = float(np.log1p(np.square(runs).sum() / runs.sum())) if count else 0.0
    return float(clarity[loud].std()) if loud.any() else 0.0, steady, longer


def _tonality(power: Floats, total: Floats) -> float:
    level = 10.0 * np.log10((power / total[:, None]).mean(axis=0)[8:] + 1e-9)
    return float((level - np.convolve(level, np.full(9, 1.0 / 9.0), "same"))[5:-5].std())


def _beat(bands: Floats) -> float:
    onsets = np.maximum(np.diff(10.0 * np.log10(bands), axis=0), 0.0).sum(axis=1)
    onsets = onsets - onsets.mean() if len(onsets) else onsets
    alike = np.correlate(onsets, onsets, "full")[len(onsets) - 1 :] if len(onsets) else onsets
    later = alike[20:150]
    return float(max(later.max(initial=0.0), 0.0) / (alike[0] + 1e-9)) if len(later) else 0.0


def _centroid(bands: Floats) -> tuple[float, float]:
    filters = _filters()
    hertz = (filters @ (np.arange(_BINS) / _GRID_S)) / filters.sum(axis=1)
    mean = bands.mean(axis=0)
    each = (bands @ hertz) / bands.sum(axis=1)
    return float(np.log((mean @ hertz) / mean.sum())), float(np.log(each.std() + 1.0))
