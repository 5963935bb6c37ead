"""The labels lane: one row a tier, with the labels of the recording in it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from workbench.gui.document import Document
from workbench.gui.label_selection import LabelSelection
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.project_host import ProjectHost
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.typography import body
from workbench.labels.label import Status, Tier

ROW_PX = 7 * GRID_PX
_EMPTY = "Select a span and press Ctrl+B, or the key of a class, to label it"


class LabelsLane(Lane):
    """Tiers from top to bottom, each with its labels.

    Signals
    -------
    edit_requested(object) : the id of a label whose words are to be typed
    """

    edit_requested = Signal(object)

    title = "Labels"
    default_height = smallest_height = ROW_PX + GRID_PX
    grows = 0

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.host: ProjectHost | None = None
        self.selection: LabelSelection | None = None

    def bind(self, host: ProjectHost, selection: LabelSelection) -> None:
        """Given once, when the lane is made."""
        self.host, self.selection = host, selection
        host.opened.connect(self._refresh)
        host.changed.connect(lambda _tables: self._refresh())
        selection.changed.connect(self.invalidate_body)
        self._refresh()

    def _refresh(self) -> None:
        height = max(len(self.tiers), 1) * ROW_PX + GRID_PX
        self.set_heights(height, self.smallest_height)
        self.invalidate()

    @property
    def tiers(self) -> list[Tier]:
        """Those that are shown."""
        project = None if self.host is None else self.host.project
        return [] if project is None else [tier for tier in project.tier_list if not tier.hidden]

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        painter.setFont(body())
        host = self.host
        if host is None or host.project is None or host.recording_id is None:
            return
        view = host.project.labels.view(host.recording_id)
        if not len(view):
            draw_notice(painter, QRect(0, 0, width, height), _EMPTY)
            return
        near = view.within(self.axis.start_s, self.axis.end_s)
        for row, tier in enumerate(self.tiers):
            for index in np.flatnonzero(view.column("tier")[near] == tier.id) + near.start:
                self._draw_label(painter, view, int(index), row)

    def _draw_label(self, painter: QPainter, view, index: int, row: int) -> None:
        if view.column("status")[index] == Status.REJECTED:
            return
        left = self.axis.x_of(view.column("start_s")[index])
        right = self.axis.x_of(view.column("end_s")[index])
        place = QRectF(left, row * ROW_PX + 2, max(right - left, 2.0), ROW_PX - 4)
        text = self.host.project.labels.texts[view.column("text")[index]]
        known = self.host.project.class_of(text)
        color = QColor(known.color if known is not None else colors().text_soft)
        picked = int(view.column("id")[index]) in self.selection.ids
        fill = QColor(color)
        fill.setAlpha(150 if picked else 70)
        painter.fillRect(place, fill)
        painter.setPen(QPen(color, 2 if picked else 1))
        painter.drawRect(place)
        painter.setPen(colors().text)
        painter.drawText(place.adjusted(4, 0, -2, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def draw_scale(self, painter: QPainter, rect: QRect) -> None:
        painter.setFont(body())
        painter.setPen(colors().text_soft)

    # The mouse

    def label_at(self, x: float, y: float) -> int | None:
        """The id of the label under a place of the body."""
        host, row = self.host, int(y // ROW_PX)
        if host is None or host.project is None or host.recording_id is None or not 0 <= row < len(self.tiers):
            return None
        view = host.project.labels.view(host.recording_id)
        time_s, reach_s = self.axis.time_of(x), 3 * self.axis.seconds_per_pixel
        near = view.within(time_s - reach_s, time_s + reach_s)
        hits = view.column("tier")[near] == self.tiers[row].id
        hits &= (view.column("start_s")[near] <= time_s + reach_s) & (view.column("end_s")[near] >= time_s - reach_s)
        found = np.flatnonzero(hits)
        return int(view.column("id")[near][found[-1]]) if len(found) else None

    def claims(self, x: float, y: float) -> bool:
        return x >= 0 and self.label_at(x, y) is not None

    def mousePressEvent(self, event) -> None:
        found = self.label_at(event.position().x() - GUTTER_PX, event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selection.toggle(found)
        else:
            self.selection.set([found])
