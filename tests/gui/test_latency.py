from __future__ import annotations

import time

from workbench.gui.latency import LatencyProbe
from workbench.jobs.scheduler import Priority
from workbench.jobs.worker import Worker, favour_the_window


def test_a_blocking_slot_is_measured_and_logged(qtbot, caplog):
    probe = LatencyProbe()
    probe.start()
    qtbot.waitUntil(lambda: probe.report().count >= 5)
    stop_at = time.perf_counter() + 0.12
    while time.perf_counter() < stop_at:
        pass
    known = probe.report().count
    qtbot.waitUntil(lambda: probe.report().count >= known + 200)
    report = probe.report()
    probe.stop()
    # The busy wait began at most one interval after a tick.
    assert 110 <= report.max_ms < 1000
    assert report.p50_ms <= report.p99_ms < report.max_ms
    assert "blocked" in caplog.text
    probe.reset()
    assert probe.report().count == 0


def test_the_window_stays_punctual_while_the_worker_computes(qtbot):
    """Spectrogram tiles in the worker; the bounds are loose, since other processes may be busy too."""
    import numpy as np

    from workbench.audio.signal import ArraySignal
    from workbench.features.stft import StftSettings, TileKey, tile_steps

    favour_the_window()
    signal = ArraySignal(np.random.default_rng(3).normal(0, 0.1, 48_000 * 60), 48_000)
    worker = Worker()
    worker.start()
    ends = []
    for index in range(8):
        key = TileKey(StftSettings(), 5, index)
        worker.run(lambda key=key: tile_steps(signal, key), Priority.VIEW).ended.connect(ends.append)
    probe = LatencyProbe()
    probe.start()
    qtbot.waitUntil(lambda: len(ends) == 8)
    report = probe.report()
    probe.stop()
    worker.stop()
    assert report.p50_ms < 16, str(report)
