"""How long from the play key to the first sound, in the monitor of a PulseAudio null sink.

Needs pulseaudio, pulseaudio-utils, libportaudio2 and libasound2-plugins. A null sink has no buffer of its own; a real
device adds its own.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.row import Options, Row, Skipped, median_row
from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal

RUNS = 15
GOAL_MS = 20.0


def measure(options: Options) -> Iterator[Row]:
    """Rows for starting, and for a leap while it plays."""
    try:
        from tests.audio.sound_server import Listener, SoundServer, missing
    except ImportError:
        raise Skipped("the sound server for measuring is in the source checkout only") from None
    if missing():
        raise Skipped(f"{', '.join(missing())} not installed (pulseaudio, pulseaudio-utils)")
    low, high = (np.full(10 * 48_000, level / 32768, np.float32) for level in (0x1111, 0x2222))
    with tempfile.TemporaryDirectory() as folder, SoundServer(Path(folder)) as server:
        os.environ.update(server.env)
        player = Player()
        player.load(ArraySignal(np.concatenate([low, high]), 48_000))
        with Listener(server) as listener:
            started, sought = _rounds(player, listener, options.runs(RUNS))
        player.close()
    yield median_row("play_latency.start", "play key to first sound, null sink", started, "ms", goal=GOAL_MS)
    yield median_row("play_latency.leap", "leap while playing to the new place alone", sought, "ms")


def _rounds(player: Player, listener: object, runs: int) -> tuple[list[float], list[float]]:
    started, sought = [], []
    for _ in range(runs):
        started.append(_latency_ms(listener, player.play, b"\x11\x11" * 2))
        sought.append(_latency_ms(listener, lambda: player.seek(10.0), b"\x22\x22" * 2))
        player.stop()
        silent_from = listener.frames() + 9_600
        _until(lambda end=silent_from: listener.frames() > end)
        if player.snapshot().status is not Status.STOPPED:
            raise RuntimeError("the player did not stop")
    return started, sought


def _latency_ms(listener: object, act: Callable[[], None], wanted: bytes) -> float:
    """From `act` until `wanted`, one frame, is heard, in milliseconds."""
    before = 4 * listener.frames()
    began = time.perf_counter()
    act()
    listener.wait_for(lambda received: wanted in received[before:], 10)
    return 1e3 * (time.perf_counter() - began)


def _until(condition: Callable[[], bool]) -> None:
    tick = threading.Event()
    while not condition():
        tick.wait(0.002)
