from __future__ import annotations

import json

import numpy as np
import pytest

from tests.labels.conftest import CALLS, PEOPLE, RECORDING, make_label
from tests.labels.plain import everything
from workbench.errors import AudioReadError, LabelRefused
from workbench.labels.changes import add_labels
from workbench.labels.edit import Step, added, from_bytes, to_bytes
from workbench.labels.label import KnownRecording, Status, new_id
from workbench.labels.library import stored_folder
from workbench.labels.project import Project, rows_of
from workbench.labels.relink import look_at, move
from workbench.labels.review.folder import folder_steps
from workbench.labels.review.lists import (
    LabelFilter,
    Wanted,
    known_edits,
    of_labels,
    of_recordings,
    of_spans,
    remove_review_step,
    review_step,
    settings_edits,
)  # fmt: skip
from workbench.labels.review.order import ORDERS, ordered

OTHER = 22
PROPOSED, REJECTED = Status.PROPOSED, Status.REJECTED


@pytest.fixture
def many(project) -> Project:
    """Labels of all kinds, in two recordings; the second one's path comes first."""
    other = KnownRecording(OTHER, "A.wav", 500, "f01", 16_000, 160_000, 1)
    project.apply([added("recordings", rows_of("recordings", [other]))])
    random = np.random.default_rng(1)
    labels = []
    for number in range(300):
        start_s = float(random.uniform(0, 9))
        score = None if number % 7 == 0 else float(random.uniform())
        one = make_label(
            start_s, start_s + 0.5, ["dog", "cat", "owl"][number % 3], CALLS if number % 2 else PEOPLE,
            score=score, author=int(random.integers(1, 4)), status=Status(number % 5 % 3),
        )  # fmt: skip
        labels.append(one if number % 4 else type(one)(**{**as_dict(one), "recording": OTHER}))
    project.apply(add_labels(project, labels).edits)
    return project


def as_dict(label) -> dict:
    return {name: getattr(label, name) for name in type(label).__dataclass_fields__}


@pytest.mark.parametrize(
    "wanted",
    [
        LabelFilter(),
        LabelFilter(None),
        LabelFilter((Status.ACCEPTED, REJECTED), ["dog"]),
        LabelFilter(texts=["dog", "owl"], authors=[2], tiers=[CALLS]),
        LabelFilter(score_low=0.25, score_high=0.75),
        LabelFilter(recordings=[OTHER], score_high=0.5),
        LabelFilter(texts=["no such class"]),
        LabelFilter(()),
    ],
)
def test_a_filter_finds_what_reading_one_label_after_the_other_finds(many, wanted) -> None:
    def is_in(value, allowed) -> bool:
        return allowed is None or value in allowed

    ids = many.labels.view().column("id").tolist()
    expected = {
        each.id
        for each in many.labels.labels(ids)
        if is_in(each.status, wanted.statuses) and is_in(each.text, wanted.texts) and is_in(each.author, wanted.authors)
        and is_in(each.tier, wanted.tiers) and is_in(each.recording, wanted.recordings)
        and (wanted.score_low is None or (each.score is not None and each.score >= wanted.score_low))
        and (wanted.score_high is None or (each.score is not None and each.score <= wanted.score_high))
    }  # fmt: skip
    found = of_labels(many, wanted)
    assert {clip.label for clip in found} == expected and len(found) == len(expected)
    for clip in found:
        label = many.labels.label(clip.label)
        assert clip == Wanted(label.recording, label.start_s, label.end_s, label.id, label.text, label.score)
    places = [(many.recordings[clip.recording].path, clip.start_s) for clip in found]
    assert places == sorted(places)


def test_clips_of_recordings_are_whole_and_those_of_a_run_are_its_segments() -> None:
    known = KnownRecording(7, "a.wav", 10, "f", 16_000, 40_000, 1)
    assert of_recordings([known], "dog") == [Wanted(7, 0.0, 2.5, None, "dog")]
    assert of_spans(7, [(1.0, 2.0, "dog", 0.5)]) == [Wanted(7, 1.0, 2.0, None, "dog", 0.5)]


SCORED = [Wanted(1, float(number), number + 1.0, None, text, score) for number, (text, score) in enumerate(
    [("owl", 0.9), ("dog", None), ("cat", 0.5), ("dog", 0.4), ("owl", 0.6), ("cat", 0.1), ("dog", 0.9)]
)]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("file", [0, 1, 2, 3, 4, 5, 6]),
        ("uncertain", [2, 3, 4, 0, 5, 6, 1]),
        ("score", [0, 6, 4, 2, 3, 5, 1]),
        ("class", [2, 5, 1, 3, 6, 0, 4]),
    ],
)
def test_orders(order, expected) -> None:
    assert [int(clip.start_s) for clip in ordered(SCORED, order)] == expected


def test_a_random_order_is_the_same_for_the_same_seed_and_loses_nothing() -> None:
    one, again, other = (ordered(SCORED * 20, "random", seed) for seed in (1, 1, 2))
    assert one == again != other
    for order in ORDERS:
        assert sorted(map(id, ordered(SCORED, order))) == sorted(map(id, SCORED))


# The review made of them


def test_a_review_holds_its_clips_in_order_and_goes_through_its_own_file_form(project) -> None:
    fresh = KnownRecording(new_id(), "new.wav", 1, "f9", 8000, 8000, 1)
    clips = [*of_recordings([fresh]), Wanted(RECORDING, 1.0, 2.0, None, "dog", 0.5)]
    project.apply(known_edits(project, [fresh]))
    assert known_edits(project, [fresh]) == ()
    before = everything(project)
    review, step = review_step(project, "Dogs", clips, {"kind": "folder"}, {"loop": True})
    step = from_bytes(to_bytes(step), step.name, step.series, step.made_s)
    project.apply(step.edits)
    assert (
        project.reviews[review.id] == review and review.position == 0 and json.loads(review.settings) == {"loop": True}
    )
    made = [project.review_clips[each] for each in project.clip_ids(review.id)]
    assert [(clip.position, clip.recording, clip.start_s, clip.end_s, clip.text, clip.score) for clip in made] == [
        (0, fresh.id, 0.0, 1.0, "", None), (1, RECORDING, 1.0, 2.0, "dog", 0.5),
    ]  # fmt: skip
    assert all((clip.answer, clip.label, clip.was) == ("", None, "") for clip in made)
    assert project.recordings[fresh.id] == fresh
    project.apply(step.inverted().edits)
    assert everything(project) == before and project.clip_ids(review.id) == ()


def test_two_reviews_do_not_mix_and_one_is_deleted_alone(project) -> None:
    clips = [Wanted(RECORDING, 1.0, 2.0)]
    (one, first), (other, second) = (review_step(project, name, clips * 3, {}, {}) for name in "ab")
    project.apply([*first.edits, *second.edits])
    assert len(project.clip_ids(one.id)) == len(project.clip_ids(other.id)) == 3
    project.apply(remove_review_step(project, one.id).edits)
    assert list(project.reviews) == [other.id] and len(project.review_clips) == 3
    assert project.clip_ids(one.id) == () and len(project.clip_ids(other.id)) == 3


def test_settings_are_changed_only_where_they_differ(project) -> None:
    review, step = review_step(project, "a", [Wanted(RECORDING, 1.0, 2.0)], {}, {"before_s": 1.0})
    project.apply(step.edits)
    assert settings_edits(project, review.id, {"before_s": 1.0}) == ()
    project.apply(settings_edits(project, review.id, {"before_s": 2.0}))
    assert json.loads(project.reviews[review.id].settings) == {"before_s": 2.0}


def test_an_empty_list_is_refused_in_words(project) -> None:
    with pytest.raises(LabelRefused, match="no clip to review"):
        review_step(project, "a", [], {}, {})


# Folders


def test_a_folder_is_listed_with_what_is_known_moved_copied_new_and_unreadable(tmp_path) -> None:
    def look(path):
        if path.suffix == ".txt":
            raise AudioReadError(path, "it is no recording")
        return look_at(path, project.about["folder"], 8000, 8000, 1)

    project = Project()
    project.about["folder"] = stored_folder(tmp_path)
    names = ["same.wav", "moved.wav", "replaced.wav", "copied.wav", "new.wav", "note.txt", "gone.wav"]
    paths = [tmp_path / name for name in names]
    for path in paths[:-1]:
        path.write_bytes(path.name.encode() * 100)
    (tmp_path / "was.wav").write_bytes(paths[1].read_bytes())
    known = [look(path) for path in (paths[0], tmp_path / "was.wav", paths[2])]
    project.apply([added("recordings", rows_of("recordings", known))])
    (tmp_path / "was.wav").unlink()
    paths[2].write_bytes(b"something else")
    paths[3].write_bytes(paths[0].read_bytes())
    steps = list(folder_steps(project, paths, look))
    assert [each.done for each in steps] == [*range(7), 7]
    found = steps[-1]
    assert [each.path for each in found.recordings] == ["same.wav", "was.wav", "copied.wav", "new.wav"]
    assert found.recordings[:2] == tuple(known[:2])
    assert [path for path, _ in found.unreadable] == ["replaced.wav", "note.txt", "gone.wav"]
    assert "it is no recording" in found.unreadable[1][1]
    project.apply(move(project, found.moved).edits)
    project.apply(known_edits(project, found.recordings))
    _, step = review_step(project, "all", of_recordings(found.recordings), {}, {})
    project.apply(step.edits)
    assert sorted(each.path for each in project.recordings.values()) == [
        "copied.wav", "moved.wav", "new.wav", "replaced.wav", "same.wav",
    ]  # fmt: skip
    assert isinstance(step, Step) and len(project.recordings) == 5


def test_an_empty_folder_lists_nothing(project) -> None:
    (found,) = folder_steps(project, [], look_at)
    assert (found.total, found.recordings, found.unreadable) == (0, (), ())
