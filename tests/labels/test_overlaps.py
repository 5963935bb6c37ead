from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.labels.conftest import CALLS, PEOPLE, make_label
from workbench.errors import LabelRefused
from workbench.labels import changes, overlaps
from workbench.labels.edit import added
from workbench.labels.label import Status
from workbench.labels.overlaps import Places, first_overlap
from workbench.labels.project import rows_of


def random_places(rng: np.random.Generator, count: int) -> Places:
    """On a coarse grid, so that many touch, are points, or are the same; some are boxes."""
    start, low = rng.integers(0, 8, count) / 1.0, rng.integers(0, 4, count) * 100.0
    boxed = rng.random(count) < 0.5
    return Places(
        start,
        start + rng.integers(0, 3, count),
        np.where(boxed, low, np.nan),
        np.where(boxed, low + rng.integers(1, 3, count) * 100.0, np.nan),
    )


def overlap(places: Places, one: int, other: int) -> bool:
    (a, b, low, high), (c, d, floor, ceiling) = (
        (places.start_s[n], places.end_s[n], places.low_hz[n], places.high_hz[n]) for n in (one, other)
    )
    in_time = (a < d and b > c) or (a, b) == (c, d)
    return in_time and (np.isnan(low) or np.isnan(floor) or (low < ceiling and floor < high))


@pytest.mark.parametrize("at_once", [1, 3, 1 << 20])
def test_overlaps_are_those_that_each_pair_tells(monkeypatch, at_once) -> None:
    monkeypatch.setattr(overlaps, "_PAIRS_AT_ONCE", at_once)
    rng = np.random.default_rng(3)
    for _ in range(100):
        places = random_places(rng, 7)
        wanted, others = places.picked(np.arange(3)), places.picked(np.arange(3, 7))
        pairs = [pair for pair in itertools.combinations(range(7), 2) if overlap(places, *pair)]
        at_s = first_overlap(wanted, others)
        assert (at_s is not None) == any(pair[0] < 3 for pair in pairs)
        if at_s is not None:
            assert at_s in [places.start_s[n] for pair in pairs for n in pair if n < 3]
        later = {max(pair, key=lambda n: (places.start_s[n], places.end_s[n], n)) for pair in pairs}
        assert overlaps.overlaps(places) == len(later)


def test_thousands_of_labels_that_must_not_overlap_move_at_once(project) -> None:
    labels = [make_label(n, n + 1.0) for n in range(20_000)]
    project.apply([added("labels", rows_of("labels", labels))])
    project.apply(changes.change_tier(project, CALLS, exclusive=True).edits)
    ids = [label.id for label in labels]
    project.apply(changes.move_labels(project, ids, 0.5).edits)  # pair by pair it would take a minute
    with pytest.raises(LabelRefused, match=r"at 5000\.250 s"):
        changes.move_labels(project, ids[:5000], 0.75)


def test_boxes_one_above_the_other_are_no_overlaps_to_be_moved_apart(project) -> None:
    boxes = [make_label(1, 2, low_hz=low, high_hz=low + 100.0) for low in (100.0, 200.0)]
    project.apply([added("labels", rows_of("labels", boxes))])
    project.apply(changes.change_tier(project, CALLS, exclusive=True).edits)
    assert project.tiers[CALLS].exclusive


def test_a_rejected_label_comes_back_only_where_there_is_room(project) -> None:
    project.apply(changes.change_tier(project, CALLS, exclusive=True).edits)
    kept, rejected = make_label(1, 2), make_label(1, 2, status=Status.REJECTED)
    elsewhere = make_label(1, 2, tier=PEOPLE, status=Status.REJECTED)
    project.apply(changes.add_labels(project, [kept, rejected, elsewhere]).edits)
    for refused in (
        lambda: changes.set_status(project, [rejected.id], Status.ACCEPTED),
        lambda: changes.set_text(project, [rejected.id], "dog"),
    ):
        with pytest.raises(LabelRefused, match="forbids overlaps"):
            refused()
    changes.set_status(project, [elsewhere.id], Status.ACCEPTED)
    changes.set_status(project, [kept.id], Status.ACCEPTED)
