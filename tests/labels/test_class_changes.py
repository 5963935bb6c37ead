"""The palette changed as a whole, and taken back in one step."""

from __future__ import annotations

import pytest

from tests.labels.conftest import make_label
from workbench.errors import LabelRefused
from workbench.labels.changes import add_labels, change_class
from workbench.labels.class_changes import add_class, load_classes, move_class
from workbench.labels.edge_changes import move_edges
from workbench.labels.project import Project
from workbench.labels.vocabulary import Entry

COLORS = ("#E69F00", "#56B4E9")


def palette(project: Project) -> list[tuple[str, str, str]]:
    return [(each.name, each.key, each.color) for each in project.class_list]


@pytest.fixture
def with_classes(project: Project) -> Project:
    for name in ("dog", "cat", "crow"):
        project.apply(add_class(project, name, COLORS).edits)
    return project


def test_classes_get_colours_and_digits_in_turn(with_classes) -> None:
    assert palette(with_classes) == [("dog", "1", "#E69F00"), ("cat", "2", "#56B4E9"), ("crow", "3", "#E69F00")]
    for name in ("dog", " "):
        with pytest.raises(LabelRefused):
            add_class(with_classes, name, COLORS)


def test_a_class_is_moved_and_moved_back(with_classes) -> None:
    crow = with_classes.class_of("crow")
    step = move_class(with_classes, crow.id, 0)
    with_classes.apply(step.edits)
    assert [name for name, *_ in palette(with_classes)] == ["crow", "dog", "cat"]
    with_classes.apply(step.inverted().edits)
    assert [name for name, *_ in palette(with_classes)] == ["dog", "cat", "crow"]


def test_a_list_is_added_below_and_takes_no_key(with_classes) -> None:
    before = palette(with_classes)
    step = load_classes(with_classes, [Entry("cat", "9"), Entry("wren", "1"), Entry("owl", "o", "#000000")], COLORS,
                        instead=False)  # fmt: skip
    with_classes.apply(step.edits)
    assert palette(with_classes) == [*before, ("wren", "", "#56B4E9"), ("owl", "o", "#000000")]
    with_classes.apply(step.inverted().edits)
    assert palette(with_classes) == before
    with pytest.raises(LabelRefused, match="already"):
        load_classes(with_classes, [Entry("cat")], COLORS, instead=False)


def test_a_list_comes_instead_and_labels_keep_their_words(with_classes) -> None:
    before, cat = palette(with_classes), with_classes.class_of("cat")
    label = make_label(1, 2, "dog")
    with_classes.apply(add_labels(with_classes, [label]).edits)
    step = load_classes(with_classes, [Entry("wren"), Entry("cat")], COLORS, instead=True)
    with_classes.apply(step.edits)
    assert palette(with_classes) == [("wren", "1", "#E69F00"), ("cat", "2", "#56B4E9")]
    assert with_classes.class_of("cat").id == cat.id
    assert with_classes.labels.label(label.id).text == "dog"
    with_classes.apply(step.inverted().edits)
    assert palette(with_classes) == before


def test_a_renamed_class_is_found_by_its_new_name_only(with_classes) -> None:
    dog = with_classes.class_of("dog")
    with_classes.apply(change_class(with_classes, dog.id, name="wolf").edits)
    assert with_classes.class_of("dog") is None and with_classes.class_of("wolf").id == dog.id


def test_an_edge_does_not_pass_the_other(project) -> None:
    label = make_label(1.0, 2.0)
    project.apply(add_labels(project, [label]).edits)
    for edge, by_s, expected in (
        ("end_s", -5.0, (1.0, 1.0)),
        ("end_s", 3.0, (1.0, 4.0)),
        ("start_s", -9.0, (0.0, 4.0)),
    ):
        project.apply(move_edges(project, [label.id], edge, by_s).edits)
        found = project.labels.label(label.id)
        assert (found.start_s, found.end_s) == expected
