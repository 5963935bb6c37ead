"""The vocoder sounds at the frequencies of the description, whatever it has learned."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import signal

from workbench.models.synthesise.description import band_centres, band_step
from workbench.models.synthesise.sound_shape import SoundShape
from workbench.models.synthesise.vocoder import Vocoder, minimum_phase

HIT = SoundShape(48_000, 384, 128, 1536, 8, 30.0, 20_000.0, "partials", 32)
VOICE = SoundShape(16_000, 192, 80, 768, 8, 40.0, 7_900.0, "voice")
SILENT = -100.0


@torch.no_grad()
def _sound(shape, tones, description, noise=0.0):
    """What a vocoder makes that has learned to play each tone at the log level `tones`, and noise or none."""
    torch.manual_seed(0)
    vocoder = Vocoder(shape, width=8, blocks=1).eval()
    for layer, level in ((vocoder.tones, tones), (vocoder.noise, torch.tensor(0.0))):
        layer.weight.zero_()
        layer.bias.copy_(level.expand_as(layer.bias))
    hiss = noise * torch.randn(1, shape.samples, generator=torch.Generator().manual_seed(1))
    made = vocoder(torch.from_numpy(description.astype(np.float32))[None], hiss)
    assert made.shape == (1, shape.samples)
    return made[0].double().numpy()


def _partials(place):
    """A description of hits with each partial at `place`, a number or one a frame."""
    description = np.zeros((HIT.rows, HIT.frames))
    description[HIT.n_mels : HIT.n_mels + HIT.bands] = place
    return description


def _only(band):
    return torch.full((HIT.bands,), SILENT).index_fill(0, torch.tensor([band]), 0.0)


@pytest.mark.parametrize(("band", "place"), [(0, 0.0), (9, -0.37), (20, 0.81), (30, 0.0)])
def test_a_partial_sounds_at_its_frequency(band, place):
    sound = _sound(HIT, _only(band), _partials(place))
    hertz = band_centres(HIT)[band] * band_step(HIT) ** place
    expected = np.sin(2.0 * np.pi * hertz * np.arange(HIT.samples) / HIT.sample_rate)
    # The same sine to the last sample: after a second not a hundredth of a turn has been lost.
    np.testing.assert_allclose(sound, expected, atol=0.03)


def test_a_sliding_partial_has_no_seams():
    band = 15
    place = np.linspace(-1.0, 1.0, HIT.frames)
    sound = _sound(HIT, _only(band), _partials(place))
    phase = np.unwrap(np.angle(signal.hilbert(sound)))
    hertz = np.diff(phase) * HIT.sample_rate / (2.0 * np.pi)
    frame = np.arange(HIT.samples - 1) / HIT.hop_length
    expected = np.interp(frame, np.arange(HIT.frames), band_centres(HIT)[band] * band_step(HIT) ** place)
    middle = slice(HIT.samples // 8, -HIT.samples // 8)  # at its ends the analytic signal rings
    np.testing.assert_allclose(hertz[middle], expected[middle], rtol=0.01)


def _voice(octaves, voiced=1.0):
    description = np.zeros((VOICE.rows, VOICE.frames))
    description[VOICE.n_mels], description[VOICE.n_mels + 1] = octaves, voiced
    return description


@pytest.mark.parametrize("hertz", [100.0, 212.5, 400.0])
def test_pulses_have_all_harmonics_equally_loud_and_stop_below_half_the_rate(hertz):
    sound = _sound(VOICE, torch.tensor(0.0), _voice(np.log2(hertz / 150.0)))
    second = sound[1440 : 1440 + 12_800]  # so many that each of these pitches has a whole number of periods
    spectrum = np.abs(np.fft.rfft(second)) / 6_400
    bins = np.round(np.arange(1, int(0.48 * 16_000 / hertz) + 1) * hertz * 12_800 / 16_000).astype(int)
    level = np.sqrt(2.0 / bins.size)
    np.testing.assert_allclose(spectrum[bins], level, rtol=0.02)
    assert np.delete(spectrum, bins).max() < 0.02 * level
    assert np.mean(np.square(second)) == pytest.approx(1.0, rel=0.02)


def test_a_gliding_voice_has_no_seams_and_falls_silent_without_a_voice():
    glide = np.linspace(-0.5, 0.5, VOICE.frames)
    sound = _sound(VOICE, torch.tensor(0.0), _voice(glide))
    # Pulses: each is where the pitch has gone through another period.
    pitch = 150.0 * 2.0**glide
    turns = np.cumsum(np.interp(np.arange(VOICE.samples) / VOICE.hop_length, np.arange(VOICE.frames), pitch)) / 16_000
    pulses = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    found, _ = signal.find_peaks(sound, height=0.45 * sound.max(), distance=20)
    inside = found[(found > 400) & (found < VOICE.samples - 400)]
    assert inside.size == np.sum((pulses > 400) & (pulses < VOICE.samples - 400))
    assert all(np.abs(pulses - place).min() <= 2 for place in inside)
    silent = _sound(VOICE, torch.tensor(0.0), _voice(0.0, voiced=-1.0))
    assert np.abs(silent).max() < 0.02


@pytest.mark.parametrize("shape", [HIT, VOICE], ids=["hits", "digits"])
def test_noise_of_level_one_passes_unchanged(shape):
    sound = _sound(shape, torch.tensor(SILENT), np.full((shape.rows, shape.frames), -1.0), noise=1.0)
    white = torch.randn(1, shape.samples, generator=torch.Generator().manual_seed(1))[0].numpy()
    np.testing.assert_allclose(sound, white, atol=1e-3)


def test_minimum_phase_keeps_the_magnitude_and_puts_the_energy_first():
    random = np.random.default_rng(0)
    bins = 513
    smooth = np.convolve(random.standard_normal(bins + 60), np.hanning(61) / 8.0, mode="valid")
    response = minimum_phase(torch.from_numpy(smooth)[None, :, None])[0, :, 0].numpy()
    np.testing.assert_allclose(np.abs(response), np.exp(smooth), rtol=1e-9)
    # scipy takes the square root of the magnitude of the filter it is given: it gets the square.
    linear = np.roll(np.fft.irfft(np.exp(2.0 * smooth)), bins - 1)
    linear = np.append(linear, linear[0])  # symmetric, of odd length
    theirs = signal.minimum_phase(linear, method="homomorphic", n_fft=1 << 16)
    ours = np.fft.irfft(response)
    np.testing.assert_allclose(ours[: theirs.size], theirs, atol=0.02 * np.abs(ours).max())
    early = np.cumsum(np.square(ours))
    linear_phase = np.cumsum(np.square(np.roll(np.fft.irfft(np.abs(response)), bins // 2)))
    assert (early >= linear_phase - 1e-9).all()
