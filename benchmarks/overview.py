"""The overview of one hour, against what must be done anyway: reading the WAV, decoding FLAC, MP3 and M4A."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import soundfile

from benchmarks import file_cache, recordings
from benchmarks.row import Options, Row, median_row
from workbench.audio.open import open_recording
from workbench.audio.overview import Overview, overview_steps
from workbench.paths import HOME_VARIABLE

RUNS = 5
BLOCK = 262_144
WAV_GOAL = 6.0
DECODED_GOAL = 1.15
DECODED = ("flac", "mp3", "m4a")


def measure(options: Options) -> Iterator[Row]:
    """A row for each format: the ratio."""
    wav = recordings.hour()
    yield _row(wav, _read, "reading it in int16 blocks", WAV_GOAL, options.runs(RUNS))
    for kind in DECODED:
        yield _row(recordings.hour(kind), _decode, "decoding it alone", DECODED_GOAL, options.runs(RUNS))


def _row(path: Path, floor: Callable[[Path], None], floor_words: str, goal: float, runs: int) -> Row:
    kind = path.suffix[1:]
    file_cache.warm(path)
    _overview(path)  # the warm-up
    # Taken in turns, so that a busy moment of the machine hits both.
    pairs = [(_seconds(floor, path), _seconds(_overview, path)) for _ in range(runs)]
    least, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    return median_row(
        f"overview.{kind}",
        f"overview of a 1 h stereo {kind.upper()} against {floor_words}",
        [mine / its_floor for its_floor, mine in pairs],
        "×",
        goal=goal,
        beside=f"{ours:.2f} s; {floor_words} {least:.2f} s",
    )


def _seconds(work: Callable[[Path], None], path: Path) -> float:
    began = time.perf_counter()
    work(path)
    return time.perf_counter() - began


def _read(path: Path) -> None:
    with soundfile.SoundFile(path) as file:
        while len(file.read(BLOCK, "int16")):
            pass


def _decode(path: Path) -> None:
    """Every block decoded and let go: libsndfile for FLAC and MP3, FFmpeg for M4A, each in its own sample format."""
    if path.suffix == ".m4a":
        import av

        with av.open(str(path)) as file:
            for _ in file.decode(audio=0):
                pass
        return
    kind = "int16" if path.suffix == ".flac" else "float32"
    with soundfile.SoundFile(path) as file:
        while len(file.read(BLOCK, kind)):
            pass


def _overview(path: Path) -> None:
    """As the program does it, with nothing known of the file before."""
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        recording = open_recording(path)
        for _ in overview_steps(recording, Overview(recording.channels, recording.sample_rate, recording.frames)):
            pass
        recording.close()
