"""The base of analyses: sound is read with its surroundings, on a grid of columns that the signal alone fixes.

So a recording of any length is measured in pieces, and each column is what it would be had it been measured whole.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.audio.channels import ChannelSignal, MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import ArraySignal, Signal
from workbench.errors import WorkbenchError
from workbench.models.contract import Card, Features, Span

FLOOR_DB = -100.0
"""The least level that is told: below it lies what 16 bits cannot hold."""

_LOUDEST = 1e6
"""Samples beyond this, infinities and NaN count as 0: one would spoil all columns that it touches."""


_RATE_TO_PREPARE = 22_050


@dataclass(frozen=True)
class AnalyseSettings:
    """`channel` : counted from 0; None mixes all channels."""

    channel: int | None = None


@dataclass(frozen=True)
class Grid:
    """Where columns stand, and what each needs to be known.

    Column k is centred on sample k · `hop_length` at `sample_rate` Hz, and depends on the samples from `before` in
    front of its centre to `after` behind it. `at_once` columns are measured together.
    """

    sample_rate: int
    hop_length: int
    before: int
    after: int
    at_once: int

    @property
    def hop_s(self) -> float:
        return self.hop_length / self.sample_rate

    def columns(self, span: Span, frames: int) -> range:
        """The columns whose centres lie in `span`, of a signal with so many frames."""
        count = -(-frames // self.hop_length)
        first, stop = (math.ceil(time_s * self.sample_rate / self.hop_length) for time_s in (span.start_s, span.end_s))
        # The end of a recording in seconds may round to either side of its last column.
        if span.end_s * self.sample_rate >= frames - 0.5:
            stop = count
        return range(max(first, 0), min(stop, count))


@dataclass(frozen=True)
class Piece:
    """Samples for `columns`, with their surroundings.

    `samples` : float32, shape (n,), from `before` samples in front of the first column to `after` behind the last one;
        zeros outside of the recording, which lies at `inside`
    """

    columns: range
    samples: NDArray[np.float32]
    inside: slice


class Analysis(ABC):
    """A `Model` that measures; a subclass says on which grid, and how."""

    settings_type = AnalyseSettings
    piece_s = 10.0
    """Seconds measured at once at most, so that a change of view is answered soon."""
    card: Card

    @abstractmethod
    def grid(self, sample_rate: int) -> Grid:
        """The grid for a recording of that rate; the sound is resampled to the grid's own rate."""

    @abstractmethod
    def measure(self, piece: Piece, grid: Grid) -> NDArray[np.float32]:
        """float32, shape (rows, columns of the piece)."""

    def prepare(self) -> None:
        """Import and compile what measuring needs: seconds, or half a minute the first time after an installation."""
        for _ in self.run(ArraySignal(np.zeros(_RATE_TO_PREPARE), _RATE_TO_PREPARE), Span(0.0, 0.1), AnalyseSettings()):
            pass

    def run(self, signal: Signal, span: Span, settings: AnalyseSettings) -> Iterator[Features]:
        """See `Model.run`. Raises `WorkbenchError` when the signal has no such channel."""
        grid = self.grid(signal.sample_rate)
        sound = ResampledSignal(_one_channel(signal, settings.channel), grid.sample_rate)
        columns = grid.columns(span, sound.frames)
        for first in range(columns.start, columns.stop, grid.at_once):
            piece = _read(sound, range(first, min(first + grid.at_once, columns.stop)), grid)
            yield Features(first * grid.hop_s, grid.hop_s, self.measure(piece, grid))


def windows_of(piece: Piece, grid: Grid) -> NDArray[np.float32]:
    """The samples on which each column is centred, shape (columns, `before` + `after`); a view, not to be changed."""
    return np.lib.stride_tricks.sliding_window_view(piece.samples, grid.before + grid.after)[:: grid.hop_length]


def level_db(amplitude: NDArray[np.floating]) -> NDArray[np.float32]:
    """dBFS of an amplitude, never below `FLOOR_DB`."""
    level = 20.0 * np.log10(np.maximum(amplitude, 10.0 ** (FLOOR_DB / 20.0)))
    return np.asarray(np.maximum(level, FLOOR_DB), np.float32)  # rounding may end a hair below


def window_for(sample_rate: int) -> int:
    """The power of two samples nearest to 43 ms, which are 2048 samples at 48 kHz; at least 64."""
    return max(64, 1 << round(math.log2(sample_rate * 2048 / 48_000)))


def card(
    name: str, rows: tuple[str, ...], *, summary: str, source: str, not_meant_for: str, sample_rate: int = 0
) -> Card:
    """The card of an analysis; `sample_rate` 0 means that of the recording."""
    return Card(
        name=f"analyse/{name}",
        task="analyse",
        summary=summary,
        classes=rows,
        sample_rate=sample_rate,
        window_s=0.0,
        licence="ISC (librosa)",
        trained_on="Nothing: it is a formula.",
        quality=("As librosa measures the whole recording at once.", source),
        not_meant_for=not_meant_for,
        parameters=0,
        weights_sha256="",
    )


def _one_channel(signal: Signal, channel: int | None) -> Signal:
    if channel is None:
        return MonoSignal(signal)
    if not 0 <= channel < signal.channels:
        raise WorkbenchError(f"There is no channel {channel + 1}: the recording has {signal.channels}.")
    return ChannelSignal(signal, (channel,))


def _read(sound: Signal, columns: range, grid: Grid) -> Piece:
    start = columns[0] * grid.hop_length - grid.before
    stop = columns[-1] * grid.hop_length + grid.after
    read = sound.read(max(start, 0), min(stop, sound.frames))[0]
    samples = np.zeros(stop - start, np.float32)
    inside = slice(max(-start, 0), max(-start, 0) + len(read))
    samples[inside] = np.where(np.abs(read) <= _LOUDEST, read, np.float32(0.0))
    return Piece(columns, samples, inside)
