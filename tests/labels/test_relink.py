"""What became of recordings with labels, and the steps that mend it, on real files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.labels.relinking import CALLS, begin, look, make_folder
from workbench.errors import AudioReadError, LabelRefused
from workbench.labels.edit import added
from workbench.labels.label import Author, KnownRecording, Label, Tier, new_id
from workbench.labels.library import stored_folder
from workbench.labels.project import Project, rows_of
from workbench.labels.relink import What, copy_labels, displaced_steps, identify, keep, labels_of, move, shift, shifted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path)


@pytest.fixture
def project(folder: Path) -> Project:
    made = Project()
    made.about["folder"] = stored_folder(folder)
    made.apply(begin(folder, "a.wav")[0].edits)
    return made


def known(project: Project) -> KnownRecording:
    return next(iter(project.recordings.values()))


def displaced(project: Project) -> list[KnownRecording]:
    return list(displaced_steps(project))[-1]


def what(project: Project, folder: Path, name: str) -> What:
    return identify(project, folder / name, look(folder, name)).what


def test_the_same_file(project, folder) -> None:
    assert what(project, folder, "a.wav") is What.SAME


def test_other_content_under_the_same_name_and_of_the_same_size(project, folder) -> None:
    content = bytearray((folder / "a.wav").read_bytes())
    content[-1] ^= 1
    (folder / "a.wav").write_bytes(content)
    found = identify(project, folder / "a.wav", look(folder, "a.wav"))
    assert found.what is What.REPLACED and found.known == known(project)


def test_a_renamed_file_is_found_by_its_content(project, folder) -> None:
    (folder / "site 1").mkdir()
    (folder / "a.wav").rename(folder / "site 1" / "b.wav")
    found = identify(project, folder / "site 1/b.wav", look(folder, "site 1/b.wav"))
    assert found.what is What.MOVED and found.known == known(project) and found.now.path == "site 1/b.wav"
    assert [each.path for each in displaced(project)] == ["a.wav"]
    project.apply(move(project, [(found.known.id, found.now)]).edits)
    assert what(project, folder, "site 1/b.wav") is What.SAME and displaced(project) == []


def test_a_copy_is_no_move(project, folder) -> None:
    (folder / "b.wav").write_bytes((folder / "a.wav").read_bytes())
    found = identify(project, folder / "b.wav", look(folder, "b.wav"))
    assert found.what is What.COPIED and found.origin == known(project) and found.known is found.now


def test_files_that_swapped_their_names_are_relinked_together(project, folder) -> None:
    (folder / "b.wav").write_bytes(b"another")
    project.apply(begin(folder, "b.wav")[0].edits[-2:])
    for old, new in (("a.wav", "x"), ("b.wav", "a.wav"), ("x", "b.wav")):
        (folder / old).rename(folder / new)
    first, second = displaced(project)
    assert (first.path, second.path) == ("a.wav", "b.wav")
    with pytest.raises(LabelRefused, match=r"b\.wav has labels of its own"):
        move(project, [(first.id, replace(first, path="b.wav"))])
    project.apply(
        move(project, [(first.id, replace(first, path="b.wav")), (second.id, replace(second, path="a.wav"))]).edits
    )
    assert displaced(project) == []


def test_empty_files_are_no_copies_of_each_other(project, folder) -> None:
    (folder / "b.wav").touch()
    project.apply(keep(project, known(project).id, look(folder, "b.wav")).edits)
    (folder / "c.wav").touch()
    assert what(project, folder, "c.wav") is What.NEW


def test_of_two_alike_that_are_gone_the_one_of_that_name_is_meant(project, folder) -> None:
    (folder / "site 1").mkdir()
    other = replace(known(project), id=new_id(), path="site 2/b.wav")
    project.apply([added("recordings", rows_of("recordings", [other]))])
    (folder / "a.wav").rename(folder / "site 1" / "b.wav")
    assert identify(project, folder / "site 1/b.wav", look(folder, "site 1/b.wav")).known == other
    (folder / "site 1" / "b.wav").rename(folder / "c.wav")
    assert what(project, folder, "c.wav") is What.COPIED, "nobody knows which of the two it is"


def test_what_cannot_be_read_is_said(folder) -> None:
    with pytest.raises(AudioReadError, match=r"b\.wav: .*no such file"):
        look(folder, "b.wav")


# Steps


def times(project: Project) -> list[tuple[float, float]]:
    view = project.labels.view(known(project).id)
    return sorted(zip(view.column("start_s").tolist(), view.column("end_s").tolist(), strict=True))


def test_a_shift_says_beforehand_what_falls_outside_and_can_be_undone(folder) -> None:
    project = Project()
    project.apply(begin(folder, "a.wav", ((0.0, 0.25), (0.25, 1.0), (0.5, 0.5), (9.0, 9.5)))[0].edits)
    now = look(folder, "a.wav", frames=9 * 48_000)
    places = shifted(project, known(project).id, -0.5, 9.0)
    assert [len(each) for each in (places.within, places.cut, places.outside)] == [2, 1, 1]
    before = times(project)
    step = shift(project, known(project).id, now, -0.5)
    project.apply(step.edits)
    assert times(project) == [(0.0, 0.0), (0.0, 0.5), (8.5, 9.0)]
    assert known(project).frames == 9 * 48_000
    project.apply(step.inverted().edits)
    assert times(project) == before and known(project).frames == 480_000


def test_labels_copied_into_another_project_bring_tier_class_and_author(project, folder) -> None:
    (folder / "b.wav").write_bytes(b"another")
    other = Project()
    target = look(folder, "b.wav")
    there = Tier(5, "birds")
    for table, value in (("recordings", target), ("tiers", there), ("authors", Author(6, "person", "Ada"))):
        other.apply([added(table, rows_of(table, [value]))])
    other.apply(copy_labels(other, target.id, labels_of(project, known(project).id)).edits)
    labels = other.labels.labels(other.labels.view(target.id).column("id").tolist())
    assert [(each.start_s, each.end_s, each.text) for each in labels] == [(1.0, 2.0, "dog"), (9.0, 9.5, "dog")]
    assert {other.tiers[each.tier].name for each in labels} == {"calls"} and len(other.tiers) == 2
    assert {each.author for each in labels} == {6}
    assert other.class_of("dog").color == "#e69f00"


def test_copies_of_labels_by_nobody_and_in_this_project(project, folder) -> None:
    (folder / "b.wav").write_bytes(b"another")
    target = look(folder, "b.wav")
    nobodys = Label(new_id(), known(project).id, CALLS, 5.0, 6.0)
    project.apply([added("recordings", rows_of("recordings", [target])), added("labels", rows_of("labels", [nobodys]))])
    step = copy_labels(project, target.id, labels_of(project, known(project).id))
    project.apply(step.edits)
    assert len(project.labels.view(target.id)) == 3 and len(project.tiers) == 1 and len(project.authors) == 1
    assert step.name == "Copy 3 labels"
