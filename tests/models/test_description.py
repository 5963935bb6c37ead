"""Descriptions of sounds: tones and voices lie where they sound, levels are librosa's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import signal

from workbench.models.synthesise.description import band_centres, band_step, describe, fitted, log_mel, pitch_hz
from workbench.models.synthesise.sound_shape import DIGITS, HITS

SHORT = replace(HITS, frames=64)
MIDDLE = slice(8, 56)


def _tone(hertz, shape, level=0.5):
    return (level * np.sin(2.0 * np.pi * hertz * np.arange(shape.samples) / shape.sample_rate)).astype(np.float32)


def _noise(shape, level=0.1):
    return (np.random.default_rng(0).standard_normal(shape.samples) * level).astype(np.float32)


def _partials(samples, shape=SHORT):
    """Where the partial of each band is, Hz, and how tonal, both of shape (bands, frames)."""
    place, tonal = describe(samples, shape)[shape.n_mels :].reshape(2, shape.bands, -1)
    return band_centres(shape)[:, None] * band_step(shape) ** place, tonal


@pytest.mark.parametrize("hertz", [60.0, 217.0, 1_000.0, 5_432.1])
def test_a_tone_is_found_in_its_band_at_its_frequency(hertz):
    band = int(np.abs(np.log(band_centres(SHORT) / hertz)).argmin())
    found, tonal = _partials(_tone(hertz, SHORT))
    np.testing.assert_allclose(found[band, MIDDLE], hertz, rtol=3e-3)
    assert tonal[band, MIDDLE].min() > 0.95


def test_each_of_two_tones_has_its_band_and_noise_is_no_tone():
    found, tonal = _partials(_tone(180.0, SHORT, 0.3) + _tone(290.0, SHORT, 0.3))
    for hertz in (180.0, 290.0):
        band = int(np.abs(np.log(band_centres(SHORT) / hertz)).argmin())
        np.testing.assert_allclose(found[band, MIDDLE], hertz, rtol=0.02)
        assert tonal[band, MIDDLE].min() > 0.9
    _, tonal = _partials(_noise(SHORT))
    # Lower down noise has no time to change within a frame, and cannot be told from a tone.
    high = tonal[band_centres(SHORT) > 2_000.0, MIDDLE]
    assert high.mean() < 0.0 and (high > 0.5).mean() < 0.05


@pytest.mark.parametrize("shape", [SHORT, DIGITS], ids=["hits", "digits"])
def test_levels_are_those_of_librosa(shape):
    filters = pytest.importorskip("librosa.filters")
    sound = _noise(shape) + _tone(700.0, shape)
    bands = filters.mel(
        sr=shape.sample_rate, n_fft=shape.n_fft, n_mels=shape.n_mels, fmin=shape.f_min_hz, fmax=shape.f_max_hz
    )
    assert bands.any(axis=1).all()  # no band lies between two bins
    centred = np.pad(sound, shape.n_fft // 2)
    frames = np.lib.stride_tricks.sliding_window_view(centred, shape.n_fft)[:: shape.hop_length][: shape.frames]
    hann = signal.get_window("hann", shape.n_fft)
    # A tone has half its amplitude, for the other half lies at negative frequencies; bands add up what they hold.
    power = np.abs(np.fft.rfft(frames * hann).T / hann.sum()) ** 2
    level_db = 10.0 * np.log10(bands / bands.max(axis=1, keepdims=True) @ power)
    ours = log_mel(torch.from_numpy(sound)[None], shape)[0].numpy()
    np.testing.assert_allclose(ours, level_db / 40.0 + 1.0, atol=1e-3)


def test_the_pitch_of_a_voice_is_that_of_its_pulses():
    rate, half = DIGITS.sample_rate, DIGITS.samples // 2
    pulses = np.zeros(DIGITS.samples, np.float32)
    pulses[: half : rate // 200] = 0.9  # 200 Hz, then silence
    octaves, voiced = describe(pulses, DIGITS)[DIGITS.n_mels :]
    frames = half // DIGITS.hop_length
    np.testing.assert_allclose(pitch_hz(torch.from_numpy(octaves))[6 : frames - 6], 200.0, rtol=0.01)
    assert (voiced[6 : frames - 6] == 1.0).all() and (voiced[frames + 8 :] == -1.0).all()


def test_a_hit_begins_at_its_onset_at_one_level():
    rate = HITS.sample_rate
    decay = np.exp(-np.arange(rate) / (0.1 * rate)) * np.sin(2 * np.pi * 200.0 * np.arange(rate) / rate)
    late = np.concatenate([np.zeros(rate // 2), 0.01 * decay]).astype(np.float32)
    sound = fitted(late, HITS)
    assert sound.shape == (HITS.samples,) and sound.dtype == np.float32
    assert np.abs(sound).max() == pytest.approx(0.9, rel=1e-3)
    onset = int(np.argmax(np.abs(sound) >= 0.05 * 0.9))
    assert onset == round(0.001 * rate)  # a millisecond before what is 5 % of the peak
    np.testing.assert_allclose(sound, fitted(late * 20.0, HITS), atol=1e-5)
    longer = fitted(np.tile(late[rate // 2 :], 3), HITS)
    assert longer.shape == (HITS.samples,) and np.abs(longer[-5:]).max() < 1e-3  # cut off by fading


def test_speech_is_cut_out_at_one_loudness():
    rate = DIGITS.sample_rate
    said = _noise(DIGITS)[: rate // 2] * 0.1
    around = np.concatenate([np.zeros(rate), said, np.zeros(rate)]).astype(np.float32)
    around += np.random.default_rng(1).standard_normal(around.size).astype(np.float32) * np.float32(1e-5)
    sound = fitted(around, DIGITS)
    assert sound.shape == (DIGITS.samples,)
    heard = np.flatnonzero(np.abs(sound) > 0.03)
    assert heard[0] < 0.06 * rate and 0.4 * rate < heard[-1] < 0.62 * rate
    assert np.sqrt(np.mean(np.square(sound[heard[0] : heard[-1]]))) == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize("shape", [SHORT, DIGITS], ids=["hits", "digits"])
def test_silence_stays_silence_and_short_sounds_are_filled_up(shape):
    silence = fitted(np.zeros(1000, np.float32), shape)
    assert silence.shape == (shape.samples,) and not silence.any()
    described = describe(silence, shape)
    assert described.shape == (shape.rows, shape.frames) and np.isfinite(described).all()
    assert (described[: shape.n_mels] == -1.0).all() and (described[-1] <= 0.0).all()
    for samples in (1, 7, 100):
        sound = fitted(np.full(samples, 0.5, np.float32), shape)
        assert sound.shape == (shape.samples,) and np.isfinite(sound).all()
