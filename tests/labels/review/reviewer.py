"""Answers the clips of a project as fast as its disk takes it, in a process of its own that is killed: prints the
position of each answer that is kept. Given the project's path."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.labels.project import Project
from workbench.labels.review.answers import answer_step
from workbench.labels.store import Store


def main() -> None:
    store = Store(Path(sys.argv[1]))
    project = Project(store.contents())
    (review_id,) = project.reviews
    clip_ids = project.clip_ids(review_id)
    sys.stdin.readline()
    while (place := project.reviews[review_id].position) < len(clip_ids):
        step = answer_step(project, clip_ids[place], ("yes", "no", "unsure")[place % 3], judge=1)
        store.commit(step)
        project.apply(step.edits)
        print(place, flush=True)


if __name__ == "__main__":
    main()
