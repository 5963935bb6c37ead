"""The overview and its columns: extremes are never lost, at no zoom, whatever the way the blocks came in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.audio.columns import columns, loudest_columns, sample_columns
from workbench.audio.overview import Overview, overview_steps
from workbench.audio.overview_bins import BASE_FRAMES, Bins
from workbench.audio.signal import ArraySignal


def overview_of(samples: np.ndarray, expected_frames: int = 0) -> Overview:
    signal = ArraySignal(samples, 48_000)
    overview = Overview(signal.channels, signal.sample_rate, expected_frames)
    for _ in overview_steps(signal, overview):
        pass
    return overview


LONG = np.random.default_rng(3).standard_normal((2, 3_000_017)).astype(np.float32) * 0.1
LONG[0, 1_234_567] = 0.987  # one sample that must be seen at every zoom
OVERVIEW = overview_of(LONG)


@settings(max_examples=80, deadline=None)
@given(
    start=st.floats(-50_000, 3_100_000),
    frames_per_column=st.floats(BASE_FRAMES, 2_000_000),
    n_columns=st.integers(1, 300),
    channel=st.integers(0, 1),
)
def test_columns_hold_the_extremes_of_their_frames(start, frames_per_column, n_columns, channel) -> None:
    found = columns(OVERVIEW, channel, start, frames_per_column, n_columns)
    edges = start + frames_per_column * np.arange(n_columns + 1)
    wider = max(BASE_FRAMES, frames_per_column / 4)
    for i in range(n_columns):
        exact = LONG[channel, max(0, int(np.floor(edges[i]))) : max(0, int(np.ceil(edges[i + 1])))]
        nearby = LONG[channel, max(0, int(edges[i] - wider)) : max(0, int(edges[i + 1] + wider) + 1)]
        if exact.size == 0:
            assert np.isnan(found.maximum[i]) or nearby.size
            continue
        assert exact.max() <= found.maximum[i] <= nearby.max()
        assert nearby.min() <= found.minimum[i] <= exact.min()
        assert 0 < found.rms[i] <= max(-found.minimum[i], found.maximum[i])


@pytest.mark.parametrize("frames_per_column", [512, 1024, 2048, 8192, 32_768, 131_072])
def test_aligned_columns_are_exact(frames_per_column: int) -> None:
    n_columns = -(-LONG.shape[1] // frames_per_column)
    found = columns(OVERVIEW, 0, 0, frames_per_column, n_columns + 3)
    pieces = [LONG[0, i * frames_per_column : (i + 1) * frames_per_column] for i in range(n_columns)]
    np.testing.assert_array_equal(found.maximum[:n_columns], [piece.max() for piece in pieces])
    np.testing.assert_array_equal(found.minimum[:n_columns], [piece.min() for piece in pieces])
    rms = [np.sqrt(np.mean(piece.astype(np.float64) ** 2)) for piece in pieces]
    np.testing.assert_allclose(found.rms[:n_columns], rms, rtol=1e-4)
    assert np.isnan(found.rms[n_columns:]).all()


@pytest.mark.parametrize("frames_per_column", [300, 2100, 50_000])
def test_the_loudest_of_all_channels_is_what_the_channels_have_together(frames_per_column) -> None:
    n_columns = 3_000_017 // frames_per_column + 9
    found = loudest_columns(OVERVIEW, frames_per_column, n_columns)
    each = columns(OVERVIEW, [0, 1], 0, frames_per_column, n_columns)
    np.testing.assert_array_equal(found.minimum, each.minimum.min(axis=0))
    np.testing.assert_array_equal(found.maximum, each.maximum.max(axis=0))
    there = ~np.isnan(found.rms)
    np.testing.assert_array_equal(there, ~np.isnan(each.rms[0]))
    assert (found.rms[there] >= each.rms.max(axis=0)[there] * 0.999).all()
    assert (found.rms[there] <= np.maximum(found.maximum, -found.minimum)[there]).all()


def test_of_very_many_channels_bins_get_wider_and_no_extreme_is_lost() -> None:
    channels, bins = 256, 60_000
    overview = Overview(channels, 48_000, bins * BASE_FRAMES)
    level = np.full((channels, bins), 0.25, np.float32)
    level[200, 44_444] = 0.9
    overview.append_bins(Bins(-level, level, level * level * BASE_FRAMES, bins * BASE_FRAMES))
    overview.finish()
    found = loudest_columns(overview, BASE_FRAMES * 4, bins // 4)
    loud = np.flatnonzero(found.maximum > 0.5)
    assert 44_444 // 4 in loud and len(loud) <= 9
    assert found.maximum[loud] == pytest.approx(0.9) and found.minimum.min() == pytest.approx(-0.9)
    assert np.delete(found.rms, loud) == pytest.approx(0.25, rel=1e-3)


@settings(max_examples=80, deadline=None)
@given(
    start=st.floats(-2000, 12_000),
    frames_per_column=st.floats(0.05, 600),
    n_columns=st.integers(1, 400),
    first_frame=st.integers(0, 5000),
)
def test_sample_columns_equal_the_naive_way(start, frames_per_column, n_columns, first_frame) -> None:
    samples = LONG[1, first_frame : first_frame + 6000]
    found = sample_columns(samples, first_frame, start, frames_per_column, n_columns)
    edges = start - first_frame + frames_per_column * np.arange(n_columns + 1)
    for i in range(n_columns):
        exact = samples[max(0, int(np.floor(edges[i]))) : max(0, int(np.ceil(edges[i + 1])))]
        if exact.size == 0:
            assert np.isnan(found.maximum[i])
        else:
            assert (found.minimum[i], found.maximum[i]) == (exact.min(), exact.max())
            np.testing.assert_allclose(found.rms[i], np.sqrt(np.mean(exact.astype(float) ** 2)), rtol=1e-4)


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.float32])
def test_any_blocks_of_any_stored_type_give_the_same_bins(dtype: type) -> None:
    full_scale = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max) + 1
    stored = (np.clip(LONG[:, :200_003].T, -0.9, 0.9) * full_scale).astype(dtype)
    samples = stored.astype(np.float64) / full_scale
    overview = Overview(2, 48_000, expected_frames=10)
    for part in np.split(stored, [1, 511, 512, 70_000, 150_001, 150_001]):
        overview.append(part)
    assert overview.frames_done == 200_003 // BASE_FRAMES * BASE_FRAMES
    assert overview.frames_taken == 200_003
    overview.finish()
    assert (overview.frames_done, overview.finished) == (200_003, True)
    for level in overview.levels:
        starts = np.arange(0, 200_003, level.bin_frames)
        bins = slice(0, len(starts))
        maximum = np.maximum.reduceat(samples, starts).T
        squares = np.add.reduceat(samples**2, starts).T
        np.testing.assert_allclose(level.maximum[:, bins], maximum, rtol=1e-6)
        np.testing.assert_allclose(level.squares[:, bins], squares, rtol=1e-4)


def test_what_is_not_there_yet_is_nan_and_growing_changes_nothing_before() -> None:
    overview = Overview(1, 48_000)
    assert np.isnan(columns(overview, 0, 0, 1000, 50).maximum).all()
    overview.append(LONG[:1, :51_200].T)
    early = columns(overview, 0, 0, 1024, 100)
    assert np.isfinite(early.maximum[:50]).all()
    assert np.isnan(early.maximum[50:]).all()
    overview.append(LONG[:1, 51_200:].T)
    later = columns(overview, 0, 0, 1024, 100)
    np.testing.assert_array_equal(later.maximum[:50], early.maximum[:50])


def test_bad_samples_are_zero_and_counted_and_clipping_is_seen() -> None:
    samples = np.full((1, 5000), 0.5, np.float32)
    samples[0, 1000:1003] = [np.nan, np.inf, -np.inf]
    samples[0, 3000] = 1e30
    overview = overview_of(samples)
    assert overview.nonfinite_samples == 3
    found = columns(overview, 0, 0, 1024, 5)
    assert np.isfinite(np.concatenate(found[:2])).all()
    assert found.minimum[0] == 0.0
    assert (np.abs(found.maximum) >= 1).tolist() == [False, False, True, False, False]
    near = sample_columns(samples[0], 0, 995, 1, 10)
    assert near.maximum.tolist() == [0.5] * 5 + [0.0] * 3 + [0.5] * 2


@pytest.mark.parametrize("frames", [0, 1, 511, 512, 513])
def test_very_short_recordings(frames: int) -> None:
    overview = overview_of(np.full((2, frames), 0.25))
    found = columns(overview, 1, 0, 600, 2)
    assert overview.frames_done == frames
    assert np.isnan(found.maximum[0]) == (frames == 0)
    assert frames == 0 or found.rms[0] == pytest.approx(0.25)
