from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.labels.conftest import CALLS, PEOPLE, RECORDING, furnishing, make_label
from tests.labels.plain import everything
from workbench.errors import LabelRefused
from workbench.labels.changes import (
    FIRST_TIER,
    Bounds,
    add_labels,
    change_class,
    change_tier,
    remove_labels,
    set_bounds,
    set_text,
)
from workbench.labels.edit import Edit, added, from_bytes, to_bytes
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, ReviewClip, Status, new_id
from workbench.labels.project import Project, rows_of
from workbench.labels.review.answers import (
    answer_step,
    answers_step,
    go_edits,
    next_open,
    reopen_step,
    unreadable_step,
)
from workbench.labels.review.lists import LabelFilter, Wanted, of_labels, of_recordings, review_step

ME, MODEL = 31, 32
REVIEW_MS = 2.0
PROPOSED, ACCEPTED, REJECTED = Status.PROPOSED, Status.ACCEPTED, Status.REJECTED


@pytest.fixture
def proposals(project) -> Project:
    """Five dogs that a model proposes, and their review."""
    authors = [Author(ME, "person", "me"), Author(MODEL, "model", "listener", "1")]
    labels = [
        make_label(n, n + 0.5, "dog", author=MODEL, score=0.5 + n / 10, status=PROPOSED, created_s=1.0, changed_s=1.0)
        for n in range(5)
    ]
    project.apply([added("authors", rows_of("authors", authors)), *add_labels(project, labels).edits])
    return reviewed(project, of_labels(project, LabelFilter()))


@pytest.fixture
def files(project) -> Project:
    """A review of three clips without labels: two ask about dogs, the last one which class it is."""
    clips = [Wanted(RECORDING, float(n), n + 1.0, None, "dog" if n < 2 else "") for n in range(3)]
    project.apply([added("authors", rows_of("authors", [Author(ME, "person", "me")]))])
    return reviewed(project, clips)


def reviewed(project: Project, clips, listing=None) -> Project:
    project.apply(review_step(project, "Dogs", clips, listing or {}, {})[1].edits)
    return project


def clips_of(project: Project) -> list[ReviewClip]:
    (review_id,) = project.reviews
    return [project.review_clips[each] for each in project.clip_ids(review_id)]


def position(project: Project) -> int:
    (review,) = project.reviews.values()
    return review.position


def answer(project: Project, place: int, *how: str, **more) -> Label | None:
    """Answer a clip, undo that, do it again: the label that it is about then."""
    before = everything(project)
    step = answer_step(project, clips_of(project)[place].id, *how, **{"judge": ME, **more})
    step = from_bytes(to_bytes(step), step.name, step.series, step.made_s)
    project.apply(step.edits)
    after = everything(project)
    project.apply(step.inverted().edits)
    assert everything(project) == before
    project.apply(step.edits)
    assert everything(project) == after
    label_id = clips_of(project)[place].label
    return None if label_id is None else project.labels.label(label_id)


def judged(label: Label) -> tuple[str, Status, int | None]:
    return label.text, label.status, label.judged_by


# Clips that are about a label


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (("yes",), ("dog", ACCEPTED, ME)),
        (("no",), ("dog", REJECTED, ME)),
        (("class", "cat"), ("cat", ACCEPTED, ME)),
        (("unsure",), ("dog", PROPOSED, None)),
        (("skip",), ("dog", PROPOSED, None)),
        (("unreadable", "gone"), ("dog", PROPOSED, None)),
    ],
)
def test_an_answer_judges_the_label_and_nothing_else_of_it(proposals, how, expected) -> None:
    was = proposals.labels.label(clips_of(proposals)[0].label)
    label = answer(proposals, 0, *how, took_s=1.5, now_s=1000.0)
    assert judged(label) == expected and len(proposals.labels) == 5
    assert (label.author, label.score, label.start_s, label.tier) == (MODEL, was.score, was.start_s, was.tier)
    clip = clips_of(proposals)[0]
    assert (clip.answer, clip.given) == (how[0], "".join(how[1:]))
    assert (clip.answered_s, clip.took_s, position(proposals)) == (1000.0, 1.5, 1)


ANSWERS = [("yes",), ("no",), ("class", "cat"), ("class", "owl"), ("unsure",), ("skip",), ("unreadable", "gone"), ("",)]


@pytest.mark.parametrize("first", ANSWERS)
@pytest.mark.parametrize("second", ANSWERS)
def test_a_second_answer_is_as_if_the_first_had_never_been(proposals, files, first, second) -> None:
    """With a label that was there, and with one that the answer makes; `files` has replaced nothing of `proposals`."""
    for review_id in list(proposals.reviews):
        for place in (0, 1):
            clip_id = proposals.clip_ids(review_id)[place]
            steps = [first, second] if place == 0 else [second]
            for how in steps:
                proposals.apply(answer_step(proposals, clip_id, *how, judge=ME, now_s=5.0).edits)
        one, other = (proposals.review_clips[each] for each in proposals.clip_ids(review_id)[:2])
        assert (one.answer, one.given, one.took_s) == (other.answer, other.given, other.took_s)
        assert (one.label is None) == (other.label is None)
        assert one.was == other.was
        if one.label is not None:
            assert judged(proposals.labels.label(one.label)) == judged(proposals.labels.label(other.label))


def test_what_was_changed_by_hand_since_stays_when_the_answer_is_taken_back(proposals) -> None:
    label = answer(proposals, 0, "yes")
    proposals.apply(set_text(proposals, [label.id], "wolf", judge=ME).edits)
    assert judged(answer(proposals, 0, "unsure")) == ("wolf", ACCEPTED, ME)


def test_moved_edges_do_not_keep_an_answer_from_being_taken_back(proposals) -> None:
    label = answer(proposals, 0, "yes")
    proposals.apply(set_bounds(proposals, label.id, Bounds(0.125, 0.25)).edits)
    back = answer(proposals, 0, "unsure")
    assert judged(back) == ("dog", PROPOSED, None) and back.start_s == 0.125


def test_saying_yes_to_an_accepted_label_keeps_its_judge(proposals) -> None:
    label_id = clips_of(proposals)[0].label
    proposals.apply(set_text(proposals, [label_id], "dog", judge=77).edits)
    assert judged(answer(proposals, 0, "yes")) == ("dog", ACCEPTED, 77)
    assert judged(answer(proposals, 0, "no")) == ("dog", REJECTED, ME)


def test_a_clip_whose_label_was_deleted_is_answered_like_one_without(proposals) -> None:
    clip = clips_of(proposals)[0]
    proposals.apply(remove_labels(proposals, [clip.label]).edits)
    label = answer(proposals, 0, "yes")
    assert label.id != clip.label and judged(label)[:2] == ("dog", ACCEPTED)
    assert (label.start_s, label.end_s) == (clip.start_s, clip.end_s)


# Clips without one


def test_yes_no_and_a_class_make_ordinary_labels_over_the_clip(files) -> None:
    yes, no = answer(files, 0, "yes", now_s=9.0), answer(files, 1, "no")
    named = answer(files, 2, "class", "cat", tier=PEOPLE)
    assert (yes.text, yes.status, yes.author, yes.tier, yes.start_s, yes.end_s) == (
        "dog",
        ACCEPTED,
        ME,
        CALLS,
        0.0,
        1.0,
    )
    assert (yes.created_s, yes.score, yes.judged_by) == (9.0, None, None)
    assert (no.text, no.status, no.author) == ("dog", REJECTED, ME)
    assert (named.text, named.status, named.tier, named.start_s) == ("cat", ACCEPTED, PEOPLE, 2.0)


def test_segments_of_a_model_stay_its_own_with_their_score(project) -> None:
    authors = [Author(ME, "person", "me"), Author(MODEL, "model", "listener", "1")]
    project.apply([added("authors", rows_of("authors", authors))])
    reviewed(project, [Wanted(RECORDING, 1.0, 2.0, None, "dog", 0.75)], {"kind": "segments", "author": MODEL})
    label = answer(project, 0, "yes")
    assert (label.author, label.score, label.judged_by) == (MODEL, 0.75, ME)


def test_a_label_is_judged_as_what_was_asked_whatever_it_is_called(proposals) -> None:
    """Of labels of any class it was asked: is it a cat?"""
    (clip, *_) = clips_of(proposals)
    before, after = {"id": [clip.id], "text": ["dog"]}, {"id": [clip.id], "text": ["cat"]}
    proposals.apply([Edit("review_clips", before, after)])
    assert judged(answer(proposals, 0, "yes")) == ("cat", ACCEPTED, ME)
    assert judged(answer(proposals, 0, "no")) == ("dog", PROPOSED, None), "it is no cat; who says that it is no dog?"
    assert judged(answer(proposals, 0, "class", "owl")) == ("owl", ACCEPTED, ME)
    assert judged(answer(proposals, 0, "")) == ("dog", PROPOSED, None)


def test_a_clip_that_asks_for_a_class_cannot_be_answered_with_yes(files) -> None:
    with pytest.raises(LabelRefused, match="Press the key of a class"):
        answer(files, 2, "yes")
    assert answer(files, 2, "no") is None and clips_of(files)[2].answer == "no"


def test_a_label_that_an_answer_made_is_renamed_in_place_and_goes_with_the_answer(files) -> None:
    made = answer(files, 0, "yes")
    assert answer(files, 0, "class", "cat").id == made.id
    assert answer(files, 0, "skip") is None and len(files.labels) == 0


def test_a_new_class_comes_into_the_palette_with_a_key_only_where_colours_are_given(files) -> None:
    answer(files, 0, "class", "cat")
    assert not files.classes
    answer(files, 0, "class", "owl", colors=["#E69F00", "#56B4E9"])
    assert [(each.name, each.color, each.key) for each in files.class_list] == [("owl", "#E69F00", "1")]


def test_labels_come_into_the_topmost_open_tier_or_one_that_is_made(files) -> None:
    files.apply(change_tier(files, CALLS, locked=True).edits)
    assert answer(files, 0, "yes").tier == PEOPLE
    with pytest.raises(LabelRefused, match="is locked"):
        answer(files, 1, "yes", tier=CALLS)
    files.apply(change_tier(files, PEOPLE, locked=True).edits)
    with pytest.raises(LabelRefused, match="All tiers are locked"):
        answer(files, 1, "yes")
    bare = Project()
    bare.apply([added("recordings", rows_of("recordings", [KnownRecording(5, "a.wav", 1, "f", 8000, 8000, 1)]))])
    reviewed(bare, of_recordings(bare.recordings.values(), "dog"))
    label = answer(bare, 0, "yes")
    assert [(tier.id, tier.name) for tier in bare.tier_list] == [(label.tier, FIRST_TIER)]


def test_a_tier_that_forbids_overlaps_refuses_one_and_takes_another_class_of_the_same_clip(files) -> None:
    files.apply(change_tier(files, CALLS, exclusive=True).edits)
    assert answer(files, 0, "yes") is not None
    assert answer(files, 0, "class", "cat").text == "cat"
    files.apply(add_labels(files, [make_label(1.25, 1.5, "cat")]).edits)
    with pytest.raises(LabelRefused, match="forbids overlaps"):
        answer(files, 1, "yes")
    assert answer(files, 1, "no").status == REJECTED


# Which clip is up


def test_the_next_open_clip_comes_up_past_those_with_an_answer_and_around_the_end(proposals) -> None:
    (review_id,) = proposals.reviews
    answer(proposals, 1, "yes")
    assert position(proposals) == 2
    proposals.apply(go_edits(proposals, review_id, 0))
    answer(proposals, 0, "no")
    assert position(proposals) == 2
    answer(proposals, 4, "skip")
    assert position(proposals) == 2, "after the last one those before it"
    answer(proposals, 2, "unsure")
    answer(proposals, 3, "yes")
    assert position(proposals) == 5 and next_open(proposals, review_id, -1) is None


def test_going_stays_within_the_review(proposals) -> None:
    (review_id,) = proposals.reviews
    assert go_edits(proposals, review_id, -3) == ()
    proposals.apply(go_edits(proposals, review_id, 99))
    assert position(proposals) == 5


def test_an_answer_that_is_taken_back_brings_its_clip_up(proposals) -> None:
    answer(proposals, 0, "yes")
    answer(proposals, 1, "yes")
    answer(proposals, 0, "")
    clip = clips_of(proposals)[0]
    assert (position(proposals), clip.answer, clip.answered_s, clip.was) == (0, "", 0.0, "")
    assert judged(proposals.labels.label(clip.label)) == ("dog", PROPOSED, None)


def test_what_was_left_open_is_asked_again(proposals) -> None:
    (review_id,) = proposals.reviews
    for place, how in enumerate(["yes", "unsure", "skip", "no", "unsure"]):
        answer(proposals, place, how)
    proposals.apply(reopen_step(proposals, review_id, ("unsure",)).edits)
    assert [clip.answer for clip in clips_of(proposals)] == ["yes", "", "skip", "no", ""] and position(proposals) == 1
    with pytest.raises(LabelRefused):
        reopen_step(proposals, review_id, ("unreadable",))


def test_an_unreadable_clip_keeps_its_label_and_says_why(proposals) -> None:
    clip = clips_of(proposals)[0]
    proposals.apply(unreadable_step(proposals, clip.id, "the file is gone").edits)
    assert (clips_of(proposals)[0].answer, clips_of(proposals)[0].given) == ("unreadable", "the file is gone")
    assert judged(proposals.labels.label(clip.label)) == ("dog", PROPOSED, None)


@pytest.mark.parametrize("how", [("maybe",), ("class",)])
def test_what_is_no_answer_is_a_fault_of_the_caller(proposals, how) -> None:
    with pytest.raises(ValueError, match="no answer"):
        answer_step(proposals, clips_of(proposals)[0].id, *how, judge=ME)


# Several at once


def test_many_clips_are_answered_in_one_step(proposals) -> None:
    answer(proposals, 3, "no")
    chosen = [clips_of(proposals)[place].id for place in (0, 1, 3)]
    before = everything(proposals)
    step = answers_step(proposals, chosen, "class", "cat", judge=ME, took_s=6.0, colors=["#E69F00"])
    proposals.apply(step.edits)
    clips = clips_of(proposals)
    assert [clip.answer for clip in clips] == ["class", "class", "", "class", ""] and clips[0].took_s == 2.0
    assert [judged(proposals.labels.label(clip.label))[0] for clip in clips] == ["cat", "cat", "dog", "cat", "dog"]
    assert position(proposals) == 4 and step.name == "Answer “cat” to 3 clips"
    proposals.apply(step.inverted().edits)
    assert everything(proposals) == before


def test_a_class_that_is_renamed_keeps_its_answers(proposals) -> None:
    classes = [LabelClass(new_id(), name, float(place), "#E69F00") for place, name in enumerate(["dog", "cat"])]
    proposals.apply([added("classes", rows_of("classes", classes))])
    answer(proposals, 0, "class", "cat")
    answer(proposals, 1, "yes")
    step = change_class(proposals, classes[1].id, name="kitten")
    proposals.apply(step.edits)
    assert clips_of(proposals)[0].given == "kitten"
    proposals.apply(change_class(proposals, classes[0].id, name="hound").edits)
    assert {clip.text for clip in clips_of(proposals)} == {"hound"}
    assert judged(answer(proposals, 1, "unsure")) == ("hound", PROPOSED, None)
    assert judged(answer(proposals, 0, "unsure")) == ("hound", PROPOSED, None)


def test_one_of_ten_thousand_clips_is_answered_in_two_milliseconds(project) -> None:
    """The median, for the machine may be busy; one that looks at each of the clips takes longer."""
    labels = [make_label(n / 10, n / 10 + 0.05, "dog", status=PROPOSED, score=0.5) for n in range(10_000)]
    project.apply(add_labels(project, labels).edits)
    reviewed(project, of_labels(project, LabelFilter()))
    taken = []
    for number in range(60):
        clip = clips_of(project)[position(project)]
        begin = time.perf_counter()
        step = answer_step(project, clip.id, ["yes", "no", "unsure"][number % 3], judge=ME)
        project.apply(step.edits)
        taken.append(time.perf_counter() - begin)
    assert sorted(taken)[30] * 1000 < REVIEW_MS and position(project) == 60


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ANSWERS)), max_size=12), st.integers(0, 12))
def test_only_the_last_answer_of_each_clip_counts_and_all_can_be_undone(given_answers, undone) -> None:
    """Two clips with a label, two without."""
    project, plain = mixed_review(), mixed_review()
    states, steps = [everything(project)], []
    for place, how in given_answers:
        steps.append(answer_step(project, clips_of(project)[place].id, *how, judge=ME, now_s=5.0))
        project.apply(steps[-1].edits)
        states.append(everything(project))
    for place, how in dict(given_answers).items():
        plain.apply(answer_step(plain, clips_of(plain)[place].id, *how, judge=ME, now_s=5.0).edits)
    assert [standing(project, clip) for clip in clips_of(project)] == [
        standing(plain, clip) for clip in clips_of(plain)
    ]
    assert len(project.labels) == len(plain.labels)
    for step in reversed(steps[max(len(steps) - undone, 0) :]):
        project.apply(step.inverted().edits)
    assert everything(project) == states[max(len(steps) - undone, 0)]


def mixed_review() -> Project:
    project = Project()
    project.apply(furnishing().edits)
    labels = [make_label(n, n + 1, "dog", status=PROPOSED) for n in range(2)]
    project.apply(add_labels(project, labels).edits)
    others = [Wanted(RECORDING, n, n + 1.0, None, "dog") for n in (2.0, 3.0)]
    return reviewed(project, [*of_labels(project, LabelFilter()), *others])


def standing(project: Project, clip: ReviewClip) -> tuple[object, ...]:
    """What a clip says, and its label, but for ids."""
    label = None if clip.label is None else project.labels.label(clip.label)
    about = None if label is None else (*judged(label), label.start_s, label.end_s, label.author)
    return clip.answer, clip.given, clip.was, clip.answered_s, about
