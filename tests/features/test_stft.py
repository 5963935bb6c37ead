"""Spectrogram tiles against librosa, formulas, and the promise that nothing vanishes."""

from __future__ import annotations

from itertools import pairwise

import librosa
import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.features.stft import (
    FFT_SIZES,
    FINEST_LEVEL,
    TILE_COLUMNS,
    WINDOWS,
    StftSettings,
    TileKey,
    merge,
    tile_steps,
    to_db,
)

SR = 48_000
LIBROSA_WINDOW = {"kaiser": ("kaiser", 9.0), "rectangular": "boxcar"}


def _tiles(signal, key):
    return [tile for tile in tile_steps(signal, key) if tile is not None]


def _exact(signal, key):
    last = _tiles(signal, key)[-1]
    assert last.exact
    assert last.levels.shape == (key.settings.bins, TILE_COLUMNS)
    return last.levels


def _noise(seconds, channels=1):
    return np.random.default_rng(7).normal(0, 0.1, (channels, int(seconds * SR))).astype(np.float32)


def _librosa_levels(samples, settings, hop):
    """dBFS of all frames, by librosa; 0 dBFS is a full-scale sine."""
    window = librosa.filters.get_window(LIBROSA_WINDOW.get(settings.window, settings.window), settings.n_fft)
    stft = librosa.stft(
        samples.astype(np.float64), n_fft=settings.n_fft, hop_length=hop, window=window, pad_mode="constant"
    )
    amplitude = np.abs(stft) * 2 / window.sum()
    amplitude[[0, -1]] /= 2
    return 20 * np.log10(np.maximum(amplitude, 1e-9))


def _assert_same(levels, expected_db):
    """Within half a step of the stored levels, and silence beyond what librosa knows."""
    known = expected_db.shape[1]
    expected = np.clip(expected_db, -127.5, 0.0)
    assert np.abs(to_db(levels[:, :known]) - expected).max() < 0.27
    assert not levels[:, known:].any()


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("n_fft", [256, 2048])
@pytest.mark.parametrize("level", [FINEST_LEVEL, -1, 0, 1, 3])
def test_a_tile_is_the_maximum_over_the_frames_of_librosa(window, n_fft, level):
    settings = StftSettings(n_fft, window)
    samples = _noise(1.7)[0]
    index = 1 if level <= 0 else 0
    key = TileKey(settings, level, index)
    width = settings.samples_per_column(level)
    frames = _librosa_levels(samples, settings, min(settings.hop, width))
    a_column = max(1, width // settings.hop)
    first = index * TILE_COLUMNS * a_column
    frames = frames[:, first : first + TILE_COLUMNS * a_column]
    columns = np.maximum.reduceat(frames, np.arange(0, frames.shape[1], a_column), axis=1)
    _assert_same(_exact(ArraySignal(samples, SR), key), columns)


@pytest.mark.parametrize("n_fft", FFT_SIZES)
@pytest.mark.parametrize("window", WINDOWS)
def test_a_full_scale_sine_is_0_dbfs(n_fft, window):
    settings = StftSettings(n_fft, window)
    bin_hz = SR / n_fft
    sine = np.sin(2 * np.pi * 20 * bin_hz * np.arange(2 * SR) / SR)
    quiet = _exact(ArraySignal(sine * 0.01, SR), TileKey(settings, 0, 0))
    assert to_db(quiet[20, 10]) == pytest.approx(-40.0, abs=0.25)
    assert quiet[:, 10].argmax() == 20
    assert to_db(_exact(ArraySignal(sine, SR), TileKey(settings, 0, 0))[20, 10]) == 0.0


class _BurstInAnHour:
    """An hour of silence, made when read, with one burst of 10 ms at 2 kHz, half of full scale."""

    sample_rate, channels, frames = 16_000, 1, 3600 * 16_000

    def __init__(self, at_s):
        self.start = int(at_s * 16_000)
        self._burst = 0.5 * np.sin(2 * np.pi * np.arange(160) / 8)

    def read(self, start, stop):
        start, stop = max(start, 0), min(stop, self.frames)
        samples = np.zeros((1, stop - start), np.float32)
        first, last = max(start, self.start), min(stop, self.start + 160)
        if first < last:
            samples[0, first - start : last - start] = self._burst[first - self.start : last - self.start]
        return samples


def test_a_call_of_10_ms_is_seen_in_the_picture_of_an_hour():
    settings, signal = StftSettings(512), _BurstInAnHour(1234.567)
    level = settings.level_for(signal.frames / TILE_COLUMNS) + 1
    key = TileKey(settings, level, 0)
    assert key.span()[1] >= signal.frames, "one tile holds the hour"
    levels = _exact(signal, key)
    column = signal.start // settings.samples_per_column(level)
    # The burst fills 160 of 512 samples: with a Hann window at best 0.5 · 0.59 = −10.6 dBFS, at the grid's worst less.
    assert to_db(levels[512 // 8, column]) > -16.0
    assert levels.sum(axis=0).argmax() == column
    assert not np.delete(levels, column, axis=1).any()


def test_pictures_come_quick_first_and_only_get_brighter():
    pictures = _tiles(ArraySignal(_noise(60), SR), TileKey(StftSettings(), 6, 0))
    assert len(pictures) > 2
    assert [picture.exact for picture in pictures] == [False] * (len(pictures) - 1) + [True]
    assert all((after.levels >= before.levels).all() for before, after in pairwise(pictures))


def test_opposite_channels_do_not_cancel_and_each_can_be_seen_alone():
    left = _noise(1.0)[0]
    signal = ArraySignal(np.stack([left, -left]), SR)
    alone = _exact(ArraySignal(left, SR), TileKey(StftSettings(), 0, 0))
    assert np.array_equal(_exact(signal, TileKey(StftSettings(), 0, 0)), alone)
    one_sided = ArraySignal(np.stack([left, np.zeros_like(left)]), SR)
    assert np.array_equal(_exact(one_sided, TileKey(StftSettings(), 0, 0)), alone)
    assert np.array_equal(_exact(one_sided, TileKey(StftSettings(), 0, 0, channel=0)), alone)
    assert not _exact(one_sided, TileKey(StftSettings(), 0, 0, channel=1)).any()


def test_two_tiles_merge_into_the_coarser_one():
    signal = ArraySignal(_noise(5), SR)
    fine = [_exact(signal, TileKey(StftSettings(512), 1, index)) for index in (2, 3)]
    coarse = TileKey(StftSettings(512), 2, 1)
    assert np.array_equal(merge(*fine), _exact(signal, coarse))
    assert np.array_equal(merge(fine[0], None)[:, TILE_COLUMNS // 2 :], np.zeros((257, 64), np.uint8))


@pytest.mark.parametrize(
    "samples",
    [np.zeros((1, 0)), np.ones((1, 1)), np.full((2, 5000), np.nan), np.full((1, 5000), np.inf), np.full((1, 9), 1e30)],
    ids=["empty", "one sample", "nan", "inf", "huge"],
)
def test_odd_signals_give_a_picture_and_no_warning(samples):
    for level in (-2, 0, 5):
        levels = _exact(ArraySignal(samples, SR), TileKey(StftSettings(), level, 0))
        assert levels.any() == (samples.size == 1)


def test_tiles_of_all_levels_lie_over_one_another_where_their_frames_are():
    settings = StftSettings(1024)
    for level in range(FINEST_LEVEL, 12):
        start, stop = TileKey(settings, level, 3).span()
        assert stop - start == TILE_COLUMNS * settings.samples_per_column(level)
        assert TileKey(settings, level, 4).span()[0] == stop
        assert settings.level_for(settings.samples_per_column(level)) == level
        assert settings.level_for(settings.samples_per_column(level) * 1.9) == level
    coarse, fine = TileKey(settings, 1, 0).span(), TileKey(settings, 0, 0).span()
    assert coarse[0] == fine[0]
