"""Plays through a real sound server, and finds the very samples of the file in what it played."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sound_server import RATE, Listener, SoundServer, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")

CHILD = Path(__file__).with_name("play_file.py")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with SoundServer(tmp_path_factory.mktemp("sound")) as running:
        yield running


def write_recording(path, seconds=3.0):
    """Two unlike channels: a sweep over a hiss, and bursts of noise; 20 ms of silence before."""
    generator = np.random.default_rng(11)
    t = np.arange(round(seconds * RATE)) / RATE
    sweep = 0.6 * np.sin(2 * np.pi * (100 * t + 1_500 * t**2)) + 0.02 * generator.standard_normal(t.size)
    bursts = 0.3 * generator.standard_normal(t.size) * (np.sin(2 * np.pi * 2 * t) > 0)
    samples = np.round(32_767 * np.clip(np.stack([sweep, bursts], axis=1), -1, 1)).astype(np.int16)
    samples = np.concatenate([np.zeros((RATE // 50, 2), np.int16), samples])
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return samples


def test_what_is_played_is_what_is_in_the_file(server, tmp_path):
    samples = write_recording(tmp_path / "recording.wav")
    needle = samples[RATE // 50 :].tobytes()
    with Listener(server) as listener:
        child = subprocess.run(
            [sys.executable, CHILD, tmp_path / "recording.wav"],
            env=server.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert child.returncode == 0, child.stderr
        end = json.loads(child.stdout.splitlines()[-1])
        assert end["problem"] is None, end
        assert (end["status"], end["underruns"]) == ("stopped", 0)
        tail = needle[-4_000:]
        heard = listener.wait_for(lambda received: tail in received, 10)
    assert needle in heard, "every sample of both channels, bit for bit"


def test_play_head_is_smooth_on_a_real_device(server, tmp_path):
    samples = write_recording(tmp_path / "recording.wav", seconds=1.5)
    child = subprocess.run(
        [sys.executable, CHILD, tmp_path / "recording.wav"],
        env=server.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    shown = np.array([json.loads(line) for line in child.stdout.splitlines()[:-1]])
    moving = shown[(shown[:, 1] > 0.3) & (shown[:, 1] < len(samples) / RATE - 0.1)]
    assert len(moving) > 20
    assert (np.diff(shown[:, 1]) >= 0).all(), "never back"
    drift = moving[:, 1] - moving[:, 0]
    assert np.ptp(drift) < 0.05, "as fast as time"
