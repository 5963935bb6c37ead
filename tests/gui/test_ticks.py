"""The ruler: round steps, few enough, and labels that tell ticks apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.lanes.ticks import clock, digits_of, tick_step, tick_text


@given(st.floats(1e-4, 1e6), st.integers(1, 40))
def test_ticks_are_few_enough_and_labels_differ(span_s, most):
    step = tick_step(span_s, most)
    assert span_s / step <= most * (1 + 1e-6)
    digits = digits_of(step)
    assert clock(10 * step, digits) != clock(11 * step, digits)


@pytest.mark.parametrize(
    ("time_s", "digits", "text"),
    [
        (0, 0, "0:00"),
        (72.3456, 3, "1:12.346"),
        (3599.9996, 3, "1:00:00.000"),
        (36000, 0, "10:00:00"),
        (-1.5, 1, "-0:01.5"),
    ],
)
def test_clock(time_s, digits, text):
    assert clock(time_s, digits) == text


def test_forms():
    assert tick_text(1.5, "samples", 48_000) == "72,000"
    assert tick_text(1.5, "seconds", 48_000, 2) == "1.50 s"
