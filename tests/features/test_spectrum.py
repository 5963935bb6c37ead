from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.features.spectrum import FLOOR_DB, spectrum_steps

RATE = 48_000


def spectrum_of(samples, start=0, stop=None, **settings):
    signal = ArraySignal(np.atleast_2d(samples).astype(np.float32), RATE)
    return [step for step in spectrum_steps(signal, start, stop or signal.frames, **settings) if step is not None]


def test_a_full_scale_sine_reaches_zero_dbfs_at_its_frequency():
    times = np.arange(RATE) / RATE
    (spectrum,) = spectrum_of(np.sin(2 * np.pi * 3000 * times))
    loudest = int(np.argmax(spectrum.mean_db))
    assert spectrum.frequencies[loudest] == pytest.approx(3000, abs=RATE / 4096)
    assert spectrum.mean_db[loudest] == pytest.approx(0.0, abs=0.1)
    assert spectrum.peak_db[loudest] == pytest.approx(0.0, abs=0.1)


def test_the_average_of_noise_agrees_with_scipy():
    from scipy.signal import welch

    noise = np.random.default_rng(1).normal(0, 0.1, 4096 + 91 * 2048)
    (spectrum,) = spectrum_of(noise)
    _, power = welch(noise, RATE, "hann", 4096, 2048, detrend=False, scaling="spectrum")
    # scipy gives the power of a sine, ours its amplitude: a factor of two.
    wanted = 10 * np.log10(2 * power)
    assert np.abs(spectrum.mean_db[5:-5] - wanted[5:-5]).max() < 0.1


def test_peak_keeps_what_the_average_hides():
    samples = np.zeros(RATE * 4)
    times = np.arange(4096) / RATE
    samples[RATE : RATE + 4096] = np.sin(2 * np.pi * 6000 * times)
    (spectrum,) = spectrum_of(samples)
    bin_6000 = round(6000 * 4096 / RATE)
    assert spectrum.peak_db[bin_6000] > -2 and spectrum.mean_db[bin_6000] < -15


@pytest.mark.parametrize("length", [1, 2, 100, 4095])
def test_less_than_a_window_still_has_a_level(length):
    (spectrum,) = spectrum_of(np.full(length, 0.5))
    assert spectrum.mean_db[0] == pytest.approx(0.0, abs=0.1)  # a constant of 0.5 counts twice at 0 Hz


def test_nothing_silence_and_damage():
    assert spectrum_of(np.zeros(10), 5, 5) == []
    assert spectrum_of(np.zeros(10), 20, 30) == []
    (silent,) = spectrum_of(np.zeros(9000))
    assert silent.mean_db.max() == FLOOR_DB
    (damaged,) = spectrum_of(np.full(9000, np.nan))
    assert np.isfinite(damaged.mean_db).all()
