"""Other programs beside us, where they are installed: from the command with the file until their picture stands still.

All of them, ours too, on the same virtual screen (Xvfb), each with a new home folder, the file in the cache. A program
is done once nothing but a cursor has changed on the screen for some seconds and it computes no more; the time is that
of the last change before. Memory and bytes written are those of the program and its children then.

What stands there then differs: Audacity shows the waveform and has copied the file; Sonic Visualiser shows ten seconds
of the waveform, and all of it in a strip; Praat shows the first thirty seconds, and never more than ten minutes; ours
shows all of the waveform and of the spectrogram, exact.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import file_cache, recordings
from benchmarks.display import Screen
from benchmarks.processes import cpu_seconds, memory, written_bytes
from benchmarks.row import Options, Row, Skipped, median_row

RUNS = 3
LOOK_EVERY_S = 0.1
STILL_S = 5.0
IDLE_SHARE = 0.3  # Sonic Visualiser takes 15 % of a processor for doing nothing
CURSOR_PIXELS = 400
MOST_S = 240.0


@dataclass(frozen=True)
class Peer:
    """`prepare` : writes into the home folder what keeps the program from asking at its first start"""

    name: str
    command: Callable[[Path, Path], list[str]]
    prepare: Callable[[Path], None] = lambda _home: None
    needs: str = ""


@dataclass(frozen=True)
class Standing:
    """When the picture stood, s after the launch, and what the program then had used, MB."""

    seconds: float | None
    memory_mb: float
    written_mb: float


def measure(options: Options) -> Iterator[Row]:
    """Rows for each program that is there, for one hour and for ten."""
    if shutil.which("Xvfb") is None:
        raise Skipped("Xvfb is not installed")
    for name, length, path in (
        ("hour", "1 h stereo", recordings.hour()),
        ("ten_hours", "10 h mono", recordings.ten_hours()),
    ):
        file_cache.warm(path)
        for peer in PEERS:
            if peer.needs and shutil.which(peer.needs) is None:
                continue
            runs = [standing(peer, path) for _ in range(1 if options.quick else RUNS)]
            last = runs[-1]
            yield median_row(
                f"peers.{peer.needs or 'workbench'}.{name}",
                f"{peer.name}, {length}: until its picture stands still",
                [run.seconds for run in runs],
                "s",
                beside=f"{last.memory_mb:.0f} MB (PSS); {last.written_mb:.0f} MB written",
            )


def standing(peer: Peer, path: Path, shot: Path | None = None) -> Standing:
    """Run the program until its picture stands still; `shot`: where to keep that picture (.npy)."""
    with Screen() as screen, tempfile.TemporaryDirectory(prefix="workbench-peer-") as folder:
        home = Path(folder)
        peer.prepare(home)
        own = {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/.config", "TMPDIR": folder, "WORKBENCH_HOME": folder}
        own |= {"XDG_CACHE_HOME": f"{folder}/.cache", "XDG_DATA_HOME": f"{folder}/.local"}
        began = time.monotonic()
        process = subprocess.Popen(
            peer.command(path, home),
            env={**os.environ, **screen.env, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            seconds = _when_still(screen, process, began)
            if shot is not None:
                np.save(shot, screen.pixels())
            return Standing(seconds, memory(process.pid).pss_mb, written_bytes(process.pid) / 1e6)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _when_still(screen: Screen, process: subprocess.Popen, began: float) -> float | None:
    """Seconds to the last change before picture and processor stood still; None if they never do."""
    empty = picture = screen.pixels()
    changed = began
    looks: deque[tuple[float, float]] = deque()
    while (now := time.monotonic()) - began < MOST_S:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with status {process.returncode}")
        new = screen.pixels()
        if np.count_nonzero(new != picture) > CURSOR_PIXELS:
            picture, changed = new, now
        looks.append((now, cpu_seconds(process.pid)))
        while looks[0][0] < now - STILL_S:
            looks.popleft()
        used = looks[-1][1] - looks[0][1]
        if picture is not empty and now - changed > STILL_S and used < IDLE_SHARE * STILL_S:
            return changed - began
        time.sleep(LOOK_EVERY_S)
    return None


def _workbench(path: Path, _home: Path) -> list[str]:
    return [sys.executable, "-m", "workbench", str(path)]


def _prepare_audacity(home: Path) -> None:
    """No splash screen, no welcome."""
    settings = "NewPrefsInitialized=1\n[GUI]\nShowSplashScreen=0\n[Update]\nDefaultUpdatesChecking=0\n"
    for folder in (home / ".config" / "audacity", home / ".audacity-data"):
        folder.mkdir(parents=True)
        (folder / "audacity.cfg").write_text(settings)


def _prepare_sonic_visualiser(home: Path) -> None:
    """No question whether it may use the network."""
    folder = home / ".config" / "sonic-visualiser"
    folder.mkdir(parents=True)
    (folder / "Sonic Visualiser.conf").write_text("[Preferences]\nnetwork-permission-4.5.1=false\n")


def _praat(path: Path, home: Path) -> list[str]:
    script = home / "show.praat"
    script.write_text(f'Open long sound file: "{path}"\nView\n')
    return ["praat", "--new-send", str(script)]


PEERS = (
    Peer("Audio Workbench", _workbench),
    Peer("Audacity", lambda path, _home: ["audacity", str(path)], _prepare_audacity, "audacity"),
    Peer("Sonic Visualiser", lambda path, _home: ["sonic-visualiser", "--no-splash", str(path)],
         _prepare_sonic_visualiser, "sonic-visualiser"),
    Peer("Praat", _praat, needs="praat"),
)  # fmt: skip
