"""From label to label by keys, and many of them selected at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workbench.gui.classifying import Classifying
from workbench.gui.document import Document
from workbench.gui.label_selection import LabelSelection
from workbench.labels.label import Status
from workbench.labels.table import LabelView

_SAME_S = 1e-6


class LabelWalking:
    """Of the labels that are seen: those in hidden tiers, and rejected ones, are passed over."""

    def __init__(self, document: Document, selection: LabelSelection, classifying: Classifying) -> None:
        self.document, self.selection, self.classifying = document, selection, classifying
        self.host = selection.host

    def go(self, direction: int) -> bool:
        """Select the next (+1) or previous (−1) label, seen from the selected one or the cursor.

        Where the recording has no labels, the next segment of the scores. Whether there was one.
        """
        view, seen = self._seen()
        places = np.flatnonzero(seen)
        if not len(places):
            before = self.document.selection
            self.classifying.go_to_segment(direction)
            return self.document.selection != before
        found = self._beside(view, places, direction)
        if found is None:
            return False
        self.selection.set([int(view.column("id")[found])])
        self.document.axis.reveal(float(view.column("start_s")[found]))
        return True

    def _beside(self, view: LabelView, places: NDArray[np.intp], direction: int) -> int | None:
        starts = view.column("start_s")[places]
        at = self._current(view, places)
        if at is None:
            here = self.document.cursor_s
            at = int(np.searchsorted(starts, here + _SAME_S if direction > 0 else here - _SAME_S))
            at -= direction < 0
        else:
            at += direction
        return int(places[at]) if 0 <= at < len(places) else None

    def _current(self, view: LabelView, places: NDArray[np.intp]) -> int | None:
        """Where the selected label is among those seen."""
        if not self.selection.ids:
            return None
        found = np.flatnonzero(view.column("id")[places] == self.selection.ids[-1])
        return int(found[0]) if len(found) else None

    # Many at once

    def select_in_view(self) -> None:
        """All labels that touch what is in view."""
        axis = self.document.axis
        self._select(lambda view: (view.column("start_s") < axis.end_s) & (view.column("end_s") > axis.start_s))

    def select_tier(self) -> None:
        """All labels of the tier of the selected label, or of the tier that new ones go to."""
        tier_id = self._of_current("tier", self.selection.tier_id)
        if tier_id is not None:
            self._select(lambda view: view.column("tier") == tier_id)

    def select_class(self) -> None:
        """All labels that have the name of the selected one."""
        text = self._of_current("text", None)
        project = self.host.project
        if text is not None and project is not None:
            code = project.labels.code(text)
            self._select(lambda view: view.column("text") == code)

    def _of_current(self, column: str, otherwise):
        project, ids = self.host.project, self.selection.ids
        return project.labels.rows([ids[-1]], [column])[column][0] if project is not None and ids else otherwise

    def _select(self, wanted: Callable[[LabelView], NDArray[np.bool_]]) -> None:
        view, seen = self._seen()
        if len(seen):
            self.selection.set(view.column("id")[seen & wanted(view)].tolist())

    def _seen(self) -> tuple[LabelView | None, NDArray[np.bool_]]:
        project, recording_id = self.host.project, self.host.recording_id
        if project is None or recording_id is None:
            return None, np.empty(0, bool)
        view = project.labels.view(recording_id)
        shown = [tier.id for tier in project.tiers.values() if not tier.hidden]
        return view, np.isin(view.column("tier"), shown) & (view.column("status") != Status.REJECTED)
