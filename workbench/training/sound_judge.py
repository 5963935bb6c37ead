"""A classifier that judges sounds that were made: it has heard real ones only, and is used for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.features.mel import MelSettings, log_mel
from workbench.models.classify.compact_cnn import CompactCnn

FLOOR_DB = -80.0
"""Below the loudest band of a sound; what is quieter is not told from silence."""

_LEAST_PEAK_DB = -70.0
_TOGETHER = 64
_Array = NDArray[np.float32]


@dataclass(frozen=True)
class Hearing:
    """What a judge hears of a sound.

    `window_s` : this much of it; the rest is silence or cut off
    `centred` : the centre of its energy is brought to the middle of the window, as suits words; otherwise its
        beginning is brought to `lead_s` in the window, as suits hits
    """

    mel: MelSettings
    window_s: float
    centred: bool
    lead_s: float = 0.02

    @property
    def window(self) -> int:
        """In samples: a whole number of the columns of the spectrogram."""
        return round(self.window_s * self.mel.sample_rate / self.mel.hop_length) * self.mel.hop_length


SPEECH = Hearing(MelSettings(16_000, 512, 160, 64, 60.0, 7_600.0), 1.0, centred=True)
HITS = Hearing(MelSettings(32_000, 1024, 512, 64, 30.0, 16_000.0), 1.28, centred=False)


def hearing_for(sample_rate: int) -> Hearing:
    """Speech for models up to 16 kHz, hits for those above."""
    return SPEECH if sample_rate <= SPEECH.mel.sample_rate else HITS


class Judge:
    """A network with what it knows.

    Parameters
    ----------
    classes : in the order of the network's outputs
    """

    def __init__(self, classes: Sequence[str], hearing: Hearing, network: CompactCnn) -> None:
        self.classes = tuple(classes)
        self.hearing = hearing
        self.network = network.eval()

    def hear(self, sounds: Iterable[_Array], sample_rate: int) -> _Array:
        """Levels of mono sounds, each of shape (n,): float32, (sounds, n_mels, columns), as `levels` gives them."""
        import soxr

        rate = self.hearing.mel.sample_rate
        resampled = (soxr.resample(sound, sample_rate, rate) if sample_rate != rate else sound for sound in sounds)
        windows = (placed(sound, self.hearing) for sound in resampled)
        parts = []
        while batch := list(islice(windows, _TOGETHER)):
            parts.append(levels(np.stack(batch), self.hearing.mel))
        return np.concatenate(parts)

    @torch.no_grad()
    def embed(self, heard: _Array) -> _Array:
        """Where sounds lie in what the last layer decides by: shape (sounds, dimensions), from what `hear` gives."""
        parts = [heard[first : first + _TOGETHER] for first in range(0, len(heard), _TOGETHER)]
        return np.concatenate([self.network.pooled(torch.from_numpy(part)).numpy() for part in parts])

    @torch.no_grad()
    def scores(self, embedded: _Array) -> _Array:
        """Confidences 0…1, shape (sounds, classes), from what `embed` gives."""
        confidences: _Array = self.network.classify(torch.from_numpy(embedded)).softmax(dim=1).numpy()
        return confidences

    def accuracy(self, sounds: Iterable[_Array], labels: Sequence[str], sample_rate: int) -> float:
        """Share of mono sounds that are taken for what their labels say."""
        found = self.scores(self.embed(self.hear(sounds, sample_rate))).argmax(axis=1)
        return float(np.mean([self.classes[index] == label for index, label in zip(found, labels, strict=True)]))


def placed(sound: _Array, hearing: Hearing, shift: int = 0) -> _Array:
    """A window with the sound in its place, or `shift` samples later; shape (hearing.window,)."""
    window = np.zeros(hearing.window, np.float32)
    if hearing.centred:
        energy = np.square(sound, dtype=np.float64)
        centre = float((energy * np.arange(sound.size)).sum()) / max(float(energy.sum()), 1e-12)
        start = hearing.window // 2 - round(centre) + shift
    else:
        start = round(hearing.lead_s * hearing.mel.sample_rate) + shift
    first, last = max(start, 0), min(start + sound.size, window.size)
    if last > first:
        window[first:last] = sound[first - start : last - start]
    return window


def levels(windows: _Array, mel: MelSettings) -> _Array:
    """Log-mel levels relative to the loudest of each window, `FLOOR_DB` … 0 dB: (n, samples) to (n, n_mels, columns).

    Gain therefore makes no difference. Silence stays silent.
    """
    columns = windows.shape[1] // mel.hop_length
    gap = -(-mel.n_fft // mel.hop_length)  # one transform for all, in which no window reaches into the next
    apart = np.pad(windows, ((0, 0), (0, gap * mel.hop_length)))
    found = log_mel(apart.reshape(-1), mel).reshape(mel.n_mels, len(windows), columns + gap)[:, :, :columns]
    found = found.transpose(1, 0, 2)  # (M, B, T) -> (B, M, T)
    loudest = found.max(axis=(1, 2), keepdims=True)
    relative: _Array = np.maximum(found - np.maximum(loudest, _LEAST_PEAK_DB), FLOOR_DB)
    return relative
