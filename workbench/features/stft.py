"""The spectrogram, true at each zoom: tiles of levels from the short-time Fourier transform.

Frames are those of `librosa.stft(y, n_fft=n_fft, hop_length=n_fft // 4, center=True)`: frame `m` is centred on sample
`m · hop`, beyond the ends there is silence. A *column* of level L holds, for each frequency, the maximum of the 2^L
frames centred in it, so that a call of 10 ms survives in a picture of ten hours. Levels below 0 have one frame a
column and a hop of n_fft / 4 / 2^-L. A *tile* is 128 columns.

Levels are amplitudes in dBFS: a full-scale sine in the middle of a bin has 0 dBFS, whatever the window. They are
stored as uint8 in steps of 0.5 dB, see `to_db`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from workbench.audio.signal import Samples, Signal
from workbench.audio.stored import StoredSignal, to_samples

Window = Literal["hann", "hamming", "blackman", "kaiser", "rectangular"]
WINDOWS: tuple[Window, ...] = get_args(Window)
FFT_SIZES = (256, 512, 1024, 2048, 4096, 8192, 16384)

TILE_COLUMNS = 128
DB_STEP = 0.5
DB_FLOOR = -127.5
"""The level of value 0, and of all that is softer; value 255 is 0 dBFS and all that is louder."""

FINEST_LEVEL = -4
"""A hop of n_fft / 64: nearer, neighbouring columns differ by less than a step of colour."""

KAISER_BETA = 9.0
"""Side lobes about 90 dB down (Kaiser & Schafer, 1980), below what 16 bit can hold."""

_LOUDEST = 1e9
"""Samples beyond this are damage, not sound; its sums would overflow float32."""
_BATCH_SAMPLES = 2**17
"""Windowed samples of one batch of transforms: about 1 ms of work, and it fits the second-level cache."""
_NEAR = 4
"""Frames fewer half-frames apart are read in one go: a read costs as much as some thousand samples."""
_COARSE = slice(4, TILE_COLUMNS, 8)
"""The columns that are looked at first."""
PATIENCE_S = 0.03
"""Where the first look takes longer, as on a disk that has not been read yet, it is shown by itself."""
_BATCHES_A_PICTURE = 64
"""A tile that takes long is shown again after so many batches."""
TURN_S = 0.005
SLOW_S = 0.002

Levels = NDArray[np.uint8]
"""shape (n_fft // 2 + 1, columns): row 0 is 0 Hz."""
Amplitudes = NDArray[np.float32]
"""shape (columns or frames, n_fft // 2 + 1): a full-scale sine has 1."""


@dataclass(frozen=True)
class StftSettings:
    """`n_fft`: samples a frame, one of `FFT_SIZES`; `window`: one of `WINDOWS`."""

    n_fft: int = 2048
    window: Window = "hann"

    def __post_init__(self) -> None:
        if self.n_fft not in FFT_SIZES or self.window not in WINDOWS:
            raise ValueError(f"no FFT of {self.n_fft} with window {self.window!r}")

    @property
    def hop(self) -> int:
        return self.n_fft // 4

    @property
    def bins(self) -> int:
        return self.n_fft // 2 + 1

    def samples_per_column(self, level: int) -> int:
        return self.hop << level if level >= 0 else self.hop >> -level

    def level_for(self, samples_per_pixel: float) -> int:
        """The coarsest level with at least one column a pixel; at least `FINEST_LEVEL`."""
        level = int(np.floor(np.log2(max(samples_per_pixel, 1e-9) / self.hop)))
        return max(level, FINEST_LEVEL)


@dataclass(frozen=True)
class TileKey:
    """Which tile: columns `index` · 128 … + 127 of `level`. `channel` None: the loudest of all at each point."""

    settings: StftSettings
    level: int
    index: int
    channel: int | None = None

    def __hash__(self) -> int:  # that of all fields takes four times as long, and a frame needs hundreds
        return hash((self.settings.n_fft, self.level, self.index))

    def span(self) -> tuple[float, float]:
        """Where the tile is drawn, in frames of the signal.

        A column stands for its frames' centres and half a hop around them, so tiles of all levels lie exactly
        over one another.
        """
        width = self.settings.samples_per_column(self.level)
        start = self.index * TILE_COLUMNS * width - min(self.settings.hop, width) / 2
        return start, start + TILE_COLUMNS * width


@dataclass(frozen=True)
class Tile:
    """`levels` of the tile `key`.

    `exact` : False for a first picture, made of one frame a column
    `frames` : the length of the signal then; a recording that is being decoded grows
    """

    key: TileKey
    levels: Levels
    exact: bool
    frames: int


def to_db(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Levels in dBFS: −127.5 + 0.5 · value."""
    return (DB_FLOOR + DB_STEP * values).astype(np.float32)


def tile_steps(signal: Signal, key: TileKey, *, patient: bool = False) -> Iterator[Tile | None]:
    """Compute a tile a few milliseconds a step: a quick picture first, then, brighter and brighter, the true one.

    `patient` : only the quick picture, of the same places in whatever signal, and the true one; nothing in between

    Raises `AudioReadError`.
    """
    frames = signal.frames  # before the first look: what grows meanwhile may be missed
    for levels, exact in _pictures(signal, key, patient):
        yield None if levels is None else Tile(key, levels, exact, frames)


def merge(left: Levels | None, right: Levels | None) -> Levels:
    """The tile of the next coarser level, index i, from its tiles 2 i and 2 i + 1; None is silence."""
    known = left if left is not None else right
    if known is None:
        raise ValueError("at least one of the two tiles must be there")
    halves = [np.zeros_like(known) if tile is None else tile for tile in (left, right)]
    columns = np.concatenate(halves, axis=1)
    return np.maximum(columns[:, 0::2], columns[:, 1::2])


def _pictures(signal: Signal, key: TileKey, patient: bool) -> Iterator[tuple[Levels | None, bool]]:
    frames_a_column = 1 << max(key.level, 0)
    amplitudes = np.zeros((TILE_COLUMNS, key.settings.bins), np.float32)
    turn = _Turn()
    if frames_a_column > 1:
        impatient_at = monotonic() + PATIENCE_S
        for columns, frames in _sampled_batches(signal, key):
            amplitudes[columns] = frames
            # A disk that has to look for each of a few columns: all tiles shall have their few before one is whole.
            if turn.is_over or (columns == _COARSE and turn.has_lasted(SLOW_S)):
                yield None, False
                turn.begin()
                if columns == _COARSE and monotonic() > impatient_at and not patient:
                    yield quantise(np.repeat(amplitudes[_COARSE], _COARSE.step, axis=0)), False
        yield quantise(amplitudes), False
        turn.begin()
    # All frames of a column include the sampled one, so the picture only ever gets brighter.
    for step, (columns, maxima) in enumerate(_exact_batches(signal, key), start=1):
        np.maximum(amplitudes[columns], maxima, out=amplitudes[columns])
        if turn.is_over:
            yield None, False
            turn.begin()
        if step % _BATCHES_A_PICTURE == 0 and not patient:
            yield quantise(amplitudes), False
            turn.begin()
    yield quantise(amplitudes), True


class _Turn:
    """One step's share of time. Tiles that need no more are made in one go: taking turns would keep the first one
    waiting for the last, and empty the processor's cache each time."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self._began = monotonic()

    @property
    def is_over(self) -> bool:
        return self.has_lasted(TURN_S)

    def has_lasted(self, seconds: float) -> bool:
        return monotonic() >= self._began + seconds


def _hop(key: TileKey) -> int:
    return min(key.settings.hop, key.settings.samples_per_column(key.level))


def _frames_a_batch(signal: Signal, key: TileKey) -> int:
    """A power of two, so that runs of frames and columns end together."""
    channels = signal.channels if key.channel is None else 1
    return 1 << max(0, (_BATCH_SAMPLES // key.settings.n_fft // channels).bit_length() - 1)


def _sampled_batches(signal: Signal, key: TileKey) -> Iterator[tuple[slice, Amplitudes]]:
    """One frame a column; a few columns all over the tile first.

    Which one is different in each column: frames at equal distances would beat with what repeats in the recording, and
    show a rhythm that is not there (Cook, 1986: sampling at irregular places turns aliases into noise).
    """
    batch = _frames_a_batch(signal, key)
    for columns in (_COARSE, *(slice(first, first + batch) for first in range(0, TILE_COLUMNS, batch))):
        numbers = range(*columns.indices(TILE_COLUMNS))
        centres = [_frame_in(key.index * TILE_COLUMNS + column, key.level) * key.settings.hop for column in numbers]
        inside = [centre for centre in centres if centre <= signal.frames]
        amplitudes = np.zeros((len(centres), key.settings.bins), np.float32)
        if inside:
            amplitudes[: len(inside)] = _amplitudes(_frames_at(signal, inside, key), key.settings)
        yield columns, amplitudes


def _frame_in(column: int, level: int) -> int:
    """One of a column's 2^level frames, as if by chance, but always the same one."""
    mixed = (column ^ column >> 16) * 0x45D9F3B & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 16) * 0x45D9F3B & 0xFFFFFFFF
    return (column << level) + ((mixed ^ mixed >> 16) & (1 << level) - 1)


def _exact_batches(signal: Signal, key: TileKey) -> Iterator[tuple[slice, Amplitudes]]:
    """All frames, in runs that begin and end with a column or lie within one; maxima over each column's frames."""
    hop = _hop(key)
    frames_a_column = 1 << max(key.level, 0)
    batch = _frames_a_batch(signal, key)
    start = key.index * TILE_COLUMNS * frames_a_column
    stop = min(start + TILE_COLUMNS * frames_a_column, signal.frames // hop + 1)
    for first in range(start, stop, batch):
        last = min(first + batch, stop)
        maxima = _maxima(
            _amplitudes(_frames_at(signal, range(first * hop, last * hop, hop), key), key.settings),
            frames_a_column,
        )
        column = (first - start) // frames_a_column
        yield slice(column, column + len(maxima)), maxima


def _maxima(amplitudes: Amplitudes, frames_a_column: int) -> Amplitudes:
    """Maxima over each so many frames, the last column perhaps over fewer. Many times faster than `reduceat`."""
    if frames_a_column == 1:
        return amplitudes
    whole = len(amplitudes) // frames_a_column * frames_a_column
    columns: Amplitudes = amplitudes[:whole].reshape(-1, frames_a_column, amplitudes.shape[1]).max(axis=1)
    if whole < len(amplitudes):
        columns = np.concatenate([columns, amplitudes[whole:].max(axis=0, keepdims=True)])
    return columns


def _frames_at(signal: Signal, centres: Sequence[int], key: TileKey) -> NDArray[np.float32]:
    """Frames around `centres`, which rise: shape (channels, len(centres), n_fft)."""
    half = key.settings.n_fft // 2
    if centres[-1] - centres[0] <= _NEAR * half * len(centres):
        samples = _sound(_read_padded(signal, centres[0] - half, centres[-1] + half, key.channel))
        windows = np.lib.stride_tricks.sliding_window_view(samples, 2 * half, axis=1)
        if isinstance(centres, range):
            return windows[:, :: centres.step]
        return windows[:, np.asarray(centres) - centres[0]]
    inside = centres[0] >= half and centres[-1] + half <= signal.frames
    if inside and isinstance(signal, StoredSignal):
        return _sound(_scattered(signal, [centre - half for centre in centres], 2 * half, key.channel))
    return _sound(np.stack([_read_padded(signal, c - half, c + half, key.channel) for c in centres], axis=1))


def _scattered(signal: StoredSignal, starts: Sequence[int], length: int, channel: int | None) -> NDArray[np.float32]:
    """Runs of samples all over a recording, converted together: that would cost more than reading them one by one."""
    block = np.empty((len(starts), length, signal.channels), signal.dtype)
    for row, start in zip(block, starts, strict=True):
        signal.read_stored(start, start + length, row)
    if channel is not None:
        block = block[:, :, channel : channel + 1]
    return to_samples(block)


def _read_padded(signal: Signal, start: int, stop: int, channel: int | None) -> Samples:
    """Samples with silence beyond the ends, shape (channels or 1, stop - start)."""
    samples = signal.read(start, stop)
    if channel is not None:
        samples = samples[channel : channel + 1]
    before = max(0, -start)
    after = stop - start - before - samples.shape[1]
    return np.pad(samples, ((0, 0), (before, after))) if before or after else samples


def _sound(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples, with silence in place of what is no number."""
    # False for NaN too, which minimum and maximum hand on.
    if samples.min() >= -_LOUDEST and samples.max() <= _LOUDEST:
        return samples
    return np.where(np.abs(samples) <= _LOUDEST, samples, np.float32(0))


def _amplitudes(frames: NDArray[np.float32], settings: StftSettings) -> Amplitudes:
    """Amplitudes, the loudest channel's: (channels, frames, n_fft) -> (frames, bins)."""
    from scipy import fft

    # Channel by channel, so that a batch stays in the cache.
    window = _scaled_window(settings)
    loudest: Amplitudes = np.abs(fft.rfft(frames[0] * window, axis=1, overwrite_x=True))
    for channel in frames[1:]:
        np.maximum(loudest, np.abs(fft.rfft(channel * window, axis=1, overwrite_x=True)), out=loudest)
    # 0 Hz and half the sample rate have no mirror image: their whole amplitude is in one bin.
    loudest[:, 0] *= 0.5
    loudest[:, -1] *= 0.5
    return loudest


@lru_cache(maxsize=32)
def _scaled_window(settings: StftSettings) -> NDArray[np.float32]:
    """The periodic window, so that the transform of a full-scale sine has magnitude 1."""
    n = settings.n_fft
    # numpy's windows are symmetric: one sample more, without the last, makes them periodic, as librosa's are.
    match settings.window:
        case "hann":
            window = np.hanning(n + 1)[:-1]
        case "hamming":
            window = np.hamming(n + 1)[:-1]
        case "blackman":
            window = np.blackman(n + 1)[:-1]
        case "kaiser":
            window = np.kaiser(n + 1, KAISER_BETA)[:-1]
        case "rectangular":
            window = np.ones(n)
    scaled: NDArray[np.float32] = (window * 2.0 / window.sum()).astype(np.float32)
    return scaled


def quantise(amplitudes: Amplitudes) -> Levels:
    """Amplitudes (columns, bins) as levels (bins, columns)."""
    values = np.log10(np.maximum(amplitudes, np.float32(10.0 ** (DB_FLOOR / 20.0))))
    values *= 20.0 / DB_STEP
    values += 0.5 - DB_FLOOR / DB_STEP
    np.minimum(values, 255.0, out=values)
    levels: Levels = np.ascontiguousarray(values.astype(np.uint8).T)
    return levels
