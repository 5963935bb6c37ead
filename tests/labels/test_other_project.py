"""Another person's project beside one's own: what comes, where it goes, and how differences are settled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.labels.conftest import CALLS, PEOPLE, RECORDING, furnishing, make_label
from workbench.errors import LabelRefused, ProjectError
from workbench.labels import changes
from workbench.labels.agreement import Agreement, Kind, compare, durations_of
from workbench.labels.agreement_changes import keep_mine, take_theirs
from workbench.labels.edit import Step, added
from workbench.labels.events import Side, events_of
from workbench.labels.fingerprint import fingerprint
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Status, Tier
from workbench.labels.library import stored_folder
from workbench.labels.other_project import plan_other
from workbench.labels.project import Project, rows_of
from workbench.labels.sheet_import import import_step
from workbench.labels.store import Store

ANA = Author(51, "person", "Ana")
BEN = Author(52, "person", "Ben")


def write(path: Path, *steps: Step) -> Path:
    """A project on the disk, as its own window leaves it."""
    store = Store(path)
    for step in steps:
        store.commit(step)
    store.close()
    return path


def with_labels(*labels: Label, author: Author = ANA) -> Step:
    made = [replace(label, author=author.id) for label in labels]
    return Step("Work", (added("authors", rows_of("authors", [author])), added("labels", rows_of("labels", made))))


def bring(project: Project, path: Path, **how: str):
    plan = plan_other(project, path, **how)
    project.apply(import_step(project, plan.plan, "Import").edits)
    return plan


def tier_id(project: Project, name: str) -> int:
    return next(tier.id for tier in project.tiers.values() if tier.name == name)


def in_tier(project: Project, name: str) -> list[Label]:
    view = project.labels.view()
    return project.labels.labels(view.column("id")[view.column("tier") == tier_id(project, name)].tolist())


def compared(project: Project, other: str = "calls (Ana)") -> Agreement:
    one, theirs = events_of(project, Side(CALLS)), events_of(project, Side(tier_id(project, other)))
    return compare(one, theirs, durations_of(project, one, theirs))


# What comes


def test_their_labels_come_beside_mine_even_from_a_copy_of_my_project(project, tmp_path):
    mine = make_label(1.0, 2.0, "owl")
    project.apply(with_labels(mine, author=BEN).edits)
    theirs = write(tmp_path / "a.workbench", furnishing(), with_labels(replace(mine, text="frog"), make_label(4, 5)))
    plan = bring(project, theirs)
    assert (plan.name, plan.tiers, plan.unmatched) == ("Ana", ("calls (Ana)", "people (Ana)"), ())
    assert project.labels.label(mine.id).text == "owl"
    assert [tier.name for tier in project.tier_list] == ["calls", "calls (Ana)", "people", "people (Ana)"]
    found = in_tier(project, "calls (Ana)")
    assert [(each.start_s, each.text, project.authors[each.author].name) for each in found] == [
        (1.0, "frog", "Ana"), (4.0, "", "Ana"),
    ]  # fmt: skip
    assert [each.kind for each in compared(project).disagreements] == [Kind.CLASS, Kind.MISSING_IN_ONE]


def test_once_more_it_brings_what_they_have_changed_and_leaves_what_was_rejected_here(project, tmp_path):
    first, second = make_label(1, 2, "owl"), make_label(4, 5, "owl")
    path = write(tmp_path / "a.workbench", furnishing(), with_labels(first, second))
    bring(project, path)
    rejected = next(each for each in in_tier(project, "calls (Ana)") if each.start_s == 4.0)
    project.apply([added("authors", rows_of("authors", [BEN]))])
    project.apply(changes.set_status(project, [rejected.id], Status.REJECTED, BEN.id).edits)
    with pytest.raises(LabelRefused, match="here already"):
        bring(project, path)
    their = Project(Store(path, read_only=True).contents())
    write(path, changes.set_text(their, [first.id], "frog"), changes.add_labels(their, [make_label(7, 8, "bat")]))
    plan = bring(project, path)
    assert (plan.plan.count, plan.plan.replaced, plan.rejected_here) == (1, 1, 1)
    texts = [(each.text, each.status) for each in in_tier(project, "calls (Ana)")]
    assert texts == [("frog", Status.ACCEPTED), ("owl", Status.REJECTED), ("bat", Status.ACCEPTED)]


def test_a_recording_of_the_same_name_with_other_content_is_another_one(project, tmp_path):
    other = replace(project.recordings[RECORDING], id=99, fingerprint="another")
    furnished = Step("Begin", (*furnishing().edits[:1], added("recordings", rows_of("recordings", [other]))))
    path = write(tmp_path / "a.workbench", furnished, with_labels(replace(make_label(1, 2, "owl"), recording=99)))
    plan = plan_other(project, path)
    assert (plan.unmatched, plan.plan.count) == (("a.wav",), 0)


def test_a_recording_that_only_they_have_labelled_is_found_in_my_folder_by_its_content(project, tmp_path):
    sound = tmp_path / "mine" / "night.wav"
    sound.parent.mkdir()
    sound.write_bytes(bytes(range(256)) * 99)
    project.about["folder"] = stored_folder(sound.parent)
    known = KnownRecording(99, "sub/night.wav", sound.stat().st_size, fingerprint(sound), 48_000, 960, 1)
    begun = Step("Begin", (*furnishing().edits[:1], added("recordings", rows_of("recordings", [known]))))
    path = write(tmp_path / "a.workbench", begun, with_labels(replace(make_label(0, 0.01, "owl"), recording=99)))
    bring(project, path)
    assert sorted(each.path for each in project.recordings.values()) == ["a.wav", "night.wav"]
    (label,) = in_tier(project, "calls (Ana)")
    assert project.recordings[label.recording].fingerprint == known.fingerprint


def test_the_author_is_who_made_most_and_else_the_file_names_them(project, tmp_path):
    path = write(tmp_path / "field work.workbench", furnishing(), with_labels(make_label(1, 2)))
    assert plan_other(project, path, besides="Ana").name == "field work"
    assert plan_other(project, path, name="Zoe").tiers[0] == "calls (Zoe)"
    with pytest.raises(ProjectError, match="no such project"):
        plan_other(project, tmp_path / "none.workbench")


def test_their_project_is_not_written_to(project, tmp_path):
    path = write(tmp_path / "a.workbench", furnishing(), with_labels(make_label(1, 2)))
    before = path.read_bytes()
    bring(project, path)
    assert path.read_bytes() == before


# Settling


@pytest.fixture
def both(project) -> Project:
    """Mine in "calls", theirs in "people": at 1 s called otherwise, at 4 s longer, at 7 s only mine, at 9 s theirs."""
    theirs = {"tier": PEOPLE, "author": ANA.id}
    classes = [LabelClass(1, "owl"), LabelClass(2, "frog")]
    labels = [
        make_label(1, 2, "owl"), make_label(4, 5, "owl"), make_label(7, 8, "owl"),
        make_label(1, 2, "frog", **theirs), make_label(4, 6, "owl", **theirs), make_label(9, 9.5, "bat", **theirs),
    ]  # fmt: skip
    tables = {"authors": [ANA, BEN], "classes": classes, "labels": labels}
    project.apply([added(table, rows_of(table, rows)) for table, rows in tables.items()])
    return project


def test_theirs_is_taken_until_nothing_differs(both):
    for kind in (Kind.CLASS, Kind.TIMES, Kind.MISSING_IN_OTHER, Kind.MISSING_IN_ONE):
        found = compared(both, "people")
        assert found.disagreements[0].kind == kind
        both.apply(take_theirs(both, found, found.disagreements[0], Side(CALLS), BEN.id).edits)
    assert compared(both, "people").events.f1 == 1.0
    mine = [(each.start_s, each.end_s, each.text, each.status) for each in in_tier(both, "calls")]
    assert mine == [
        (1, 2, "frog", Status.ACCEPTED), (4, 6, "owl", Status.ACCEPTED), (7, 8, "owl", Status.REJECTED),
        (9, 9.5, "bat", Status.ACCEPTED),
    ]  # fmt: skip
    copied = in_tier(both, "calls")[-1]
    assert (copied.author, copied.judged_by) == (ANA.id, BEN.id)


def test_mine_is_kept_and_theirs_rejected_where_there_is_one(both):
    found = compared(both, "people")
    mine = in_tier(both, "calls")
    for each in found.disagreements:
        step = keep_mine(both, found, each, BEN.id)
        assert (step is None) == (each.kind == Kind.MISSING_IN_OTHER)
        both.apply(step.edits if step else ())
    assert in_tier(both, "calls") == mine
    assert {each.status for each in in_tier(both, "people")} == {Status.REJECTED}
    with pytest.raises(LabelRefused, match="was rejected"):
        keep_mine(both, found, found.disagreements[0], BEN.id)


def test_a_side_may_be_an_author_whatever_the_tier(both):
    both.apply([added("tiers", rows_of("tiers", [Tier(77, "more", 5.0)]))])
    one, theirs = events_of(both, Side(author=0)), events_of(both, Side(author=ANA.id))
    assert (len(one), len(theirs)) == (3, 3)
    found = compare(one, theirs, durations_of(both, one, theirs))
    missing = next(each for each in found.disagreements if each.kind == Kind.MISSING_IN_ONE)
    both.apply(take_theirs(both, found, missing, Side(author=BEN.id), BEN.id).edits)
    assert len(events_of(both, Side(author=BEN.id))) == 1
