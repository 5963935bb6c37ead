"""What all tests share: no window on the screen, no settings of the person who runs them, a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from workbench.jobs.worker import Worker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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
