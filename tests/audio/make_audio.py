"""Makes the recordings that tests open; nothing that was recorded is stored in the repository."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

RATE = 44_100


def make_sound(seconds: float = 1.5, channels: int = 2, rate: int = RATE) -> np.ndarray:
    """A rising tone with noise, other in each channel; float32, shape (channels, frames), multiples of 1/32768."""
    time_s = np.arange(int(seconds * rate)) / rate
    generator = np.random.default_rng(11)
    tones = [np.sin(2 * np.pi * (200 + 300 * (channel + 1) * time_s) * time_s) for channel in range(channels)]
    sound = 0.5 * np.stack(tones) + 0.1 * generator.uniform(-1, 1, (channels, len(time_s)))
    return (np.round(sound * 32768) / 32768).astype(np.float32)


def write(path: Path, samples: np.ndarray, rate: int = RATE, subtype: str | None = None, container: str | None = None):
    """Write samples, shape (channels, frames), with libsndfile."""
    soundfile.write(path, samples.T, rate, subtype=subtype, format=container)
    return path


def need_ffmpeg() -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("needs the ffmpeg command")


def ffmpeg(*arguments: str | Path) -> bytes:
    """Run the ffmpeg command; what it wrote to standard output."""
    need_ffmpeg()
    command = ["ffmpeg", "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def decode_with_ffmpeg(path: Path, channels: int, codec: str | None = None) -> np.ndarray:
    """Float32, shape (channels, frames): a decode independent of the libraries that we use."""
    data = ffmpeg(*(["-c:a", codec] if codec else []), "-i", path, "-f", "f32le", "-")
    return np.frombuffer(data, np.float32).reshape(-1, channels).T
