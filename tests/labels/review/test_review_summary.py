from __future__ import annotations

import csv

import pytest

from tests.labels.conftest import RECORDING, make_label
from workbench.errors import LabelTargetExists
from workbench.labels.changes import add_labels
from workbench.labels.edit import added
from workbench.labels.label import KnownRecording, Status
from workbench.labels.project import Project, rows_of
from workbench.labels.review.answers import answer_step
from workbench.labels.review.lists import Wanted, review_step
from workbench.labels.review.summary import COLUMNS, Summary, summary, summary_rows, write_list

ODD = 22
ANSWERS = [("yes",), ("no",), ("class", "café"), ("class", "dog"), ("unsure",), ("unreadable", "its disk is gone")]


@pytest.fixture
def reviewed(project) -> tuple[Project, int]:
    """Seven clips, six of them answered, two of which were up for a second each; a file could not be listed."""
    project.about["folder"] = "/sounds"
    project.apply([added("recordings", rows_of("recordings", [KnownRecording(ODD, "sub/é, ü.wav", 1, "f", 8, 80, 1)]))])
    label = make_label(1.0, 2.0, "dog", status=Status.PROPOSED, score=0.25)
    project.apply(add_labels(project, [label]).edits)
    clips = [Wanted(RECORDING, 1.0, 2.0, label.id, "dog", 0.25)]
    clips += [Wanted(ODD, float(n), n + 0.1, None, "dog" if n < 5 else "owl") for n in range(1, 7)]
    review, step = review_step(project, "Dogs", clips, {"unreadable": [["/other/b.wav", "it is empty"]]}, {})
    project.apply(step.edits)
    for place, how in enumerate(ANSWERS):
        clip_id = project.clip_ids(review.id)[place]
        took_s = 1.0 if place < 2 else 0.0
        project.apply(answer_step(project, clip_id, *how, judge=5, now_s=1.7e9, took_s=took_s).edits)
    return project, review.id


def test_a_summary_counts_answers_statuses_and_time(reviewed) -> None:
    found: Summary = summary(*reviewed)
    assert (found.name, found.time_s, found.progress.done, found.progress.total) == ("Dogs", 2.0, 6, 7)
    dog, owl = found.classes
    assert (dog.text, dog.clips, dog.answers) == ("dog", 5, {"yes": 1, "no": 1, "class": 2, "unsure": 1})
    assert dog.statuses == {Status.ACCEPTED: 3, Status.REJECTED: 1}
    assert (owl.text, owl.answers, owl.statuses) == ("owl", {"unreadable": 1, "": 1}, {})
    assert [(each.text, each.yes, each.judged) for each in found.precisions] == [("dog", 2, 4), ("owl", 0, 0)]
    assert found.given == {"café": 1, "dog": 2}


def test_what_could_not_be_read_is_listed_with_the_reason(reviewed) -> None:
    found = summary(*reviewed).unreadable
    assert [(each.path.as_posix(), each.start_s, each.reason) for each in found] == [
        ("/other/b.wav", 0.0, "it is empty"),
        ("/sounds/sub/é, ü.wav", 5.0, "its disk is gone"),
    ]


def test_the_list_is_a_table_that_any_program_reads(reviewed, tmp_path) -> None:
    target = tmp_path / "list.csv"
    write_list(target, list(summary_rows(*reviewed)))
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7 and list(rows[0]) == list(COLUMNS)
    assert rows[0] == {
        "recording": "a.wav", "start_s": "1.0", "end_s": "2.0", "asked": "dog", "score": "0.25", "answer": "yes",
        "given": "", "label_text": "dog", "label_status": "accepted", "reason": "",
        "answered": "2023-11-14T22:13:20+00:00", "took_s": "1.00",
    }  # fmt: skip
    assert (rows[2]["recording"], rows[2]["given"], rows[2]["label_text"]) == ("sub/é, ü.wav", "café", "café")
    assert (rows[5]["reason"], rows[5]["given"], rows[6]["answer"], rows[6]["answered"]) == (
        "its disk is gone",
        "",
        "",
        "",
    )
    with pytest.raises(LabelTargetExists):
        write_list(target, [])
    write_list(target, [], overwrite=True)
    assert target.read_text() == ",".join(COLUMNS) + "\n"


def test_paths_that_are_no_unicode_are_written_too(project, tmp_path) -> None:
    known = KnownRecording(ODD, "bytes://caf%E9.wav", 1, "f", 8, 80, 1)
    project.apply([added("recordings", rows_of("recordings", [known]))])
    review, step = review_step(project, "a", [Wanted(ODD, 0.0, 1.0)], {"unreadable": [["bytes://x%FF.wav", "odd"]]}, {})
    project.apply(step.edits)
    write_list(tmp_path / "list.csv", list(summary_rows(project, review.id)))
    assert "bytes://caf%E9.wav" in (tmp_path / "list.csv").read_text()
    assert summary(project, review.id).unreadable[0].path.name == "x\udcff.wav"
