"""Models that behave badly in a known way, loaded by the model process in tests."""

from __future__ import annotations

import os
import time

import numpy as np

from workbench.errors import AudioReadError, ModelLoadError
from workbench.models.contract import Scores
from workbench.models.placeholder import Levels


def _cell(start_s, value):
    return Scores(float(start_s), start_s + 1.0, np.array([value], np.float64))


def _levels(span):
    for second in range(int(span.start_s), int(span.end_s)):
        yield Scores(float(second), second + 1.0, np.zeros(2, np.float32))


def _slow(span):
    time.sleep(0.005)  # the work of a piece
    yield from _levels(span)


def _pid(span):
    yield _cell(0, os.getpid())


def _endless(span):
    while True:
        yield _cell(0, os.getpid())
        time.sleep(0.001)


def _deaf(span):
    print(f"deaf {os.getpid()}", flush=True)
    while True:
        time.sleep(0.01)
    yield


def _crash(span):
    yield _cell(0, os.getpid())
    print("the weights are on fire", flush=True)
    os.abort()


def _unreadable(span):
    raise AudioReadError("a.wav", "it is damaged", 2.5)
    yield


def _buggy(span):
    yield from {}["no such key"]


_RUNS = {
    name.removeprefix("_"): run
    for name, run in globals().items()
    if name in ("_levels", "_slow", "_pid", "_endless", "_deaf", "_crash", "_unreadable", "_buggy")
}


class _Fake(Levels):
    def __init__(self, run):
        self._run = run

    def run(self, signal, span, settings):
        return self._run(span)


def load(name, device):
    if name == "slow to load":
        print(f"loading in {os.getpid()}", flush=True)
        time.sleep(0.5)
        name = "pid"
    if name not in _RUNS:
        raise ModelLoadError(f"There is no model {name}.")
    return _Fake(_RUNS[name])
