"""Listening to single sounds while a recording is loaded: what comes out, and what becomes of the recording."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.test_player import FADE, RATE, Bench, noise
from workbench.audio.output import NullBackend
from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal
from workbench.errors import AudioDeviceError
from workbench.gui.auditioning import Auditioning
from workbench.gui.bench_sounds import BenchSound
from workbench.models.synthesise.recipe import Recipe


def sound(seconds: float = 0.1, seed: int = 1, rate: int = RATE) -> BenchSound:
    made = BenchSound([Recipe("low", (0.0,) * 4, seed)], "placeholder/tones", f"low {seed}")
    made.samples = np.random.default_rng(seed).uniform(-0.4, 0.4, (1, round(seconds * rate))).astype(np.float32)
    made.sample_rate = rate
    return made


@pytest.fixture
def bench(qapp):
    """A recording in a player whose output the test drives by hand."""
    bench = Bench(noise(4.0))
    bench.auditioning = Auditioning(bench.player)
    return bench


def test_a_sound_comes_out_as_it_is_and_the_recording_stays_where_it_was(bench):
    recording = noise(4.0)
    bench.player.play(1.0, 2.0, loop=True)
    bench.hear(4_800)
    one = sound()
    bench.auditioning.play(one)
    heard = bench.hear(6_000)
    left = recording.read(RATE + 4_800, RATE + 4_800 + FADE).T * np.linspace(1, 0, FADE, endpoint=False)[:, None]
    np.testing.assert_allclose(heard[:FADE], np.clip(left + one.samples.T[:FADE], -1, 1), atol=1e-6)
    np.testing.assert_array_equal(heard[FADE:4_800], np.repeat(one.samples.T[FADE:], 2, axis=1))
    assert not heard[4_800:].any()
    state = bench.state
    assert (state.status, state.position_s, state.auditioned_s) == (Status.PAUSED, pytest.approx(1.1), None)
    bench.player.resume()
    np.testing.assert_array_equal(bench.hear(2_400).T, recording.read(RATE + 4_800, RATE + 7_200))
    assert bench.state.passage.loop


def test_another_sound_begins_at_once_with_its_attack_while_the_former_is_faded(bench):
    one, other = sound(seed=1), sound(seed=2)
    bench.auditioning.play(one)
    heard = bench.hear(1_000)
    np.testing.assert_array_equal(heard[:, 0], one.samples[0, :1_000])
    bench.auditioning.play(other)
    heard = bench.hear(6_000)[:, 0]
    tail = one.samples[0, 1_000 : 1_000 + FADE] * np.linspace(1, 0, FADE, endpoint=False)
    np.testing.assert_allclose(heard[:FADE], other.samples[0, :FADE] + tail, atol=1e-6)
    np.testing.assert_array_equal(heard[FADE:4_800], other.samples[0, FADE:])
    bench.auditioning.play(other)
    bench.hear(480)
    bench.auditioning.stop()
    heard = bench.hear(1_000)
    assert heard[: FADE - 1].any() and not heard[FADE:].any()


def test_the_place_in_the_sound_is_told_and_the_play_head_of_the_recording_stays(bench, qtbot):
    one, told, ended = sound(), [], []
    bench.auditioning.moved.connect(lambda who, at_s: told.append((who, at_s)))
    bench.auditioning.ended.connect(ended.append)
    bench.player.seek(1.5)
    bench.auditioning.play(one)
    assert told == [(one, 0.0)] and bench.auditioning.sounding is one
    bench.hear(2_400)
    assert bench.state.auditioned_s == pytest.approx(0.05)
    assert bench.state.position_s == 1.5
    qtbot.waitUntil(lambda: told[-1][1] == pytest.approx(0.05))
    bench.hear(4_800)
    qtbot.waitUntil(lambda: ended == [one])
    assert bench.auditioning.sounding is None and bench.state.position_s == 1.5


def test_volume_and_mute_are_the_players(bench):
    one = sound()
    bench.player.set_volume(0.5)
    bench.auditioning.play(one)
    np.testing.assert_allclose(bench.hear(1_000)[:, 1], one.samples[0, :1_000] * 0.5, atol=1e-7)
    bench.player.set_muted(True)
    bench.hear(480)
    assert not bench.hear(480).any()


@pytest.mark.parametrize("command", ["play", "resume", "stop", "load"])
def test_the_recording_takes_the_output_back(bench, qtbot, command):
    recording, other = noise(4.0), ArraySignal(np.full((2, RATE), 0.25), RATE)
    bench.player.play()
    bench.hear(4_800)
    bench.auditioning.play(sound(1.0))
    bench.hear(480)
    with qtbot.waitSignal(bench.auditioning.ended):
        bench.player.load(other) if command == "load" else getattr(bench.player, command)()
    heard = bench.hear(4_800).T[:, FADE:]
    start = {"play": 0, "resume": 4_800}.get(command)
    expected = np.zeros_like(heard) if start is None else recording.read(start + FADE, start + 4_800)
    np.testing.assert_array_equal(heard, expected)


def test_what_is_set_meanwhile_holds_for_the_recording_only(bench):
    one, other = sound(), ArraySignal(np.full((2, 4 * RATE), 0.25), RATE)
    bench.player.set_speed(0.5, keep_pitch=False)
    bench.auditioning.play(one)
    bench.hear(480)
    bench.player.swap(other)
    bench.player.set_channels([True, False])
    bench.player.set_loop(True)
    np.testing.assert_array_equal(bench.hear(4_000)[:, 0], one.samples[0, 480:4_480])
    state = bench.state
    assert (state.speed, state.heard, state.passage.loop) == (0.5, (True, False), True)
    bench.hear(4_800)
    bench.player.play()
    assert bench.hear(4_800)[-480:] == pytest.approx(0.25, abs=1e-3)


def test_without_a_sound_output_it_says_so_as_the_player_does(bench, qtbot):
    bench.hear(480)
    bench.backend.names.clear()
    bench.output.stale = True

    def refuse(*_asked):
        raise AudioDeviceError("no speakers")

    bench.backend.open = refuse
    with qtbot.waitSignal(bench.auditioning.ended):
        bench.auditioning.play(sound(rate=44_100))
        bench.work()
    assert bench.state.problem == "no speakers"
    assert bench.auditioning.sounding is None


def test_closing_ends_what_sounds(qapp, qtbot):
    player = Player(lambda: (NullBackend(), None))
    auditioning = Auditioning(player)
    auditioning.play(sound(5.0))
    qtbot.waitUntil(lambda: (player.snapshot().auditioned_s or 0.0) > 0.0)
    player.close()
    assert not player._thread.is_alive()
    auditioning.stop()
    assert auditioning.sounding is None
