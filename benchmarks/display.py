"""A screen for programs that are measured from outside: Xvfb where it is installed, else Qt's offscreen platform."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

WIDTH, HEIGHT = 1920, 1080


class Screen:
    """A virtual screen (Xvfb) whose pixels can be looked at; a context manager. `env` lets programs draw on it."""

    def __enter__(self) -> Screen:
        self._folder = tempfile.TemporaryDirectory(prefix="workbench-screen-")
        readable, writable = os.pipe()
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", self._folder.name, "-nolisten", "tcp"]
        command = ["Xvfb", "-displayfd", str(writable), *screen]
        self._server = subprocess.Popen(command, pass_fds=(writable,), stderr=subprocess.DEVNULL)
        os.close(writable)
        with os.fdopen(readable) as told:
            number = told.readline().strip()
        self.env = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def pixels(self) -> np.ndarray:
        """What stands there now: (height, width) uint32, 0x00RRGGBB."""
        raw = (Path(self._folder.name) / "Xvfb_screen0").read_bytes()[-4 * WIDTH * HEIGHT :]
        return np.frombuffer(raw, "<u4").reshape(HEIGHT, WIDTH)


@contextmanager
def display() -> Iterator[tuple[str, dict[str, str]]]:
    """What there is, in words, and the environment in which programs draw on it."""
    if shutil.which("Xvfb") is None:
        yield "offscreen", {"QT_QPA_PLATFORM": "offscreen"}
        return
    with Screen() as screen:
        yield f"Xvfb {WIDTH}×{HEIGHT}", screen.env
