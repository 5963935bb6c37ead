"""Speed of the denoisers on one core against real time, how soon they answer, and what long sound costs in memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import numpy as np

from benchmarks.processes import memory
from benchmarks.row import Options, Row, median_row
from workbench.audio.signal import ArraySignal, Samples
from workbench.models.catalogue import load, settings_of
from workbench.models.contract import Model, Span

MODELS = ("denoise/mask-gru", "denoise/spectral-gate")
SOUNDS = ((16_000, 1), (48_000, 2))
SECONDS, RUNS = 60, 3
HOURS, JUMPS = 10, 7
GOAL = 0.05
LONG_S, FIRST_S = 900.0, 60.0


class EndlessNoise:
    """Ten hours of noise that is made when it is read: the same ten seconds, over and over."""

    channels = 1

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate, self.frames = sample_rate, HOURS * 3600 * sample_rate
        self._noise = noise(sample_rate, 10, 1)

    def read(self, start: int, stop: int) -> Samples:
        start, stop = max(start, 0), min(stop, self.frames)
        return np.take(self._noise, np.arange(start, stop), axis=1, mode="wrap")


def noise(sample_rate: int, seconds: int, channels: int) -> Samples:
    return np.random.default_rng(0).normal(0, 0.05, (channels, sample_rate * seconds)).astype(np.float32)


def measure(options: Options) -> Iterator[Row]:
    """Rows for each model: real-time factors, the first block after a leap, growth of memory."""
    for name in MODELS:
        model = load(name, "cpu")
        for rate, channels in SOUNDS:
            yield _real_time_factor(name, model, rate, channels, options)
        yield _leap(name, model, options)
        yield _growth(name, model, options)


def _real_time_factor(name: str, model: Model, rate: int, channels: int, options: Options) -> Row:
    settings, factors = settings_of(model.card)(), []
    for _ in range(options.runs(RUNS)):
        signal = ArraySignal(noise(rate, SECONDS, channels), rate)  # a new one: nothing is known of it yet
        began = time.perf_counter()
        for _ in model.run(signal, Span(0.0, SECONDS), settings):
            pass
        factors.append((time.perf_counter() - began) / SECONDS)
    is_the_goal = name == MODELS[0] and rate == SOUNDS[0][0]
    sound = f"{rate // 1000} kHz {'mono' if channels == 1 else 'stereo'}"
    what = f"{name}, {sound}, seconds of work a second of sound, one thread"
    return median_row(f"denoise.{name}.{rate}", what, factors, "s/s", goal=GOAL if is_the_goal else None)


def _leap(name: str, model: Model, options: Options) -> Row:
    settings, signal, waits = settings_of(model.card)(), EndlessNoise(48_000), []
    places = np.random.default_rng(1).uniform(0, HOURS * 3600 - 60, JUMPS)
    for place in places[: options.runs(JUMPS)].round(2).tolist():
        began = time.perf_counter()
        next(iter(model.run(signal, Span(place, place + 20.0), settings)))
        waits.append(1e3 * (time.perf_counter() - began))
    return median_row(f"denoise.{name}.leap", f"{name}, 10 h at 48 kHz: the first block anywhere", waits, "ms")


def _growth(name: str, model: Model, options: Options) -> Row:
    """Memory after fifteen minutes of sound against that after the first."""
    end_s = LONG_S / (5 if options.quick else 1)
    blocks = model.run(EndlessNoise(16_000), Span(0.0, end_s), settings_of(model.card)())
    for block in blocks:
        if block.start_s >= FIRST_S:
            break
    before = memory().pss_mb
    for _ in islice(blocks, None):
        pass
    what = f"{name}, 10 h at 16 kHz: memory after {end_s / 60:.0f} min of sound more than after the first"
    return Row(f"denoise.{name}.memory", what, memory().pss_mb - before, "MB", beside=f"{before:.0f} MB then")
