"""Loudness against the Recommendation's own numbers, EBU Tech 3341's signals, and ffmpeg."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise

import numpy as np
import pytest
from make_audio import need_ffmpeg, write

from workbench.audio.loudness import Loudness, LoudnessMeter, k_weighting, loudness_steps, match_gain, measure_loudness
from workbench.audio.recursive_filter import RecursiveFilter
from workbench.audio.signal import ArraySignal


def sine(seconds: float, decibels: float, rate: int = 48_000, hertz: float = 997.0) -> np.ndarray:
    return 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def lufs_of(samples: np.ndarray, rate: int = 48_000) -> float | None:
    return measure_loudness(ArraySignal(samples, rate)).lufs


def test_the_filters_at_48_khz_are_those_of_the_recommendation() -> None:
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    high_pass = [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621]
    np.testing.assert_allclose(k_weighting(48_000), [shelf, high_pass], atol=1e-8)


@pytest.mark.parametrize("rate", [2000, 16_000, 384_000])
def test_filtering_in_blocks_is_filtering(rate) -> None:
    from scipy.signal import sosfilt

    sound = np.random.default_rng(2).standard_normal((3, 10_000))
    filtered = RecursiveFilter(k_weighting(rate), 3)
    edges = [0, 1, 2, 127, 255, 5000, 5000, 10_000]
    ours = np.concatenate([filtered(sound[:, start:stop]) for start, stop in pairwise(edges)], axis=1)
    np.testing.assert_allclose(ours, sosfilt(k_weighting(rate), sound), atol=1e-10)


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100, 48_000])
def test_a_sine_measures_what_the_standards_say(rate) -> None:
    one = sine(5, 0, rate)
    assert lufs_of(np.stack([one, np.zeros_like(one)]), rate) == pytest.approx(-3.01, abs=0.1)
    both = sine(20, -23, rate)
    assert lufs_of(np.stack([both, both]), rate) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(10, -36), (60, -23), (10, -36)], -23.0),
        ([(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)], -23.0),
        ([(20, -26), (20.1, -20), (20, -26)], -23.0),
    ],
    ids=["relative gate", "both gates", "none gated"],
)
def test_gates(parts, expected) -> None:
    """Signals 3 to 5 of EBU Tech 3341."""
    sound = np.concatenate([sine(seconds, decibels, 16_000, 1000.0) for seconds, decibels in parts])
    assert lufs_of(np.stack([sound, sound]), 16_000) == pytest.approx(expected, abs=0.1)


def test_surround_channels_count_more_and_the_bass_channel_not() -> None:
    """Signal 6 of EBU Tech 3341, in WAV's order."""
    levels = (-28.0, -28.0, -24.0, -100.0, -30.0, -30.0)
    assert lufs_of(np.stack([sine(20, level, hertz=1000.0) for level in levels])) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_like_ffmpeg(tmp_path, rate, channels) -> None:
    need_ffmpeg()
    generator = np.random.default_rng(3)
    swell = np.abs(np.sin(np.arange(rate * 20) / rate)) ** 3
    sound = (0.2 * generator.standard_normal((channels, rate * 20)) * swell).clip(-1, 1).astype(np.float32)
    sound[0] *= 0.5
    path = write(tmp_path / "a.wav", sound, rate, "FLOAT")
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128=framelog=verbose", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stderr
    theirs = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
    assert lufs_of(sound, rate) == pytest.approx(theirs, abs=0.1)


def test_blocks_may_come_in_any_size() -> None:
    sound = np.random.default_rng(0).standard_normal((2, 11_025 * 3)).astype(np.float32) * 0.1
    whole = measure_loudness(ArraySignal(sound, 11_025))
    meter = LoudnessMeter(11_025, 2)
    sizes = np.random.default_rng(1).integers(0, 5000, 200)
    edges = np.minimum(np.cumsum([0, *sizes]), sound.shape[1])
    for start, stop in pairwise(edges):
        meter.add(sound[:, start:stop])
    assert meter.frames == whole.frames == sound.shape[1]
    assert meter.result.lufs == pytest.approx(whole.lufs, abs=1e-9)
    assert meter.result.peak == whole.peak == pytest.approx(np.abs(sound).max())


def test_spans_are_measured_as_if_nothing_lay_between() -> None:
    rate = 16_000
    sound = np.concatenate([sine(3, -20, rate), sine(3, -3, rate), sine(3, -20, rate)])
    *fractions, found = loudness_steps(ArraySignal(sound, rate), [(0, 3 * rate), (6 * rate, 9 * rate)])
    assert isinstance(found, Loudness)
    assert found.lufs == pytest.approx(-23.01, abs=0.1)
    assert found.peak == pytest.approx(0.1, abs=1e-3)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_silence_has_none_and_bad_samples_do_no_harm() -> None:
    assert lufs_of(np.zeros((2, 48_000))) is None
    assert lufs_of(np.zeros((2, 0))) is None
    sound = sine(3, -20)
    sound[1000:1003] = np.nan, np.inf, -np.inf
    assert lufs_of(sound) == pytest.approx(-23.01, abs=0.1)
    assert lufs_of(sine(0.25, -20)) == pytest.approx(-23.0, abs=0.5)  # shorter than a block
    assert lufs_of(sine(3, -20, 2000, 300.0), 2000) == pytest.approx(-23.0, abs=1.0)  # too low for the shelf


def test_the_gain_brings_to_the_same_loudness() -> None:
    loud, quiet = (measure_loudness(ArraySignal(sine(2, level), 48_000)) for level in (-10, -16))
    gain = match_gain(loud, quiet)
    assert gain == pytest.approx(10 ** (6 / 20), rel=1e-3)
    assert measure_loudness(ArraySignal(gain * sine(2, -16), 48_000)).lufs == pytest.approx(loud.lufs, abs=1e-3)
    assert match_gain(quiet, loud) == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    assert match_gain(loud, Loudness(-60.0, 0.01, 1)) == pytest.approx(10.0)  # 20 dB at most
    assert match_gain(loud, Loudness(-20.0, 0.9, 1)) == pytest.approx(1 / 0.9)  # not beyond full scale
    assert match_gain(Loudness(None, 0.0, 1), loud) is None
    assert match_gain(loud, Loudness(None, 0.0, 1)) is None
