"""How long from the play key to the first sound, in the monitor of a PulseAudio null sink.

usage: python -m benchmarks.play_latency    (needs pulseaudio, pulseaudio-utils, libportaudio2, libasound2-plugins)

A null sink has no buffer of its own; a real device adds its own.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.audio.sound_server import Listener, SoundServer
from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal

REPEATS = 15


def until(condition: Callable[[], bool]) -> None:
    tick = threading.Event()
    while not condition():
        tick.wait(0.002)


def latency_ms(listener: Listener, act: Callable[[], None], wanted: bytes) -> float:
    """From `act` until `wanted`, one frame, is heard, in milliseconds."""
    before = 4 * listener.frames()
    began = time.perf_counter()
    act()
    listener.wait_for(lambda received: wanted in received[before:], 10)
    return 1e3 * (time.perf_counter() - began)


def report(what: str, times: list[float]) -> None:
    print(f"{what}: median {statistics.median(times):.1f} ms ({min(times):.1f}–{max(times):.1f}, n={len(times)})")


def main() -> None:
    low, high = (np.full(10 * 48_000, level / 32768, np.float32) for level in (0x1111, 0x2222))
    signal = ArraySignal(np.concatenate([low, high]), 48_000)
    with tempfile.TemporaryDirectory() as folder, SoundServer(Path(folder)) as server:
        os.environ.update(server.env)
        player = Player()
        player.load(signal)
        with Listener(server) as listener:
            started, sought = [], []
            for _ in range(REPEATS):
                started.append(latency_ms(listener, player.play, b"\x11\x11" * 2))
                sought.append(latency_ms(listener, lambda: player.seek(10.0), b"\x22\x22" * 2))
                player.stop()
                silent_from = listener.frames() + 9_600
                until(lambda end=silent_from: listener.frames() > end)
                assert player.snapshot().status is Status.STOPPED
        print(player.snapshot())
        player.close()
    report("play key to first sound", started)
    report("leap while playing to the new place alone", sought)


if __name__ == "__main__":
    main()
