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


@pytest.fixture
def server(tmp_path):
    with SoundServer(tmp_path / "server") as running:
        yield running


def write_recording(path, seconds=1.5):
    """Two unlike channels: a sweep over a hiss, and bursts of noise; 20 ms of silence before."""
    generator = np.random.default_rng(11)
    t = np.arange(round(seconds * RATE)) / RATE
    sweep = 0.6 * np.sin(2 * np.pi * (100 * t + 1_500 * t**2)) + 0.02 * generator.standard_normal(t.size)
    bursts = 0.3 * generator.standard_normal(t.size) * (np.sin(2 * np.pi * 2 * t) > 0)
    samples = np.round(32_767 * np.clip(np.stack([sweep, bursts], axis=1), -1, 1)).astype(np.int16)
    samples = np.concatenate([np.zeros((RATE // 50, 2), np.int16), samples])
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return samples


def play(server, path):
    """Plays the file in a child; returns what the play head showed, shape (looks, 2) in seconds, and the last state."""
    child = subprocess.run(
        [sys.executable, CHILD, path], env=server.env, capture_output=True, text=True, timeout=60, check=False
    )
    assert child.returncode == 0, child.stderr
    *looks, end = [json.loads(line) for line in child.stdout.splitlines()]
    return np.array(looks), end


def test_what_is_played_is_what_is_in_the_file_and_the_head_is_true(server, tmp_path):
    samples = write_recording(tmp_path / "recording.wav")
    needle = samples[RATE // 50 :].tobytes()
    with Listener(server) as listener:
        looks, end = play(server, tmp_path / "recording.wav")
        heard = listener.wait_for(lambda received: needle[-4_000:] in received, 10)
    assert end["problem"] is None
    assert (end["status"], end["underruns"]) == ("stopped", 0)
    assert needle in heard, "every sample of both channels, bit for bit"
    assert (np.diff(looks[:, 1]) >= 0).all(), "never back"
    moving = looks[looks[:, 1] > 0.1]
    lag = moving[:, 0] - moving[:, 1]
    assert len(moving) > 60
    assert np.abs(lag - np.median(lag)).max() < 0.2, "as fast as time"


def test_server_that_dies_pauses_with_a_reason(tmp_path):
    write_recording(tmp_path / "recording.wav", seconds=20)
    with SoundServer(tmp_path / "server") as server:
        child = subprocess.Popen(
            [sys.executable, CHILD, tmp_path / "recording.wav"],
            env=server.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with child:
            assert child.stdout is not None
            for line in child.stdout:
                if json.loads(line)[1] > 0.05:
                    break
            server.kill()
            end = json.loads(child.stdout.readlines()[-1])
    assert end["status"] == "paused"
    assert "gone away" in end["problem"]
