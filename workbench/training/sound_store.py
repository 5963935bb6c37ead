"""Recordings decoded once, as 16-bit samples in one file on disk from which any stretch is read at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from io import FileIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.audio.cache import TRAINING, Cache, NewEntry
from workbench.training.clips import Clip

_SILENCE = 10.0 ** (-80.0 / 20.0)
_SCALE = 32_767.0
_VERSION = 1
_LONGEST_NUMBER = 2**62


class SoundStore:
    """Mono recordings at one sample rate, without the digital silence before and after them.

    Parameters
    ----------
    clips : what to decode; channels are averaged
    sample_rate : of what is read from here, Hz
    """

    def __init__(self, clips: Sequence[Clip], sample_rate: int) -> None:
        self.clips = list(clips)
        self.sample_rate = sample_rate
        self.edges: NDArray[np.int64] = np.zeros(1, np.int64)
        self._samples: NDArray[np.int16] = np.zeros(0, np.int16)
        self._in_use: list[FileIO] = []

    def prepare(self) -> Iterator[float]:
        """Decode what is not on disk yet; yields the share that is done, 0…1. Raises `DataError`."""
        cache, key = Cache(), self._fingerprint()
        names = [f"{key}/samples", f"{key}/edges"]
        found = [cache.open(TRAINING, name) for name in names]
        self._in_use = [file for file in found if file is not None]
        if len(self._in_use) < len(names):
            yield from self._decode(*(cache.create(TRAINING, name) for name in names))
            cache.trim()
        self._samples = np.load(cache.path(TRAINING, names[0]), mmap_mode="r")
        self.edges = np.load(cache.path(TRAINING, names[1]))
        yield 1.0

    def __del__(self) -> None:
        for file in self._in_use:
            file.close()

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Samples of each recording, shape (clips,)."""
        return np.diff(self.edges)

    def read(self, index: int, first: int, count: int) -> NDArray[np.float32]:
        """At most `count` samples of recording `index` from its sample `first` on: float32, −1…1."""
        begin = int(self.edges[index]) + first
        end = min(begin + count, int(self.edges[index + 1]))
        return self._samples[begin:end].astype(np.float32) / np.float32(_SCALE)

    def _decode(self, samples: NewEntry, edges: NewEntry) -> Iterator[float]:
        ends = [0]
        with samples.path.open("wb") as file:
            _write_header(file, _LONGEST_NUMBER)  # room for the number that is known at the end
            for index, clip in enumerate(self.clips):
                sound = _trimmed(_mono(*clip.read(), self.sample_rate))
                file.write(np.rint(sound.clip(-1.0, 1.0) * _SCALE).astype("<i2").tobytes())
                ends.append(ends[-1] + sound.size)
                yield (index + 1) / len(self.clips)
            file.seek(0)
            _write_header(file, ends[-1])
        with edges.path.open("wb") as file:
            np.save(file, np.array(ends, np.int64))
        for used in self._in_use:
            used.close()
        self._in_use = [entry.keep_in_use() for entry in (samples, edges)]

    def _fingerprint(self) -> str:
        files = sorted({clip.path for clip in self.clips})
        described = {
            "version": _VERSION,
            "files": [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files],
            "members": [clip.name for clip in self.clips],
            "sample_rate": self.sample_rate,
        }
        return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:24]


def _write_header(file: Any, count: int) -> None:
    np.lib.format.write_array_header_1_0(file, {"descr": "<i2", "fortran_order": False, "shape": (count,)})


def _mono(samples: NDArray[np.float32], sample_rate: int, wanted: int) -> NDArray[np.float32]:
    import soxr

    mono = np.nan_to_num(samples.mean(axis=0), nan=0.0, posinf=0.0, neginf=0.0)
    resampled: NDArray[np.float32] = soxr.resample(mono, sample_rate, wanted).astype(np.float32)
    return resampled


def _trimmed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    heard = np.flatnonzero(np.abs(sound) >= _SILENCE)
    return sound[heard[0] : heard[-1] + 1] if heard.size else sound[:0]
