"""The time axis: spans stay inside the recording, and pixels and times agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.axis import SMALLEST_VIEW_FRAMES, TimeAxis


@pytest.fixture
def axis() -> TimeAxis:
    axis = TimeAxis()
    axis.set_recording(100.0, 48_000)
    return axis


steps = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.floats(0.01, 100), st.floats(-10, 110)),
        st.tuples(st.just("pan"), st.floats(-200, 200), st.none()),
        st.tuples(st.just("set_view"), st.floats(-50, 150), st.floats(-50, 150)),
        st.tuples(st.just("reveal"), st.floats(0, 100), st.none()),
    ),
    max_size=20,
)


@given(steps)
def test_whatever_one_does_the_view_lies_in_the_recording(moves):
    axis = TimeAxis()
    axis.set_recording(100.0, 48_000)
    for name, first, second in moves:
        getattr(axis, name)(*(value for value in (first, second) if value is not None))
        assert 0 <= axis.start_s < axis.end_s <= 100.0
        assert axis.span_s >= SMALLEST_VIEW_FRAMES / 48_000 * (1 - 1e-6)


def test_zoom_keeps_the_time_under_the_pointer(axis):
    axis.set_width(1000)
    before = axis.x_of(30.0)
    axis.zoom(4, 30.0)
    assert axis.span_s == pytest.approx(25.0)
    assert axis.x_of(30.0) == pytest.approx(before)


def test_pixels_and_times_are_inverse(axis):
    axis.set_width(777)
    axis.set_view(12.5, 13.0)
    assert axis.time_of(axis.x_of(12.7)) == pytest.approx(12.7)
    assert axis.x_of(12.5) == 0
    assert axis.x_of(13.0) == pytest.approx(777)


def test_a_view_of_the_whole_stays_whole_while_the_recording_grows(axis):
    axis.set_total(250.0)
    assert (axis.start_s, axis.end_s) == (0.0, 250.0)
    axis.set_view(10, 20)
    axis.set_total(300.0)
    assert (axis.start_s, axis.end_s) == (10, 20)
