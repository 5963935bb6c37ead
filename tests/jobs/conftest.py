from __future__ import annotations

from pathlib import Path

import pytest

from workbench.jobs.worker import Worker

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start_worker(qapp, monkeypatch):
    """Starts a worker whose models come from a `module:function`; stopped when the test ends."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    workers = []

    def start(models):
        workers.append(Worker(models=models))
        workers[-1].start()
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()
