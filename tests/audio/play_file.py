"""Plays a recording to its end with the program's own player; a child process of the playback test.

usage: play_file.py FILE. Prints one JSON object a line: what the play head showed, then the last state.
"""

from __future__ import annotations

import json
import sys
import threading
import time

from workbench.audio.open import open_recording
from workbench.audio.player import Player, Status


def main() -> None:
    recording = open_recording(sys.argv[1])
    decoding = threading.Thread(target=recording.decode)
    decoding.start()
    player = Player()
    player.load(recording)
    player.play()
    tick = threading.Event()
    while (state := player.snapshot()).status is Status.PLAYING:
        print(json.dumps([time.monotonic(), state.position_s]), flush=True)
        tick.wait(1 / 60)
    end = {"status": state.status.value, "problem": state.problem, "underruns": state.underruns}
    print(json.dumps(end | {"devices": [device.name for device in state.devices]}), flush=True)
    player.close()
    decoding.join()
    recording.close()


if __name__ == "__main__":
    main()
