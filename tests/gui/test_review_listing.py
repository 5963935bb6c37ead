from __future__ import annotations

import json

import numpy as np

from workbench.gui.review.listing import MadeReview, OfSegments, ReviewWish, review_steps
from workbench.labels.edit import added
from workbench.labels.label import Author, KnownRecording, Label, Status, Tier
from workbench.labels.project import Project, rows_of
from workbench.labels.review.answers import answers_step
from workbench.labels.review.progress import clips_of

RATE = 100
ME = 1
CELLS = (np.arange(4.0), np.arange(4.0) + 1, np.array([[0.9], [0.8], [0.1], [0.6]], np.float32))


def project_of_one(*labels: Label, authors: tuple[Author, ...] = ()) -> Project:
    """A recording of 3.5 s: the last of four cells reaches beyond it."""
    project = Project()
    for table, values in (
        ("recordings", [KnownRecording(1, "night.wav", 1, "", RATE, 350, 1)]),
        ("tiers", [Tier(1, "calls", 0.0)]),
        ("authors", [Author(ME, "person", "me"), *authors]),
        ("labels", labels),
    ):
        project.apply([added(table, rows_of(table, values))])
    return project


def review_of_segments(project: Project) -> MadeReview:
    wish = ReviewWish("run", OfSegments(1, CELLS, 0.5, ("dog",), ("listener", "1")))
    (made,) = (step for step in review_steps(project.excerpt(), wish) if isinstance(step, MadeReview))
    project.apply([*made.known, *made.step.edits])
    return made


def test_labels_made_of_segments_are_the_models_and_judged_by_the_person() -> None:
    project = project_of_one()
    made = review_of_segments(project)
    clips = clips_of(project, made.review.id)
    assert [(clip.start_s, clip.end_s, clip.label) for clip in clips] == [(0.0, 2.0, None), (3.0, 3.5, None)]
    project.apply(answers_step(project, [clip.id for clip in clips], "yes", judge=ME).edits)
    labels = [project.labels.label(clip.label) for clip in clips_of(project, made.review.id)]
    (model,) = (each for each in project.authors.values() if each.kind == "model")
    assert json.loads(made.review.listing)["author"] == model.id
    assert (model.name, model.version) == ("listener", "1")
    said = [(each.author, each.judged_by, each.status, round(each.score, 3)) for each in labels]
    assert said == [(model.id, ME, Status.ACCEPTED, 0.9), (model.id, ME, Status.ACCEPTED, 0.6)]


def test_a_segment_that_is_a_label_already_asks_about_that() -> None:
    there = Label(7, 1, 1, 0.1, 2.0, text="dog", author=5, score=0.9, status=Status.PROPOSED)
    project = project_of_one(there, authors=(Author(5, "model", "listener", "1"),))
    clips = clips_of(project, review_of_segments(project).review.id)
    assert [clip.label for clip in clips] == [7, None]
    project.apply(answers_step(project, [clips[0].id], "no", judge=ME).edits)
    assert len(project.labels) == 1
    assert project.labels.label(7).status == Status.REJECTED
