"""What can be done to labels, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.labels.conftest import CALLS, PEOPLE, make_label
from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.changes import Bounds
from workbench.labels.label import Status
from workbench.labels.project import Project


def put(project: Project, *labels):
    project.apply(changes.add_labels(project, labels).edits)
    return [label.id for label in labels]


def spans(project: Project) -> list[tuple[float, float, str]]:
    view = project.labels.view()
    return [(each.start_s, each.end_s, each.text) for each in project.labels.labels(view.column("id").tolist())]


def do(project: Project, step) -> None:
    """Do a step, and prove on the way that undoing it leaves no trace."""
    before = project.contents()
    project.apply(step.edits)
    after = project.contents()
    project.apply(step.inverted().edits)
    assert sorted_tables(project.contents()) == sorted_tables(before)
    project.apply(step.edits)
    assert sorted_tables(project.contents()) == sorted_tables(after)


def sorted_tables(contents) -> dict:
    return {name: sorted(zip(*rows.values(), strict=True), key=repr) for name, rows in contents.tables.items()}


def test_split_and_merge(project) -> None:
    (dog,) = put(project, make_label(1.0, 3.0, "dog"))
    do(project, changes.split_labels(project, [dog], 1.5))
    assert spans(project) == [(1.0, 1.5, "dog"), (1.5, 3.0, "dog")]
    do(project, changes.merge_labels(project, project.labels.view().column("id").tolist()))
    assert spans(project) == [(1.0, 3.0, "dog")]


def test_all_that_hold_the_time_are_split_in_one_step(project) -> None:
    ids = put(project, make_label(1.0, 3.0, "dog"), make_label(2.0, 5.0, "cat"), make_label(4.0, 5.0, "cow"))
    step = changes.split_labels(project, ids, 2.5)
    do(project, step)
    assert step.name == "Split 2 labels"
    assert [(start, end) for start, end, _ in spans(project)] == [(1, 2.5), (2, 2.5), (2.5, 3), (2.5, 5), (4, 5)]


@pytest.mark.parametrize("at_s", [0.5, 1.0, 3.0, 4.0])
def test_a_label_is_split_only_within(project, at_s) -> None:
    (dog,) = put(project, make_label(1.0, 3.0, "dog"))
    with pytest.raises(LabelRefused, match="within"):
        changes.split_labels(project, [dog], at_s)


def test_merged_boxes_have_the_frequencies_of_all(project) -> None:
    ids = put(
        project, make_label(0, 1, "a", low_hz=100.0, high_hz=200.0), make_label(2, 5, "b", low_hz=150.0, high_hz=900.0)
    )
    do(project, changes.merge_labels(project, ids))
    (merged,) = project.labels.labels(project.labels.view().column("id").tolist())
    assert (merged.start_s, merged.end_s, merged.low_hz, merged.high_hz, merged.text) == (0, 5, 100, 900, "b")


def test_labels_do_not_move_before_the_start(project) -> None:
    ids = put(project, make_label(0.5, 1.0), make_label(2.0, 3.0))
    do(project, changes.move_labels(project, ids, -2.0))
    assert [span[:2] for span in spans(project)] == [(0.0, 0.5), (1.5, 2.5)]


def test_bounds_in_any_order(project) -> None:
    (box,) = put(project, make_label(1, 2, low_hz=100.0, high_hz=200.0))
    do(project, changes.set_bounds(project, box, Bounds(3.0, 2.0, 500.0, 400.0)))
    moved = project.labels.label(box)
    assert (moved.start_s, moved.end_s, moved.low_hz, moved.high_hz) == (2.0, 3.0, 400.0, 500.0)


def test_a_locked_tier_changes_in_no_way(project) -> None:
    ids = put(project, make_label(1, 2, "dog"))
    project.apply(changes.change_tier(project, CALLS, locked=True).edits)
    for refused in (
        lambda: changes.add_labels(project, [make_label(5, 6)]),
        lambda: changes.remove_labels(project, ids),
        lambda: changes.set_text(project, ids, "cat"),
        lambda: changes.set_tier(project, ids, PEOPLE),
        lambda: changes.split_labels(project, ids[:1], 1.5),
        lambda: changes.remove_tier(project, CALLS),
    ):
        with pytest.raises(LabelRefused, match="locked"):
            refused()


def test_a_tier_may_forbid_overlaps(project) -> None:
    ids = put(project, make_label(1, 2), make_label(3, 4))
    do(project, changes.change_tier(project, CALLS, exclusive=True))
    changes.add_labels(project, [make_label(2, 3)])  # touching is no overlap
    changes.add_labels(project, [make_label(1, 2, tier=PEOPLE)])
    changes.add_labels(project, [make_label(1, 2, status=Status.REJECTED)])
    for refused in (
        lambda: changes.add_labels(project, [make_label(1.9, 2.5)]),
        lambda: changes.add_labels(project, [make_label(5, 6), make_label(5.5, 7)]),
        lambda: changes.set_bounds(project, ids[0], Bounds(1, 3.5)),
        lambda: changes.move_labels(project, ids[:1], 1.5),
        lambda: changes.duplicate_labels(project, ids[:1]),
    ):
        with pytest.raises(LabelRefused, match="forbids overlaps"):
            refused()
    do(project, changes.move_labels(project, ids, 1.5))  # together they stay apart
    do(project, changes.duplicate_labels(project, ids[:1], PEOPLE))


def test_overlaps_are_not_forbidden_where_there_are_some(project) -> None:
    put(project, make_label(1, 3), make_label(2, 4))
    with pytest.raises(LabelRefused, match="1 label"):
        changes.change_tier(project, CALLS, exclusive=True)


def test_boxes_at_other_frequencies_do_not_overlap(project) -> None:
    project.apply(changes.change_tier(project, CALLS, exclusive=True).edits)
    put(project, make_label(1, 2, low_hz=100.0, high_hz=200.0))
    put(project, make_label(1, 2, low_hz=200.0, high_hz=300.0))
    with pytest.raises(LabelRefused):
        put(project, make_label(1.5, 2.5, low_hz=150.0, high_hz=250.0))


def test_tiers_are_ordered_renamed_and_removed_with_their_labels(project) -> None:
    put(project, make_label(1, 2, "dog"), make_label(1, 2, "Ada", tier=PEOPLE))
    added, step = changes.add_tier(project, "noises")
    do(project, step)
    do(project, changes.move_tier(project, added.id, 0))
    do(project, changes.change_tier(project, CALLS, name="birds"))
    assert [tier.name for tier in project.tier_list] == ["noises", "birds", "people"]
    do(project, changes.remove_tier(project, CALLS))
    assert spans(project) == [(1, 2, "Ada")]
    with pytest.raises(LabelRefused, match="already"):
        changes.add_tier(project, "people")


def test_a_renamed_class_renames_its_labels(project) -> None:
    (edit,) = changes.add_classes(project, ["dog", "cat"], ["#111111"])
    project.apply([edit])
    put(project, make_label(1, 2, "dog"), make_label(3, 4, "cat"))
    dog, cat = project.class_list
    assert (dog.key, cat.key) == ("1", "2")
    do(project, changes.change_class(project, dog.id, name="wolf"))
    assert spans(project) == [(1, 2, "wolf"), (3, 4, "cat")]
    with pytest.raises(LabelRefused, match="already"):
        changes.change_class(project, dog.id, name="cat")


def test_a_key_belongs_to_one_class(project) -> None:
    project.apply(changes.add_classes(project, ["dog", "cat"], ["#111111"]))
    _dog, cat = project.class_list
    do(project, changes.change_class(project, cat.id, key="1"))
    assert {each.name: each.key for each in project.class_list} == {"dog": "", "cat": "1"}
    assert replace(cat, key="1") == project.classes[cat.id]


def test_a_class_with_labels_in_a_locked_tier_keeps_its_name(project) -> None:
    project.apply(changes.add_classes(project, ["dog"], ["#111111"]))
    put(project, make_label(1, 2, "dog"))
    project.apply(changes.change_tier(project, CALLS, locked=True).edits)
    (dog,) = project.class_list
    with pytest.raises(LabelRefused, match="calls is locked"):
        changes.change_class(project, dog.id, name="wolf")
    do(project, changes.change_class(project, dog.id, color="#222222"))


def test_a_step_that_does_not_fit_leaves_no_trace_in_memory(project) -> None:
    ids = put(project, make_label(1, 2, "dog"), make_label(3, 4, "cat"))
    before = sorted_tables(project.contents())
    lost = changes.remove_labels(project, ids)
    step = changes.set_text(project, ids, "owl", changes.add_classes(project, ["owl"], ["#111111"]))
    project.apply(changes.remove_labels(project, ids[1:]).edits)
    for each in (step, lost):
        with pytest.raises(KeyError):
            project.apply(each.edits)
    assert spans(project) == [(1, 2, "dog")] and project.class_of("owl") is None
    assert len(sorted_tables(project.contents())["labels"]) == len(before["labels"]) - 1
