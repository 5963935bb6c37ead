"""Mixtures to learn denoising from, and how their quality is measured."""

import math
import threading

import numpy as np
import pytest
import soundfile
import torch

from workbench import paths
from workbench.training.clips import Clip
from workbench.training.denoise_loss import denoise_loss
from workbench.training.mixing import LEVEL, Mixer, Mixing, active_level, level
from workbench.training.prefetch import prefetched
from workbench.training.rooms import room_response
from workbench.training.sound_store import SoundStore
from workbench.training.speech_quality import measure, si_sdr_db
from workbench.training.synthetic_noise import coloured_noise, hum

RATE = 16_000


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Makes a store of one recording after another."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))

    def make(*sounds, rate=RATE):
        clips = []
        for index, sound in enumerate(sounds):
            path = tmp_path / f"{id(sounds)}-{index}.wav"
            soundfile.write(path, sound, rate, subtype="FLOAT")
            clips.append(Clip(path, ""))
        made = SoundStore(clips, RATE)
        assert list(made.prepare())[-1] == 1.0
        return made

    return make


def _voice(seed, seconds=4.0):
    """A buzz that comes and goes, as speech does."""
    time = np.arange(round(seconds * RATE)) / RATE
    random = np.random.default_rng(seed)
    return (0.3 * hum(random, time.size, RATE) * (np.sin(2 * np.pi * 3 * time) > -0.3)).clip(-1, 1).astype(np.float32)


def test_a_store_gives_back_what_was_recorded(store):
    tone = 0.5 * np.sin(2 * np.pi * 500 * np.arange(8000) / RATE + 1.0).astype(np.float32)
    silence = np.zeros(300, np.float32)
    made = store(np.concatenate([silence, tone, silence]), np.stack([tone, tone * 0.5], axis=1))
    assert list(made.lengths) == [8000, 8000]
    np.testing.assert_allclose(made.read(0, 100, 50), tone[100:150], atol=2e-5)
    np.testing.assert_allclose(made.read(1, 7990, 50), tone[7990:] * 0.75, atol=2e-5)
    again = SoundStore(made.clips, RATE)
    assert list(again.prepare()) == [1.0]  # found on disk
    np.testing.assert_array_equal(again.read(1, 0, 8000), made.read(1, 0, 8000))


def test_mixtures_are_as_they_were_asked_for(store):
    speech, noise = store(_voice(1), _voice(2)), store(np.random.default_rng(0).standard_normal(RATE) * 0.1)
    plain = Mixing(snr_db=(5.0, 5.0, 5.0), clean_share=0.0, noise_share=0.0, late_share=0.0, clipped_share=0.0)
    mixer = Mixer(speech, noise, np.ones(2), plain)
    noisy, clean = mixer.batch(np.random.default_rng(0), 12)
    assert noisy.shape == clean.shape == (12, 3 * RATE)
    for mixture, voice in zip(noisy, clean, strict=True):
        assert level(mixture) == pytest.approx(LEVEL, rel=1e-4)
        assert 20 * math.log10(active_level(voice) / level(mixture - voice)) == pytest.approx(5.0, abs=1.5)
    again, _ = mixer.batch(np.random.default_rng(0), 12)
    np.testing.assert_array_equal(again, noisy)


def test_speech_alone_and_noise_alone(store):
    speech, noise = store(_voice(1)), store(np.random.default_rng(0).standard_normal(RATE) * 0.1)
    random = np.random.default_rng(0)
    noisy, clean = Mixer(speech, noise, np.ones(1), Mixing(clean_share=2.0, clipped_share=0.0)).example(random)
    np.testing.assert_array_equal(noisy, clean)
    noisy, clean = Mixer(speech, noise, np.ones(1), Mixing(clean_share=0.0, noise_share=2.0)).example(random)
    assert not clean.any()
    assert noisy.any()


def test_rooms_and_noises():
    random = np.random.default_rng(0)
    for _ in range(5):
        response = room_response(random, RATE)
        assert response[0] == 1.0
        early, late = response[1 : RATE // 10], response[-RATE // 100 :]
        assert np.abs(late).max() < np.abs(early).max()
        for made in (coloured_noise(random, 8001, RATE), hum(random, 8001, RATE)):
            assert made.shape == (8001,)
            assert level(made) == pytest.approx(1.0, rel=1e-3)


def test_si_sdr_of_orthogonal_noise():
    random = np.random.default_rng(0)
    clean, noise = random.standard_normal((2, 200_000)).astype(np.float32)
    heard = 0.3 * (clean + 0.1 * noise)
    assert si_sdr_db(clean, heard) == pytest.approx(20.0, abs=0.1)
    assert math.isnan(si_sdr_db(np.zeros(100, np.float32), np.ones(100, np.float32)))


def test_pesq_and_stoi_where_they_are_installed():
    pytest.importorskip("pesq")
    pytest.importorskip("pystoi")
    voice = _voice(0)
    same = measure(voice, voice)
    assert same.pesq > 4.6
    assert same.stoi == pytest.approx(1.0, abs=1e-3)


def test_the_loss_falls_with_the_error():
    voice = torch.from_numpy(_voice(0)[None]) * 0.2
    noise = torch.from_numpy(np.random.default_rng(0).standard_normal(voice.shape).astype(np.float32)) * 0.05
    losses = [denoise_loss(voice + share * noise, voice).item() for share in (1.0, 0.3, 0.1, 0.0)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(-3.0, abs=0.1)
    silence = torch.zeros_like(voice, requires_grad=True)
    denoise_loss(silence, torch.zeros_like(voice)).backward()
    assert torch.isfinite(silence.grad).all()


def test_prefetching_keeps_order_and_errors():
    def items():
        yield from range(5)
        raise ValueError("no more")

    found = []
    with pytest.raises(ValueError, match="no more"):
        for item in prefetched(items()):
            found.append(item)
    assert found == list(range(5))
    endless = prefetched(iter(lambda: 1, 0))
    assert next(endless) == 1
    endless.close()
    assert not any(thread.name == "prefetch" for thread in threading.enumerate())
