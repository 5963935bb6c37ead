"""A screen for programs that are measured from outside: Xvfb where it is installed, else Qt's offscreen platform."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH, HEIGHT = 1920, 1080


@contextmanager
def display() -> Iterator[tuple[str, dict[str, str]]]:
    """What it is, in words, and the environment in which programs draw on it."""
    if shutil.which("Xvfb") is None:
        yield "offscreen", {"QT_QPA_PLATFORM": "offscreen"}
        return
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writable,), stderr=subprocess.DEVNULL)
    os.close(writable)
    try:
        number = os.read(readable, 16).decode().strip()
        yield f"Xvfb {WIDTH}×{HEIGHT}", {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        os.close(readable)
        server.terminate()
        server.wait()
