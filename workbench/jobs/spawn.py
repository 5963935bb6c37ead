"""Starts the sound process. Imports next to nothing: the program does this first of all."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

if sys.platform != "win32":
    import fcntl

_PIPE_BYTES = 2**20

_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(4 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(16 * 2**20)}
"""glibc gives arrays of half a megabyte back to the system at once and fetches them anew, page by page: kept, tiles
take a third less time. Other systems take no notice."""


def spawn_sound_process() -> subprocess.Popen[bytes]:
    """The child with pipes to it, see `sound_process`."""
    # -P: the folder in which the program was started must not be searched for modules.
    command = [sys.executable, "-P", "-m", "workbench.jobs.sound_process"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(os.environ, **_MALLOC))
    if sys.platform == "linux" and process.stdout is not None:
        # A tile fits in whole, so that the child need not wait for the window to take it piece by piece.
        with contextlib.suppress(OSError):  # some systems allow no larger pipes
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return process
