"""How long from a key to its sound, in the monitor of a PulseAudio null sink: play, leap, another signal.

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
    """Rows for starting, for a leap while it plays, and for another signal under the play head."""
    try:
        from tests.audio.sound_server import Listener, SoundServer, missing
    except ImportError:
        raise Skipped("the sound server for measuring is in the source checkout only") from None
    if missing():
        raise Skipped(f"{', '.join(missing())} not installed (pulseaudio, pulseaudio-utils)")
    low, high, other = (np.full(10 * 48_000, level / 32768, np.float32) for level in (0x1111, 0x2222, 0x3333))
    with tempfile.TemporaryDirectory() as folder, SoundServer(Path(folder)) as server:
        os.environ.update(server.env)
        player = Player()
        original, output = (ArraySignal(np.concatenate(parts), 48_000) for parts in ((low, high), (other, high)))
        player.load(original)
        with Listener(server) as listener:
            started, sought = _rounds(player, listener, options.runs(RUNS))
            swapped = _swaps(player, listener, (original, output), options.runs(RUNS))
        player.close()
    yield median_row("play_latency.start", "play key to first sound, null sink", started, "ms", goal=GOAL_MS)
    yield median_row("play_latency.leap", "leap while playing to the new place alone", sought, "ms")
    yield median_row(
        "play_latency.swap", "from the original to the output while playing, to the output alone", swapped, "ms"
    )


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


def _swaps(player: Player, listener: object, signals: tuple[ArraySignal, ArraySignal], runs: int) -> list[float]:
    """Back and forth between two signals, each time from the beginning of the passage."""
    original, output = signals
    waits = []
    for _ in range(runs):
        player.swap(original)
        _latency_ms(listener, player.play, b"\x11\x11" * 2)
        waits.append(_latency_ms(listener, lambda: player.swap(output), b"\x33\x33" * 2))
        player.stop()
    return waits


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
