"""Another sound beside a recording: its samples, its place, and what both of them need in length."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeHeader, create_made
from workbench.audio.side_by_side import Excerpt, fitted, frames_for_both, lay_steps, padded
from workbench.audio.signal import ArraySignal

RATE = 48_000


def noise(frames: int, channels: int = 1, rate: int = RATE) -> ArraySignal:
    return ArraySignal(np.random.default_rng(frames).normal(0.0, 0.1, (channels, frames)).astype(np.float32), rate)


@pytest.mark.parametrize("to_end", [True, False])
def test_it_lies_at_its_place_and_silence_is_there_only_where_wanted(tmp_path, to_end) -> None:
    sound, frames = noise(100_000), 300_000
    made = create_made(Cache(tmp_path), "recording", MadeHeader(RATE, 1, frames))
    steps = list(lay_steps(made, sound, 50_000, to_end=to_end))
    assert steps == sorted(steps) and steps[-1] == 1.0 and len(steps) > 1
    np.testing.assert_array_equal(made.read(50_000, 150_000), sound.read(0, 100_000))
    assert not made.read(0, 50_000).any() and not made.read(150_000, frames).any()
    assert made.spans(0, frames) == [(50_000, frames if to_end else 150_000)]
    made.close()


def test_what_lies_beyond_the_end_is_left_out(tmp_path) -> None:
    sound = noise(1_000)
    made = create_made(Cache(tmp_path), "recording", MadeHeader(RATE, 1, 5_000))
    assert list(lay_steps(made, sound, 4_600, to_end=False)) == [1.0]
    np.testing.assert_array_equal(made.read(4_600, 5_000), sound.read(0, 400))
    made.close()


def test_rate_and_channels_become_those_of_the_recording() -> None:
    stereo, mono = noise(4_000, 2), noise(4_000)
    np.testing.assert_allclose(
        fitted(stereo, RATE, 1).read(0, 4_000), stereo.read(0, 4_000).mean(axis=0, keepdims=True), atol=1e-8
    )
    np.testing.assert_array_equal(fitted(mono, RATE, 3).read(0, 9), np.repeat(mono.read(0, 9), 3, axis=0))
    assert fitted(mono, RATE, 1) is mono
    seconds = np.arange(16_000) / 16_000
    tone = fitted(ArraySignal(np.sin(2 * np.pi * 440 * seconds), 16_000), RATE, 1)
    expected = np.sin(2 * np.pi * 440 * np.arange(12_000, 36_000) / RATE)
    np.testing.assert_allclose(tone.read(12_000, 36_000)[0], expected, atol=1e-4)


def test_an_excerpt_is_clipped_to_itself() -> None:
    signal = noise(1_000)
    excerpt = Excerpt(signal, 200, 5_000)
    assert excerpt.frames == 800
    np.testing.assert_array_equal(excerpt.read(-5, 9_999), signal.read(200, 1_000))
    assert Excerpt(signal, 200, 300).read(50, 200).shape == (1, 50)
    assert Excerpt(signal, 300, 200).read(0, 10).shape == (1, 0)


def test_the_shorter_one_is_made_as_long_as_the_longer() -> None:
    assert frames_for_both(noise(30_000), noise(20_000)) == 30_000
    assert frames_for_both(noise(20_000), noise(30_000)) == 48_000
    assert frames_for_both(noise(20_000), noise(10_000, rate=16_000)) == 48_000
    samples = noise(10).read(0, 10)
    np.testing.assert_array_equal(padded(samples, 12), np.append(samples, [[0.0, 0.0]], axis=1))
    assert padded(samples, 5).shape == (1, 10)
