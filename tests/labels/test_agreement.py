"""Two annotators compared: pairs against scipy's matching, kappa against scikit-learn's, event scores by hand."""

from __future__ import annotations

import time

import numpy as np
import pytest

from workbench.errors import LabelRefused
from workbench.labels.agreement import Disagreement, Events, Kind, compare
from workbench.labels.event_matching import MatchRule, matched, overlapping
from workbench.labels.kappa import kappa, time_agreement

RAIN, BIRD, FROG = 0, 1, 2


def events(*rows: tuple, recording: int = 1, band: tuple[float, float] = (np.nan, np.nan), channel: int = -1) -> Events:
    """Of rows (text, start_s, end_s), or with the recording in front."""
    full = sorted((row if len(row) == 4 else (recording, *row) for row in rows), key=lambda row: (row[0], row[2]))
    columns = [np.array(each) for each in zip(*full, strict=True)] or [np.empty(0)] * 4
    recordings, texts = (each.astype(np.int64) for each in columns[:2])
    count = len(full)
    hertz = [np.full(count, each, float) for each in band]
    start_s, end_s = (each.astype(np.float64) for each in columns[2:])
    return Events(np.arange(count), recordings, texts, start_s, end_s, *hertz, np.full(count, channel))


def random_events(rng: np.random.Generator, count: int, length_s: float = 20.0, texts: int = 3) -> Events:
    start = np.round(rng.uniform(0, length_s - 2, count), 3)
    stop = start + rng.uniform(0.05, 2, count)
    rows = zip(rng.integers(1, 3, count), rng.integers(0, texts, count), start, stop, strict=True)
    return events(*rows)


def pairs_of(one: Events, other: Events, rule: MatchRule, **more: bool) -> set[tuple[int, int]]:
    found = matched(one, other, rule, **more)
    return set(zip(found.one.tolist(), found.other.tolist(), strict=True))


# Pairs


def test_event_scores_as_the_collar_of_sound_event_detection_has_them():
    """By hand: the reference has four events, the other found three of them, one 0.21 s late, and one that is none."""
    reference = events((BIRD, 1.0, 2.0), (BIRD, 4.0, 5.0), (RAIN, 0.0, 10.0), (FROG, 7.0, 7.5))
    estimate = events((BIRD, 1.1, 2.2), (BIRD, 4.21, 5.0), (RAIN, 0.2, 13.0), (FROG, 9.0, 9.5))
    score = compare(reference, estimate, {1: 20.0}, MatchRule(0.2, 0.5)).events
    assert (score.one, score.other, score.paired) == (4, 4, 2)  # rain ends within half its length
    assert score.precision == score.recall == score.f1 == 0.5
    strict = compare(reference, estimate, {1: 20.0}, MatchRule(0.2)).events
    assert strict.paired == 1 and strict.f1 == pytest.approx(0.25)
    assert compare(reference, estimate, {1: 20.0}, MatchRule(0.21, 0.5)).events.paired == 3


def test_each_label_is_paired_once_and_as_many_as_can_be():
    """The near pair first (1.0 with 1.0) would leave 0.85 and 1.15 alone."""
    one, other = events((BIRD, 0.85, 1.0), (BIRD, 1.0, 1.15)), events((BIRD, 1.0, 1.15), (BIRD, 1.15, 1.3))
    assert pairs_of(one, other, MatchRule(0.16)) == {(0, 0), (1, 1)}
    assert pairs_of(one, other, MatchRule(0.1)) == {(1, 0)}


@pytest.mark.parametrize("rule", [MatchRule(0.2), MatchRule(0.5, 0.5), MatchRule(overlap=0.3), MatchRule(overlap=0.05)])
@pytest.mark.parametrize("by_class", [True, False])
def test_as_many_pairs_as_scipy_finds_among_all_that_the_rule_allows(rule, by_class):
    sparse, graphs = pytest.importorskip("scipy.sparse"), pytest.importorskip("scipy.sparse.csgraph")
    rng = np.random.default_rng(5)
    for _ in range(10):
        one, other = random_events(rng, 300), random_events(rng, 350)
        fits = one.recording[:, None] == other.recording
        if by_class:
            fits &= one.text[:, None] == other.text
        starts, ends = (np.abs(a[:, None] - b) for a, b in ((one.start_s, other.start_s), (one.end_s, other.end_s)))
        if rule.overlap is None:
            wide = np.maximum(rule.collar_s, rule.length_share * (one.end_s - one.start_s))[:, None]
            fits &= (starts <= rule.collar_s + 1e-9) & (ends <= wide + 1e-9)
        else:
            common = np.minimum(one.end_s[:, None], other.end_s) - np.maximum(one.start_s[:, None], other.start_s)
            union = np.maximum(one.end_s[:, None], other.end_s) - np.minimum(one.start_s[:, None], other.start_s)
            fits &= common / union >= rule.overlap
        best = graphs.maximum_bipartite_matching(sparse.csr_matrix(fits))
        found = matched(one, other, rule, by_class=by_class)
        assert len(found) == (best >= 0).sum() > 30
        assert fits[found.one, found.other].all()
        assert len(set(found.one.tolist())) == len(set(found.other.tolist())) == len(found)


def test_a_difference_that_is_the_collar_is_allowed_in_spite_of_binary_fractions():
    assert 0.4 - 0.3 > 0.1
    assert len(pairs_of(events((BIRD, 0.3, 1.0)), events((BIRD, 0.4, 1.0)), MatchRule(0.1))) == 1


def test_points_match_by_their_times():
    one, other = events((BIRD, 3.0, 3.0)), events((BIRD, 3.05, 3.05))
    assert pairs_of(one, other, MatchRule(0.1)) == {(0, 0)} == pairs_of(one, one, MatchRule(overlap=0.5))
    assert not pairs_of(one, other, MatchRule(overlap=0.5))
    assert len(overlapping(one, other)) == 0


def test_bands_and_channels_that_exclude_each_other_are_no_pair():
    rows = ((BIRD, 1.0, 2.0),)
    low, high, whole = events(*rows, band=(100, 500)), events(*rows, band=(500, 900)), events(*rows)
    assert not pairs_of(low, high, MatchRule())
    assert pairs_of(low, whole, MatchRule()) == {(0, 0)} == pairs_of(low, events(*rows, band=(400, 900)), MatchRule())
    assert not pairs_of(events(*rows, channel=0), events(*rows, channel=1), MatchRule())
    assert pairs_of(events(*rows, channel=0), whole, MatchRule()) == {(0, 0)}


# Kappa


def test_kappa_by_hand():
    """The example of two readers and 50 proposals: both yes 20, both no 15, 5 and 10 otherwise; kappa is 0.4."""
    one = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
    other = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])
    assert kappa(one, other) == pytest.approx(0.4)
    assert kappa(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0]), np.array([20, 5, 10, 15])) == pytest.approx(0.4)
    assert kappa(one[:20], other[:20]) is None and kappa(one[:0], other[:0]) is None


def test_kappa_on_the_grid_of_time_is_scikit_learns_of_all_cells():
    cohen = pytest.importorskip("sklearn.metrics").cohen_kappa_score
    rng, step_s, durations = np.random.default_rng(3), 0.013, {1: 20.0, 2: 17.77}
    one, other = random_events(rng, 25), random_events(rng, 25)
    found = time_agreement(one, other, durations, step_s)
    sets, active = {}, {}
    for recording, duration_s in durations.items():
        middles = (np.arange(int(np.ceil(duration_s / step_s - 0.5))) + 0.5) * step_s
        for side, each in (("one", one), ("other", other)):
            here = each.recording == recording
            roll = np.zeros((3, len(middles)), bool)
            for text, start_s, end_s in zip(each.text[here], each.start_s[here], each.end_s[here], strict=True):
                roll[text] |= (middles >= start_s) & (middles < end_s)
            active[side, recording] = roll
            sets[side, recording] = roll.T @ np.array([1, 2, 4])
        assert found.of_recording[recording] == pytest.approx(cohen(sets["one", recording], sets["other", recording]))
    a, b = (np.concatenate([sets[side, each] for each in durations]) for side in ("one", "other"))
    assert found.overall == pytest.approx(cohen(a, b)) and found.same == pytest.approx((a == b).mean())
    for text in range(3):
        a, b = (np.concatenate([active[side, each][text] for each in durations]) for side in ("one", "other"))
        assert found.of_class[text] == pytest.approx(cohen(a, b))


def test_what_does_not_differ_or_is_not_there_has_no_kappa_that_misleads():
    nothing, some = events(), events((BIRD, 1.0, 2.0))
    assert time_agreement(nothing, nothing, {1: 10.0}).overall is None
    assert time_agreement(some, some, {1: 10.0}).overall == pytest.approx(1.0)
    assert time_agreement(some, nothing, {1: 10.0}).overall == pytest.approx(0.0)
    empty = compare(nothing, nothing, {})
    assert (empty.kappa, empty.same_time, empty.kappa_events, empty.events.f1) == (None,) * 4


# Disagreements


def test_disagreements_in_order_of_time_each_named_for_what_it_is():
    one = events((BIRD, 1.0, 2.0), (BIRD, 5.0, 6.0), (FROG, 8.0, 9.0), (RAIN, 12.0, 14.0), (BIRD, 15.0, 15.5))
    other = events((BIRD, 1.1, 2.0), (FROG, 5.1, 6.0), (FROG, 8.0, 9.6), (RAIN, 18.0, 19.0), (BIRD, 15.0, 15.5))
    found = compare(one, other, {1: 20.0})
    assert found.disagreements == (
        Disagreement(Kind.CLASS, 1, 5.0, 6.0, 1, 1),
        Disagreement(Kind.TIMES, 1, 8.0, 9.6, 2, 2),
        Disagreement(Kind.MISSING_IN_OTHER, 1, 12.0, 14.0, 3, None),
        Disagreement(Kind.MISSING_IN_ONE, 1, 18.0, 19.0, None, 4),
    )
    assert found.events.paired == 2 and found.paired_by_time == 3
    cohen = pytest.importorskip("sklearn.metrics").cohen_kappa_score
    assert found.kappa_events == pytest.approx(cohen([BIRD, BIRD, BIRD], [BIRD, BIRD, FROG]))
    assert {text: part.events.paired for text, part in found.of_class.items()} == {BIRD: 2, FROG: 0, RAIN: 0}
    assert found.of_class[FROG].events.precision == 0.0 and found.of_class[FROG].events.recall == 0.0


def test_only_the_recordings_asked_for_count_and_in_their_order():
    one = events((1, BIRD, 1.0, 2.0), (2, BIRD, 1.0, 2.0), (3, BIRD, 0.0, 1.0))
    found = compare(one, events((3, BIRD, 3.0, 4.0)), {2: 5.0, 1: 5.0})
    assert [(each.recording, each.one) for each in found.disagreements] == [(2, 1), (1, 0)]
    assert list(found.of_recording) == [2, 1] and found.of_recording[2].events.one == 1
    found = compare(one, events((3, BIRD, 3.0, 4.0)), {3: 5.0})
    assert [(each.one, each.other) for each in found.disagreements] == [(2, None), (None, 0)]


def test_labels_of_the_same_time_with_several_classes_are_not_taken_for_renamed_ones():
    both = ((BIRD, 1.0, 2.0), (FROG, 1.0, 2.0), (RAIN, 1.0, 2.0))
    assert compare(events(*both), events(*reversed(both)), {1: 5.0}).disagreements == ()


def test_a_hundred_thousand_labels_of_each_take_a_few_seconds():
    rng, count = np.random.default_rng(9), 100_000
    start = np.sort(rng.uniform(0, 36_000, count))
    columns = (rng.integers(0, 20, count), start, start + rng.uniform(0.05, 2, count))
    blank = (np.full(count, np.nan), np.full(count, np.nan), np.full(count, -1))
    one = Events(np.arange(count), np.ones(count, np.int64), *columns, *blank)
    begun_s = time.process_time()
    found = compare(one, one.at(np.flatnonzero(rng.random(count) < 0.9)), {1: 36_010.0})
    assert time.process_time() - begun_s < 8.0
    assert found.events.paired == len(found.other) and len(found.disagreements) == count - len(found.other)


def test_more_pairs_than_can_be_counted_are_refused_in_words():
    count = 7000
    crowd = events(*[(BIRD, 1.0, 2.0)] * count)
    with pytest.raises(LabelRefused, match="smaller tolerance"):
        compare(crowd, crowd, {1: 5.0})
