"""The sound process: what it makes equals what is made here, and its death is survived."""

from __future__ import annotations

import os
import signal as os_signal

import numpy as np
import pytest
import soundfile

from workbench.audio.columns import columns
from workbench.audio.glance import WORTH_FRAMES, Glance
from workbench.audio.loudness import loudness_steps
from workbench.audio.open import open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.audio.wave_detail import WaveDetail, WaveGrid
from workbench.errors import AudioReadError, SoundProcessDied
from workbench.features.stft import StftSettings, TileKey, tile_steps
from workbench.jobs.job import CANCELLED, DONE
from workbench.jobs.messages import SignalRef
from workbench.jobs.scheduler import Priority
from workbench.jobs.sound_host import SoundHost
from workbench.jobs.sound_work import MakeOverview, MakeTile, MakeWave, MeasureLoudness
from workbench.jobs.worker import Worker

RATE = 48_000


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "sound.wav"
    sound = np.random.default_rng(1).uniform(-1, 1, (20 * RATE + 77, 2)) * np.linspace(0, 1, 20 * RATE + 77)[:, None]
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    return open_recording(path)


def results_of(qtbot, job) -> list:
    found = []
    job.result.connect(found.append)
    with qtbot.waitSignal(job.ended) as ended:
        pass
    assert ended.args == [DONE]
    return found


def test_loudness_of_spans_equals_that_measured_here(qtbot, worker, recording):
    spans = ((0, 5 * RATE), (10 * RATE, 20 * RATE + 77))
    *_, here = loudness_steps(recording, spans)
    assert results_of(qtbot, worker.work_on(recording, MeasureLoudness(spans))) == [here]


def test_the_overview_equals_one_made_here(qtbot, worker, recording):
    here, there = (Overview(2, RATE, recording.frames) for _ in range(2))
    for _ in overview_steps(recording, here):
        pass
    for bins in results_of(qtbot, worker.work_on(recording, MakeOverview())):
        there.append_bins(bins)
    there.finish()
    for channel, frames_per_column in ((0, 512), (1, 700.5), (0, 100_000)):
        for mine, theirs in zip(
            columns(here, channel, 0, frames_per_column, 900),
            columns(there, channel, 0, frames_per_column, 900),
            strict=True,
        ):
            np.testing.assert_array_equal(mine, theirs)


def test_a_long_recording_is_glanced_at_first(qtbot, worker, tmp_path):
    path = tmp_path / "long.wav"
    soundfile.write(path, np.full(WORTH_FRAMES + 1, 0.25, np.float32), RATE, subtype="PCM_16")
    first = results_of(qtbot, worker.work_on(open_recording(path), MakeOverview()))[0]
    assert isinstance(first, Glance)
    assert first.frames == WORTH_FRAMES + 1
    np.testing.assert_allclose(first.maximum, 0.25)
    np.testing.assert_allclose(first.rms, 0.25)


@pytest.mark.parametrize("level", [-2, 0, 3])
def test_a_tile_equals_one_made_here(qtbot, worker, recording, level):
    key = TileKey(StftSettings(1024), level, 1, None)
    here = [tile for tile in tile_steps(recording, key) if tile is not None][-1]
    there = results_of(qtbot, worker.work_on(recording, MakeTile(key)))[-1]
    assert (there.key, there.exact, there.frames) == (here.key, True, recording.frames)
    np.testing.assert_array_equal(there.levels, here.levels)


def test_wave_columns_equal_the_samples(qtbot, worker, recording):
    (detail,) = results_of(qtbot, worker.work_on(recording, MakeWave(WaveGrid(10, 500, 700.0))))
    assert isinstance(detail, WaveDetail)
    samples = recording.read(7_000, 7_000 + 350_000).reshape(2, 500, 700)
    np.testing.assert_array_equal(detail.maximum, samples.max(axis=2))
    np.testing.assert_array_equal(detail.minimum, samples.min(axis=2))


def test_what_was_foreseen_is_there_when_it_is_asked_for(qtbot, recording, monkeypatch):
    host = SoundHost()
    host.foresee(SignalRef.of(recording), MakeOverview(), Priority.VIEW)
    monkeypatch.setattr(host, "_start", None)  # nothing is begun anew
    worker = Worker(sound=host)
    worker.start()
    frames = sum(bins.frames for bins in results_of(qtbot, worker.work_on(recording, MakeOverview())))
    assert frames == recording.frames
    worker.stop()


def test_a_file_that_went_away_fails_its_job_with_its_name(qtbot, worker, recording):
    recording.path.unlink()
    job = worker.work_on(recording, MakeOverview())
    with qtbot.waitSignal(job.ended):
        pass
    assert isinstance(job.end.error, AudioReadError)
    assert "sound.wav" in str(job.end.error)


def test_a_file_that_changed_is_refused_not_mixed(qtbot, worker, recording):
    assert results_of(qtbot, worker.work_on(recording, MakeWave(WaveGrid(0, 10, 1.0))))
    soundfile.write(recording.path, np.zeros(5 * RATE), 2 * RATE)
    for work in (MakeWave(WaveGrid(0, 10, 1.0)), MakeOverview()):
        job = worker.work_on(recording, work)
        with qtbot.waitSignal(job.ended):
            pass
        assert "it changed on disk" in str(job.end.error)


def test_its_death_costs_the_jobs_under_way_and_nothing_else(qtbot, worker, recording):
    job = worker.work_on(recording, MakeTile(TileKey(StftSettings(16384), 12, 0, None)))
    with qtbot.waitSignal(job.result):  # it is at work: the first picture is there, the true one is not
        pass
    with qtbot.waitSignal(job.ended):
        os.kill(worker._sound._child.process.pid, os_signal.SIGKILL)
    assert isinstance(job.end.error, SoundProcessDied)
    assert results_of(qtbot, worker.work_on(recording, MakeWave(WaveGrid(0, 10, 1.0))))


def test_cancelled_work_ends_at_once_and_says_nothing_more(qtbot, worker, recording):
    job = worker.work_on(recording, MakeOverview())
    said = []
    job.result.connect(said.append)
    job.cancel()
    assert job.end == CANCELLED
    assert results_of(qtbot, worker.work_on(recording, MakeWave(WaveGrid(0, 10, 1.0))))
    assert not said
