"""The player on an output that the tests drive by hand: no sound card, no threads, no time but the frames asked for."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.output import Device
from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal
from workbench.errors import AudioDeviceError, AudioReadError

RATE = 48_000
FADE = RATE // 200


class HandOutput:
    """A device that takes sound when the test says so, and sounds it at once."""

    def __init__(self, sample_rate, channels, fill):
        self.sample_rate, self.channels = sample_rate, channels
        self.fill = fill
        self.running = self.closed = self.lost = False
        self.stale = False
        self.underruns = 0
        self.handed = 0
        self.now = 0.0

    def start(self):
        if self.stale:
            raise AudioDeviceError("stale")
        self.running = True

    def stop(self):
        self.running = False

    def close(self):
        self.running, self.closed = False, True

    def time(self):
        assert not self.closed
        return self.now


class HandBackend:
    name = "by hand"

    def __init__(self, only_rate=None, channels=2):
        self.names = ["speakers", "headphones"]
        self.only_rate, self.channels = only_rate, channels
        self.outputs = []
        self.scans = 0

    def devices(self):
        return [Device(name, self.channels, RATE, name == self.names[0]) for name in self.names]

    def rescan(self):
        assert all(output.closed for output in self.outputs)
        self.scans += 1

    def open(self, device, sample_rate, fill):
        if device is not None and device not in self.names:
            raise AudioDeviceError(f"no {device}")
        output = HandOutput(self.only_rate or sample_rate, self.channels, fill)
        output.device = device
        self.outputs.append(output)
        return output


class Bench:
    """A player, and what came out of it."""

    def __init__(self, signal, **backend):
        self.backend = HandBackend(**backend)
        self.player = Player(lambda: (self.backend, None), threaded=False)
        self.player.load(signal)
        self.work()

    @property
    def output(self):
        return self.backend.outputs[-1]

    @property
    def state(self):
        return self.player.snapshot()

    def work(self):
        while self.player.work() == 0.0:
            pass

    def hear(self, frames, block=480):
        """Let the device take `frames` frames; returns them, shape (frames, channels)."""
        heard = []
        self.work()
        while frames > 0:
            buffer = np.full((min(block, frames), self.output.channels), np.nan, np.float32)
            output = self.output
            output.fill(buffer, output.handed / output.sample_rate)
            output.handed += len(buffer)
            output.now = output.handed / output.sample_rate
            frames -= len(buffer)
            heard.append(buffer)
            self.work()
        return np.concatenate(heard)


def noise(seconds=2.0, channels=2, rate=RATE):
    values = np.random.default_rng(1).integers(-32768, 32768, (channels, round(seconds * rate)))
    return ArraySignal(values.astype(np.float32) / 32768, rate)


def test_plays_the_very_samples_and_ends():
    signal = noise(0.5)
    bench = Bench(signal)
    bench.player.play()
    heard = bench.hear(signal.frames + 1000, block=441)
    assert np.array_equal(heard[: signal.frames].T, signal.read(0, signal.frames))
    assert not heard[signal.frames :].any()
    assert bench.state.status is Status.STOPPED
    assert bench.state.position_s == 0.0
    assert bench.state.underruns == 0
    assert not bench.output.running


def test_plays_the_selection_only():
    signal = noise()
    bench = Bench(signal)
    bench.player.play(0.25, 0.5)
    heard = bench.hear(RATE)
    assert np.array_equal(heard[: RATE // 4].T, signal.read(RATE // 4, RATE // 2))
    assert not heard[RATE // 4 :].any()
    assert bench.state.position_s == 0.25


def test_loop_wraps_without_a_gap_and_the_head_with_it():
    signal = noise()
    bench = Bench(signal)
    bench.player.play(0.5, 0.6, loop=True)
    span = signal.read(RATE // 2, RATE * 6 // 10)
    heard = bench.hear(12_000)
    assert np.array_equal(heard.T, np.tile(span, 3)[:, :12_000])
    assert bench.state.position_s == pytest.approx(0.5 + (12_000 % 4_800) / RATE, abs=0.5 / RATE)
    bench.player.set_loop(False)
    bench.hear(4_800)
    assert bench.state.status is Status.STOPPED


def test_head_is_what_the_device_sounds_not_what_it_holds():
    bench = Bench(noise())
    bench.player.play(1.0)
    bench.work()
    for k in range(10):
        bench.output.fill(np.empty((480, 2), np.float32), 0.5 + k * 0.01)
    positions = []
    for now in (0.4, 0.5, 0.525, 0.52, 0.6, 0.7):
        bench.output.now = now
        positions.append(bench.state.position_s)
    expected = [1.0, 1.0, 1.025, 1.025, 1.1, 1.1]
    assert positions == pytest.approx(expected), "never back, never beyond what was handed out"


def test_head_is_smooth_although_the_device_reports_jittered_times():
    bench = Bench(noise(4.0))
    bench.player.play()
    bench.work()
    output, latency = bench.output, 0.04
    jitter = np.random.default_rng(2).uniform(-0.003, 0.003, 300)
    positions = []
    for k in range(300):
        output.fill(np.empty((480, 2), np.float32), latency + k * 0.01 + jitter[k])
        bench.work()
        output.now = (k + 1) * 0.01
        positions.append(bench.state.position_s)
    late = np.array(positions[50:]) - (np.arange(51, 301) * 0.01 - latency)
    assert np.abs(late).max() < 0.003, "true to 3 ms, the jitter of the times themselves"
    assert np.abs(np.diff(positions[50:]) - 0.01).max() < 0.001, "steps even to 1 ms"


def test_pause_keeps_the_place_and_resume_goes_on():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(9_600)
    bench.player.pause()
    assert bench.state.status is Status.PAUSED
    tail = bench.hear(4_800)
    assert tail[: FADE - 1].any()
    assert not tail[FADE:].any()
    assert bench.state.position_s == pytest.approx(0.2, abs=1e-9)
    bench.player.resume()
    heard = bench.hear(4_800)
    assert np.array_equal(heard[FADE:].T, signal.read(9_600 + FADE, 14_400))
    assert bench.state.position_s == pytest.approx(0.3, abs=1e-9)


def test_seek_while_playing_crossfades_and_lands_exactly():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(4_800)
    bench.player.seek(1.0)
    assert bench.state.position_s == 1.0, "the head leaps at once"
    heard = bench.hear(4_800)
    assert np.array_equal(heard[FADE:].T, signal.read(RATE + FADE, RATE + 4_800))
    assert bench.state.position_s == pytest.approx(1.1, abs=1e-9)


def test_seek_while_paused_is_where_resume_begins():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(4_800)
    bench.player.pause()
    bench.hear(4_800)
    bench.player.seek(0.75)
    assert bench.state.position_s == 0.75
    bench.player.resume()
    assert np.array_equal(bench.hear(480).T, signal.read(36_000, 36_480))


def test_stop_goes_back_to_where_playing_began():
    bench = Bench(noise())
    bench.player.play(0.5)
    bench.hear(4_800)
    bench.player.stop()
    assert (bench.state.status, bench.state.position_s) == (Status.STOPPED, 0.5)
    bench.hear(480)
    assert not bench.output.running


@pytest.mark.parametrize("keep_pitch", [True, False])
@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_moves_the_head_and_the_end(speed, keep_pitch):
    bench = Bench(noise(2.0))
    bench.player.set_speed(speed, keep_pitch)
    bench.player.play(0.5, 1.5)
    length = round(RATE / speed)
    bench.hear(length // 2)
    assert bench.state.position_s == pytest.approx(1.0, abs=1e-4)
    heard = bench.hear(length)
    assert bench.state.status is Status.STOPPED
    sounding = np.flatnonzero(heard.any(axis=1))[-1] + 1
    assert sounding == pytest.approx(length - length // 2, abs=2 if not keep_pitch else 20)


@pytest.mark.parametrize(("keep_pitch", "expected_hz"), [(True, 440.0), (False, 880.0)])
def test_double_speed_keeps_the_pitch_or_doubles_it(keep_pitch, expected_hz):
    bench = Bench(ArraySignal(0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE), RATE))
    bench.player.play()
    bench.hear(4_800)
    bench.player.set_speed(2.0, keep_pitch)
    heard = bench.hear(RATE)[4_800:, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * RATE / len(heard) == pytest.approx(expected_hz, abs=2)
    assert bench.state.position_s == pytest.approx(0.1 + 2.0, abs=0.01), "goes on from where it was"


def test_swap_changes_the_signal_without_losing_a_sample():
    original = noise()
    other = ArraySignal(-original.read(0, original.frames), RATE)
    bench = Bench(original)
    bench.player.play()
    bench.hear(5_000, block=250)
    bench.player.swap(other)
    heard = bench.hear(4_800, block=250)
    assert np.array_equal(heard[FADE:].T, other.read(5_000 + FADE, 9_800))
    assert bench.state.position_s == pytest.approx(9_800 / RATE, abs=1e-9)


def test_device_at_its_own_rate_gets_resampled_sound():
    seconds = np.arange(2 * 44_100) / 44_100
    bench = Bench(ArraySignal(0.5 * np.sin(2 * np.pi * 1000 * seconds), 44_100), only_rate=RATE)
    bench.player.play(0.5)
    heard = bench.hear(RATE // 2)
    expected = 0.5 * np.sin(2 * np.pi * 1000 * (0.5 + np.arange(RATE // 2) / RATE))
    assert np.abs(heard[:, 0] - expected).max() < 1e-3
    assert bench.state.position_s == pytest.approx(1.0, abs=1e-4)


def test_change_of_device_keeps_the_place():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(4_800)
    bench.player.set_device("headphones")
    bench.work()
    assert (bench.output.device, bench.output.running, len(bench.backend.outputs)) == ("headphones", True, 2)
    assert bench.backend.outputs[0].closed
    assert bench.state.position_s == pytest.approx(0.1)
    assert np.array_equal(bench.hear(4_800).T, signal.read(4_800, 9_600))


def test_lost_device_pauses_with_a_reason_and_play_goes_on_elsewhere():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(4_800)
    bench.output.lost = True
    bench.work()
    state = bench.state
    assert state.status is Status.PAUSED
    assert state.position_s == pytest.approx(0.1)
    assert "gone" in state.problem
    bench.backend.names.remove("speakers")
    bench.player.resume()
    assert np.array_equal(bench.hear(4_800).T, signal.read(4_800, 9_600))
    assert bench.state.problem is None


def test_device_that_went_while_held_ready_is_opened_anew():
    signal = noise()
    bench = Bench(signal)
    bench.output.stale = True
    bench.player.play(0.5)
    assert np.array_equal(bench.hear(480).T, signal.read(24_000, 24_480))
    assert (bench.state.problem, len(bench.backend.outputs)) == (None, 2)


def test_failure_nobody_foresaw_is_shown_and_logged(caplog):
    class Broken(Growing):
        complete = True

        def read(self, start, stop):
            raise ZeroDivisionError("by zero")

    bench = Bench(Broken(noise(1.0), RATE))
    bench.player.play()
    bench.work()
    assert bench.state.status is Status.PAUSED
    assert "by zero" in bench.state.problem
    assert "ZeroDivisionError" in caplog.text


def test_device_that_is_not_there_is_a_problem_after_a_second_look():
    bench = Bench(noise())
    bench.player.set_device("earphones")
    bench.player.play(0.5)
    bench.work()
    state = bench.state
    assert (state.status, state.position_s) == (Status.PAUSED, 0.5)
    assert state.problem == "no earphones"
    assert bench.backend.scans >= 1


def test_devices_are_looked_for_again_only_when_nothing_plays():
    bench = Bench(noise(0.2))
    assert [device.name for device in bench.state.devices] == ["speakers", "headphones"]
    bench.player.play()
    bench.hear(480)
    bench.backend.names.append("bluetooth")
    bench.player.scan_devices()
    bench.hear(480)
    assert bench.backend.scans == 0
    bench.hear(RATE)
    assert bench.backend.scans == 1
    assert "bluetooth" in [device.name for device in bench.state.devices]


def test_recording_that_is_still_decoded_waits_for_more():
    signal = noise(1.0)
    growing = Growing(signal, there=4_800)
    bench = Bench(growing)
    bench.player.play()
    assert np.array_equal(bench.hear(4_800).T, signal.read(0, 4_800))
    assert not bench.hear(4_800).any()
    assert bench.state.waiting
    assert (bench.state.status, bench.state.underruns) == (Status.PLAYING, 0)
    assert bench.state.position_s == pytest.approx(0.1)
    growing.frames, growing.complete = signal.frames, True
    assert np.array_equal(bench.hear(4_800).T, signal.read(4_800, 9_600))
    assert not bench.state.waiting


class Growing:
    """A signal of which only the first frames exist yet."""

    complete = False

    def __init__(self, signal, there):
        self.sample_rate, self.channels, self.frames = signal.sample_rate, signal.channels, there
        self._signal = signal

    def read(self, start, stop):
        return self._signal.read(start, min(stop, self.frames))


def test_unreadable_place_pauses_and_says_so():
    class Torn(Growing):
        complete = True

        def read(self, start, stop):
            if stop > RATE // 2:
                raise AudioReadError("torn.wav", "the disk does not answer", at_s=0.5)
            return super().read(start, stop)

    signal = noise(1.0)
    bench = Bench(Torn(signal, signal.frames))
    bench.player.play()
    bench.hear(RATE)
    assert bench.state.status is Status.PAUSED
    assert bench.state.problem == "torn.wav at 0.500 s: the disk does not answer"


def test_nan_and_infinity_become_silence_and_loud_values_full_scale():
    bench = Bench(ArraySignal(np.array([[0.5, np.nan, np.inf, -np.inf, 3.0, -3.0]] * 2), RATE))
    bench.player.play()
    assert bench.hear(8)[:, 0].tolist() == [0.5, 0, 0, 0, 1, -1, 0, 0]


def test_volume_and_mute():
    signal = noise()
    bench = Bench(signal)
    bench.player.set_volume(0.5)
    bench.player.play()
    heard = bench.hear(960)
    assert np.allclose(heard.T, 0.5 * signal.read(0, 960))
    bench.player.set_muted(True)
    bench.hear(480)
    assert not bench.hear(480).any()
    assert bench.state.muted
    bench.player.set_muted(False)
    bench.hear(480)
    assert np.allclose(bench.hear(480).T, 0.5 * signal.read(2_400, 2_880))


@pytest.mark.parametrize(
    ("channels", "heard", "expected"),
    [
        (1, None, [1, 1]),
        (2, None, [1, 2]),
        (2, (True, False), [1, 1]),
        (2, (False, False), [0, 0]),
        (4, None, [(1 + 3) / 2, (2 + 4) / 2]),
        (4, (False, False, True, False), [3, 3]),
        (4, (False, True, False, True), [2, 4]),
        (5, None, [(1 + 3 + 5) / 3, (2 + 4) / 3]),
    ],
)
def test_channels_come_to_two_ears(channels, heard, expected):
    values = np.repeat(np.arange(1, channels + 1, dtype=np.float32)[:, None] / 8, 960, axis=1)
    bench = Bench(ArraySignal(values, RATE))
    bench.player.set_channels(heard)
    bench.player.play()
    assert np.allclose(bench.hear(480), np.array(expected) / 8)


def test_channels_are_switched_while_playing_by_a_ramp_of_five_milliseconds():
    """Constant channels make the gains visible: between two mixes each step is that of a straight line."""
    values = np.repeat(np.array([[0.1], [0.2], [0.3], [0.8]], np.float32), 2 * RATE, axis=1)
    bench = Bench(ArraySignal(values, RATE))
    bench.player.play()
    before = bench.hear(4_800, block=250)[-1]
    assert np.allclose(before, [0.2, 0.5])
    bench.player.set_channels((False, False, False, True))
    heard = bench.hear(4_800, block=250)
    assert np.allclose(heard[0], before, atol=1e-6)
    assert np.allclose(heard[FADE:], 0.8)
    assert np.abs(np.diff(heard, axis=0)).max() <= 0.6 / FADE * 1.01
    assert bench.state.position_s == pytest.approx(0.2, abs=1e-9), "no frame is lost or played twice"


def test_of_many_channels_at_a_high_rate_one_is_heard_exactly():
    """One tone a channel; what the device gets is the formula of the channel that is heard, resampled."""
    rate, frames = 384_000, 384_000
    tones = [0.5 * np.sin(2 * np.pi * 500 * (k + 1) * np.arange(frames) / rate) for k in range(12)]
    bench = Bench(ArraySignal(np.array(tones), rate), only_rate=RATE)
    bench.player.set_channels([channel == 6 for channel in range(12)])
    bench.player.play(0.25)
    heard = bench.hear(RATE // 4)
    expected = 0.5 * np.sin(2 * np.pi * 3500 * (0.25 + np.arange(RATE // 4) / RATE))
    assert np.abs(heard - expected[:, None]).max() < 1e-3


def test_ultrasound_is_heard_at_a_quarter_of_the_speed():
    rate = 384_000
    bench = Bench(ArraySignal(0.5 * np.sin(2 * np.pi * 60_000 * np.arange(rate) / rate), rate), only_rate=RATE)
    bench.player.set_speed(0.25, keep_pitch=False)
    bench.player.play()
    heard = bench.hear(RATE)[:, 0]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) == pytest.approx(15_000, abs=1)


def test_a_channel_that_is_no_number_does_not_spoil_the_others():
    values = np.array([[0.5] * 480, [np.nan, np.inf, -np.inf] * 160, [0.25] * 480], np.float32)
    bench = Bench(ArraySignal(values, RATE))
    bench.player.play()
    assert np.allclose(bench.hear(480), [0.375, 0.0])


def test_device_with_one_channel_gets_the_mean():
    bench = Bench(ArraySignal(np.array([[0.5] * 480, [0.25] * 480]), RATE), channels=1)
    bench.player.play()
    assert np.allclose(bench.hear(480), 0.375)


def test_meter_shows_what_is_heard_and_holds_the_clip():
    samples = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)
    bench = Bench(ArraySignal(np.stack([samples, 0.1 * samples]), RATE))
    bench.player.play()
    bench.hear(9_600)
    left, right = bench.state.levels
    assert (left.peak_db, left.rms_db) == pytest.approx((0.0, -3.01), abs=0.05)
    assert (right.peak_db, right.rms_db) == pytest.approx((-20.0, -23.01), abs=0.05)
    assert (left.clipped, right.clipped) == (True, False)
    bench.player.reset_clip()
    assert not bench.state.levels[0].clipped


def test_quick_commands_before_the_first_sound_all_count():
    signal = noise()
    bench = Bench(signal)
    bench.player.play(1.0)
    bench.player.set_speed(2.0, keep_pitch=False)
    bench.player.pause()
    bench.player.resume()
    bench.player.set_speed(1.0)
    assert np.array_equal(bench.hear(480).T, signal.read(RATE, RATE + 480))


def test_pause_before_the_first_sound_keeps_the_new_place():
    signal = noise()
    bench = Bench(signal)
    bench.player.play()
    bench.hear(4_800)
    bench.player.play(1.0)
    bench.work()
    bench.player.pause()
    bench.work()
    bench.player.resume()
    assert np.array_equal(bench.hear(4_800)[FADE:].T, signal.read(RATE + FADE, RATE + 4_800))


def test_next_recording_is_played_at_its_own_rate():
    bench = Bench(noise())
    bench.player.play()
    bench.hear(4_800)
    other = noise(rate=44_100)
    bench.player.load(other)
    bench.player.play()
    assert np.array_equal(bench.hear(4_410).T, other.read(0, 4_410))
    assert bench.output.sample_rate == 44_100


def test_swap_to_another_rate_does_not_interrupt():
    seconds = np.arange(2 * RATE) / RATE
    bench = Bench(ArraySignal(0.5 * np.sin(2 * np.pi * 100 * seconds), RATE))
    bench.player.play()
    bench.hear(4_800)
    bench.player.swap(ArraySignal(0.5 * np.sin(2 * np.pi * 100 * np.arange(32_000) / 16_000), 16_000))
    heard = bench.hear(4_800)[:, 0]
    assert len(bench.backend.outputs) == 1
    assert np.abs(heard - 0.5 * np.sin(2 * np.pi * 100 * seconds[4_800:9_600])).max() < 1e-3


def test_device_is_given_back_after_a_while(monkeypatch):
    bench = Bench(noise(0.1))
    bench.player.play()
    bench.hear(RATE)
    assert not bench.output.closed
    monkeypatch.setattr("workbench.audio.engine.RELEASE_S", 0.0)
    bench.work()
    assert bench.output.closed
    bench.player.play()
    assert bench.hear(480).any()
