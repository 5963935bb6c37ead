"""Which labels are selected, and in which tier new ones are made; the same in lanes, table and commands."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from workbench.gui.document import Document, Selection
from workbench.gui.project_host import ProjectHost
from workbench.labels.label import Label


class LabelSelection(QObject):
    """Selecting labels selects their span of the recording too; selecting another span lets go of them.

    Signals
    -------
    changed() : `ids` are others
    tier_changed() : `tier_id` is another
    """

    changed = Signal()
    tier_changed = Signal()

    def __init__(self, document: Document, host: ProjectHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.host = document, host
        self.ids: tuple[int, ...] = ()
        """In the order in which they were selected; the last one is the current one."""
        self._tier_id: int | None = None
        self._span: Selection | None = None
        self._selecting = False
        document.selection_changed.connect(self._follow_span)
        host.opened.connect(self._follow_opened)
        host.changed.connect(self._follow_project)

    # Labels

    def set(self, ids: Iterable[int]) -> None:
        """Select these labels and no others."""
        wanted = tuple(dict.fromkeys(ids))
        if wanted == self.ids:
            self._select_span()
            return
        self.ids = wanted
        self._select_span()
        self.changed.emit()

    def toggle(self, label_id: int) -> None:
        """Select a label besides the others, or no more."""
        if label_id in self.ids:
            self.set(each for each in self.ids if each != label_id)
        else:
            self.set((*self.ids, label_id))

    def clear(self) -> None:
        if self.ids:
            self.ids = ()
            self.changed.emit()

    @property
    def labels(self) -> list[Label]:
        """The selected labels themselves."""
        project = self.host.project
        return [] if project is None else project.labels.labels(self.ids)

    def _select_span(self) -> None:
        """Of those in the recording that is shown."""
        project = self.host.project
        if project is None or not self.ids:
            return
        columns = project.labels.columns(self.ids, ("recording", "start_s", "end_s", "low_hz", "high_hz"))
        shown = columns["recording"] == self.host.recording_id
        if not shown.any():
            return
        start_s, end_s = float(columns["start_s"][shown].min()), float(columns["end_s"][shown].max())
        low_hz, high_hz = float(columns["low_hz"][shown].min()), float(columns["high_hz"][shown].max())
        self._selecting = True
        try:
            box = (None, None) if math.isnan(low_hz) else (low_hz, high_hz)  # NaN if one of them is no box
            self.document.select(Selection(start_s, end_s, *box))
            self.document.set_cursor(start_s)
        finally:
            self._selecting = False
        self._span = self.document.selection

    def show_dragged(self, start_s: float, end_s: float, box: tuple[float | None, float | None] | None = None) -> None:
        """While the selected labels are dragged all lanes show where they would be, until `show_own_span`.

        `box` : frequencies in Hz; the present ones if not given
        """
        span = self.document.selection
        if self._span is None or span is None:
            return
        self._selecting = True
        try:
            self.document.select(Selection(start_s, end_s, *((span.low_hz, span.high_hz) if box is None else box)))
        finally:
            self._selecting = False

    def show_own_span(self) -> None:
        """Where the selected labels are, as far as they still are."""
        self._follow_project(frozenset({"labels"}))

    def _follow_span(self) -> None:
        if not self._selecting and self.document.selection != self._span:
            self.clear()

    def _follow_opened(self) -> None:
        """Another recording has others; the same one, read or found anew, has them still."""
        project, shown = self.host.project, self.host.recording_id
        there = [] if project is None else [each for each in self.ids if each in project.labels]
        if not there or set(project.labels.rows(there, ["recording"])["recording"]) != {shown}:
            self.clear()
        else:
            self.set(there)

    def _follow_project(self, tables: frozenset[str]) -> None:
        """What was removed is not selected; what was moved is selected where it is now."""
        project = self.host.project
        if "labels" in tables and project is not None and self.ids:
            left = tuple(each for each in self.ids if each in project.labels)
            changed, self.ids = left != self.ids, left
            self._select_span()
            if changed:
                self.changed.emit()

    # The tier

    @property
    def tier_id(self) -> int | None:
        """Where new labels go: the tier chosen last, else the first of the person's own (a model's proposals have tiers
        of its name) that is open and can be seen; None when there is none yet."""
        project = self.host.project
        if project is None:
            return None
        if self._tier_id in project.tiers:
            return self._tier_id
        models = {author.name for author in project.authors.values() if author.kind == "model"}
        own = [tier for tier in project.tier_list if tier.name not in models]
        usable = [tier for tier in own if not tier.hidden and not tier.locked] or own
        return usable[0].id if usable else None

    def choose_tier(self, tier_id: int) -> None:
        if tier_id != self._tier_id:
            self._tier_id = tier_id
            self.tier_changed.emit()
