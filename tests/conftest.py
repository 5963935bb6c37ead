"""What all tests share: no window on the screen, no settings of the person who runs them, a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from workbench.jobs.worker import Worker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Compiled once for all tests, and kept: each test's own folders are empty.
os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parents[1] / "build" / "numba")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Before tests import it side by side, which ends the process that loads a mixture of what two have compiled.
    from workbench.models.analyse.compiled import load_librosa

    load_librosa()


PATIENCE_MS = 150_000
"""Waiting ends with the fact that is waited for: so long it takes only where that never comes."""


class PatientBot(QtBot):
    """Waits longer than usual, unless it is told how long."""

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals, *, timeout=PATIENCE_MS, **more):
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp, request) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Config, cache, data and logs of every test lie in a folder of its own."""
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("WORKBENCH_THEME", raising=False)


@pytest.fixture
def worker(qtbot) -> Iterator[Worker]:
    """A worker that runs, until the test is over and before its widgets are closed."""
    from workbench.jobs.worker import Worker

    worker = Worker()
    worker.start()
    yield worker
    worker.stop()
