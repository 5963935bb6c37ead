"""What the sound process does: each kind of work is a frozen value with the steps that do it.

The same steps run in the worker thread for signals that are no recording, or are still being decoded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from workbench.audio.glance import WORTH_FRAMES, glance
from workbench.audio.loudness import loudness_steps
from workbench.audio.overview_bins import read_bins
from workbench.audio.signal import Signal
from workbench.audio.wave_detail import WaveGrid, detail_steps
from workbench.features.change import change_steps
from workbench.features.spectrum import spectrum_steps
from workbench.features.speech_likeness import judge_steps
from workbench.features.stft import Tile, TileKey, tile_steps
from workbench.jobs.job import Progress
from workbench.jobs.scheduler import Priority, Steps

OVERVIEW_STEP_S = 0.01
"""Long enough that handing over its bins costs little, short enough that the first tiles need not wait."""


class Work(Protocol):
    """Anything that can be computed of a signal in steps."""

    def steps(self, signal: Signal) -> Steps: ...


@dataclass(frozen=True)
class MakeOverview:
    """Yields a `Glance` if the recording is long, then all its `Bins` in order, and `Progress`."""

    def steps(self, signal: Signal) -> Steps:
        if signal.frames > WORTH_FRAMES:
            yield glance(signal)
            yield Progress(0.0)
        done = said = 0.0
        for bins in read_bins(signal, OVERVIEW_STEP_S):
            yield bins
            done += bins.frames / signal.frames
            if done - said >= 0.01:
                yield Progress(done)
                said = done


@dataclass(frozen=True)
class MakeTile:
    """Yields `Tile`s, each better than the one before; with `quick` only the first."""

    key: TileKey
    quick: bool = False

    def steps(self, signal: Signal) -> Steps:
        return _improving(tile_steps(signal, self.key), self.quick)


@dataclass(frozen=True)
class MakeChange:
    """Of the output of a model; yields `Tile`s of two planes, see `change_steps`, as `MakeTile` does."""

    key: TileKey
    quick: bool = False

    def steps(self, signal: Signal) -> Steps:
        return _improving(change_steps(signal, self.key), self.quick)


@dataclass(frozen=True)
class MakeWave:
    """Yields one `WaveDetail`."""

    grid: WaveGrid

    def steps(self, signal: Signal) -> Steps:
        return detail_steps(signal, self.grid)


@dataclass(frozen=True)
class MakeSpectrum:
    """Yields one `Spectrum` of these frames."""

    start_frame: int
    stop_frame: int

    def steps(self, signal: Signal) -> Steps:
        return spectrum_steps(signal, self.start_frame, self.stop_frame)


@dataclass(frozen=True)
class MeasureLoudness:
    """Yields `Progress`, and one `Loudness` of these spans of frames (first, last + 1) together."""

    spans: tuple[tuple[int, int], ...]

    def steps(self, signal: Signal) -> Steps:
        said = 0.0
        for step in loudness_steps(signal, self.spans):
            if not isinstance(step, float):
                yield step
            elif step - said >= 0.01:
                said = step
                yield Progress(step)
            else:
                yield None


@dataclass(frozen=True)
class JudgeSpeech:
    """Yields one `SpeechLikeness` of these frames."""

    start_frame: int
    stop_frame: int

    def steps(self, signal: Signal) -> Steps:
        return judge_steps(signal, self.start_frame, self.stop_frame)


SoundWork = MakeOverview | MakeTile | MakeChange | MakeWave | MakeSpectrum | MeasureLoudness | JudgeSpeech
"""What may be asked of the sound process."""


def _improving(tiles: Iterator[Tile | None], quick: bool) -> Steps:
    """The first picture at the priority that was asked for, better ones when there is time."""
    for tile in tiles:
        yield tile
        if tile is not None and quick:
            return
        if tile is not None and not tile.exact:
            yield Priority.REFINE
