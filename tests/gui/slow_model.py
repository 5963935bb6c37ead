"""A model that takes its time the first time it runs, and says in its scores which process it runs in."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import numpy as np

from workbench.models.contract import Scores
from workbench.models.placeholder import Levels, Quieter


class Slow(Levels):
    """Endless until the test's folder says that it has run before."""

    def run(self, signal, span, settings):
        mark = Path(os.environ.get("WORKBENCH_HOME", tempfile.gettempdir())) / "ran before"
        hurry = mark.exists()
        mark.touch()
        start_s = int(span.start_s)
        while True:
            yield Scores(float(start_s), start_s + 1.0, np.array([os.getpid(), 0.0], np.float32))
            if hurry:
                return
            time.sleep(0.01)


class SlowQuieter(Quieter):
    """Takes so long that what it makes first can be seen."""

    def run(self, signal, span, settings):
        for block in super().run(signal, span, settings):
            time.sleep(0.02)
            yield block


def load_quieter(name: str, device: str) -> SlowQuieter:
    return SlowQuieter()


def load(name: str, device: str) -> Slow:
    return Slow()
