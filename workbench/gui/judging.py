"""Accepting and rejecting what a model has proposed: one after the other by keys, by class, or all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from workbench.gui.labelling import Labelling
from workbench.labels import changes
from workbench.labels.label import Status
from workbench.labels.proposals import proposed_ids

_MOST_NAMED = 100
_POINT_S = 0.5
"""So much before and after a point is played."""


class Judging(QObject):
    """Of the recording that is shown. Proposals in hidden tiers are passed over by going, not by judging all.

    Signals
    -------
    told(str) : what became of a command, where nothing else shows it
    went(float, float) : a proposal was gone to; what may be played of it, from … to in seconds
    """

    told = Signal(str)
    went = Signal(float, float)

    def __init__(self, labelling: Labelling) -> None:
        super().__init__(labelling)
        self.labelling = labelling
        self.document, self.host, self.selection = labelling.document, labelling.host, labelling.selection

    # What can be done now

    @property
    def can_accept(self) -> bool:
        return self._can(Status.ACCEPTED)

    @property
    def can_reject(self) -> bool:
        return self._can(Status.REJECTED)

    @property
    def any_proposed(self) -> bool:
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            return False
        return bool((project.labels.view(recording_id).column("status") == Status.PROPOSED).any())

    def _can(self, status: Status) -> bool:
        """By the label selected last: many may be selected, and this is asked with each change."""
        return bool(self._judgeable(self.selection.ids[-1:], status))

    def _judgeable(self, ids: Sequence[int], status: Status) -> list[int]:
        """Those that were proposed, or judged otherwise before; a person's own labels need no judgement."""
        project = self.host.project
        if project is None or not ids:
            return []
        rows = project.labels.rows(ids, ["status", "judged_by"])
        each = zip(rows["id"], rows["status"], rows["judged_by"], strict=True)
        return [i for i, now, by in each if now != status and (now == Status.PROPOSED or by is not None)]

    # Judging

    def press_key(self, key: str) -> bool:
        """As `Labelling.press_key`; where it names a proposal, which is thereby accepted, the next one follows."""
        ids = [label_id for label_id in self.selection.ids[:_MOST_NAMED] if self._is_proposed(label_id)]
        following = self._beside(+1, besides=ids) if ids else None
        pressed = self.labelling.press_key(key)
        if following is not None and not any(map(self._is_proposed, ids)):
            self._select(following)
        return pressed

    def _is_proposed(self, label_id: int) -> bool:
        project = self.host.project
        return project is not None and project.labels.rows([label_id], ["status"])["status"] == [Status.PROPOSED]

    def accept(self) -> None:
        """Accept what is selected, and go to the next proposal."""
        self._judge_selected(Status.ACCEPTED)

    def reject(self) -> None:
        self._judge_selected(Status.REJECTED)

    def accept_all(self) -> None:
        self._judge(self._proposed().tolist(), Status.ACCEPTED)

    def reject_all(self) -> None:
        self._judge(self._proposed().tolist(), Status.REJECTED)

    def accept_class(self) -> None:
        """All proposals that have the name of the selected label."""
        self._judge_class(Status.ACCEPTED)

    def reject_class(self) -> None:
        self._judge_class(Status.REJECTED)

    def _judge_selected(self, status: Status) -> None:
        ids = self._judgeable(self.selection.ids, status)
        following = self._beside(+1, besides=ids)
        if not ids or not self._judge(ids, status):
            return
        if following is not None:
            self._select(following)
        elif not self.any_proposed:
            self.told.emit("There are no more proposals in this recording")

    def _judge_class(self, status: Status) -> None:
        project, ids = self.host.project, self.selection.ids
        if project is not None and ids:
            text = project.labels.rows(ids[-1:], ["text"])["text"][0]
            self._judge(self._proposed(text).tolist(), status, f" “{text}”" if text else " without a name")

    def _judge(self, ids: Sequence[int], status: Status, of: str = "") -> bool:
        if not ids:
            return False
        judge = self.labelling.me()
        verb = "Accept" if status == Status.ACCEPTED else "Reject"
        name = f"{verb} {len(ids):,} {'label' if len(ids) == 1 else 'labels'}{of}"
        return self.labelling.perform(lambda project: changes.set_status(project, ids, status, judge, name))

    def _proposed(self, text: str | None = None) -> np.ndarray:
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            return np.empty(0, np.int64)
        return proposed_ids(project, recording_id, text)

    # Going

    def go(self, direction: int) -> None:
        """Select the next (+1) or previous (−1) proposal, seen from the selected label or the cursor."""
        found = self._beside(direction)
        if found is not None:
            self._select(found)

    def _select(self, label_id: int) -> None:
        label = self.host.project.labels.label(label_id)
        self.selection.set([label_id])
        self.document.axis.reveal(label.start_s)
        if label.is_point:
            self.went.emit(max(label.start_s - _POINT_S, 0.0), label.end_s + _POINT_S)
        else:
            self.went.emit(label.start_s, label.end_s)

    def _beside(self, direction: int, besides: Sequence[int] | None = None) -> int | None:
        """The next proposal; where some are about to be judged (`besides`) it is another one, if need be from the
        beginning again."""
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            return None
        view = project.labels.view(recording_id)
        ids = view.column("id")
        hidden = [tier.id for tier in project.tiers.values() if tier.hidden]
        waiting = (view.column("status") == Status.PROPOSED) & ~np.isin(view.column("tier"), hidden)
        if besides:
            waiting &= ~np.isin(ids, besides)
        places = np.flatnonzero(waiting)
        current = np.flatnonzero(ids == self.selection.ids[-1]) if self.selection.ids else ()
        if len(current):
            here = int(current[0])
            after, before = places[places > here], places[places < here]
        else:
            starts, cursor_s = view.column("start_s")[places], self.document.cursor_s
            after, before = places[starts >= cursor_s], places[starts < cursor_s]
        wanted = after[:1] if direction > 0 else before[-1:]
        if besides is not None and not len(wanted):
            wanted = before[:1]
        return int(ids[wanted[0]]) if len(wanted) else None
