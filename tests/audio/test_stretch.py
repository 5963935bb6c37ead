"""Time-stretch: another length, the same pitch, no clicks."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.stretch import TimeStretch

RATE = 48_000


def stretched(samples, speed, block=1_000):
    stretch = TimeStretch(samples.shape[0], RATE, speed)
    parts = [stretch.push(samples[:, at : at + block]) for at in range(0, samples.shape[1], block)]
    return np.concatenate([*parts, stretch.finish()], axis=1)


def sine(hz, seconds=2.0, amplitude=0.5):
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)[None]


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("hz", [110.0, 1_234.0])
def test_sine_keeps_pitch_and_level_and_does_not_click(speed, hz):
    made = stretched(sine(hz), speed)
    assert made.shape[1] == round(2 * RATE / speed)
    inner = made[0, 2_000:-2_000].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(inner.size)))
    assert np.argmax(spectrum) * RATE / inner.size == pytest.approx(hz, abs=3)
    largest_step = 0.5 * 2 * np.sin(np.pi * hz / RATE)
    assert np.abs(np.diff(inner)).max() < 1.1 * largest_step
    assert np.sqrt(np.mean(inner**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_speed_one_changes_nothing():
    samples = np.random.default_rng(3).standard_normal((2, 30_000)).astype(np.float32)
    assert np.array_equal(stretched(samples, 1.0), samples)


def test_however_the_input_is_cut_the_output_is_the_same():
    samples = np.random.default_rng(4).standard_normal((2, 30_000)).astype(np.float32)
    assert np.array_equal(stretched(samples, 1.5, block=777), stretched(samples, 1.5, block=30_000))


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8])
def test_events_come_when_the_tempo_says(speed):
    samples = 1e-3 * np.random.default_rng(5).standard_normal((1, 2 * RATE)).astype(np.float32)
    clicks = np.arange(0.25, 1.9, 0.25)
    for at_s in clicks:
        samples[0, round(at_s * RATE) : round(at_s * RATE) + 96] += 0.8
    made = np.abs(stretched(samples, speed)[0])
    for at_s in clicks:
        near = made[round((at_s / speed - 0.04) * RATE) : round((at_s / speed + 0.04) * RATE)]
        assert near.max() > 0.3, f"the click at {at_s} s is there, within 40 ms"


def test_channels_stay_in_step():
    left = np.random.default_rng(6).standard_normal((1, RATE)).astype(np.float32)
    made = stretched(np.concatenate([left, 0.5 * left]), 0.7)
    assert np.allclose(0.5 * made[0], made[1], atol=1e-6)


@pytest.mark.parametrize("frames", [0, 1, 100, 2_000])
def test_short_and_silent_input(frames):
    assert stretched(np.zeros((1, frames), np.float32), 0.5).shape == (1, 2 * frames)
    if frames:
        assert stretched(sine(440)[:, :frames], 0.5).shape == (1, 2 * frames)
