"""Wilson's interval against scipy's, rates and stop rules against sums done by hand."""

from __future__ import annotations

import math

import pytest

from workbench.labels.label import ReviewClip
from workbench.labels.review.progress import Precision, precisions, progress, stop_reason, wilson


def clip(number: int, answer: str = "", text: str = "dog", given: str = "", took_s: float = 0.0) -> ReviewClip:
    return ReviewClip(
        number,
        1,
        number,
        21,
        0.0,
        1.0,
        None,
        text,
        None,
        answer,
        given,
        answered_s=float(number if answer else 0),
        took_s=took_s,
    )


@pytest.mark.parametrize(
    ("yes", "judged"), [(0, 1), (1, 1), (0, 10), (9, 10), (81, 263), (500, 1000), (10_000, 10_000)]
)
def test_the_interval_is_that_of_scipy(yes, judged) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(yes, judged).proportion_ci(0.95, method="wilson")
    assert wilson(yes, judged) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("yes", "judged"), [(1, 4), (15, 148), (2, 29)])
def test_the_interval_solves_wilsons_equation(yes, judged) -> None:
    """Its ends are the shares p at which the observed share lies 1.96 standard errors of p away."""
    for end in wilson(yes, judged):
        assert abs(yes / judged - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / judged), rel=1e-6)


def test_the_interval_is_that_of_newcombes_table() -> None:
    """Method 3 of R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I."""
    table = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for counts, ends in table.items():
        assert wilson(*counts) == pytest.approx(ends, abs=5e-5)


def test_without_an_answer_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    (one,) = precisions([clip(1)])
    assert (one.judged, one.low, one.high) == (0, 0.0, 1.0) and math.isnan(one.estimate)
    assert not stop_reason(one)


def test_precision_counts_yes_and_the_class_itself_and_neither_unsure_nor_skipped() -> None:
    answers = ["yes", "no", "unsure", "skip", "unreadable", "", "class", "class"]
    given = ["", "", "", "", "gone", "", "dog", "cat"]
    clips = [clip(number, *pair) for number, pair in enumerate(zip(answers, ["dog"] * 8, given, strict=True))]
    (dog, owl) = precisions([*clips, clip(9, "yes", "owl"), clip(10, "class", "", "owl")])
    assert (dog.text, dog.yes, dog.judged, dog.estimate) == ("dog", 2, 4, 0.5)
    assert (owl.text, owl.yes, owl.judged) == ("owl", 1, 1)


def test_the_rate_is_the_median_of_the_last_answers_without_pauses() -> None:
    clips = [clip(number, "yes", took_s=2.0) for number in range(1, 11)]
    clips += [clip(11, "no", took_s=3600.0), clip(12, "no", took_s=4.0), *(clip(n) for n in range(13, 43))]
    found = progress(clips)
    assert (found.done, found.total, found.by_answer) == (12, 42, {"yes": 10, "no": 2})
    assert found.rate_per_min == pytest.approx(30.0)
    assert found.left_s == pytest.approx(60.0)


def test_only_the_last_twenty_answers_make_the_rate() -> None:
    slow = [clip(number, "yes", took_s=10.0) for number in range(100, 200)]
    quick = [clip(number, "yes", took_s=1.0) for number in range(200, 220)]
    assert progress([*quick, *slow, clip(0)]).left_s == pytest.approx(1.0)


def test_before_the_first_answer_no_rate_is_known() -> None:
    found = progress([clip(1), clip(2)])
    assert (found.done, found.total, found.rate_per_min, found.left_s) == (0, 2, None, None)
    assert progress([]).total == 0


def test_one_may_stop_when_the_interval_is_narrow_or_on_one_side_of_the_target() -> None:
    def of(yes: int, judged: int) -> Precision:
        return Precision("dog", yes, judged, yes / judged, *wilson(yes, judged))

    assert not stop_reason(of(34, 34)) and stop_reason(of(35, 35))  # 3.84 / (n + 3.84) ≤ 0.1 from n = 35 on
    assert stop_reason(of(35, 35)) == "Known to 5 points either way."
    assert not stop_reason(of(50, 100)) and stop_reason(of(50, 100), half_width=0.1)
    assert stop_reason(of(20, 20), target=0.8) == "Surely above 80 %."
    assert stop_reason(of(2, 20), target=0.8) == "Surely below 80 %."
    assert stop_reason(of(16, 20), target=0.8) == ""


def test_the_best_scored_clips_are_no_fair_sample_until_all_have_an_answer() -> None:
    right = [clip(number, "yes") for number in range(100)]
    (begun,) = precisions([*right, clip(100)])
    assert not begun.is_fair and stop_reason(begun) == ""
    (by_chance,) = precisions([*right, clip(100)], is_random=True)
    (whole,) = precisions(right)
    assert by_chance.is_fair and whole.is_fair and stop_reason(by_chance) and stop_reason(whole)
