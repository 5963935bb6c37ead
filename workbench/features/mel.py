"""Log-mel spectrograms: the input of the classifiers, in training, at work and in the window alike.

Definitions follow librosa (`librosa.filters.mel` with its defaults, `librosa.feature.melspectrogram`,
`librosa.power_to_db`), so that figures from elsewhere carry over; the framing differs in one point, see `log_mel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Signal

FLOOR_DB = -100.0
"""The level of a band without any power: `log_mel` gives nothing lower."""

_FRAMES_AT_ONCE = 512


@dataclass(frozen=True)
class MelSettings:
    """How sound becomes a log-mel spectrogram.

    `sample_rate` is in Hz; `n_fft` (also the window's length) and `hop_length` are in samples, with
    `n_fft` ≥ `hop_length` and their difference even; frequencies are in Hz, at most half the sample rate.
    """

    sample_rate: int = 32_000
    n_fft: int = 1280
    hop_length: int = 640
    n_mels: int = 128
    f_min_hz: float = 40.0
    f_max_hz: float = 16_000.0

    def __post_init__(self) -> None:
        if not 0 < self.hop_length <= self.n_fft or (self.n_fft - self.hop_length) % 2:
            raise ValueError(f"n_fft {self.n_fft} must be at least hop_length {self.hop_length}, by an even number")
        if not 0 <= self.f_min_hz < self.f_max_hz <= self.sample_rate / 2:
            band = f"{self.f_min_hz}–{self.f_max_hz} Hz"
            raise ValueError(f"the band {band} must lie within 0–{self.sample_rate / 2} Hz, low end first")

    def frames(self, samples: int) -> int:
        """Number of columns that `log_mel` makes of so many samples."""
        return -(-samples // self.hop_length)


def hz_to_mel(frequency_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slaney's mel scale: linear below 1 kHz, logarithmic above (Auditory Toolbox, 1998)."""
    linear = frequency_hz * 3.0 / 200.0
    above = 15.0 + np.log(np.maximum(frequency_hz, 1000.0) / 1000.0) * (27.0 / np.log(6.4))
    return np.where(frequency_hz < 1000.0, linear, above)


def mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `hz_to_mel`."""
    above = 1000.0 * np.exp((np.maximum(mel, 15.0) - 15.0) * (np.log(6.4) / 27.0))
    return np.where(mel < 15.0, mel * 200.0 / 3.0, above)


def mel_frequencies(settings: MelSettings) -> NDArray[np.float64]:
    """Centre of each band in Hz, shape (n_mels,), rising."""
    return _edges(settings)[1:-1]


def mel_filterbank(settings: MelSettings) -> NDArray[np.float32]:
    """Triangles of equal area (Slaney's norm) over the bins of the transform.

    Returns
    -------
    float32, shape (n_mels, n_fft // 2 + 1), read-only
    """
    return _filterbank(settings)


def log_mel(samples: NDArray[np.float32], settings: MelSettings) -> NDArray[np.float32]:
    """Log-mel power spectrogram in dB, never below `FLOOR_DB`.

    Column t stands for the samples t · hop_length … (t + 1) · hop_length: its Hann window is centred on them
    (librosa centres it on t · hop_length). Zeros are assumed before the first sample and after the last.

    Parameters
    ----------
    samples : float32, shape (n,), full scale ±1, at `settings.sample_rate`, finite

    Returns
    -------
    float32, shape (n_mels, ceil(n / hop_length))
    """
    from scipy import fft

    if samples.ndim != 1:
        raise ValueError(f"samples must have shape (n,), not {samples.shape}: mix the channels first")
    count = settings.frames(samples.size)
    before = (settings.n_fft - settings.hop_length) // 2
    padded = np.zeros(max(count - 1, 0) * settings.hop_length + settings.n_fft, dtype=np.float32)
    padded[before : before + samples.size] = samples
    windows = np.lib.stride_tricks.sliding_window_view(padded, settings.n_fft)[:: settings.hop_length]
    filters = _filterbank(settings)
    hann = _hann(settings.n_fft)
    out = np.empty((settings.n_mels, count), dtype=np.float32)
    for first in range(0, count, _FRAMES_AT_ONCE):
        spectrum = fft.rfft(windows[first : min(first + _FRAMES_AT_ONCE, count)] * hann, axis=1)
        power = spectrum.real**2 + spectrum.imag**2  # (frames, bins)
        out[:, first : first + power.shape[0]] = filters @ power.T
    return to_db(out)


def mel_columns(signal: Signal, first: int, last: int, settings: MelSettings) -> NDArray[np.float32]:
    """Columns `first` to `last` (exclusive) of the log-mel spectrogram of a whole recording, read from its place.

    The same columns as `log_mel` gives for all of its samples, however the recording is cut into calls.
    Columns beyond either end are silence. NaN and infinities in the recording count as 0.

    Parameters
    ----------
    signal : one channel at `settings.sample_rate`, for instance `ResampledSignal(MonoSignal(recording), 32_000)`

    Returns
    -------
    float32, shape (n_mels, last - first)

    Raises `AudioReadError`.
    """
    if signal.channels != 1 or signal.sample_rate != settings.sample_rate:
        raise ValueError(
            f"one channel at {settings.sample_rate} Hz is needed, not {signal.channels} at {signal.sample_rate} Hz"
        )
    out = np.full((settings.n_mels, max(last - first, 0)), FLOOR_DB, dtype=np.float32)
    begin, end = max(first, 0), min(last, settings.frames(signal.frames))
    if end <= begin:
        return out
    # Windows reach into the neighbouring columns: enough of those are read as well, and dropped again.
    context = -(-(settings.n_fft - settings.hop_length) // 2 // settings.hop_length)
    from_column = max(begin - context, 0)
    samples = signal.read(from_column * settings.hop_length, (end + context) * settings.hop_length)[0]
    if not np.isfinite(samples).all():
        samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    columns = log_mel(samples, settings)[:, begin - from_column : end - from_column]
    out[:, begin - first : begin - first + columns.shape[1]] = columns
    return out


def to_db(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """10 · log10 of power, with `FLOOR_DB` as its least value; float32, same shape."""
    level = np.float32(10.0) * np.log10(np.maximum(power, np.float32(10.0 ** (FLOOR_DB / 10.0))))
    return np.maximum(level, np.float32(FLOOR_DB))  # rounding may end a hair below


@lru_cache(maxsize=8)
def _filterbank(settings: MelSettings) -> NDArray[np.float32]:
    edges = _edges(settings)
    bins_hz = np.fft.rfftfreq(settings.n_fft, 1.0 / settings.sample_rate)
    width = np.diff(edges)
    rising = (bins_hz - edges[:-2, None]) / width[:-1, None]
    falling = (edges[2:, None] - bins_hz) / width[1:, None]
    weights = np.maximum(0.0, np.minimum(rising, falling)) * (2.0 / (edges[2:] - edges[:-2]))[:, None]
    result = weights.astype(np.float32)
    result.flags.writeable = False
    return result


@lru_cache(maxsize=8)
def _hann(length: int) -> NDArray[np.float32]:
    """The periodic Hann window, as an analysis of overlapping frames needs it."""
    window = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)).astype(np.float32)
    window.flags.writeable = False
    return window


def _edges(settings: MelSettings) -> NDArray[np.float64]:
    """The n_mels + 2 corners of the triangles in Hz, evenly spaced in mel."""
    low, high = hz_to_mel(np.array([settings.f_min_hz, settings.f_max_hz]))
    return mel_to_hz(np.linspace(low, high, settings.n_mels + 2))
