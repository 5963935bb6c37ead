"""Clips as network input: every clip's log-mel spectrogram at several playing speeds, computed once and kept on disk.

Playing a clip slower or faster moves its pitch and its pace, which makes new examples that still sound real. It is
too slow to be done anew for each epoch, so a few fixed speeds are prepared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import FileIO

import numpy as np
from numpy.typing import NDArray

from workbench.audio.cache import TRAINING, Cache, NewEntry
from workbench.audio.channels import MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import ArraySignal
from workbench.features.mel import FLOOR_DB, MelSettings, log_mel
from workbench.training.clips import Clip

SPEEDS = (1.0, 0.84, 0.92, 1.08, 1.17, 1.26)
_SPEED_SHARES = (0.3, 0.1, 0.2, 0.2, 0.1, 0.1)
"""How often each of `SPEEDS` is heard in training."""


class Examples:
    """The first window of each clip as levels in dB, ready for batches.

    Parameters
    ----------
    clips : what to prepare; longer clips are cut after `window_s`, shorter ones end in silence
    mel : the network's input
    window_s : length of that input in seconds
    speeds : those of `SPEEDS` to prepare; the first is 1
    """

    def __init__(
        self, clips: Sequence[Clip], mel: MelSettings, window_s: float, speeds: Sequence[float] = SPEEDS
    ) -> None:
        self.clips = list(clips)
        self.mel = mel
        self.frames = round(window_s * mel.sample_rate / mel.hop_length)
        self._window_s = window_s
        self._speeds = tuple(speeds)
        self._levels: list[NDArray[np.float16]] = []
        self._in_use: list[FileIO] = []

    def prepare(self) -> Iterator[float]:
        """Compute what is not on disk yet; yields the share that is done, 0…1. Raises `DataError`."""
        cache, fingerprint = Cache(), self._fingerprint()
        keys = [f"{fingerprint}/speed-{speed:.2f}" for speed in self._speeds]
        found = [cache.open(TRAINING, key) for key in keys]
        self._in_use = [file for file in found if file is not None]
        if len(self._in_use) < len(keys):
            yield from self._compute([cache.create(TRAINING, key) for key in keys])
            cache.trim()
        self._levels = [np.load(cache.path(TRAINING, key), mmap_mode="r") for key in keys]
        yield 1.0

    def __del__(self) -> None:
        for file in self._in_use:
            file.close()

    def plain(self, indices: NDArray[np.intp]) -> NDArray[np.float32]:
        """Clips as they are: float32, shape (len(indices), n_mels, frames), dB."""
        return self._levels[0][indices].astype(np.float32)

    def varied(self, indices: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.float32]:
        """Clips at random speeds, turned round in time by a random amount; same shape as `plain`."""
        out = np.full((len(indices), self.mel.n_mels, self.frames), FLOOR_DB, np.float32)
        shares = np.array(_SPEED_SHARES[: len(self._levels)])
        speeds = random.choice(len(self._levels), len(indices), p=shares / shares.sum())
        for row, (index, speed) in enumerate(zip(indices, speeds, strict=True)):
            levels = self._levels[speed][index]
            length = min(levels.shape[1], self.frames)
            first = int(random.integers(levels.shape[1] - length + 1))
            out[row, :, :length] = levels[:, first : first + length]
            out[row] = np.roll(out[row], int(random.integers(self.frames)), axis=1)
        return out

    def _compute(self, entries: Sequence[NewEntry]) -> Iterator[float]:
        arrays = [
            np.lib.format.open_memmap(
                entry.path, "w+", np.float16, (len(self.clips), self.mel.n_mels, round(self.frames / speed))
            )
            for entry, speed in zip(entries, self._speeds, strict=True)
        ]
        for index, clip in enumerate(self.clips):
            samples, sample_rate = clip.read()
            for array, speed in zip(arrays, self._speeds, strict=True):
                array[index] = self._window(samples, sample_rate, speed)
            yield (index + 1) / len(self.clips)
        del arrays  # written to disk, before the files get the names that say they are whole
        for file in self._in_use:
            file.close()
        self._in_use = [entry.keep_in_use() for entry in entries]

    def _window(self, samples: NDArray[np.float32], sample_rate: int, speed: float) -> NDArray[np.float32]:
        # Read as if recorded at another rate, a clip plays faster or slower.
        signal = ArraySignal(samples, round(sample_rate * speed))
        resampled = ResampledSignal(MonoSignal(signal), self.mel.sample_rate)
        window = np.zeros(round(self.frames / speed) * self.mel.hop_length, np.float32)
        sound = resampled.read(0, window.size)[0]
        window[: sound.size] = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)
        return log_mel(window, self.mel)

    def _fingerprint(self) -> str:
        """Changes with whatever changes the levels."""
        files = sorted({clip.path for clip in self.clips})
        described = {
            "files": [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files],
            "members": [clip.name for clip in self.clips],
            "mel": asdict(self.mel),
            "window_s": self._window_s,
            "speeds": self._speeds,
        }
        return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:24]
