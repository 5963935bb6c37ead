"""The spectral gate against formulas, and what it must leave alone."""

from itertools import pairwise

import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.models.contract import Card, Span
from workbench.models.denoise.gate_settings import GateSettings
from workbench.models.denoise.spectral_gate import SpectralGate

CARD = Card("denoise/spectral-gate", "denoise", "", (), 0, 0.0, "", "", (), "", 0, "")
FROM_FIRST_SECOND = {"noise_start_s": 0.0, "noise_end_s": 1.0}


def _gated(samples, rate, *, model=None, span=None, **settings):
    signal = samples if isinstance(samples, ArraySignal) else ArraySignal(samples, rate)
    span = span or Span(0.0, signal.frames / rate)
    blocks = list((model or SpectralGate(CARD)).run(signal, span, GateSettings(**settings)))
    at = round(span.start_s * rate)
    for block in blocks:
        assert (round(block.start_s * rate), block.sample_rate) == (at, rate)
        assert block.samples.dtype == np.float32
        at += block.samples.shape[1]
    assert at == min(round(span.end_s * rate), signal.frames)
    return np.concatenate([block.samples for block in blocks], axis=1)


def _noise(seconds, rate, channels=1, level=0.01, seed=0):
    return level * np.random.default_rng(seed).standard_normal((channels, round(seconds * rate)))


def _level_db(samples):
    return 10.0 * np.log10(np.mean(np.square(samples)))


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000])
@pytest.mark.parametrize("learned", [{}, FROM_FIRST_SECOND])
def test_noise_alone_is_lowered_by_what_was_asked(rate, learned):
    noise = _noise(3.0, rate)
    lowered = _gated(noise, rate, reduction_db=20.0, sensitivity=3.0, **learned)
    assert _level_db(noise) - _level_db(lowered) == pytest.approx(20.0, abs=0.5)


def test_what_remains_of_noise_does_not_chirp():
    """Tones that come and go raise the kurtosis of a bin's power (Uemura et al., 2008); bin by bin it rises tenfold."""
    noise = _noise(4.0, 16_000)
    before = _kurtosis_of_power(noise[0])
    after = _kurtosis_of_power(_gated(noise, 16_000, **FROM_FIRST_SECOND)[0])
    assert after / before < 1.6


def _kurtosis_of_power(samples):
    frames = samples[: 120 * 512].reshape(120, 512) * np.hanning(512)
    power = np.abs(np.fft.rfft(frames, axis=1)[:, 5:-5]) ** 2
    power = power / power.mean(axis=0)
    return np.mean(power**4) / np.mean(power**2) ** 2


@pytest.mark.parametrize("learned", [{}, FROM_FIRST_SECOND])
def test_a_tone_well_above_the_noise_passes(learned):
    rate = 48_000
    times = np.arange(3 * rate) / rate
    tone = np.where((times > 1.2) & (times < 2.6), 0.1 * np.sin(2 * np.pi * 1000.0 * times), 0.0)
    heard = _gated(tone + _noise(3.0, rate, level=0.001), rate, reduction_db=30.0, **learned)[0]
    whole = (times > 1.3) & (times < 2.5)
    amplitude = 2.0 * np.abs(np.mean(heard[whole] * np.exp(-2j * np.pi * 1000.0 * times[whole])))
    assert 20.0 * np.log10(amplitude / 0.1) == pytest.approx(0.0, abs=0.1)


def test_where_nothing_is_to_be_taken_the_samples_stay():
    rate = 22_050
    sound = _noise(2.0, rate, channels=2)
    np.testing.assert_array_equal(_gated(sound, rate, reduction_db=0.0), sound.astype(np.float32))
    sound[:, :rate] *= 1e-4
    opened = _gated(sound, rate, reduction_db=24.0, noise_start_s=0.0, noise_end_s=0.9)
    np.testing.assert_allclose(opened[:, rate + 4096 :], sound[:, rate + 4096 :], atol=1e-6)


def test_pieces_equal_the_whole():
    rate = 44_100
    sound = ArraySignal(_noise(3.3, rate, channels=2) * (1.0 + np.sin(np.arange(round(3.3 * rate)) / 9000.0)), rate)
    model = SpectralGate(CARD)
    whole = _gated(sound, rate, model=model)
    edges = [0.0, 0.01, 0.7, 0.70003, 2.2, 3.3]
    pieces = [_gated(sound, rate, model=model, span=Span(*ends)) for ends in pairwise(edges)]
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), whole, atol=1e-6)


def test_the_stereo_image_stays():
    """One sound on both sides, fainter on the right: no frame changes the ratio."""
    rate = 48_000
    sound = _noise(2.0, rate) * np.linspace(0.2, 3.0, 2 * rate)
    left, right = _gated(np.concatenate([sound, 0.25 * sound]), rate, **FROM_FIRST_SECOND)
    np.testing.assert_allclose(right, 0.25 * left, atol=1e-6)


def test_channels_each_by_itself_are_as_if_alone():
    rate = 16_000
    noise = _noise(2.0, rate, channels=2) * np.array([[1.0], [0.1]])
    both = _gated(noise, rate, channels="each")
    for channel in (0, 1):
        np.testing.assert_allclose(both[channel], _gated(noise[channel], rate)[0], atol=1e-7)


def test_what_is_no_number_is_silence_and_spoils_nothing_else():
    rate = 16_000
    clean = _noise(2.0, rate)
    broken = clean.copy()
    clean[0, 9000:9004] = 0.0
    broken[0, 9000:9004] = [np.nan, np.inf, -np.inf, 1e30]
    np.testing.assert_array_equal(_gated(broken, rate), _gated(clean, rate))
    assert np.isfinite(_gated(np.clip(100.0 * clean, -1.0, 1.0), rate)).all()


def test_silence_stays_silence():
    assert not _gated(np.zeros((2, 20_000)), 16_000, reduction_db=48.0).any()
    half = _noise(2.0, 16_000)
    half[:, 16_000:] = 0.0
    gated = _gated(half, 16_000)
    assert not gated[:, 16_000 + 512 :].any()
    assert _level_db(half[:, :15_000]) - _level_db(gated[:, :15_000]) > 6.0  # silence is not what noise is like


@pytest.mark.parametrize("frames", [1, 7, 300])
@pytest.mark.parametrize("learned", [{}, {"noise_start_s": 0.0, "noise_end_s": 0.0001}])
def test_recordings_shorter_than_a_frame(frames, learned):
    gated = _gated(_noise(1.0, 48_000, channels=3)[:, :frames], 48_000, **learned)
    assert gated.shape == (3, frames)
    assert np.isfinite(gated).all()
    assert not list(SpectralGate(CARD).run(ArraySignal(np.zeros((1, 0)), 48_000), Span(0.0, 1.0), GateSettings()))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reduction_db": 50.0}, "reduction must be 0 to 48 dB, not 50"),
        ({"noise_start_s": 1.0}, "both a start and an end"),
        ({"noise_start_s": 2.0, "noise_end_s": 1.0}, "no noise from 2.0 to 1.0 s"),
        ({"channels": "left"}, "not 'left'"),
    ],
)
def test_settings_say_what_is_wrong(wrong, message):
    with pytest.raises(ValueError, match=message):
        GateSettings(**wrong)
