from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.audio.signal import ArraySignal
from workbench.jobs.job import CANCELLED, DONE, JobEnd, Progress, TimeLeft
from workbench.jobs.pieces import cut, nearest, run_view_first
from workbench.models.contract import Moments, Scores, Span
from workbench.models.placeholder import Levels

times = st.floats(0, 10_000, allow_nan=False)
spans = st.tuples(times, times).map(lambda pair: Span(*sorted(pair)))


@given(span=spans, view=spans, piece_s=st.floats(10, 100))
def test_pieces_tile_the_span_without_gap_or_overlap(span, view, piece_s):
    pieces = cut(span, view, piece_s)
    if not pieces:
        assert span.length_s == 0
        return
    assert (pieces[0].start_s, pieces[-1].end_s) == (span.start_s, span.end_s)
    assert all(left.end_s == right.start_s for left, right in pairwise(pieces))
    assert all(0 < piece.length_s <= piece_s * (1 + 1e-9) for piece in pieces)


def test_the_view_comes_first_in_order_of_time_then_what_is_near():
    pieces = cut(Span(0, 100), Span(45, 65), 10)
    order = []
    while pieces:
        piece = nearest(pieces, Span(45, 65))
        pieces.remove(piece)
        order.append(piece.start_s)
    assert order == [45, 55, 40, 65, 30, 75, 20, 85, 10, 95, 0]


def _run(view, seconds=100):
    signal = ArraySignal(np.zeros(8000 * seconds), 8000)
    return run_view_first(Levels(), signal, Span(0.0, float(seconds)), {}, view=view)


def test_each_cell_comes_once_and_progress_ends_at_one():
    events = list(_run(lambda: Span(42.5, 55.0)))
    starts = [event.start_s for event in events if isinstance(event, Scores)]
    assert starts[0] == 43.0
    assert sorted(starts) == list(range(100))
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert len(done) > 50


def test_what_is_known_is_not_run_again_and_counts_as_done():
    signal = ArraySignal(np.zeros(8000 * 100), 8000)
    known = (Span(10.0, 30.0), Span(50.0, 90.0))
    events = list(run_view_first(Levels(), signal, Span(0.0, 100.0), {}, view=lambda: Span(85.0, 95.0), known=known))
    starts = [event.start_s for event in events if isinstance(event, Scores)]
    assert starts[:10] == list(range(90, 100)), "in view and missing"
    assert sorted(starts) == [*range(10), *range(30, 50), *range(90, 100)]
    assert next(event.done for event in events if isinstance(event, Progress)) == pytest.approx(0.6)


def test_a_new_view_is_followed_at_the_next_piece():
    views = [Span(0.0, 5.0)]
    starts = []
    for event in _run(lambda: views[-1]):
        if isinstance(event, Scores):
            starts.append(event.start_s)
            if event.start_s == 2.0:
                views.append(Span(80.0, 90.0))
    assert starts[:6] == [0.0, 1.0, 2.0, 3.0, 4.0, 65.0], "the piece in which 80 s lies begins at 65 s"


class _Sum(Levels):
    def conclude(self, results):
        yield Moments(np.array([result.start_s for result in results]))


def test_what_follows_from_the_whole_comes_last_and_is_given_all_in_order_of_time():
    signal = ArraySignal(np.zeros(8000 * 60), 8000)
    events = list(run_view_first(_Sum(), signal, Span(0.0, 60.0), {}, view=lambda: Span(42.5, 55.0)))
    (moments,) = [event for event in events if isinstance(event, Moments)]
    assert events[-2:] == [moments, Progress(1.0)]
    assert moments.times_s.tolist() == list(range(60))


def test_time_left_follows_the_rate_and_forgets_a_slow_start():
    now = [0.0]
    left = TimeLeft(clock=lambda: now[0])
    now[0] = 0.2
    assert left.update(0.01) is None, "too early to say"
    for second in range(1, 11):
        now[0] = float(second)
        estimate = left.update(second / 100)
    assert 80 < estimate < 100
    for second in range(11, 31):
        now[0] = float(second)
        estimate = left.update(0.1 + (second - 10) * 0.04)
    assert 2 < estimate < 5
    assert left.update(1.0) == 0.0


def test_an_end_has_an_error_only_when_it_failed():
    assert DONE.error is None
    assert CANCELLED.error is None
    with pytest.raises(ValueError, match="done"):
        JobEnd("done", ValueError())
    with pytest.raises(ValueError, match="failed"):
        JobEnd("failed")
