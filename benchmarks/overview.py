"""The overview of a one-hour stereo file, against reading it in int16 blocks."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import soundfile

from benchmarks.latency import make_hour
from workbench.audio.open import open_recording
from workbench.audio.overview import Overview, overview_steps

RUNS = 5
BLOCK = 262_144


def measure() -> list[tuple[str, str, str, str]]:
    """Rows of (what, figure, goal, floor)."""
    with tempfile.TemporaryDirectory() as folder:
        hour = Path(folder) / "hour.wav"
        make_hour(hour)
        pairs = [(_seconds(_read, hour), _seconds(_overview, hour)) for _ in range(RUNS)]
    floor, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(mine / read for read, mine in pairs)
    return [("overview of a 1 h stereo WAV", f"{ours:.2f} s = {ratio:.1f} ×", "≤ 6 ×", f"reading it: {floor:.3f} s")]


def _seconds(work, path: Path) -> float:
    began = time.perf_counter()
    work(path)
    return time.perf_counter() - began


def _read(path: Path) -> None:
    with soundfile.SoundFile(path) as file:
        while len(file.read(BLOCK, "int16")):
            pass


def _overview(path: Path) -> None:
    recording = open_recording(path)
    for _ in overview_steps(recording, Overview(recording.channels, recording.sample_rate, recording.frames)):
        pass
    recording.close()


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=" | ")
