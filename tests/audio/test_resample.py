"""Resampling: the same sound at the same place, however the reads are cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import soxr

from workbench.audio.channels import ChannelSignal, MonoSignal
from workbench.audio.resample import ResampledSignal
from workbench.audio.signal import ArraySignal, Signal

RATES = [(48_000, 16_000), (44_100, 16_000), (44_100, 48_000), (8_000, 44_100), (384_000, 16_000), (44_099, 48_000)]


def noise(rate: int, seconds: float, channels: int = 2) -> ArraySignal:
    generator = np.random.default_rng(7)
    return ArraySignal(generator.uniform(-1, 1, (channels, int(rate * seconds))), rate)


@pytest.mark.parametrize(("rate_in", "rate_out"), RATES)
def test_any_cut_equals_soxr_over_the_whole_file(rate_in: int, rate_out: int) -> None:
    source = noise(rate_in, 1.7)
    signal = ResampledSignal(source, rate_out)
    assert signal.frames == -(-source.frames * rate_out // rate_in)
    whole = soxr.resample(source.read(0, source.frames).T, rate_in, rate_out).T
    cuts = [0, 1, 700, 701, signal.frames // 2, signal.frames - 5, signal.frames]
    pieces = np.concatenate([signal.read(a, b) for a, b in itertools.pairwise(cuts)], axis=1)
    assert pieces.shape == (2, signal.frames)
    assert np.abs(pieces - signal.read(0, signal.frames)).max() < 1e-4
    length = min(whole.shape[1], signal.frames)  # soxr rounds its length, we never lose the last part of a frame
    assert np.abs(pieces[:, :length] - whole[:, :length]).max() < 1e-4


@pytest.mark.parametrize(("rate_in", "rate_out"), RATES)
def test_a_sine_keeps_frequency_phase_and_place(rate_in: int, rate_out: int) -> None:
    time_in = np.arange(3 * rate_in) / rate_in
    signal = ResampledSignal(ArraySignal(np.sin(2 * np.pi * 1234.5 * time_in + 0.3), rate_in), rate_out)
    start = 2 * rate_out + 317
    time_out = np.arange(start, start + 2000) / rate_out
    expected = np.sin(2 * np.pi * 1234.5 * time_out + 0.3)
    assert np.abs(signal.read(start, start + 2000)[0] - expected).max() < 1e-4


def test_reads_are_clipped_and_tiny_or_empty_sources_are_fine() -> None:
    signal = ResampledSignal(noise(48_000, 0.01), 16_000)
    assert signal.read(-50, 10**9).shape == (2, signal.frames)
    assert signal.read(20, 10).shape == (2, 0)
    assert signal.read(10**9, 10**9 + 5).shape == (2, 0)
    assert ResampledSignal(ArraySignal(np.zeros((3, 0)), 44_100), 8_000).read(0, 10).shape == (3, 0)
    assert ResampledSignal(ArraySignal(np.ones((1, 1)), 44_100), 8_000).read(0, 10).shape == (1, 1)


def test_one_bad_sample_spoils_only_its_neighbourhood() -> None:
    samples = noise(44_100, 1.0, 1).read(0, 44_100)
    good = ResampledSignal(ArraySignal(samples, 44_100), 16_000).read(0, 16_000)
    samples[0, 22_050:22_053] = [np.nan, np.inf, 1e30]
    bad = ResampledSignal(ArraySignal(samples, 44_100), 16_000).read(0, 16_000)
    assert np.isfinite(bad).all()
    far = np.abs(np.arange(16_000) - 8_000) > 200
    assert np.abs(bad - good)[0, far].max() < 1e-4


class Growing(ArraySignal):
    """A recording that is being decoded."""

    def __init__(self, whole: Signal) -> None:
        super().__init__(whole.read(0, whole.frames), whole.sample_rate)
        self.complete = False
        self.frames = 0

    def read(self, start: int, stop: int) -> np.ndarray:
        return super().read(start, min(stop, self.frames))


def test_what_was_read_while_decoding_does_not_change_later() -> None:
    source = Growing(noise(44_100, 1.0))
    signal = ResampledSignal(source, 16_000)
    assert signal.frames == 0
    source.frames = 20_000
    early_frames = signal.frames
    assert 7_000 < early_frames < 7_256
    early = signal.read(early_frames - 100, early_frames)
    source.frames, source.complete = 44_100, True
    assert signal.frames == 16_000
    assert np.abs(signal.read(early_frames - 100, early_frames) - early).max() < 1e-5


def test_mono_is_the_mean_and_channels_can_be_picked() -> None:
    source = noise(8_000, 0.1, 3)
    samples = source.read(10, 60)
    np.testing.assert_allclose(MonoSignal(source).read(10, 60), samples.mean(axis=0, keepdims=True), atol=1e-6)
    np.testing.assert_array_equal(ChannelSignal(source, (2, 0)).read(10, 60), samples[[2, 0]])
    with pytest.raises(ValueError, match="3"):
        ChannelSignal(source, (3,))
