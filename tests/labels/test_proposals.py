"""Proposals of a model: what is replaced, what stays, and what is not asked again."""

from __future__ import annotations

import numpy as np
import pytest

from tests.labels.conftest import RECORDING, make_label
from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.edit import added
from workbench.labels.label import Author, Status
from workbench.labels.project import Project, rows_of
from workbench.labels.proposals import Found, Origin, Verdict, judge_found, propose, proposed_ids

MODEL, NEWER, ME = 31, 32, 33
NAMES = ("dog", "rain", "crow")
ORIGIN = Origin(RECORDING, MODEL, "net", ("#e69f00", "#56b4e9"), {"rain": "#009e73"})
ACCEPTED, PROPOSED, REJECTED = Status.ACCEPTED, Status.PROPOSED, Status.REJECTED


@pytest.fixture
def project(project: Project) -> Project:
    authors = [Author(MODEL, "model", "net", "a"), Author(NEWER, "model", "net", "b"), Author(ME, "person", "me")]
    project.apply([added("authors", rows_of("authors", authors))])
    return project


def found(*segments: tuple[float, float, str, float]) -> Found:
    starts, ends, names, scores = zip(*sorted(segments), strict=True) if segments else ((), (), (), ())
    codes = np.array([NAMES.index(name) for name in names], np.intp)
    return Found(np.array(starts, float), np.array(ends, float), codes, np.array(scores, float), NAMES)


def standing(project: Project) -> list[tuple]:
    ids = project.labels.view(RECORDING).column("id").tolist()
    return [(each.start_s, each.end_s, each.text, each.status) for each in project.labels.labels(ids)]


def ids_of(project: Project, text: str) -> list[int]:
    view = project.labels.view(RECORDING)
    return view.column("id")[view.column("text") == project.labels.code(text)].tolist()


DOG, RAIN, LATER_DOG = (1.0, 2.0, "dog", 0.9), (1.5, 4.0, "rain", 0.6), (6.0, 7.0, "dog", 0.7)


def test_what_was_found_is_proposed_with_its_author_and_score(project) -> None:
    step = propose(project, ORIGIN, found(DOG, RAIN))
    project.apply(step.edits)
    assert step.name == "Propose 2 labels"
    assert standing(project) == [(1.0, 2.0, "dog", PROPOSED), (1.5, 4.0, "rain", PROPOSED)]
    label = project.labels.label(ids_of(project, "rain")[0])
    assert (label.author, label.score, label.judged_by) == (MODEL, 0.6, None)
    assert project.tiers[label.tier].name == "net"
    classes = [(each.name, each.color) for each in project.class_list]
    assert classes == [("dog", "#e69f00"), ("rain", "#009e73")], "only names that are used, as they are shown"
    project.apply(step.inverted().edits)
    assert not len(project.labels)
    assert not project.classes


def test_another_threshold_replaces_what_nobody_has_judged(project) -> None:
    project.apply(propose(project, ORIGIN, found(DOG, RAIN, LATER_DOG)).edits)
    kept = ids_of(project, "rain")
    step = propose(project, ORIGIN, found((1.2, 1.8, "dog", 0.9), RAIN))
    project.apply(step.edits)
    assert standing(project) == [(1.2, 1.8, "dog", PROPOSED), (1.5, 4.0, "rain", PROPOSED)]
    assert ids_of(project, "rain") == kept, "what is the same stays the same label"
    assert not propose(project, ORIGIN, found((1.2, 1.8, "dog", 0.9), RAIN)).edits
    assert propose(project, ORIGIN, found()).name == "Take back what was proposed"


def test_labels_of_others_stay(project) -> None:
    mine = make_label(1.0, 2.0, "dog", author=ME)
    project.apply(changes.add_labels(project, [mine]).edits)
    project.apply(propose(project, ORIGIN, found(DOG)).edits)
    project.apply(propose(project, ORIGIN, found()).edits)
    assert standing(project) == [(1.0, 2.0, "dog", ACCEPTED)]


@pytest.mark.parametrize("status", [ACCEPTED, REJECTED])
def test_what_was_judged_is_not_proposed_again(project, status) -> None:
    project.apply(propose(project, ORIGIN, found(DOG, LATER_DOG)).edits)
    project.apply(changes.set_status(project, ids_of(project, "dog")[:1], status, ME).edits)
    newer = Origin(RECORDING, NEWER, ORIGIN.tier, ORIGIN.colors)
    project.apply(
        propose(project, newer, found((1.4, 3.0, "dog", 0.8), (1.6, 3.0, "dog", 0.8), (1.0, 2.0, "crow", 0.5))).edits
    )
    assert standing(project) == [
        (1.0, 2.0, "dog", status),
        (1.0, 2.0, "crow", PROPOSED),
        (1.6, 3.0, "dog", PROPOSED),
    ], "0.6 of the shorter second is met, 0.4 is not; another class is another question"


def test_one_class_alone(project) -> None:
    project.apply(propose(project, ORIGIN, found(DOG, RAIN)).edits)
    project.apply(propose(project, ORIGIN, found(LATER_DOG), only="dog").edits)
    assert standing(project) == [(1.5, 4.0, "rain", PROPOSED), (6.0, 7.0, "dog", PROPOSED)]


def test_accepting_a_class_turns_proposals_and_adds_the_rest(project) -> None:
    project.apply(propose(project, ORIGIN, found(DOG, RAIN)).edits)
    project.apply(changes.set_status(project, ids_of(project, "dog"), REJECTED, ME).edits)
    project.apply(propose(project, ORIGIN, found(RAIN, LATER_DOG)).edits)
    step = judge_found(project, ORIGIN, found(DOG, LATER_DOG, (8.0, 9.0, "dog", 0.8)), Verdict(ACCEPTED, ME))
    project.apply(step.edits)
    assert step.name == "Accept 2 labels “dog”"
    assert [row[3] for row in standing(project) if row[2] == "dog"] == [REJECTED, ACCEPTED, ACCEPTED]
    assert [each.judged_by for each in project.labels.labels(ids_of(project, "dog"))] == [ME, ME, ME]
    assert [row[3] for row in standing(project) if row[2] == "rain"] == [PROPOSED]


def test_one_segment_can_be_judged_again(project) -> None:
    rejected, accepted = Verdict(REJECTED, ME), Verdict(ACCEPTED, ME)
    project.apply(judge_found(project, ORIGIN, found(DOG), rejected, again=True).edits)
    assert standing(project) == [(1.0, 2.0, "dog", REJECTED)]
    project.apply(judge_found(project, ORIGIN, found(DOG), accepted, again=True).edits)
    assert standing(project) == [(1.0, 2.0, "dog", ACCEPTED)]


def test_judged_at_another_threshold_a_label_has_the_edges_of_then(project) -> None:
    project.apply(propose(project, ORIGIN, found((1.0, 3.0, "dog", 0.9))).edits)
    project.apply(judge_found(project, ORIGIN, found((1.5, 2.0, "dog", 0.9)), Verdict(ACCEPTED, ME)).edits)
    assert standing(project) == [(1.5, 2.0, "dog", ACCEPTED)]


def test_a_tier_that_is_locked_or_forbids_overlaps_says_so(project) -> None:
    tier, step = changes.add_tier(project, ORIGIN.tier)
    project.apply(step.edits)
    project.apply(changes.change_tier(project, tier.id, exclusive=True).edits)
    with pytest.raises(LabelRefused, match="forbids overlaps"):
        propose(project, ORIGIN, found(DOG, RAIN))
    project.apply(propose(project, ORIGIN, found(DOG, (2.0, 3.0, "dog", 0.8))).edits)
    project.apply(changes.change_tier(project, tier.id, locked=True).edits)
    with pytest.raises(LabelRefused, match="locked"):
        propose(project, ORIGIN, found(LATER_DOG))


def test_proposals_in_order_of_time(project) -> None:
    project.apply(propose(project, ORIGIN, found(DOG, RAIN, LATER_DOG)).edits)
    starts = [each.start_s for each in project.labels.labels(proposed_ids(project, RECORDING).tolist())]
    assert starts == [1.0, 1.5, 6.0]
    assert len(proposed_ids(project, RECORDING, "dog")) == 2


def test_pairs_are_those_that_a_plain_loop_finds(project) -> None:
    rng = np.random.default_rng(5)

    def some(count: int) -> Found:
        edges = np.sort(rng.uniform(0, 100, 2 * count)).reshape(-1, 2)
        return found(*((a, b, NAMES[i % 3], 0.5) for i, (a, b) in enumerate(edges.round(3).tolist())))

    earlier, later = some(60), some(80)
    project.apply(propose(project, ORIGIN, earlier).edits)
    project.apply(changes.set_status(project, proposed_ids(project, RECORDING).tolist(), REJECTED, ME).edits)
    project.apply(propose(project, ORIGIN, later).edits)
    wanted = []
    for start, end, code in zip(later.start_s, later.end_s, later.name, strict=True):
        known = [
            min(end, e) - max(start, s) >= min(end - start, e - s) / 2
            for s, e, c in zip(earlier.start_s, earlier.end_s, earlier.name, strict=True)
            if c == code
        ]
        if not any(known):
            wanted.append((start, end, NAMES[code]))
    assert [row[:3] for row in standing(project) if row[3] == PROPOSED] == wanted
    assert 0 < len(wanted) < 80
