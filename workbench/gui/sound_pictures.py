"""Small spectrograms of sounds, all at one scale so that they can be compared: computed in the worker, and kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from workbench.audio.signal import ArraySignal
from workbench.features.stft import FFT_SIZES, StftSettings
from workbench.features.tiles import row_map
from workbench.gui.bench_sounds import BenchSound
from workbench.gui.lanes.indexed_image import indexed_image
from workbench.gui.lanes.legend import color_table
from workbench.gui.lanes.stft_lane import LEVELS_DB
from workbench.gui.lanes.still_picture import still_steps
from workbench.gui.settings import SpectrogramSettings
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Job, Worker

_WINDOW_S = 0.025
"""Long enough to show the tone of a drum, short enough to show its attack."""


@dataclass(frozen=True)
class PictureScale:
    """`columns_per_s` : device pixels a second; `rows` : device pixels from 0 Hz to half the sample rate (mel)."""

    columns_per_s: float
    rows: int


@dataclass(frozen=True)
class MadePicture:
    """`levels` : uint8, shape (rows, columns), as of `features.stft`, the highest frequency in row 0."""

    number: int
    levels: NDArray[np.uint8]


@dataclass(eq=False)
class _Kept:
    """What is known of a sound's picture; `samples` and `scale` are those it was asked for."""

    samples: NDArray[np.float32]
    scale: PictureScale
    number: int
    job: Job
    levels: NDArray[np.uint8] | None = None
    image: QImage | None = None


class SoundPictures(QObject):
    """The picture of each sound, in the person's colours.

    Signals
    -------
    ready(BenchSound) : it has another picture
    """

    ready = Signal(object)

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self.scale = PictureScale(160.0, 72)
        self._kept: dict[BenchSound, _Kept] = {}
        self._numbers = count(1)
        usual = SpectrogramSettings()
        self.set_colors(usual.colormap, usual.floor_db, usual.ceiling_db)

    def set_colors(self, colormap: str, floor_db: float, ceiling_db: float) -> None:
        """Name of a colour map, and the levels of its ends in dBFS: the same for all sounds."""
        self._table = color_table(colormap, floor_db, ceiling_db, LEVELS_DB)
        for kept in self._kept.values():
            kept.image = None

    def image(self, sound: BenchSound) -> QImage | None:
        """Its picture, asked for if need be. Until that comes it is the former one, of other samples or at another
        scale, or None."""
        if sound.samples is None:
            return None
        kept = self._kept.get(sound)
        if kept is None or kept.samples is not sound.samples or kept.scale != self.scale:
            kept = self._kept[sound] = self._ask(sound, kept)
        if kept.image is None and kept.levels is not None:
            kept.image = indexed_image(kept.levels, self._table)
        return kept.image

    def forget(self, sound: BenchSound) -> None:
        """It is gone."""
        kept = self._kept.pop(sound, None)
        if kept is not None:
            kept.job.cancel()

    def _ask(self, sound: BenchSound, former: _Kept | None) -> _Kept:
        number = next(self._numbers)
        job = self.worker.run(
            partial(picture_steps, sound.samples, sound.sample_rate, self.scale, number), Priority.VIEW
        )
        job.result.connect(self._take)
        if former is None:
            return _Kept(sound.samples, self.scale, number, job)
        former.job.cancel()
        return replace(former, samples=sound.samples, scale=self.scale, number=number, job=job)

    def _take(self, made: MadePicture) -> None:
        for sound, kept in self._kept.items():
            if kept.number == made.number:
                kept.levels, kept.image = made.levels, None
                self.ready.emit(sound)
                return


def picture_steps(
    samples: NDArray[np.float32], sample_rate: int, scale: PictureScale, number: int = 0
) -> Iterator[MadePicture | None]:
    """Compute a picture in steps: None after each few milliseconds, at the end a `MadePicture`.

    Each pixel is the largest level of the frames of the Fourier transform in it.
    """
    signal = ArraySignal(samples, sample_rate)
    settings = StftSettings(min(FFT_SIZES, key=lambda size: abs(size - _WINDOW_S * sample_rate)))
    frames_per_pixel = sample_rate / scale.columns_per_s
    pixels = max(1, math.ceil(signal.frames / frames_per_pixel))
    rows = row_map(settings, sample_rate, scale="mel", low_hz=0.0, high_hz=sample_rate / 2, rows=scale.rows)
    steps = still_steps(signal, settings, rows, start_frame=0.0, frames_per_pixel=frames_per_pixel, pixels=pixels)
    for levels in steps:
        yield None if levels is None else MadePicture(number, levels)
