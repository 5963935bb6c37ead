"""Labels of projects as sheets."""

from __future__ import annotations

from tests.labels.conftest import PEOPLE, RECORDING, make_label
from workbench.labels.edit import added
from workbench.labels.formats.sheet import Sheet, SheetAuthor, SheetLabel, SheetRecording, SheetTier
from workbench.labels.label import Author, KnownRecording, LabelClass, Status
from workbench.labels.project import rows_of
from workbench.labels.sheet_export import sheet_of_project


def furnish(project) -> list[int]:
    """Three labels in two recordings; returns their ids."""
    other = KnownRecording(22, "b.wav", 2000, "f01", 44_100, 44_100, 2)
    made = [
        make_label(2.0, 3.0, "cat", PEOPLE, author=6, score=0.5, status=Status.PROPOSED, created_s=5.0),
        make_label(1.0, 2.0, "dog", low_hz=1.0, high_hz=2.0, channel=0, judged_by=6, author=7),
    ]
    far = make_label(0.0, 0.0, "far")
    rows = rows_of("labels", [*made, far])
    rows["recording"][2] = 22
    tables = {
        "recordings": rows_of("recordings", [other]),
        "authors": rows_of("authors", [Author(6, "model", "m", "1")]),
        "classes": rows_of("classes", [LabelClass(1, "dog", 0.0, "#E69F00", "1"), LabelClass(2, "owl", 1.0)]),
        "labels": rows,
    }
    project.apply([added(table, each) for table, each in tables.items()])
    return rows["id"]


def test_all_that_is_known_of_labels_is_in_the_sheet(project) -> None:
    ids = furnish(project)
    model = SheetAuthor("model", "m", "1")
    sheet = sheet_of_project(project.excerpt().project())
    assert sheet.labels == (
        SheetLabel(1.0, 2.0, 1.0, 2.0, 0, "dog", "calls", "a.wav", judged_by=model, id=ids[1]),
        SheetLabel(2.0, 3.0, text="cat", tier="people", recording="a.wav", author=model, score=0.5,
                   status=Status.PROPOSED, created_s=5.0, id=ids[0]),
        SheetLabel(0.0, 0.0, text="far", tier="calls", recording="b.wav", id=ids[2]),
    )  # fmt: skip
    assert sheet.tiers == (SheetTier("calls"), SheetTier("people"))
    assert [each.name for each in sheet.classes] == ["dog", "owl"]
    assert sheet.recordings[1] == SheetRecording("b.wav", 44_100, 44_100, 2, 2000, "f01")


def test_labels_of_one_recording_name_none(project) -> None:
    furnish(project)
    one = sheet_of_project(project.excerpt(RECORDING).project(), recording=RECORDING)
    assert one == sheet_of_project(project).only("a.wav")
    assert isinstance(one, Sheet) and {each.recording for each in one.labels} == {""}


def test_some_labels_come_with_what_they_use(project) -> None:
    ids = furnish(project)
    some = sheet_of_project(project, ids=ids[1:2])
    assert [each.text for each in some.labels] == ["dog"]
    assert [each.name for each in (*some.tiers, *some.classes)] == ["calls", "dog"]
    assert [each.path for each in some.recordings] == ["a.wav"]
    assert not sheet_of_project(project, ids=ids[:1], statuses=[Status.ACCEPTED]).labels
