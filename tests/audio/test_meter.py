"""The level meter against its formulas."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.audio.meter import FALL_DB_PER_S, FLOOR_DB, HOLD_S, Meter


def heard(meter, now_s, samples):
    samples = np.atleast_2d(samples)
    meter.add(now_s, samples.shape[1], np.abs(samples).max(axis=1), np.square(samples).mean(axis=1))


def test_sine_has_an_rms_3_db_below_its_peak():
    meter = Meter(1)
    heard(meter, 0.0, 0.5 * np.sin(2 * np.pi * np.arange(48_000) / 48))
    (level,) = meter.read(0.0)
    assert level.peak_db == pytest.approx(20 * np.log10(0.5), abs=0.01)
    assert level.rms_db == pytest.approx(level.peak_db - 3.01, abs=0.01)
    assert not level.clipped


def test_silence_is_the_floor():
    meter = Meter(2)
    assert [level.peak_db for level in meter.read(0.0)] == [FLOOR_DB, FLOOR_DB]
    heard(meter, 0.1, np.zeros((2, 480)))
    assert [level.rms_db for level in meter.read(0.1)] == [FLOOR_DB, FLOOR_DB]


def test_peak_falls_steadily_and_the_hold_stays_first():
    meter = Meter(1)
    heard(meter, 0.0, np.array([1.0]))
    for now_s in (0.5, 1.0, 1.5):
        (level,) = meter.read(now_s)
        assert level.peak_db == pytest.approx(-FALL_DB_PER_S * now_s)
        assert level.hold_db == pytest.approx(0.0)
    (level,) = meter.read(HOLD_S + 1.0)
    assert level.hold_db == pytest.approx(-FALL_DB_PER_S * 1.0, abs=0.5)
    (level,) = meter.read(60.0)
    assert (level.peak_db, level.hold_db) == (FLOOR_DB, FLOOR_DB)


def test_rms_forgets_after_its_window():
    meter = Meter(1)
    heard(meter, 0.0, np.ones(480))
    assert meter.read(0.29)[0].rms_db == pytest.approx(0.0)
    assert meter.read(0.31)[0].rms_db == FLOOR_DB


def test_clip_is_held_until_reset():
    meter = Meter(2)
    heard(meter, 0.0, np.array([[32767 / 32768], [0.999]]))
    assert [level.clipped for level in meter.read(30.0)] == [True, False]
    meter.reset_clip()
    assert [level.clipped for level in meter.read(31.0)] == [False, False]
