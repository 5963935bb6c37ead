"""Settling a disagreement, each way as one step: theirs is taken over, or mine is kept and theirs is rejected."""

from __future__ import annotations

import time
from dataclasses import replace

from workbench.errors import LabelRefused
from workbench.labels import changes
from workbench.labels.agreement import Agreement, Disagreement, Kind
from workbench.labels.edit import Step
from workbench.labels.events import Side
from workbench.labels.label import Label, Status, new_id
from workbench.labels.project import Project


def labels_of(project: Project, found: Agreement, at: Disagreement) -> tuple[Label | None, Label | None]:
    """The labels that a disagreement is between; None for what is missing.

    Raises `LabelRefused` where one of them is there no more, or was rejected in the meantime.
    """
    sides = []
    for events, place in ((found.one, at.one), (found.other, at.other)):
        label_id = None if place is None else int(events.id[place])
        if label_id is not None and label_id not in project.labels:
            raise LabelRefused("That label is there no more. Compare the labels again.")
        sides.append(None if label_id is None else project.labels.label(label_id))
    if any(label is not None and label.status == Status.REJECTED for label in sides):
        raise LabelRefused("That label was rejected. Compare the labels again.")
    return sides[0], sides[1]


def take_theirs(project: Project, found: Agreement, at: Disagreement, mine: Side, judge: int | None) -> Step:
    """Make the first side's labels like the other's: call them so, move their edges, copy what is missing, reject what
    the other does not have. Raises `LabelRefused`.

    `mine` : the first side, which a copy goes to; `judge` : the author who decides
    """
    one, other = labels_of(project, found, at)
    if one is None:
        assert other is not None
        return changes.add_labels(project, [_copy(other, mine, judge)], "Take over their label")
    if other is None:
        return changes.set_status(project, [one.id], Status.REJECTED, judge, "Reject a label that they do not have")
    if at.kind == Kind.CLASS:
        return replace(changes.set_text(project, [one.id], other.text, judge=judge), name="Take over their class")
    band = (other.low_hz, other.high_hz) if other.is_box else (one.low_hz, one.high_hz)
    return changes.set_bounds(
        project, one.id, changes.Bounds(other.start_s, other.end_s, *band), "Take over their times"
    )


def keep_mine(project: Project, found: Agreement, at: Disagreement, judge: int | None) -> Step | None:
    """Reject the other's label, if there is one: the first side stays as it is. Raises `LabelRefused`."""
    _, other = labels_of(project, found, at)
    if other is None:
        return None
    return changes.set_status(project, [other.id], Status.REJECTED, judge, "Keep mine, reject theirs")


def _copy(label: Label, mine: Side, judge: int | None) -> Label:
    """Made by whoever made it, unless the side is that of an author."""
    now_s = time.time()
    return replace(
        label, id=new_id(), tier=label.tier if mine.tier is None else mine.tier,
        author=label.author if mine.author is None else mine.author, status=Status.ACCEPTED, judged_by=judge,
        created_s=now_s, changed_s=now_s,
    )  # fmt: skip
