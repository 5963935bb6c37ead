"""The band that is heard: what passes, what does not, and that nothing moves in time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from workbench.audio.band_pass import band_pass, filter_steps

RATE = 48_000


def filtered(samples, low_hz, high_hz):
    *_, out = filter_steps(np.atleast_2d(samples).astype(np.float32), band_pass(RATE, low_hz, high_hz))
    return out


@pytest.mark.parametrize(
    ("low_hz", "high_hz"), [(1000.0, 4000.0), (50.0, 300.0), (None, 2000.0), (6000.0, None), (2000.0, 30_000.0)]
)
def test_the_band_passes_untouched_and_the_rest_is_more_than_70_db_down(low_hz, high_hz):
    hz, gain = signal.freqz(band_pass(RATE, low_hz, high_hz).astype(float), worN=2**16, fs=RATE)
    db = 20 * np.log10(np.maximum(np.abs(gain), 1e-12))
    edge = max(0.2 * (low_hz or high_hz), 25.0)
    low, high = low_hz or -1e9, high_hz if high_hz and high_hz < RATE / 2 else 1e9
    inside = (hz > low + edge) & (hz < high - edge)
    assert np.abs(db[inside]).max() < 0.02
    outside = (hz < low - edge) | (hz > high + edge)
    assert not outside.any() or db[outside].max() < -70


def test_it_equals_a_convolution_and_moves_nothing():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.1, (2, 150_000))
    response = band_pass(RATE, 900.0, 5000.0)
    assert len(response) % 2 == 1
    np.testing.assert_allclose(response, response[::-1], atol=1e-9)
    expected = [signal.fftconvolve(channel, response, mode="same") for channel in noise]
    np.testing.assert_allclose(filtered(noise, 900.0, 5000.0), expected, atol=1e-5)


def test_a_sound_shorter_than_the_filter_and_one_with_gaps_come_back_finite():
    short = np.array([0.0, 0.5, np.nan, np.inf, -0.5])
    out = filtered(short, 100.0, 8000.0)
    assert out.shape == (1, 5)
    assert np.isfinite(out).all()
