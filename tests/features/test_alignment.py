"""Recordings of the same sound, one cut or delayed, against what was done to them."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.signal import ArraySignal
from workbench.features.alignment import LEAST_CORRELATION, Alignment, align_steps

RATE = 8000


def sound(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise whose level wanders, as outdoors."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    wander = np.repeat(rng.normal(0, 6, count // 800 + 1), 800)[:count]
    return 0.05 * rng.normal(0, 1, count) * 10 ** (wander / 20)


def align(first: np.ndarray, second: np.ndarray) -> Alignment:
    *_, found = align_steps(ArraySignal(first, RATE), ArraySignal(second, RATE))
    return found


@pytest.mark.parametrize("frames", [0, 12_345, 80_001])
def test_what_was_cut_from_the_beginning_is_found_to_the_sample(frames) -> None:
    first = sound(60)
    assert align(first, first[frames:]).later_s == pytest.approx(-frames / RATE, abs=1e-9)
    found = align(first[frames:], first)
    assert found.later_s == pytest.approx(frames / RATE, abs=1e-9) and found.correlation > 0.99


def test_quieter_and_with_noise_added() -> None:
    first = sound(60)
    second = 0.2 * first[9_999:] + 0.001 * np.random.default_rng(3).normal(0, 1, len(first) - 9_999)
    found = align(first, second)
    assert found.later_s == pytest.approx(-9_999 / RATE, abs=1e-9) and found.correlation > LEAST_CORRELATION


def test_other_sounds_silence_and_nothing_are_not_alike() -> None:
    assert align(sound(60), sound(60, seed=2)).correlation < LEAST_CORRELATION
    assert align(sound(60), np.zeros(60 * RATE)).correlation < LEAST_CORRELATION
    assert align(sound(60), np.zeros(10)) == Alignment(0.0, 0.0)


def test_steady_noise_and_another_sample_rate() -> None:
    steady = np.random.default_rng(7).normal(0, 0.1, 60 * RATE)
    assert align(steady, steady[10_040:]).later_s == pytest.approx(-10_040 / RATE, abs=1e-9)
    first = sound(60)
    *_, found = align_steps(ArraySignal(first, RATE), ArraySignal(np.repeat(first[8_000:], 2), 2 * RATE))
    assert found.later_s == pytest.approx(-1.0, abs=0.01) and found.correlation > 0.95
