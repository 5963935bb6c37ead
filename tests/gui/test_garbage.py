from __future__ import annotations

import threading
import weakref

import pytest

from workbench.gui.garbage import GarbageCollector


class _Cycle:
    def __init__(self, finalised):
        self.itself = self
        weakref.finalize(self, lambda: finalised.append(threading.current_thread()))


@pytest.fixture
def collector(qapp):
    collector = GarbageCollector()
    yield collector
    collector.stop()


def test_cycles_are_collected_in_the_window_thread_whoever_allocates(qtbot, collector):
    finalised, kept = [], []
    _Cycle(finalised)
    worker = threading.Thread(target=lambda: kept.extend([] for _ in range(100_000)))
    worker.start()
    worker.join()
    assert not finalised
    qtbot.waitUntil(lambda: bool(finalised))
    assert finalised == [threading.main_thread()]
