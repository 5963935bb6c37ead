"""Log-mel spectrograms against librosa."""

import librosa
import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.features.mel import FLOOR_DB, MelSettings, log_mel, mel_columns, mel_filterbank, mel_frequencies

SETTINGS = [
    MelSettings(),
    MelSettings(n_fft=2048, hop_length=1250, f_min_hz=0.0),
    MelSettings(sample_rate=16_000, n_fft=512, hop_length=160, n_mels=64, f_min_hz=50.0, f_max_hz=7600.0),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_filterbank_is_that_of_librosa(settings: MelSettings) -> None:
    expected = librosa.filters.mel(
        sr=settings.sample_rate,
        n_fft=settings.n_fft,
        n_mels=settings.n_mels,
        fmin=settings.f_min_hz,
        fmax=settings.f_max_hz,
    )
    np.testing.assert_allclose(mel_filterbank(settings), expected, atol=1e-7)
    centres = librosa.mel_frequencies(settings.n_mels + 2, fmin=settings.f_min_hz, fmax=settings.f_max_hz)[1:-1]
    np.testing.assert_allclose(mel_frequencies(settings), centres)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("seconds", [0.003, 1.0, 5.0, 23.77])
def test_log_mel_is_that_of_librosa(settings: MelSettings, seconds: float) -> None:
    rng = np.random.default_rng(1)
    samples = rng.standard_normal(int(seconds * settings.sample_rate)).astype(np.float32) * 0.1
    samples[: samples.size // 3] = 0.0
    ours = log_mel(samples, settings)
    columns = -(-samples.size // settings.hop_length)
    assert ours.shape == (settings.n_mels, columns)
    assert ours.dtype == np.float32
    before = (settings.n_fft - settings.hop_length) // 2  # librosa, told not to centre, needs our padding spelt out
    padded = np.pad(samples, (before, settings.n_fft + settings.hop_length))
    power = librosa.feature.melspectrogram(
        y=padded,
        sr=settings.sample_rate,
        n_fft=settings.n_fft,
        hop_length=settings.hop_length,
        center=False,
        n_mels=settings.n_mels,
        fmin=settings.f_min_hz,
        fmax=settings.f_max_hz,
    )
    expected = librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=None)[:, :columns]
    np.testing.assert_allclose(ours, expected, atol=2e-3)


@pytest.mark.parametrize("settings", SETTINGS)
def test_columns_of_a_recording_are_the_same_however_it_is_cut(settings: MelSettings) -> None:
    samples = np.random.default_rng(2).standard_normal(40_000).astype(np.float32) * 0.1
    signal = ArraySignal(samples, settings.sample_rate)
    whole = log_mel(samples, settings)
    count = whole.shape[1]
    middle = count // 2
    parts = [mel_columns(signal, 0, middle, settings), mel_columns(signal, middle, count, settings)]
    np.testing.assert_allclose(np.hstack(parts), whole, atol=1e-3)
    beyond = mel_columns(signal, -2, count + 3, settings)
    np.testing.assert_allclose(beyond[:, 2:-3], whole, atol=1e-3)
    assert (beyond[:, :2] == FLOOR_DB).all() and (beyond[:, -3:] == FLOOR_DB).all()


def test_nothing_and_silence() -> None:
    settings = MelSettings()
    assert log_mel(np.empty(0, np.float32), settings).shape == (128, 0)
    assert (log_mel(np.zeros(1000, np.float32), settings) == FLOOR_DB).all()


def test_damaged_samples_count_as_silence() -> None:
    settings = MelSettings()
    samples = np.full(3200, np.nan, np.float32)
    samples[1000] = np.inf
    assert (mel_columns(ArraySignal(samples, 32_000), 0, 5, settings) == FLOOR_DB).all()


@pytest.mark.parametrize("wrong", [{"n_fft": 600}, {"n_fft": 1281}, {"f_max_hz": 20_000.0}, {"f_min_hz": -1.0}])
def test_settings_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        MelSettings(**wrong)
