"""From sound to its description: log-mel bands, and where its tones are, frame by frame.

The generator makes descriptions, the vocoder turns them into sound; this is how descriptions of real sounds are
measured, for training and for `encode`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from workbench.features.mel import mel_filterbank
from workbench.models.analyse import pyin
from workbench.models.synthesise.sound_shape import SoundShape

Samples = NDArray[np.float32]

FLOOR_DB = -80.0
_SCALE_DB = 40.0
_ONSET = 0.05
"""Of the peak: where a hit begins."""
_BEFORE_ONSET_S = 0.001
_SPEECH_DB = -30.0
"""Below the loudest frame: where speech begins and ends."""
_LOWEST_HZ, _HIGHEST_HZ = 45.0, 11_500.0
_LEAST_WIDTH_HZ = 12.0
_VOICE_HZ = 150.0


def describe(samples: Samples, shape: SoundShape) -> NDArray[np.float32]:
    """The description of a sound that was made fit by `fitted`: float32, shape (rows, frames), about −1…1."""
    sound = torch.from_numpy(samples)[None]
    mel = log_mel(sound, shape)[0].numpy()
    tones = _partials(samples, shape) if shape.tone == "partials" else _voice(samples, shape)
    return np.concatenate([mel, tones]).astype(np.float32)


def fitted(samples: Samples, shape: SoundShape) -> Samples:
    """A mono sound at the shape's rate, from its onset on, at the level and with the length of the shape's sounds.

    Hits peak at 0.9; speech has an RMS of 0.1 where it is heard, unless it peaks at 0.95. All zeros stay so.
    """
    if not np.any(samples):
        return np.zeros(shape.samples, np.float32)
    if shape.tone == "partials":
        first = int(np.argmax(np.abs(samples) >= _ONSET * np.abs(samples).max()))
        sound = samples[max(first - round(_BEFORE_ONSET_S * shape.sample_rate), 0) :][: shape.samples]
        gain = 0.9 / np.abs(sound).max()
    else:
        sound = _spoken(samples, shape)[: shape.samples]
        gain = min(0.1 / float(np.sqrt(np.mean(np.square(sound))) + 1e-9), 0.95 / float(np.abs(sound).max() + 1e-9))
    whole = np.zeros(shape.samples, np.float32)
    whole[: sound.size] = sound * np.float32(gain)
    return _faded(whole, sound.size, shape)


def _spoken(samples: Samples, shape: SoundShape) -> Samples:
    """From where it is first heard to where it was last heard."""
    hop = shape.sample_rate // 100
    padded = np.pad(samples, (0, -samples.size % hop))
    power = np.convolve(np.square(padded).reshape(-1, hop).mean(axis=1), np.ones(3) / 3, mode="same")
    floor = np.percentile(power, 10) * 4.0  # where there is noise, speech stands out from it
    loud = power > max(power.max() * 10.0 ** (_SPEECH_DB / 10.0), min(floor, power.max() * 0.05))
    heard = np.flatnonzero(loud)
    begin, end = max(int(heard[0]) - 2, 0), int(heard[-1]) + 4
    return samples[begin * hop : end * hop]


def _faded(sound: Samples, used: int, shape: SoundShape) -> Samples:
    rise, fall = round(0.0005 * shape.sample_rate), round(0.01 * shape.sample_rate)
    sound[:rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32)
    end = slice(max(used - fall, 0), used)
    sound[end] *= np.linspace(1.0, 0.0, end.stop - end.start, dtype=np.float32)
    return sound


def log_mel(sounds: Tensor, shape: SoundShape) -> Tensor:
    """Levels of the mel bands, (batch, samples) to (batch, mels, frames): 0 is −40 dB, 1 is 0 dB."""
    window = torch.hann_window(shape.n_fft)
    spectrum = torch.stft(
        sounds, shape.n_fft, shape.hop_length, window=window, center=True, pad_mode="constant", return_complex=True
    )[..., : shape.frames]
    power = spectrum.abs().square() / float(window.sum()) ** 2
    levels = 10.0 * torch.log10(_filterbank(shape) @ power + 1e-12)
    return levels.clamp_min(FLOOR_DB) / _SCALE_DB + 1.0


@lru_cache(maxsize=4)
def _filterbank(shape: SoundShape) -> Tensor:
    weights = torch.from_numpy(mel_filterbank(shape.mel).copy())
    # Each band adds up what it holds, however wide it is.
    peak = weights.amax(dim=1, keepdim=True).clamp_min(1e-12)
    return weights / peak


# Partials of struck things


def band_centres(shape: SoundShape) -> NDArray[np.float64]:
    """Centres of the bands that hold one partial each, Hz, evenly spaced by ratio."""
    return np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, shape.bands)


def band_step(shape: SoundShape) -> float:
    """Ratio from one band's centre to the next one's."""
    return float((_HIGHEST_HZ / _LOWEST_HZ) ** (1.0 / max(shape.bands - 1, 1)))


def _partials(samples: Samples, shape: SoundShape) -> NDArray[np.float32]:
    """For each band where its partial is (−1…1: a step below or above the centre) and how tonal it is (−1…1).

    A band is cut out of the analytic signal by a Gaussian; the mean phase advance from sample to sample, weighted by
    power, is the frequency. Its coherence over a time in which noise of that band loses most of its own tells tones
    from noise; below some 400 Hz a frame is too short for that, and noise counts as half tonal.
    """
    rate = shape.sample_rate
    size = 2 ** int(np.ceil(np.log2(samples.size + rate // 10)))
    spectrum = torch.fft.fft(torch.from_numpy(samples), size)
    frequency = torch.fft.fftfreq(size, 1.0 / rate)
    rows = np.zeros((2, shape.bands, shape.frames), np.float32)
    for band, centre in enumerate(band_centres(shape)):
        width = max(centre * (band_step(shape) - 1.0) * 0.5, _LEAST_WIDTH_HZ)
        gauss = torch.exp(-0.5 * ((frequency - centre) / width).square()) * (frequency > 0)
        analytic = torch.fft.ifft(spectrum * gauss)
        lag = max(round(0.29 / width * rate), 1)
        power = _averaged(analytic.abs().square(), shape)
        advance = _averaged(torch.roll(analytic, -1) * analytic.conj(), shape)
        coherence = _averaged(torch.roll(analytic, -lag) * analytic.conj(), shape)
        later = _averaged(torch.roll(analytic, -lag).abs().square(), shape)
        hz = torch.angle(advance) * rate / (2.0 * np.pi)
        place = torch.log(hz.clamp_min(1.0) / centre) / np.log(band_step(shape))
        tonal = coherence.abs() / torch.sqrt(power * later + 1e-16)
        sure = ((tonal - 0.3) / 0.4).clamp(0.0, 1.0)
        rows[0, band] = (place.clamp(-1.0, 1.0) * sure).numpy()
        rows[1, band] = (2.0 * tonal - 1.0).numpy()
    return rows.reshape(-1, shape.frames)


def _averaged(values: Tensor, shape: SoundShape) -> Tensor:
    """Means around each frame, under a triangle two hops wide; shape (frames,)."""
    values = values[: shape.samples + shape.hop_length]
    parts = torch.view_as_real(values).T if values.is_complex() else values[None]
    hop = shape.hop_length
    blocks = functional.pad(parts, (hop, 0)).unfold(-1, hop, hop)
    rising = torch.linspace(0.0, 1.0, hop)
    means = (blocks[:, :-1] * rising).mean(-1) + (blocks[:, 1:] * (1.0 - rising)).mean(-1)
    means = means[:, : shape.frames]
    return torch.complex(means[0], means[1]) if values.is_complex() else means[0]


# The voice


def _voice(samples: Samples, shape: SoundShape) -> NDArray[np.float32]:
    """Pitch in octaves above 150 Hz, held where there is none, and whether there is a voice (−1 or 1)."""
    import soxr

    heard = soxr.resample(samples, shape.sample_rate, pyin.SAMPLE_RATE).astype(np.float32)
    half = pyin.WINDOW // 2
    columns = -(-heard.size // pyin.HOP) + 1
    padded = np.pad(heard, (half, columns * pyin.HOP + pyin.WINDOW - half - heard.size))
    pitch_hz, _ = pyin.track(padded)
    time_s = np.arange(pitch_hz.size) * pyin.HOP / pyin.SAMPLE_RATE
    frame_s = np.arange(shape.frames) * shape.hop_length / shape.sample_rate
    voiced = np.isfinite(pitch_hz) & (pitch_hz < 600.0)
    if not voiced.any():
        return np.stack([np.zeros(shape.frames), np.full(shape.frames, -1.0)]).astype(np.float32)
    octaves = np.interp(frame_s, time_s[voiced], np.log2(pitch_hz[voiced] / _VOICE_HZ))
    sure = np.interp(frame_s, time_s, voiced.astype(np.float64)) >= 0.5
    return np.stack([octaves, np.where(sure, 1.0, -1.0)]).astype(np.float32)


def pitch_hz(octaves: Tensor) -> Tensor:
    """The pitch that a description's row means."""
    return _VOICE_HZ * torch.exp2(octaves.clamp(-1.5, 2.0))
