"""What can be done to the edges of labels, each as a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from workbench.labels.changes import change_labels
from workbench.labels.edit import Step
from workbench.labels.project import Project

Edge = Literal["start_s", "end_s"]


def move_edges(project: Project, ids: Sequence[int], edge: Edge, by_s: float, series: str = "") -> Step:
    """One edge of each label, up to the other edge and not before the recording. Raises `LabelRefused`."""
    rows = project.labels.rows(ids, ["start_s", "end_s"])
    pairs = list(zip(rows["start_s"], rows["end_s"], strict=True))
    if edge == "start_s":
        moved = [min(max(start_s + by_s, 0.0), end_s) for start_s, end_s in pairs]
    else:
        moved = [max(end_s + by_s, start_s) for start_s, end_s in pairs]
    which = "start" if edge == "start_s" else "end"
    words = f"Move {which} of label" if len(ids) == 1 else f"Move {which}s of {len(ids):,} labels"
    return change_labels(project, ids, {edge: moved}, words, series=series)


def set_edges(
    project: Project, ids: Sequence[int], starts_s: Sequence[float], ends_s: Sequence[float], name: str
) -> Step:
    """Other starts and ends, in seconds, one of each for each label. Raises `LabelRefused`."""
    return change_labels(project, ids, {"start_s": list(starts_s), "end_s": list(ends_s)}, name)
