"""Starts the sound process. Imports next to nothing: the program does this first of all."""

from __future__ import annotations

import os
import subprocess
import sys

_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(16 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(64 * 2**20)}
"""glibc gives arrays of half a megabyte back to the system at once and fetches them anew, page by page: kept, tiles
take a third less time. Other systems take no notice."""


def spawn_sound_process() -> subprocess.Popen[bytes]:
    """The child with pipes to it, see `sound_process`."""
    # -P: the folder in which the program was started must not be searched for modules.
    command = [sys.executable, "-P", "-m", "workbench.jobs.sound_process"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(os.environ, **_MALLOC))
