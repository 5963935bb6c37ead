"""Going over from one signal to another while playing: nothing is lost, nothing clicks, whenever it happens."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.test_player import FADE, RATE, Bench
from workbench.audio.blend import Difference, Louder, Output
from workbench.audio.cache import Cache
from workbench.audio.made_file import MadeHeader, create_made
from workbench.audio.signal import ArraySignal


@pytest.fixture
def sides(tmp_path):
    """Original, output at two strengths, difference, output raised: as the window hands them to the player."""
    rng = np.random.default_rng(3)
    seconds = np.arange(8 * RATE) / RATE
    tone = np.stack([0.4 * np.sin(2 * np.pi * hz * seconds) for hz in (220.0, 331.0)])
    original = ArraySignal((tone + rng.normal(0, 0.05, tone.shape)).astype(np.float32), RATE)
    made = create_made(Cache(tmp_path), "swap", MadeHeader(RATE, 2, original.frames))
    made.write(0, (tone * np.linspace(1.0, 0.3, len(seconds))).astype(np.float32))
    yield [
        original, Output(original, made), Output(original, made, 0.37), Difference(original, made),
        Louder.by_db(Output(original, made), 2.3),
    ]  # fmt: skip
    made.close()


def test_at_random_moments_each_sample_is_that_of_the_right_signal_at_the_right_frame(sides):
    rng = np.random.default_rng(4)
    bench = Bench(sides[0])
    bench.player.play()
    at, old = len(bench.hear(777)), sides[0]
    rise = (np.arange(FADE) / FADE)[:, None]
    for _ in range(60):
        frames, block = int(rng.integers(FADE, 6_000)), int(rng.integers(1, 1_500))
        new = sides[rng.integers(len(sides))]
        bench.player.swap(new)
        heard = bench.hear(frames, block)
        before, after = (signal.read(at, at + frames).T for signal in (old, new))
        np.testing.assert_allclose(heard[:FADE], before[:FADE] * (1 - rise) + after[:FADE] * rise, atol=1e-6)
        np.testing.assert_array_equal(heard[FADE:], after[FADE:])
        at, old = at + frames, new
    assert bench.state.position_s == pytest.approx(at / RATE, abs=1e-9)
    assert bench.state.underruns == 0


def test_a_change_within_the_crossfade_of_the_last_one_makes_no_step(sides):
    """As a slider does it: several changes between two requests of the device, and in quick succession."""
    rng = np.random.default_rng(5)
    bench = Bench(sides[0])
    bench.player.play()
    bench.hear(1_000)
    heard = []
    for _ in range(400):
        for _ in range(rng.integers(1, 4)):
            bench.player.swap(sides[rng.integers(len(sides))])
            bench.work()
        heard.append(bench.hear(int(rng.integers(8, 100)), 64))
    samples = [signal.read(0, signal.frames) for signal in sides]
    own = max(np.abs(np.diff(each)).max() for each in samples)
    apart = max(np.abs(one - other).max() for one in samples for other in samples)
    steps = np.abs(np.diff(np.concatenate(heard), axis=0))
    assert steps.max() < own + 3 * apart / FADE
    assert np.abs(np.concatenate(heard)).max() <= max(np.abs(each).max() for each in samples) * 1.001


class TakenMeanwhile:
    """A signal that is slow to read: the first time, the device asks for more sound meanwhile."""

    def __init__(self, signal, take):
        self.signal, self.take = signal, take
        self.sample_rate, self.channels, self.frames = signal.sample_rate, signal.channels, signal.frames
        self.complete = True

    def read(self, start, stop):
        if self.take is not None:
            take, self.take = self.take, None
            take()
        return self.signal.read(start, stop)


@pytest.mark.parametrize("late", [100, 450, 1_234])
def test_a_loop_that_begins_anew_meanwhile_stays_in_step(sides, late):
    """The device plays on while the other signal is read, over the end of the loop and on from its beginning."""
    original, output = sides[:2]
    length, left = RATE // 5, 300
    bench = Bench(original)
    bench.player.play(1.0, 1.0 + length / RATE, loop=True)
    bench.hear(length - left)
    bench.player.swap(TakenMeanwhile(output, lambda: take(bench, late)))
    heard = bench.hear(2 * length)[FADE:]
    frames = RATE + (length - left + late + FADE + np.arange(len(heard))) % length
    np.testing.assert_array_equal(heard, output.read(0, output.frames)[:, frames].T)


def take(bench, frames):
    """The device takes sound without the player's thread, which is busy."""
    buffer = np.zeros((frames, 2), np.float32)
    bench.output.fill(buffer, bench.output.handed / RATE)
    bench.output.handed += frames
    bench.output.now = bench.output.handed / RATE
