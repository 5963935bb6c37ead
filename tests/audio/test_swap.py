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


@pytest.mark.parametrize(("speed", "keep_pitch"), [(0.5, True), (1.7, True), (0.5, False), (2.0, False)])
def test_at_other_speeds_the_head_goes_on_and_nothing_is_missing(speed, keep_pitch):
    tone = 0.4 * np.sin(2 * np.pi * 440 * np.arange(10 * RATE) / RATE)
    loud, soft = ArraySignal(tone, RATE), ArraySignal(tone / 2, RATE)
    bench = Bench(loud)
    bench.player.set_speed(speed, keep_pitch)
    bench.player.play()
    bench.hear(RATE // 2)
    for number in range(1, 9):
        bench.player.swap(soft if number % 2 else loud)
        heard = bench.hear(RATE // 4)[2 * FADE :, 0]
        expected = (0.4 / 2 if number % 2 else 0.4) / np.sqrt(2)
        pieces = heard[: len(heard) // 960 * 960].reshape(-1, 960)
        assert np.sqrt(np.square(pieces).mean(1)) == pytest.approx(expected, rel=0.12), "no gap, nothing twice as loud"
        assert bench.state.position_s == pytest.approx((0.5 + number / 4) * speed, abs=0.005)


def test_solo_stays_what_it_is(sides):
    original, output = sides[:2]
    bench = Bench(original)
    bench.player.set_channels((False, True))
    bench.player.play()
    bench.hear(1_000)
    bench.player.swap(output)
    heard = bench.hear(1_000)[FADE:]
    np.testing.assert_array_equal(heard, np.repeat(output.read(1_000 + FADE, 2_000)[1][:, None], 2, axis=1))
