"""The statistics of blind tests against scipy, and what a test tells when."""

from __future__ import annotations

from itertools import pairwise

import pytest

from workbench.audio import abx


def test_p_values_and_what_is_needed_are_those_of_the_binomial_test() -> None:
    stats = pytest.importorskip("scipy.stats")
    for count in (5, 10, 16, 33, 100):
        for right in range(count + 1):
            expected = stats.binomtest(right, count, 0.5, alternative="greater").pvalue
            assert abx.p_value(right, count) == pytest.approx(expected, rel=1e-9)
    assert [abx.needed(count) for count in (5, 10, 16, 20)] == [5, 9, 12, 15]


def test_a_test_tells_nothing_before_it_is_over() -> None:
    coins = iter([True, False, True, True, False])
    test = abx.AbxTest(5, lambda: next(coins))
    for number, said_a in enumerate([True, False, True, True, True], 1):
        assert (test.number, test.outcome, test.trials) == (number, None, ())
        test.answer(said_a)
    assert test.done and test.outcome == abx.Outcome(4, 5)
    assert test.outcome.p_value == pytest.approx(6 / 32) and not test.outcome.heard
    with pytest.raises(ValueError):
        test.answer(True)
    text = abx.report([("File", "a.wav")], test)
    assert "File: a.wav\n" in text and "4 of 5 (5 are needed" in text and "5\tB\tA\twrong" in text


def test_x_is_drawn_fairly_and_anew_for_each_trial() -> None:
    drawn = [abx.AbxTest(100)._assignment for _ in range(50)]
    share = sum(map(sum, drawn)) / 5000
    assert 0.45 < share < 0.55, "by chance once in 10^12 runs"
    same = sum(one is other for each in drawn for one, other in pairwise(each)) / 4950
    assert 0.44 < same < 0.56
    assert len(set(drawn)) == 50


def test_the_sentence_says_what_is_proved() -> None:
    assert "told the two apart" in abx.Outcome(12, 16).sentence and "26 tests" in abx.Outcome(12, 16).sentence
    assert "No difference was proved" in abx.Outcome(11, 16).sentence
