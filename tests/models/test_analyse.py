"""Each analysis, computed in pieces, against librosa on the whole sound at once."""

from __future__ import annotations

from itertools import pairwise

import librosa
import numpy as np
import pytest

from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import ArraySignal
from workbench.errors import UnknownModel, WorkbenchError
from workbench.models.analyse import beats
from workbench.models.analyse.columns import AnalyseSettings, window_for
from workbench.models.analyse.menu import ANALYSES, analysis
from workbench.models.contract import Features, Moments, Span

RATE = 22_050


@pytest.fixture(scope="module")
def song():
    """30 seconds: a melody of notes with overtones, every half second one, with noise, a pause and a click."""
    rng = np.random.default_rng(5)
    time = np.arange(RATE // 2) / RATE
    notes = []
    for step in range(60):
        hz = 110 * 2 ** (rng.integers(0, 30) / 12)
        tone = sum(np.sin(2 * np.pi * k * hz * time * (1 + 0.001 * np.sin(30 * time))) / k for k in range(1, 5))
        notes.append(0.2 * tone * np.exp(-3 * time) * (step % 7 != 3))
    sound = np.concatenate(notes)
    sound += rng.normal(0, 0.003, len(sound))
    sound[8 * RATE : 9 * RATE] = 0.0
    sound[20 * RATE] = 0.9
    return ArraySignal(sound[: 30 * RATE - 123], RATE)


def in_pieces(name, signal, edges_s):
    """The rows of an analysis over spans between these times, the middle one first, as for a view."""
    end_s = signal.frames / signal.sample_rate
    edges = [0.0, *edges_s, end_s]
    spans = [Span(*pair) for pair in pairwise(edges)]
    spans.insert(0, spans.pop(len(spans) // 2))
    model = analysis(f"analyse/{name}")
    results = [each for span in spans for each in model.run(signal, span, AnalyseSettings())]
    results.sort(key=lambda each: each.start_s)
    for left, right in pairwise(results):
        assert right.start_s == pytest.approx(left.end_s, abs=1e-9), "no gap, no overlap"
    assert results[0].start_s == 0.0
    return np.concatenate([each.values for each in results], axis=1), results


ODD = (0.013, 3.3337, 3.34, 7.9, 15.0001, 21.21)


def decibels(magnitude):
    return librosa.amplitude_to_db(magnitude, ref=1.0, amin=1e-5, top_db=None)


def test_constant_q_is_that_of_the_whole(song):
    rows, _ = in_pieces("constant-q", song, ODD)
    y = song.read(0, song.frames)[0]
    whole = np.abs(librosa.cqt(y, sr=RATE, tuning=0.0, scale=False))[:, : rows.shape[1]]
    frequencies = librosa.cqt_frequencies(84, fmin=librosa.note_to_hz("C1"))
    lengths, _ = librosa.filters.wavelet_lengths(
        freqs=frequencies, sr=RATE, alpha=librosa.filters._relative_bandwidth(freqs=frequencies)
    )
    np.testing.assert_allclose(rows, decibels(2 * whole / lengths[:, None]), atol=0.05)
    assert rows.shape == (84, -(-song.frames // 512))


def test_a_full_scale_sine_in_a_band_has_0_dbfs():
    time = np.arange(4 * 44_100) / 44_100
    rows, _ = in_pieces("constant-q", ArraySignal(np.sin(2 * np.pi * 440 * time), 44_100), ())
    a4 = analysis("analyse/constant-q").card.classes.index("A4")
    assert rows[a4, 60:100] == pytest.approx(0.0, abs=0.05)
    assert np.argmax(rows[:, 80]) == a4


def test_chroma_is_that_of_the_whole(song):
    rows, _ = in_pieces("chroma", song, ODD)
    whole = librosa.feature.chroma_cqt(y=song.read(0, song.frames)[0], sr=RATE, tuning=0.0)[:, : rows.shape[1]]
    sounding = np.ones(rows.shape[1], bool)
    sounding[8 * 43 : 9 * 43 + 20] = False  # in the pause each column scales the last digits up to 1
    np.testing.assert_allclose(rows[:, sounding], whole[:, sounding], atol=2e-3)


def test_onset_strength_and_beats_are_those_of_the_whole(song):
    rows, results = in_pieces("onset", song, ODD)
    mel = librosa.feature.melspectrogram(y=song.read(0, song.frames)[0], sr=RATE, fmax=RATE / 2)
    whole = librosa.onset.onset_strength(S=librosa.power_to_db(mel, top_db=None), sr=RATE)
    np.testing.assert_allclose(rows[0], whole[: rows.shape[1]], atol=1e-3)
    *_, found = analysis("analyse/onset").conclude(results)
    _, expected_s = librosa.beat.beat_track(onset_envelope=rows[0], sr=RATE, units="time")
    assert isinstance(found, Moments)
    np.testing.assert_allclose(found.times_s, expected_s)
    assert np.median(np.diff(found.times_s)) == pytest.approx(0.5, abs=0.03), "the notes' own pace"


def outcome(steps):
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("seed", range(4))
def test_tempo_and_beats_are_those_of_librosa(monkeypatch, seed):
    """Onsets at an uneven pace under noise, in pieces that are shorter than the whole."""
    rng = np.random.default_rng(seed)
    strength = rng.random(2500).astype(np.float32) ** 2
    onsets = np.cumsum(rng.normal(12 + 4 * seed, 1 + seed / 4, 300)).astype(int)
    strength[onsets[(onsets > 40) & (onsets < 2300)]] += 3
    strength[:3] = 0
    monkeypatch.setattr(beats, "_COLUMNS_AT_ONCE", 701)
    monkeypatch.setattr(beats, "_BLOCKS_AT_ONCE", 7)
    bpm = outcome(beats.tempo_steps(strength, RATE / 512))
    assert bpm == pytest.approx(librosa.feature.tempo(onset_envelope=strength, sr=RATE))
    _, expected_s = librosa.beat.beat_track(onset_envelope=strength.astype(np.float64), sr=RATE, units="time")
    np.testing.assert_allclose(outcome(beats.beat_steps(strength, RATE / 512)), expected_s)


def test_centroid_is_that_of_the_whole(song):
    rows, _ = in_pieces("centroid", song, ODD)
    y = song.read(0, song.frames)[0]
    window = window_for(RATE)
    whole = librosa.feature.spectral_centroid(y=y, sr=RATE, n_fft=window, hop_length=window // 4)[0, : rows.shape[1]]
    silent = np.isnan(rows[0])
    np.testing.assert_allclose(rows[0, ~silent], whole[~silent], rtol=1e-4)
    assert silent.sum() == pytest.approx(RATE / (window // 4), abs=6)
    assert not whole[silent].any(), "librosa says 0 Hz where nothing sounds"


def test_rms_is_that_of_the_whole(song):
    rows, _ = in_pieces("rms", song, ODD)
    y = song.read(0, song.frames)[0]
    window = window_for(RATE)
    whole = librosa.feature.rms(y=y, frame_length=window, hop_length=window // 4)[:, : rows.shape[1]]
    np.testing.assert_allclose(rows, decibels(whole), atol=1e-3)


def test_pitch_is_that_of_the_whole(song):
    rows, _ = in_pieces("pitch", song, ODD)
    y = song.read(0, 6 * RATE)[0]
    whole, _, voiced = librosa.pyin(y, sr=RATE, fmin=librosa.note_to_hz("C2"), fmax=librosa.note_to_hz("C7"))
    ours, count = rows[0], 5 * 43
    same = np.isclose(ours[:count], whole[:count], rtol=1e-6, equal_nan=True)
    assert same.mean() > 0.99
    assert np.isfinite(ours).mean() > 0.5
    assert np.abs(rows[1, :count] - voiced[:count]).max() < 0.02
    uncut, _ = in_pieces("pitch", song, ())
    assert np.isclose(ours, uncut[0], equal_nan=True).mean() > 0.999


@pytest.mark.parametrize("rate", [8_000, 44_100, 384_000])
@pytest.mark.parametrize("name", [name.removeprefix("analyse/") for name in ANALYSES])
def test_any_rate_and_what_is_no_number(name, rate):
    """A second of a tone with NaN and infinities in it, stereo, at any rate."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    sound = np.stack([tone, tone])
    sound[:, rate // 2] = np.nan
    sound[0, rate // 2 + 1] = np.inf
    rows, results = in_pieces(name, ArraySignal(sound, rate), (0.3, 0.77))
    assert results[-1].end_s == pytest.approx(1.0, abs=0.05)
    assert rows.dtype == np.float32
    assert rows.shape[0] == len(analysis(f"analyse/{name}").card.classes)
    assert not np.isinf(rows).any()
    middle = slice(rows.shape[1] // 4, rows.shape[1] // 3)
    expected = {"rms": -9.03, "pitch": 440.0, "centroid": 440.0}
    if name in expected:
        assert np.median(rows[0, middle]) == pytest.approx(expected[name], rel=0.05)


@pytest.mark.parametrize("frames", [0, 1, 100, 700])
@pytest.mark.parametrize("name", list(ANALYSES))
def test_next_to_no_sound(name, frames):
    signal = ArraySignal(np.zeros((2, frames)), RATE)
    results = list(analysis(name).run(signal, Span(0.0, frames / RATE), AnalyseSettings()))
    values = [each.values for each in results if isinstance(each, Features)]
    assert sum(part.shape[1] for part in values) == -(-frames // analysis(name).grid(RATE).hop_length)
    silence = {"rms": -100.0, "constant-q": -100.0, "chroma": 0.0, "onset": 0.0}.get(name.removeprefix("analyse/"))
    for part in values:
        assert np.isnan(part[0]).all() if silence is None else (part == silence).all()


def test_a_channel_can_be_chosen_and_must_be_there():
    signal = ArraySignal(np.stack([np.zeros(RATE), np.ones(RATE)]), RATE)
    rms = analysis("analyse/rms")
    (left,), (right,) = (list(rms.run(signal, Span(0.2, 0.8), AnalyseSettings(channel))) for channel in (0, 1))
    assert (left.values == -100.0).all()
    assert right.values == pytest.approx(0.0, abs=1e-4)
    with pytest.raises(WorkbenchError, match="no channel 3"):
        list(rms.run(signal, Span(0.0, 1.0), AnalyseSettings(2)))


def test_an_unknown_analysis_is_refused_with_those_there_are():
    with pytest.raises(UnknownModel, match="analyse/pitch"):
        analysis("analyse/colour")


def test_what_is_resampled_is_what_librosa_would_be_given(song):
    """The 22,050 Hz of the analyses: a recording at another rate gives the same rows as the resampled one."""
    high = ArraySignal(librosa.resample(song.read(0, 5 * RATE), orig_sr=RATE, target_sr=44_100), 44_100)
    low = ResampledSignal(high, RATE)
    low = ArraySignal(low.read(0, low.frames), RATE)
    ours, _ = in_pieces("constant-q", high, ())
    direct, _ = in_pieces("constant-q", low, ())
    np.testing.assert_allclose(ours, direct, atol=0.05)
