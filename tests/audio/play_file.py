"""Plays a WAV file to its end with the program's own player; a child process of the playback test.

usage: play_file.py FILE. Prints one JSON object a line: what the play head showed, then the last state.
"""

from __future__ import annotations

import json
import sys
import threading
import time

import soundfile

from workbench.audio.player import Player, Status
from workbench.audio.signal import ArraySignal


def main() -> None:
    samples, rate = soundfile.read(sys.argv[1], dtype="float32", always_2d=True)
    player = Player()
    player.load(ArraySignal(samples.T, rate))
    player.play()
    tick = threading.Event()
    while (state := player.snapshot()).status is Status.PLAYING:
        print(json.dumps([time.monotonic(), state.position_s]), flush=True)
        tick.wait(1 / 60)
    end = {"status": state.status.value, "problem": state.problem, "underruns": state.underruns}
    print(json.dumps(end | {"devices": [device.name for device in state.devices]}), flush=True)
    player.close()


if __name__ == "__main__":
    main()
