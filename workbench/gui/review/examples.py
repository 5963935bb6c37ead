"""Accepted labels of a class, to compare a clip with."""

from __future__ import annotations

import numpy as np

from workbench.labels.label import Status
from workbench.labels.project import Project

EXAMPLES = 12


def examples_of(project: Project, text: str, besides: int | None = None, most: int = EXAMPLES) -> list[int]:
    """Ids of accepted labels of the class `text`, those judged or changed last first; never points.

    `besides` : id of a label that is no example, since it is the one in question
    """
    if not text:
        return []
    view = project.labels.view()
    good = (view.column("text") == project.labels.code(text)) & (view.column("status") == Status.ACCEPTED)
    good &= view.column("end_s") > view.column("start_s")
    ids, changed_s = view.column("id")[good], view.column("changed_s")[good]
    if besides is not None:
        ids, changed_s = ids[ids != besides], changed_s[ids != besides]
    latest = np.argsort(-changed_s, kind="stable")[:most]
    return [int(label_id) for label_id in ids[latest]]
