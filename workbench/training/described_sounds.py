"""Short labelled sounds with their descriptions, made once and kept: what synthesisers learn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import FileIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.audio.cache import TRAINING, Cache
from workbench.models.synthesise.description import describe, fitted
from workbench.models.synthesise.sound_shape import SoundShape
from workbench.training.sounds_pack import PackSound

_VERSION = 1
"""To be raised whenever the same sounds would be described otherwise."""

_SCALE = 32_767.0
_LABEL_POWER, _CORPUS_POWER = 0.25, 0.6


class DescribedSounds:
    """All of a set of sounds, fitted to one shape.

    `labels` : sorted, each once; `label` : the index of each sound's, shape (sounds,)
    `samples` : int16, shape (sounds, shape.samples); `descriptions` : float32, shape (sounds, rows, frames)
    """

    def __init__(self, sounds: Sequence[PackSound], shape: SoundShape) -> None:
        self.sounds = list(sounds)
        self.shape = shape
        self.labels = sorted({sound.label for sound in sounds})
        self.label = np.array([self.labels.index(sound.label) for sound in sounds])
        self.samples: NDArray[np.int16] = np.zeros((0, shape.samples), np.int16)
        self.descriptions: NDArray[np.float32] = np.zeros((0, shape.rows, shape.frames), np.float32)
        self._in_use: list[FileIO] = []

    def prepare(self) -> Iterator[float]:
        """Read and describe what is not on disk yet; yields the share that is done, 0…1. Raises `DataError`."""
        cache, key = Cache(), self._fingerprint()
        names = [f"{key}/samples", f"{key}/descriptions"]
        found = [cache.open(TRAINING, name) for name in names]
        self._in_use = [file for file in found if file is not None]
        if len(self._in_use) < len(names):
            yield from self._describe(cache, names)
        self.samples, self.descriptions = (np.load(cache.path(TRAINING, name), mmap_mode="r") for name in names)
        yield 1.0

    def __del__(self) -> None:
        for file in self._in_use:
            file.close()

    def read(self, indices: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Samples, float32 within ±1, and descriptions of some of the sounds."""
        return self.samples[indices].astype(np.float32) / np.float32(_SCALE), np.array(self.descriptions[indices])

    def chances(self) -> NDArray[np.float64]:
        """How often to hear each sound: rare labels, and rare collections within a label, more than their share."""
        corpora = np.array([sound.corpus for sound in self.sounds])
        chances = np.zeros(len(self.sounds))
        for label in range(len(self.labels)):
            of_label = self.label == label
            parts = {corpus: of_label & (corpora == corpus) for corpus in sorted(set(corpora[of_label]))}
            total = sum(float(part.sum()) ** _CORPUS_POWER for part in parts.values())
            for part in parts.values():
                share = part.sum() ** _CORPUS_POWER / total
                chances[part] = float(of_label.sum()) ** _LABEL_POWER * share / part.sum()
        shares: NDArray[np.float64] = chances / chances.sum()
        return shares

    def _describe(self, cache: Cache, names: Sequence[str]) -> Iterator[float]:
        import soxr

        samples = np.zeros((len(self.sounds), self.shape.samples), np.int16)
        descriptions = np.zeros((len(self.sounds), self.shape.rows, self.shape.frames), np.float32)
        for index, sound in enumerate(self.sounds):
            heard, rate = sound.clip.read()
            mono = np.nan_to_num(heard.mean(axis=0), nan=0.0, posinf=0.0, neginf=0.0)
            whole = fitted(soxr.resample(mono, rate, self.shape.sample_rate).astype(np.float32), self.shape)
            samples[index] = np.rint(whole * _SCALE)
            descriptions[index] = describe(whole, self.shape)
            yield (index + 1) / len(self.sounds)
        for used in self._in_use:
            used.close()
        self._in_use = [_kept(cache, names[0], samples), _kept(cache, names[1], descriptions)]
        cache.trim()

    def _fingerprint(self) -> str:
        files = sorted({sound.clip.path for sound in self.sounds})
        described = {
            "version": _VERSION,
            "shape": asdict(self.shape),
            "files": [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files],
            "members": [sound.clip.name for sound in self.sounds],
        }
        return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:24]


def _kept(cache: Cache, name: str, values: NDArray[Any]) -> FileIO:
    entry = cache.create(TRAINING, name)
    with entry.path.open("wb") as file:
        np.save(file, values)
    return entry.keep_in_use()
