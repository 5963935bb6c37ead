"""Speech is told from other sounds: made ones, and those of the data packs where they are."""

import os
import random
from pathlib import Path

import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.features.speech_cues import CUES, cues
from workbench.features.speech_likeness import LEAST_S, PLACE_S, PLACES, judge_steps
from workbench.jobs import sound_work, wire
from workbench.jobs.messages import SignalRef, SoundMade, StartSound
from workbench.models.contract import Card
from workbench.models.suitability import is_for_speech, warning
from workbench.training.clips import find_clips
from workbench.training.speech_pack import find_speech

DATA = Path(os.environ.get("WORKBENCH_DATA", "/nowhere"))
needs_data = pytest.mark.skipif(not (DATA / "esc50.tar").is_file(), reason="WORKBENCH_DATA names no folder of packs")


def _judge(samples, rate, start=0, stop=None):
    signal = samples if hasattr(samples, "read") else ArraySignal(samples, rate)
    *steps, likeness = judge_steps(signal, start, signal.frames if stop is None else stop)
    assert steps.count(None) == len(steps) <= PLACES
    return likeness


def _noise(seconds, rate):
    return 0.1 * np.random.default_rng(0).standard_normal(round(seconds * rate))


def _syllables(seconds, rate):
    """Vowels that glide from one to the next, hisses between them, and pauses: what a voice does, without the words."""
    draw, low_rate = np.random.default_rng(1), 8_000
    parts = []
    first, second = 500.0, 1500.0
    while sum(map(len, parts)) < seconds * low_rate:
        times = np.arange(round(draw.uniform(0.1, 0.28) * low_rate)) / low_rate
        share = times / times[-1]
        pitch = draw.uniform(95.0, 130.0) * (1.0 + draw.uniform(-0.25, 0.25) * share)
        phase = 2.0 * np.pi * np.cumsum(pitch) / low_rate
        next_first, next_second = draw.uniform(250.0, 800.0), draw.uniform(900.0, 2500.0)
        vowel = np.zeros_like(times)
        for order in range(1, 32):
            for formant, strength in (
                (first + share * (next_first - first), 1.0),
                (second + share * (next_second - second), 0.4),
            ):
                vowel += strength / (1.0 + ((order * pitch - formant) / 80.0) ** 2) * np.sin(order * phase)
        first, second = next_first, next_second
        hiss = np.diff(draw.standard_normal(round(draw.uniform(0.03, 0.12) * low_rate))) * draw.uniform(0.02, 0.2)
        pause = np.zeros(round(draw.choice([0.0, 0.02, 0.06, 0.3]) * low_rate))
        parts += [vowel * np.sin(np.pi * share) ** 0.5 * draw.uniform(0.3, 1.0), hiss, pause]
    sound = 0.1 * np.concatenate(parts)[: round(seconds * low_rate)]
    return np.fft.irfft(np.fft.rfft(sound), round(seconds * rate)) * rate / low_rate + 1e-4 * _noise(seconds, rate)


def _chords(seconds, rate):
    times = np.arange(round(seconds * rate)) / rate
    sound = np.zeros_like(times)
    for number in range(int(seconds / 0.5)):
        inside = (times >= 0.5 * number) & (times < 0.5 * number + 0.5)
        for tone in (0, 4, 7):
            hertz = 220.0 * 2.0 ** ((tone + (0, 5, 7, 9)[number % 4]) / 12.0)
            sound[inside] += sum(np.sin(2 * np.pi * h * hertz * times[inside]) / h for h in (1, 2, 3, 4))
    return 0.1 * sound


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_made_sounds(rate):
    assert not _judge(_syllables(10.0, rate), rate).is_unlikely
    for other in (_noise(6.0, rate), _chords(6.0, rate)):
        likeness = _judge(other, rate)
        assert likeness.is_unlikely
        assert likeness.reason


def test_the_rhythm_of_syllables_is_found_where_it_is():
    found = {hertz: dict(zip(CUES, cues(_modulated(hertz), 16_000), strict=True)) for hertz in (1.0, 4.5, 12.0)}
    assert found[4.5]["syllables"] > max(found[1.0]["syllables"], found[12.0]["syllables"]) + 1.0
    assert found[12.0]["jitter"] > found[4.5]["jitter"]


def _modulated(hertz):
    swell = 1.0 + 0.9 * np.sin(2.0 * np.pi * hertz * np.arange(4 * 16_000) / 16_000)
    return (_noise(4.0, 16_000) * swell).astype(np.float32)


def test_cues_hardly_depend_on_the_rate():
    at_8, at_48 = (cues(_chords(4.0, rate).astype(np.float32), rate) for rate in (8_000, 48_000))
    np.testing.assert_allclose(at_8, at_48, atol=0.15)


@pytest.mark.parametrize("samples", [np.zeros(16_000), np.full(16_000, np.nan), _noise(LEAST_S / 2, 16_000)])
def test_too_little_sound_is_not_judged(samples):
    likeness = _judge(samples, 16_000)
    assert (likeness.probability, likeness.is_unlikely) == (None, False)
    assert _judge(_noise(1.0, 16_000), 16_000, 9_000, 9_000).probability is None


def test_a_long_recording_is_read_at_few_places_inside_the_stretch():
    class Long:
        sample_rate, channels, frames = 16_000, 2, 10 * 3600 * 16_000
        read_frames = 0

        def read(self, start, stop):
            assert 16_000 <= start < stop <= self.frames - 16_000
            self.read_frames += stop - start
            return np.tile(_noise((stop - start) / 16_000, 16_000).astype(np.float32), (2, 1))

    signal = Long()
    assert _judge(signal, 16_000, 16_000, signal.frames - 16_000).is_unlikely
    assert signal.read_frames == PLACES * PLACE_S * 16_000


def test_pauses_and_broken_samples_do_not_hide_speech():
    speech = _syllables(16.0, 16_000)
    speech[4 * 16_000 : 12 * 16_000] *= 1e-3
    speech[100] = np.nan
    assert not _judge(speech, 16_000).is_unlikely


def test_only_models_for_speech_warn():
    speech_model, gate = (
        Card(name, "denoise", "", (), 0, 0.0, "", "", (), "", 0, "", {"meant_for": meant_for})
        for name, meant_for in (("denoise/voices", "speech"), ("denoise/spectral-gate", "any sound"))
    )
    noise, speech = _judge(_noise(4.0, 16_000), 16_000), _judge(_syllables(10.0, 16_000), 16_000)
    assert (is_for_speech(speech_model), is_for_speech(gate)) == (True, False)
    said = warning(speech_model, noise)
    assert said.startswith("This does not sound like speech (")
    assert "denoise/spectral-gate works on any sound" in said
    assert warning(speech_model, speech) is None
    assert warning(gate, noise) is None


def test_the_sound_process_can_be_asked():
    asked = StartSound(1, SignalRef("a.wav", (1, 2)), sound_work.JudgeSpeech(0, 64_000), 0)
    answer = SoundMade(1, list(asked.work.steps(ArraySignal(_noise(4.0, 16_000), 16_000)))[-1])
    for message in (asked, answer):
        assert list(wire.Decoder().feed(wire.encode(message))) == [message]


@needs_data
def test_recorded_speech_passes_and_most_surroundings_do_not():
    draw = random.Random(0)
    speech = [source.clip for source in find_speech(DATA / "speech-noise.tar")]
    others = [clip for clip in find_clips(DATA / "esc50.tar") if clip.label in {"rain", "wind", "engine", "crickets"}]
    warned = [
        np.mean([_judge(*clip.read()).is_unlikely for clip in draw.sample(clips, 20)]) for clips in (speech, others)
    ]
    assert warned[0] <= 0.05
    assert warned[1] >= 0.9
