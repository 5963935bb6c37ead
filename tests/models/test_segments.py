"""Segments and clip scores against plain loops."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.models.classify.segments import Segment, clip_scores, segments, segments_of, top
from workbench.models.contract import Scores


def _by_hand(starts, ends, values, classes, threshold):
    found = []
    for index, label in enumerate(classes):
        current = None
        for cell, value in enumerate(values[:, index]):
            if value < threshold:
                current = None
            elif current is not None and abs(starts[cell] - found[current].end_s) < 1e-6:
                before = found[current]
                found[current] = Segment(before.start_s, ends[cell], label, max(before.score, float(value)))
            else:
                found.append(Segment(starts[cell], ends[cell], label, float(value)))
                current = len(found) - 1
    order = {label: index for index, label in enumerate(classes)}
    return sorted(found, key=lambda segment: (segment.start_s, order[segment.label]))


_TENTHS = st.integers(0, 10).map(lambda tenths: tenths / 10)


@given(
    values=st.tuples(st.integers(1, 12), st.integers(1, 4)).flatmap(
        lambda s: arrays(np.float32, s, elements=_TENTHS.map(np.float32))
    ),
    gaps=st.lists(st.booleans(), min_size=12, max_size=12),
    threshold=_TENTHS,
)
def test_segments_are_those_found_by_a_plain_loop(values, gaps, threshold):
    lengths = np.ones(len(values))
    starts = np.cumsum(lengths) - 1.0 + np.cumsum(np.array(gaps[: len(values)]) * 0.5)
    ends = starts + 1.0
    classes = ["a", "b", "c", "d"][: values.shape[1]]
    threshold = np.float32(threshold)
    assert segments_of(starts, ends, values, classes, threshold) == _by_hand(starts, ends, values, classes, threshold)
    cells = [Scores(s, e, v) for s, e, v in zip(starts, ends, values, strict=True)]
    assert segments(cells, classes, threshold) == segments_of(starts, ends, values, classes, threshold)


def test_ten_hours_of_scores_re_form_at_once():
    values = np.random.default_rng(0).random((36_000, 50), np.float32) ** 8
    starts = np.arange(36_000.0)
    classes = [str(index) for index in range(50)]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        found = segments_of(starts, starts + 1.0, values, classes, 0.9)
        took.append(time.perf_counter() - began)
    assert len(found) > 10_000
    assert min(took) < 0.3  # about 0.06 s on an idle core; nearly all of it makes the 23,000 segments


def test_clip_scores_leave_silence_out():
    heard = np.array([0.2, 0.8], np.float32)
    cells = [Scores(0, 1, heard), Scores(1, 2, np.zeros(2, np.float32)), Scores(2, 3, heard[::-1])]
    np.testing.assert_allclose(clip_scores(cells), [0.5, 0.5])
    np.testing.assert_array_equal(clip_scores(cells[1:2]), [0.0, 0.0])
    with pytest.raises(ValueError, match="no cells"):
        clip_scores([])


def test_top_is_ordered():
    assert top(np.array([0.25, 0.5, 0.125], np.float32), ("a", "b", "c"), 2) == [("b", 0.5), ("a", 0.25)]
    assert segments([], ("a",), 0.5) == []
