from __future__ import annotations

from dataclasses import replace

from tests.labels.conftest import RECORDING
from tests.labels.plain import everything
from workbench.labels.relink import shift
from workbench.labels.review.lists import Wanted, of_recordings, review_step


def test_clips_are_shifted_with_the_labels_of_their_recording(project) -> None:
    """Ten seconds became nine, since the first second was cut away."""
    known = project.recordings[RECORDING]
    clips = [Wanted(RECORDING, *span) for span in [(0.25, 0.5), (0.5, 2.0), (5.0, 6.0), (9.5, 10.0)]]
    _, step = review_step(project, "a", [*clips, *of_recordings([known])], {}, {})
    project.apply(step.edits)
    before = everything(project)
    step = shift(project, RECORDING, replace(known, frames=9 * 48_000, fingerprint="new"), -1.0)
    project.apply(step.edits)
    spans = [(each.start_s, each.end_s) for each in project.review_clips.values()]
    assert spans == [(0.0, 0.0), (0.0, 1.0), (4.0, 5.0), (8.5, 9.0), (0.0, 9.0)]
    project.apply(step.inverted().edits)
    assert everything(project) == before
