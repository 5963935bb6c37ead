"""Filtering and sorting of many labels, against plain Python over each of them."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.gui.panels.label_filter import LabelFilter, LabelFinder, author_name, counted
from workbench.labels.edit import added
from workbench.labels.label import Author, KnownRecording, Label, Status, Tier
from workbench.labels.project import Project, rows_of

WORDS = ("owl", "Dog", "rain", "", "Éclair", "barn owl")


@pytest.fixture(scope="module")
def project() -> Project:
    rng = np.random.default_rng(4)
    made = Project()
    made.apply(
        added(table, rows_of(table, values))
        for table, values in {
            "tiers": [Tier(1, "Calls", 0.0), Tier(2, "people", 1.0)],
            "authors": [Author(5, "person", "Ada"), Author(6, "model", "birds", "2.1")],
            "recordings": [KnownRecording(each, name, 1, "", 48_000, 10, 1) for each, name in ((9, "b"), (8, "a"))],
        }.items()
    )  # fmt: skip
    labels = []
    for label_id in range(1, 400):
        start_s, length_s = round(rng.uniform(0, 50), 2), round(rng.uniform(0, 2), 1)
        low_hz = 100.0 * rng.integers(1, 9) if rng.random() < 0.3 else None
        labels.append(
            Label(
                label_id, recording=int(rng.choice([8, 9])), tier=int(rng.choice([1, 2])),
                start_s=start_s, end_s=start_s + length_s,
                low_hz=low_hz, high_hz=low_hz and low_hz + 100, text=str(rng.choice(WORDS)),
                author=int(rng.choice([5, 6])), score=round(rng.random(), 2) if rng.random() < 0.5 else None,
                status=Status(int(rng.integers(3))),
            )
        )  # fmt: skip
    made.apply([added("labels", rows_of("labels", labels))])
    return made


def found(project: Project, wanted: LabelFilter, column: str = "start", descending: bool = False) -> list[Label]:
    view = project.labels.view()
    places = LabelFinder(project).find(view, wanted, column, descending)
    return project.labels.labels(view.column("id")[places].tolist())


def in_time(project: Project) -> list[Label]:
    return project.labels.labels(project.labels.view().column("id").tolist())


@pytest.mark.parametrize(
    ("wanted", "test"),
    [
        (LabelFilter(), lambda label, words: True),
        (LabelFilter("OWL"), lambda label, words: "owl" in words),
        (LabelFilter("owl calls"), lambda label, words: "owl" in words and "calls" in words),
        (LabelFilter("éCLAIR"), lambda label, words: label.text == "Éclair"),
        (LabelFilter("birds 2.1"), lambda label, words: label.author == 6),
        (LabelFilter("nothing"), lambda label, words: False),
        (LabelFilter(text="owl"), lambda label, words: label.text == "owl"),
        (LabelFilter(text=""), lambda label, words: label.text == ""),
        (LabelFilter(tier=2, status=Status.REJECTED), lambda label, words: (label.tier, label.status) == (2, 2)),
        (LabelFilter(least_score=0.5), lambda label, words: label.score is not None and label.score >= 0.5),
        (LabelFilter(most_score=0.9), lambda label, words: label.score is not None and label.score <= 0.9),
    ],
)
def test_only_labels_that_are_wanted(project, wanted, test) -> None:
    def words(label: Label) -> str:
        return " ".join(
            (label.text, project.tiers[label.tier].name, author_name(project.authors[label.author]))
        ).casefold()

    assert found(project, wanted) == [label for label in in_time(project) if test(label, words(label))]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("start", lambda p, label: label.start_s),
        ("end", lambda p, label: round(label.end_s, 6)),
        ("duration", lambda p, label: round(label.duration_s, 6)),
        ("class", lambda p, label: label.text.casefold() or None),
        ("tier", lambda p, label: p.tiers[label.tier].name.casefold()),
        ("low", lambda p, label: label.low_hz),
        ("high", lambda p, label: label.high_hz),
        ("score", lambda p, label: label.score),
        ("status", lambda p, label: label.status),
        ("by", lambda p, label: author_name(p.authors[label.author]).casefold()),
        ("recording", lambda p, label: p.recordings[label.recording].path),
    ],
)
@pytest.mark.parametrize("descending", [False, True])
def test_sorted_by_a_column_with_what_is_empty_last(project, column, value, descending) -> None:
    values = [value(project, label) for label in found(project, LabelFilter(), column, descending)]
    full = [each for each in values if each is not None]
    assert full == sorted(full, reverse=descending)
    assert values == full + [None] * (len(values) - len(full))


def test_ties_are_in_order_of_time(project) -> None:
    starts = [label.start_s for label in found(project, LabelFilter(text="owl"), "class")]
    assert starts == sorted(starts)


def test_a_class_that_comes_later_is_found_by_the_same_finder() -> None:
    project = Project()
    finder = LabelFinder(project)
    for label_id, text in ((1, "owl"), (2, "newt")):
        project.apply([added("labels", rows_of("labels", [Label(label_id, 1, 1, 0.0, 1.0, text=text)]))])
        assert finder.find(project.labels.view(), LabelFilter(text)).tolist() == [label_id - 1]


def test_classes_are_counted_by_name(project) -> None:
    expected = {}
    for label in in_time(project):
        expected[label.text] = expected.get(label.text, 0) + 1
    view = project.labels.view()
    assert counted(view.column("text"), project.labels.texts) == sorted(
        expected.items(), key=lambda each: each[0].casefold()
    )
