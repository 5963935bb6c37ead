"""Labels of sheets into projects: what comes in, what is there already, and what is left out."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.labels.conftest import CALLS, PEOPLE, RECORDING, make_label
from tests.labels.plain import everything
from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.edit import added
from workbench.labels.formats.catalogue import format_named, read_labels, write_labels
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetClass, SheetLabel, SheetTier, sheet_of
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Status, Tier, new_id
from workbench.labels.project import Project, rows_of
from workbench.labels.sheet_export import sheet_of_project
from workbench.labels.sheet_import import UNTIERED, Import, import_step, plan_import

HERE = {"": RECORDING}
ANA = SheetAuthor("person", "Ana")
RATE = 48_000


def brought(project: Project, sheet: Sheet, **how: Any) -> Import:
    """Import it all into the recording that the project has."""
    plan = plan_import(project, sheet, HERE, **how)
    project.apply(import_step(project, plan, "Import").edits)
    return plan


def add(project: Project, *labels: Label) -> None:
    project.apply([added("labels", rows_of("labels", labels))])


def change(project: Project, tier_id: int, **values: Any) -> None:
    project.apply(changes.change_tier(project, tier_id, **values).edits)


def placed(project: Project) -> list[tuple[float, float, str, str]]:
    view = project.labels.view()
    found = project.labels.labels(view.column("id").tolist())
    return [(each.start_s, each.end_s, each.text, project.tiers[each.tier].name) for each in found]


# There and back


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Some labels of all kinds in two recordings, with what they belong to."""
    made = Project()
    tiers = [Tier(1, "calls", 0.5, hidden=True), Tier(2, "people", 1.5, locked=True), Tier(3, "none", 2.0)]
    recordings = [KnownRecording(4, "a.wav", 9, "f", RATE, RATE * 60, 2), KnownRecording(5, "b/a.wav", 0, "", 0, 0, 0)]
    authors = [Author(6, "person", "Ana"), Author(7, "model", "classify/cnn", "1.0")]
    classes = [LabelClass(8, "dog", 0.0, "#E69F00", "1"), LabelClass(9, "cat", 1.0)]
    tables = {"tiers": tiers, "recordings": recordings, "authors": authors, "classes": classes}
    made.apply([added(table, rows_of(table, rows)) for table, rows in tables.items()])
    labels = []
    for _ in range(draw(st.integers(0, 8))):
        start, of, tier = draw(st.integers(0, RATE * 59)), draw(st.sampled_from((4, 5))), draw(st.sampled_from((1, 2)))
        length = draw(st.sampled_from((0, 1, RATE)))
        low, high = (100.5, 900.25) if length and draw(st.booleans()) else (None, None)
        labels.append(Label(
            new_id(), of, tier, start / RATE, (start + length) / RATE,
            low, high, draw(st.sampled_from((None, 0, 1))), draw(st.text(max_size=5)), draw(st.sampled_from((6, 7))),
            draw(st.sampled_from((None, 0.25))), draw(st.sampled_from(Status)), draw(st.sampled_from((None, 6))),
            1_750_000_000.5, draw(st.sampled_from((1_750_000_001.0, 1_760_000_000.25))),
        ))  # fmt: skip
    add(made, *labels)
    return made


def by_names(project: Project) -> dict[str, Any]:
    """All of a project but for ids of anything but labels, and the places of tiers and classes but for their order."""
    named = {
        "recording": {each.id: each.path for each in project.recordings.values()},
        "tier": {each.id: each.name for each in project.tiers.values()},
        "author": {each.id: (each.kind, each.name, each.version) for each in project.authors.values()},
    }
    rows = project.rows("labels")
    rows |= {name: [names[each] for each in rows[name]] for name, names in named.items()}
    rows["judged_by"] = [named["author"].get(each) for each in rows["judged_by"]]
    return {
        "labels": sorted(zip(*rows.values(), strict=True), key=repr),
        "tiers": [replace(each, id=0, position=0.0) for each in project.tier_list],
        "classes": [replace(each, id=0, position=0.0) for each in project.class_list],
        "recordings": sorted(map(repr, project.recordings.values())),
    }


@settings(max_examples=40, deadline=None)
@given(project=projects())
def test_a_project_comes_back_from_json_lines(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.jsonl"
        write_labels(path, sheet_of_project(project.excerpt().project()), format_named("jsonl"))
        reading = read_labels(path)
    assert not reading.bad
    empty = Project()
    plan = plan_import(empty, reading.sheet, {each.path: each for each in project.recordings.values()})
    step = import_step(empty, plan, "Import")
    empty.apply(step.edits)
    assert by_names(empty) == by_names(project)
    assert (plan.outside, plan.unmatched, plan.notes) == ((), {}, ())

    again = plan_import(empty, reading.sheet, {each.path: each.id for each in empty.recordings.values()})
    assert again.is_empty and again.known == len(project.labels) and not again.changed
    empty.apply(step.inverted().edits)
    assert everything(empty) == everything(Project())


@settings(max_examples=25, deadline=None)
@given(project=projects(), shift=st.floats(-0.49, 0.49))
def test_labels_without_ids_are_known_to_half_a_frame(project: Project, shift: float) -> None:
    sheet = sheet_of_project(project)
    by = max(shift, 0.0) / RATE if any(each.start_s == 0 for each in sheet.labels) else shift / RATE
    moved = tuple(replace(each, id=None, start_s=each.start_s + by, end_s=each.end_s + by) for each in sheet.labels)
    where = {each.path: each.id for each in project.recordings.values()}
    plan = plan_import(project, replace(sheet, labels=moved), where)
    assert (plan.count, plan.known, plan.is_empty) == (0, len(moved), True)


# What is there already


def test_what_differs_in_anything_is_new(project) -> None:
    add(project, make_label(1.0, 2.0, "dog", low_hz=100.0, high_hz=200.0))
    same = SheetLabel(1.0, 2.0, 100.0, 200.0, text="dog", tier="calls")
    others = [
        replace(same, start_s=1.0 + 0.6 / RATE), replace(same, end_s=2.0 - 0.6 / RATE), replace(same, text="cat"),
        replace(same, low_hz=100.1), replace(same, low_hz=None, high_hz=None), replace(same, tier="people"),
    ]  # fmt: skip
    plan = plan_import(project, sheet_of([same, *others]), HERE)
    assert (plan.known, plan.count) == (1, len(others))


def test_thousands_alike_are_known_at_once(project) -> None:
    """As many as there are, they are not compared each with each."""
    sheet = sheet_of([SheetLabel(1.0, 1.0, tier="calls")] * 5000)
    assert brought(project, sheet).count == 5000
    assert plan_import(project, sheet, HERE).known == 5000


def test_a_label_that_was_changed_elsewhere_stays_as_it_is_here_unless_asked(project) -> None:
    label = make_label(1.0, 2.0, "dog", channel=1, author=5)
    add(project, label)
    moved = SheetLabel(1.5, 2.5, text="cat", tier="new", id=label.id, status=Status.REJECTED, judged_by=ANA)
    plan = plan_import(project, sheet_of([moved]), HERE)
    assert (plan.count, plan.known, plan.changed, plan.is_empty) == (0, 0, 1, True)

    before = everything(project)
    plan = plan_import(project, sheet_of([moved]), HERE, replace=True)
    assert (plan.changed, plan.replaced) == (0, 1)
    step = import_step(project, plan, "Import")
    project.apply(step.edits)
    now = project.labels.label(label.id)
    assert (now.start_s, now.end_s, now.text, now.channel, now.author) == (1.5, 2.5, "cat", 1, 5)
    assert project.tiers[now.tier].name == "new" and now.status is Status.REJECTED
    assert project.authors[now.judged_by].name == "Ana"
    project.apply(step.inverted().edits)
    assert everything(project) == before


def test_a_changed_label_in_a_locked_tier_stays(project) -> None:
    label = make_label(1.0, 2.0, "dog")
    add(project, label)
    change(project, CALLS, locked=True)
    plan = plan_import(project, sheet_of([SheetLabel(1.5, 2.5, tier="calls", id=label.id)]), HERE, replace=True)
    assert (plan.changed, plan.replaced, plan.is_empty) == (1, 0, True)
    assert plan.notes == ("1 label in a locked tier stays as it is.",)


def test_the_id_of_a_label_in_another_recording_means_another_label(project) -> None:
    other = KnownRecording(22, "b.wav", 1000, "f01", RATE, RATE * 10, 1)
    project.apply([added("recordings", rows_of("recordings", [other]))])
    label = make_label(1.0, 2.0, "dog")
    add(project, label)
    sheet = sheet_of([SheetLabel(1.0, 2.0, text="dog", tier="calls", id=label.id)])
    plan = plan_import(project, sheet, {"": 22})
    assert plan.count == 1 and plan.rows["id"] != [label.id]


# Tiers, classes, authors


def test_tiers_are_found_by_name_and_made_as_the_sheet_says(project) -> None:
    tiers = [SheetTier("new", hidden=True, exclusive=True), SheetTier("people", hidden=True), SheetTier("")]
    labels = [SheetLabel(1.0, 2.0, tier="new"), SheetLabel(1.0, 2.0, tier="people"), SheetLabel(1.0, 2.0)]
    plan = brought(project, sheet_of(labels, [*tiers, SheetTier("empty")]))
    assert [(each.name, each.hidden, each.exclusive) for each in plan.new_tiers] == [
        ("new", True, True), (UNTIERED, False, False), ("empty", False, False),
    ]  # fmt: skip
    assert [each.name for each in project.tier_list] == ["calls", "people", "new", UNTIERED, "empty"]
    assert not project.tiers[PEOPLE].hidden


def test_all_may_go_into_one_tier_or_the_untiered_into_another(project) -> None:
    sheet = sheet_of([SheetLabel(1.0, 2.0, tier="new"), SheetLabel(3.0, 4.0)])
    assert set(plan_import(project, sheet, HERE, tier=PEOPLE).rows["tier"]) == {PEOPLE}
    assert not plan_import(project, sheet, HERE, tier=PEOPLE).new_tiers
    brought(project, sheet, untiered="calls")
    assert [name for *_, name in placed(project)] == ["new", "calls"]
    with pytest.raises(LabelRefused, match="there no more"):
        plan_import(project, sheet, HERE, tier=99)


@pytest.mark.parametrize("how", ["locked", "exclusive"])
def test_a_tier_that_cannot_take_labels_gets_one_beside_it(project, how) -> None:
    add(project, make_label(1.0, 2.0, "dog"))
    change(project, CALLS, **{how: True})
    sheet = sheet_of([SheetLabel(1.0, 2.0, text="dog", tier="calls"), SheetLabel(1.5, 2.5, text="cat", tier="calls")])
    plan = brought(project, sheet)
    why = "is locked" if how == "locked" else "forbids overlaps"
    assert plan.known == 1
    assert plan.notes == (f"1 label goes into the tier “calls (imported)”, since the tier “calls” {why}.",)
    assert placed(project)[1] == (1.5, 2.5, "cat", "calls (imported)")
    assert plan_import(project, sheet, HERE).is_empty


def test_what_fits_goes_into_a_tier_that_forbids_overlaps(project) -> None:
    add(project, make_label(1.0, 2.0))
    change(project, CALLS, exclusive=True)
    rejected = SheetLabel(1.0, 2.0, text="no", tier="calls", status=Status.REJECTED)
    plan = brought(project, sheet_of([SheetLabel(2.0, 3.0, tier="calls"), rejected]))
    assert (plan.new_tiers, plan.notes) == ((), ())


def test_a_new_tier_does_not_forbid_the_overlaps_it_comes_with(project) -> None:
    labels = [SheetLabel(1.0, 3.0, tier="new"), SheetLabel(2.0, 4.0, tier="new")]
    plan = plan_import(project, sheet_of(labels, [SheetTier("new", exclusive=True)]), HERE)
    assert not plan.new_tiers[0].exclusive
    assert plan.notes == ("The tier “new” does not forbid overlaps, since its labels overlap.",)


def test_classes_of_the_sheet_come_in_and_texts_only_if_asked(project) -> None:
    project.apply([added("classes", rows_of("classes", [LabelClass(8, "dog", 0.0, "#000000", "1")]))])
    classes = [SheetClass("dog", "#ffffff", "2"), SheetClass("cat", "#E69F00", "1")]
    sheet = sheet_of([SheetLabel(1.0, 2.0, text="owl", tier="calls")], classes=classes)
    plan = plan_import(project, sheet, HERE)
    assert [(each.name, each.color, each.key) for each in plan.new_classes] == [("cat", "#E69F00", "")]
    plan = plan_import(project, sheet, HERE, colors=["#111111", "#222222", "#333333"])
    assert [(each.name, each.color) for each in plan.new_classes] == [("cat", "#E69F00"), ("owl", "#333333")]


def test_labels_of_nobody_are_of_the_person_who_imports(project) -> None:
    project.apply([added("authors", rows_of("authors", [Author(6, "person", "Ana")]))])
    model = SheetAuthor("model", "m", "2")
    labels = [SheetLabel(1.0, 2.0, tier="calls"), SheetLabel(2.0, 3.0, tier="calls", author=model, judged_by=ANA)]
    plan = brought(project, sheet_of(labels), author=ANA)
    assert [(each.kind, each.name, each.version) for each in plan.new_authors] == [("model", "m", "2")]
    first, second = plan.labels
    assert (first.author, first.judged_by) == (6, None)
    assert (project.authors[second.author].name, second.judged_by) == ("m", 6)
    assert first.created_s > 1_700_000_000


# What is left out or mended


def test_what_lies_beyond_the_end_is_named_by_its_line_and_left_out(project) -> None:
    labels = [
        SheetLabel(9.0, 10.0, tier="calls", line=1),
        SheetLabel(9.0, 10.04, tier="calls", line=2),
        SheetLabel(9.0, 10.11, tier="calls", line=3),
        SheetLabel(10.01, 10.04, tier="calls", line=4),
        SheetLabel(10.03, 10.03, tier="calls", line=5),
        SheetLabel(11.0, 11.0, tier="calls", line=6),
        SheetLabel(1.0, 2.0, tier="calls", line=7, channel=1),
    ]
    plan = brought(project, sheet_of(labels))
    assert [row.line for row in plan.outside] == [3, 4, 6]
    assert plan.outside[0].reason.startswith("it ends at 10.110 s, and a.wav is over at 10.000 s. Correct it")
    assert plan.outside[1].reason.startswith("it starts at 10.010 s")
    assert placed(project)[1:] == [(9.0, 10.0, "", "calls")] * 2 + [(10.0, 10.0, "", "calls")]
    assert plan.notes == (
        "2 labels reached beyond the ends of their recordings by up to 0.1 s, and are cut there.",
        "1 label is of a channel that its recording does not have; it is of all channels now.",
    )
    assert plan_import(project, sheet_of(labels), HERE).is_empty


def test_the_only_channel_of_a_recording_is_all_of_it(project) -> None:
    """A selection table says channel 1 of each selection."""
    labels = [
        SheetLabel(1.0, 2.0, channel=0, tier="calls"),
        SheetLabel(3.0, 4.0, channel=0, tier="calls", recording="b"),
    ]
    mono, stereo = (KnownRecording(number, f"{number}.wav", 0, "", 1000, 9000, number - 30) for number in (31, 32))
    plan = plan_import(project, sheet_of(labels), {"": mono, "b": stereo})
    assert (plan.rows["channel"], plan.notes) == ([None, 0], ())


def test_where_nothing_is_known_of_the_length_all_is_taken(project) -> None:
    unknown = KnownRecording(30, "c.mp3", 0, "", 0, 0, 0)
    plan = plan_import(project, sheet_of([SheetLabel(1e6, 2e6, channel=7, tier="calls")]), {"": unknown})
    assert (plan.count, plan.new_recordings, plan.notes) == (1, (unknown,), ())


def test_recordings_that_are_not_found_are_counted(project) -> None:
    labels = [SheetLabel(1.0, 2.0, recording=path, tier="x") for path in ("a.wav", "b.wav", "b.wav", "c.wav")]
    plan = plan_import(project, sheet_of(labels), {"a.wav": RECORDING, "b.wav": None})
    assert (plan.count, plan.unmatched) == (1, {"b.wav": 2, "c.wav": 1})


def test_two_paths_of_one_file_are_one_new_recording(project) -> None:
    labels = [SheetLabel(1.0, 2.0, recording=path, tier="x") for path in ("b.wav", "/d/b.wav")]
    found = [KnownRecording(new_id(), "b.wav", 5, "f", RATE, RATE * 9, 1) for _ in range(2)]
    plan = plan_import(project, sheet_of(labels), dict(zip(("b.wav", "/d/b.wav"), found, strict=True)))
    assert plan.new_recordings == (found[0],)
    assert plan.rows["recording"] == [found[0].id] * 2
    seen = plan_import(project, sheet_of(labels[:1]), {"b.wav": replace(found[0], path="a.wav")})
    assert seen.rows["recording"] == [RECORDING]


def test_another_content_is_told(project) -> None:
    sheet = sheet_of_project(project)
    sheet = replace(sheet, recordings=(replace(sheet.recordings[0], fingerprint="f99"),))
    labels = (SheetLabel(1.0, 2.0, tier="calls", recording="a.wav"),)
    plan = plan_import(project, replace(sheet, labels=labels), {"a.wav": RECORDING})
    assert plan.notes == ("The labels of a.wav were made on another content than it has here. See whether they fit.",)


# The step


def test_nothing_to_bring_is_refused_with_words(project) -> None:
    sheet = sheet_of([SheetLabel(1.0, 2.0, tier="calls")])
    brought(project, sheet)
    before = everything(project)
    with pytest.raises(LabelRefused, match="here already"):
        import_step(project, plan_import(project, sheet, HERE), "Import")
    with pytest.raises(LabelRefused, match="no labels"):
        import_step(project, plan_import(project, sheet, {}), "Import")
    assert everything(project) == before


def test_a_plan_that_does_not_fit_any_more_is_refused(project) -> None:
    sheet = sheet_of([SheetLabel(1.0, 2.0, tier="new", id=5)])
    plan = plan_import(project, sheet, HERE)
    brought(project, sheet)
    with pytest.raises(LabelRefused, match="in the meantime"):
        import_step(project, plan, "Import")
