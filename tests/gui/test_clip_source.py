"""Clips prepared ahead: what is in them, in which order they come, what is kept, and what becomes of bad files."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.features.stft import to_db
from workbench.gui.document import SpectrogramView
from workbench.gui.review.clip import ClipLook, ClipRequest
from workbench.gui.review.clip_making import LEAST_S, OpenRecordings, clip_steps
from workbench.gui.review.clip_source import ClipSource
from workbench.jobs.job import Progress

RATE = 32_000
VIEW = SpectrogramView(n_fft=512)
LOOK = ClipLook(columns=200, rows=100, wave_rows=40, spectrogram=VIEW)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))


@pytest.fixture
def path(tmp_path) -> Path:
    """A minute of soft noise, in stereo; on the left 5 ms of 8 kHz at 30 s."""
    samples = np.random.default_rng(1).normal(0, 1e-4, (60 * RATE, 2))
    call = slice(30 * RATE, 30 * RATE + RATE // 200)
    samples[call, 0] += 0.5 * np.hanning(RATE // 200) * np.sin(2 * np.pi * 8000 * np.arange(RATE // 200) / RATE)
    made = tmp_path / "long.wav"
    soundfile.write(made, samples, RATE, subtype="FLOAT")
    return made


@pytest.fixture
def source(worker):
    source = ClipSource(worker, LOOK)
    source.order = []
    source.ready.connect(lambda clip: source.order.append(clip.request.key))
    return source


def made_of(request, look=LOOK):
    return next(step for step in clip_steps(OpenRecordings(), request, look) if step and not isinstance(step, Progress))


def at(start_s, path, key=0, **more):
    return ClipRequest(key, path, start_s, start_s + 1.0, **more)


# What is in a clip


def test_a_clip_is_the_samples_of_its_recording_with_context_cut_off_at_the_ends(path):
    clip = made_of(ClipRequest(0, path, 1.0, 2.5, before_s=2.0, after_s=0.5))
    assert (clip.start_s, clip.clip_start_s, clip.clip_end_s, clip.end_s) == (0.0, 1.0, 2.5, 3.0)
    expected, _ = soundfile.read(path, stop=3 * RATE, dtype="float32")
    np.testing.assert_array_equal(clip.sound.read(0, 10**9), expected.T)
    assert clip.peak == pytest.approx(np.abs(expected).max())
    assert (clip.levels.shape, clip.wave.shape) == ((100, 200), (40, 200))


def test_a_call_of_5_ms_is_there_in_a_minute_and_at_its_place(path):
    clip = made_of(ClipRequest(0, path, 0.0, None))
    assert clip.end_s == 60.0
    loud = to_db(clip.levels) > -40
    rows, columns = np.nonzero(loud)
    assert set(columns) <= {99, 100, 101}
    hz = [clip.scale.frequency_at(row + 0.5, 100) for row in rows]
    assert min(hz) > 7000
    assert max(hz) < 9000


def test_a_look_may_do_without_sound_and_waveform_and_show_a_part_of_the_frequencies(path):
    view = replace(VIEW, low_hz=7000.0, high_hz=9000.0, scale="mel", channel=0)
    clip = made_of(ClipRequest(0, path, 30.0, 30.005), ClipLook(50, 60, 0, view, sound=False))
    assert clip.sound is None
    assert clip.wave is None
    assert (clip.scale.low_hz, clip.scale.high_hz, clip.levels.shape) == (7000.0, 9000.0, (60, 50))
    assert clip.end_s - clip.start_s == pytest.approx(LEAST_S, abs=1e-4)
    assert clip.clip_end_s - clip.clip_start_s == pytest.approx(0.005, abs=1e-4)


def test_only_the_band_is_heard_and_all_is_seen(path):
    plain, low = made_of(at(29.5, path)), made_of(at(29.5, path, high_hz=2000.0))
    np.testing.assert_array_equal(low.levels, plain.levels)
    assert np.abs(plain.sound.read(0, RATE)).max() > 0.4
    assert np.abs(low.sound.read(0, RATE)).max() < 0.001


def test_a_compressed_recording_is_decoded_only_as_far_as_the_clip_reaches(path, tmp_path):
    samples, _ = soundfile.read(path)
    flac = tmp_path / "long.flac"
    soundfile.write(flac, samples, RATE)
    recordings = OpenRecordings()
    steps = list(clip_steps(recordings, at(29.5, flac), LOOK))
    (clip,) = [step for step in steps if step and not isinstance(step, Progress)]
    assert any(isinstance(step, Progress) for step in steps)
    expected, _ = soundfile.read(flac, start=round(29.5 * RATE), frames=RATE, dtype="float32")
    np.testing.assert_array_equal(clip.sound.read(0, RATE), expected.T)
    assert recordings.get(flac).frames < 60 * RATE
    assert made_of(ClipRequest(0, flac, 59.5, None)).end_s == 60.0


def test_what_is_too_long_for_memory_is_cut_off_and_says_so(path, monkeypatch):
    monkeypatch.setattr("workbench.gui.review.clip_making.MOST_SAMPLES", 20 * RATE)
    clip = made_of(ClipRequest(0, path, 5.0, 55.0))
    assert (clip.start_s, clip.end_s, clip.clip_end_s, clip.left_out_s) == (5.0, 15.0, 15.0, 40.0)


# In which order, and what is kept


def test_clips_come_in_the_order_in_which_they_are_wanted(source, path, qtbot):
    requests = [at(start, path, key) for key, start in enumerate((50.0, 3.0, 20.0))]
    source.prepare(requests)
    assert source.clip(requests[0]) is None
    qtbot.waitUntil(lambda: len(source.order) == 3)
    assert source.order == [0, 1, 2]
    assert all(source.clip(request).request is request for request in requests)


def test_what_is_wanted_now_comes_first_and_what_is_not_wanted_any_more_is_dropped(source, path, qtbot):
    source.prepare([at(start, path, start) for start in range(40)])
    source.prepare([at(55, path, 55), at(0, path, 0), at(20, path, 20)])
    qtbot.waitUntil(lambda: len(source.order) == 3)
    assert set(source.order[:2]) == {55, 0}, "0 was begun, and is still wanted"
    source.prepare([at(start, path, start) for start in range(1, 19)])
    source.prepare([at(56, path, 56)])
    qtbot.waitUntil(lambda: 56 in source.order)
    assert source.order[2:] in ([20, 56], [20, 1, 56]), "1 was begun"
    assert source.clip(at(55, path, 55)) is not None


def test_memory_is_bounded_and_the_first_is_always_made(source, path, qtbot):
    one = made_of(at(0, path)).bytes
    source.limit_bytes = 3 * one
    source.prepare([at(start, path, start) for start in range(10)])
    qtbot.waitUntil(lambda: len(source.order) == 3)
    source.prepare([at(30, path, 30)])
    qtbot.waitUntil(lambda: len(source.order) == 4)
    kept = [key for key in (0, 1, 2, 30) if source.clip(at(key, path, key))]
    assert kept == [1, 2, 30]
    assert source.order == [0, 1, 2, 30]


def test_another_size_is_made_anew_while_the_former_picture_stands_in(source, path, qtbot):
    request = at(10, path)
    source.prepare([request])
    qtbot.waitUntil(lambda: len(source.order) == 1)
    source.set_look(replace(LOOK, spectrogram=replace(VIEW, colormap="viridis", floor_db=-70.0)))
    source.set_look(replace(LOOK, columns=300))
    assert source.clip(request).levels.shape == (100, 200)
    qtbot.waitUntil(lambda: len(source.order) == 2)
    assert source.clip(request).levels.shape == (100, 300)


def test_bad_files_are_said_and_the_others_come(source, path, tmp_path, qtbot):
    gone, text, late = tmp_path / "gone.wav", tmp_path / "text.wav", at(100, path, "late")
    text.write_text("no sound at all")
    failures = {}
    source.failed.connect(lambda request, why: failures.update({request.key: why}))
    source.prepare([at(0, gone, "gone"), at(0, text, "text"), late, at(5, path, "good")])
    qtbot.waitUntil(lambda: source.order == ["good"])
    assert list(failures) == ["gone", "text", "late"]
    assert "gone.wav" in failures["gone"]
    assert "only 60.00 s long" in failures["late"]
    assert source.problem(late) == failures["late"]
    path.rename(gone)
    source.retry(at(0, gone, "gone"))
    qtbot.waitUntil(lambda: source.order == ["good", "gone"])


def test_a_disk_that_is_full_while_decoding_is_said_and_it_can_be_tried_again(
    source, path, tmp_path, qtbot, monkeypatch
):
    samples, _ = soundfile.read(path)
    soundfile.write(tmp_path / "long.flac", samples, RATE)
    request, told = at(58, tmp_path / "long.flac"), []
    source.progressed.connect(lambda asked, done: told.append((asked, done)))
    with monkeypatch.context() as full, qtbot.waitSignal(source.failed) as failed:
        full.setattr("workbench.audio.decoded_file._write", _refuse)
        source.prepare([request])
    assert "no room" in failed.args[1]
    source.retry(request)
    qtbot.waitUntil(lambda: source.clip(request) is not None)
    assert told[-1][0] is request
    assert told == sorted(told, key=lambda each: each[1])
    assert 0 < told[0][1] < 1


def _refuse(*_args):
    raise OSError(errno.ENOSPC, "no space left")


def test_a_file_that_vanishes_between_two_clips_is_said(source, path, qtbot):
    source.prepare([at(0, path)])
    qtbot.waitUntil(lambda: len(source.order) == 1)
    path.unlink()
    with qtbot.waitSignal(source.failed) as failed:
        source.prepare([at(20, path, 1)])
    assert "long.wav" in failed.args[1]
    assert source.clip(at(0, path)) is not None


def test_after_clear_nothing_comes_and_nothing_is_held(source, path, qtbot):
    source.prepare([at(0, path, 0)])
    qtbot.waitUntil(lambda: len(source.order) == 1)
    source.prepare([at(start, path, start) for start in range(1, 20)])
    source.clear()
    assert source.clip(at(0, path, 0)) is None
    source.prepare([at(40, path, 40)])
    qtbot.waitUntil(lambda: len(source.order) == 2)
    assert source.order == [0, 40]


def test_several_that_are_on_their_way_are_dropped_at_once(source, path, qtbot):
    """The first one that ends asks what is next while the other one still runs."""
    source.prepare([at(0, path, 0), at(1, path, 1)])
    source.prepare([at(1, path, 1), at(2, path, 2)])
    source.prepare([at(2, path, 2), at(1, path, 1)])
    assert len(source._running) == 2
    source.clear()
    assert not source._running
    source.prepare([at(3, path, 3)])
    qtbot.waitUntil(lambda: source.order == [3])
    assert source._held == source.clip(at(3, path, 3)).bytes
