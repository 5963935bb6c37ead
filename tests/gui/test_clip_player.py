"""Clips that are heard: at once, looped, at a speed, with and without context; and what becomes of the recording."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.audio.test_player import FADE, RATE, Bench, noise
from workbench.audio.player import Status
from workbench.audio.signal import ArraySignal
from workbench.gui.document import SpectrogramView
from workbench.gui.lanes.frequency_scale import FrequencyScale
from workbench.gui.review.clip import ClipLook, ClipRequest, PreparedClip
from workbench.gui.review.clip_player import ClipPlayer


def clip(seed: int = 1, start_s: float = 10.0) -> PreparedClip:
    """Half a second, of which 0.1 s in the middle are the clip."""
    samples = np.random.default_rng(seed).uniform(-0.4, 0.4, (2, RATE // 2)).astype(np.float32)
    return PreparedClip(
        request=ClipRequest(seed, Path("a.wav"), start_s + 0.2, start_s + 0.3, 0.2, 0.2),
        look=ClipLook(8, 4, 0, SpectrogramView()),
        start_s=start_s, end_s=start_s + 0.5, clip_start_s=start_s + 0.2, clip_end_s=start_s + 0.3,
        sample_rate=RATE, channels=2, sound=ArraySignal(samples, RATE),
        levels=np.zeros((4, 8), np.uint8), scale=FrequencyScale("linear", 0.0, RATE / 2), wave=None, peak=0.4,
    )  # fmt: skip


def samples_of(made: PreparedClip):
    return made.sound.read(0, RATE).T


@pytest.fixture
def bench(qapp):
    """A recording in a player whose output the test drives by hand."""
    bench = Bench(noise(4.0))
    bench.clips = ClipPlayer(bench.player)
    bench.said = []
    bench.clips.started.connect(lambda made: bench.said.append(("started", made.request.key)))
    bench.clips.ended.connect(lambda made: bench.said.append(("ended", made.request.key)))
    bench.clips.moved.connect(lambda time_s: bench.said.append(("moved", round(time_s, 3))))
    return bench


def test_a_clip_comes_out_as_it_is_from_its_first_frame_and_the_recording_waits(bench):
    bench.player.play(1.0)
    bench.hear(4_800)
    bench.player.pause()
    bench.hear(4_800)
    one = clip()
    bench.clips.play(one)
    np.testing.assert_array_equal(bench.hear(RATE // 4), samples_of(one)[: RATE // 4])
    bench.clips._look()
    assert bench.said == [("started", 1), ("moved", 10.0), ("moved", 10.25)]
    rest = bench.hear(RATE // 2)
    np.testing.assert_array_equal(rest[: RATE // 4], samples_of(one)[RATE // 4 :])
    assert not rest[RATE // 4 :].any()
    bench.clips._look()
    assert bench.said[-1] == ("ended", 1)
    assert bench.clips.sounding is None
    assert bench.state.status is Status.PAUSED


def test_the_next_clip_takes_over_at_once(bench):
    one, two = clip(1), clip(2, 30.0)
    bench.clips.play(one)
    bench.hear(1_000)
    bench.clips.play(two)
    assert bench.said[-3:] == [("ended", 1), ("started", 2), ("moved", 30.0)]
    heard = bench.hear(4_800)
    np.testing.assert_array_equal(heard[FADE:], samples_of(two)[FADE:4_800])


def test_a_loop_begins_anew_and_may_be_ended_while_it_sounds(bench):
    one = clip()
    bench.clips.set_loop(True)
    bench.clips.play(one, context=False)
    inner = samples_of(one)[RATE // 5 : 3 * RATE // 10]
    heard = bench.hear(2 * len(inner) + 500)
    np.testing.assert_array_equal(heard, np.concatenate([inner, inner, inner[:500]]))
    bench.clips.set_loop(False)
    after = bench.hear(2 * len(inner))
    np.testing.assert_array_equal(after[FADE : len(inner) - 500], inner[500 + FADE :])
    assert not after[len(inner) :].any()


def test_speed_lasts_for_the_next_clips_and_a_change_goes_on_from_where_it_is(bench):
    bench.clips.set_speed(0.5, keep_pitch=False)
    bench.clips.play(clip())
    bench.hear(RATE // 4)
    bench.clips._look()
    assert bench.said[-1] == ("moved", pytest.approx(10.125, abs=1e-3))
    bench.clips.set_speed(2.0, keep_pitch=False)
    assert bench.said[-1] == ("moved", pytest.approx(10.125, abs=1e-3))
    bench.hear(RATE // 10)
    bench.clips._look()
    assert bench.said[-1] == ("moved", pytest.approx(10.325, abs=2e-2))


def test_it_may_begin_within_and_the_recording_ends_it(bench):
    one = clip()
    bench.clips.play(one, 10.3)
    np.testing.assert_array_equal(bench.hear(1000), samples_of(one)[3 * RATE // 10 :][:1000])
    bench.player.play(0.0)
    bench.clips._look()
    assert bench.said[-1] == ("ended", 1)


def test_stop_is_silence_and_a_clip_without_sound_is_passed_over(bench):
    bench.clips.stop()
    bench.clips.play(replace(clip(), sound=None))
    assert not bench.said
    bench.clips.play(clip())
    bench.hear(1000)
    bench.clips.stop()
    assert bench.said[-1] == ("ended", 1)
    assert not bench.hear(4_800)[FADE:].any()
