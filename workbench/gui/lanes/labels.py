"""The labels lane: a row for each tier, with the labels of the recording in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QToolTip

from workbench.gui.document import Document
from workbench.gui.labelling import Labelling
from workbench.gui.lanes.arranging import EDGE_PX
from workbench.gui.lanes.label_colors import LabelColors
from workbench.gui.lanes.label_hits import Hit, hit_at
from workbench.gui.lanes.label_layout import DrawnLabels, LabelLayout, RowMemory, layout_of
from workbench.gui.lanes.label_mouse import LabelMouse
from workbench.gui.lanes.label_panning import PannedPicture
from workbench.gui.lanes.label_picture import PixelGrid, Scene, picture_of
from workbench.gui.lanes.label_places import HEADER_PX, RowPlaces, lane_heights, row_places
from workbench.gui.lanes.label_tips import tip_of
from workbench.gui.lanes.label_words import LabelWords
from workbench.gui.lanes.lane import GUTTER_PX, Lane
from workbench.gui.lanes.notice import draw_notice
from workbench.gui.lanes.tier_names import TierNames
from workbench.gui.project_host import ProjectHost
from workbench.gui.snapping import Snapping
from workbench.gui.soon import Soon
from workbench.gui.theme import GRID_PX, colors
from workbench.gui.time_text import time_text
from workbench.gui.typography import body
from workbench.jobs.worker import Worker
from workbench.labels.label import Tier
from workbench.labels.table import LabelTable

_EMPTY = "Select a span and press Ctrl+B, or the key of a class, to label it"
_HIDDEN = "All tiers are hidden: show them in the menu Label, Tiers"
_DRAWN_TABLES = frozenset({"labels", "tiers", "classes"})
_BESIDE_PX = 12


class LabelsLane(Lane):
    """Tiers from top to bottom, each with its labels.

    Attributes
    ----------
    names : the names in the gutter, with signals of their own
    form : how times are written, as in `time_text`

    Signals
    -------
    edit_requested(object) : the id of a label whose words are to be typed, in `label_rect`
    menu_requested(object) : the menu of the selected labels is asked for, at this place on the screen
    """

    edit_requested = Signal(object)
    menu_requested = Signal(object)

    title = "Labels"
    default_height, smallest_height = lane_heights(())
    grows = 0
    has_header = True

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.form = "clock"
        self.names = TierNames(self)
        self.mouse: LabelMouse | None = None
        self._labelling: Labelling | None = None
        self._palette: LabelColors | None = None
        self._words: LabelWords | None = None
        self._show_rejected = False
        self._memory = RowMemory()
        self._boxes = PannedPicture()
        self._picked: NDArray[np.bool_] | None = None
        self._layout: LabelLayout | None = None
        self._arranging = Soon(self._arrange, 0, self)

    def bind(self, labelling: Labelling, worker: Worker, snapping: Callable[[], Snapping]) -> None:
        """Given once, when the lane is made: who changes labels, who reads sound, and how edges snap now."""
        self._labelling = labelling
        self.mouse = LabelMouse(self, labelling, worker, snapping)
        labelling.host.opened.connect(self._open)
        labelling.host.changed.connect(self._follow)
        labelling.selection.changed.connect(self._forget_picked)
        labelling.selection.tier_changed.connect(self._show_tiers)
        self.names.chosen.connect(labelling.selection.choose_tier)
        self._open()

    @property
    def host(self) -> ProjectHost | None:
        return None if self._labelling is None else self._labelling.host

    @property
    def there(self) -> bool:
        """Whether there is a recording whose labels are known."""
        return self.host is not None and self.host.project is not None and self.host.recording_id is not None

    @property
    def show_rejected(self) -> bool:
        """Whether rejected labels are drawn."""
        return self._show_rejected

    @show_rejected.setter
    def show_rejected(self, shown: bool) -> None:
        if shown != self._show_rejected:
            self._show_rejected = shown
            self._refresh()

    # What changes

    def _open(self) -> None:
        self._memory = RowMemory()
        project = None if self.host is None else self.host.project
        self._palette = None if project is None else LabelColors(project)
        self._words = None if project is None else LabelWords(project.labels.texts)
        self._refresh()
        self._arrange()

    def _follow(self, tables: frozenset[str]) -> None:
        if "classes" in tables and self._palette is not None:
            self._palette.forget()
        if tables & _DRAWN_TABLES:
            self._refresh()
        if "tiers" in tables:
            self._arrange()

    def _refresh(self) -> None:
        """Labels or tiers are others; what was dragged is let go. The rows' heights may follow a turn later."""
        self._layout = self._picked = None
        if self.mouse is not None and (self.mouse.busy or self.mouse.drag is not None):
            self.mouse.cancel()
        self._arranging.ask()
        self.invalidate_body()

    @property
    def layout_now(self) -> LabelLayout:
        """Which labels are drawn, in which rows."""
        if self._layout is None:
            host = self.host
            tiers: tuple[Tier, ...] = ()
            view = LabelTable().view()
            if host is not None and host.project is not None:
                tiers = tuple(tier for tier in host.project.tier_list if not tier.hidden)
                if host.recording_id is not None:
                    view = host.project.labels.view(host.recording_id)
            self._layout = layout_of(view, tiers, self._memory, with_rejected=self._show_rejected)
        return self._layout

    def _arrange(self) -> None:
        self.set_heights(*lane_heights(self.layout_now.depths))
        self._show_tiers()
        self.invalidate()

    def _show_tiers(self) -> None:
        current = None if self._labelling is None else self._labelling.selection.tier_id
        self.names.show_tiers(self.layout_now.tiers, current, self._gutter_places)
        self.invalidate_body()

    def _gutter_places(self) -> RowPlaces:
        places = self.places
        return RowPlaces(tuple((top - HEADER_PX, bottom - HEADER_PX) for top, bottom in places.tiers), ())

    def _forget_picked(self) -> None:
        self._picked = None
        self.invalidate_body()

    def show_base(self) -> None:
        """What is dragged is drawn apart now, or no more."""
        self.invalidate_body()

    def resizeEvent(self, event) -> None:
        self.names.setGeometry(0, HEADER_PX, GUTTER_PX - 1, max(self.height() - HEADER_PX - EDGE_PX, 0))
        super().resizeEvent(event)

    # Where things are

    @property
    def places(self) -> RowPlaces:
        """Where tiers and rows are, from the top of the body."""
        return row_places(self.layout_now.depths, self.body_rect().height())

    def hit_at(self, x: float, y: float) -> Hit | None:
        """The label at a place of the body, and which part of it."""
        return hit_at(self.layout_now, self.places, self.axis, x, y) if self.there else None

    def tier_of(self, hit: Hit) -> Tier:
        return self.layout_now.tier_of_row[hit.row]

    def label_rect(self, label_id: int) -> QRect | None:
        """The place of a label in the lane; None where it is not drawn, such as in a hidden tier."""
        found = self.layout_now.of_ids([label_id])
        if not len(found):
            return None
        top, bottom = self.places.rows[found.row[0]]
        left, right = self.axis.x_of(float(found.start_s[0])), self.axis.x_of(float(found.end_s[0]))
        return QRectF(GUTTER_PX + left, top, max(right - left, 1.0), bottom - top).toAlignedRect()

    def touched_by(self, band: QRectF) -> list[int]:
        """The ids of labels that a rectangle of the body touches, in order of time."""
        rows = [
            row for row, (top, bottom) in enumerate(self.places.rows) if bottom > band.top() and top < band.bottom()
        ]
        near = self.layout_now.within(self.axis.time_of(band.left()), self.axis.time_of(band.right()))
        return near.id[np.isin(near.row, rows)].tolist()

    # Drawing

    def draw_body(self, painter: QPainter, width: int, height: int) -> None:
        painter.setFont(body())
        places = self.places
        self._draw_rows(painter, places, width)
        if not self.there:
            return
        if not len(self.layout_now.view) or not places.rows:
            text = _EMPTY if places.rows or not self.host.project.tiers else _HIDDEN
            draw_notice(painter, QRect(0, HEADER_PX if places.rows else 0, width, height - HEADER_PX), text)
            return
        margin_s = _BESIDE_PX * self.axis.seconds_per_pixel
        near = self.layout_now.within(self.axis.start_s - margin_s, self.axis.end_s + margin_s)
        if self.mouse.drag is not None:
            near = near.picked(~np.isin(near.id, self.mouse.drag.labels.id))
        scene = self._scene_of(near, width)
        painter.drawImage(QPointF(0, 0), self._boxes.of(scene, height))
        self._words.draw(painter, scene)

    def _draw_rows(self, painter: QPainter, places: RowPlaces, width: int) -> None:
        """A faint line above each tier."""
        line = QColor(colors().line)
        line.setAlpha(120)
        for top, _ in places.tiers:
            painter.fillRect(0, top, width, 1, line)  # a line that is half transparent takes ten times as long

    def _scene_of(self, labels: DrawnLabels, width: int) -> Scene:
        self._palette.refresh()
        if self._picked is None:
            self._picked = self.layout_now.mask(self._labelling.selection.ids)
        grid = PixelGrid.of_axis(self.axis, width, self.devicePixelRatioF())
        return Scene(labels, self._picked[labels.place], self.places, grid, self._palette)

    def _paint_marks(self, painter: QPainter, height: int) -> None:
        drag = None if self.mouse is None else self.mouse.drag
        if drag is not None:
            painter.save()
            scene = self._scene_of(drag.moved, self.body_rect().width())
            painter.drawImage(QPointF(0, 0), picture_of(scene, height))
            self._words.draw(painter, scene)
            painter.restore()
        super()._paint_marks(painter, height)
        if drag is not None:
            self._paint_chip(painter, drag.edges_s[0], drag.changed)
        elif self.mouse is not None and self.mouse.band is not None:
            painter.setPen(colors().selection_edge)
            painter.setBrush(colors().selection)
            painter.drawRect(self.mouse.band)

    def _paint_chip(self, painter: QPainter, time_s: float, strong: bool) -> None:
        """The time of the dragged edge, above it."""
        painter.setFont(body())
        recording = self.document.recording
        text = time_text(time_s, self.form, recording.sample_rate if recording is not None else 1)
        width = painter.fontMetrics().horizontalAdvance(text) + 4 * GRID_PX
        left = min(max(self.axis.x_of(time_s) - width / 2, 2), self.body_rect().width() - width - 2)
        chip = QRectF(left, 2, width, HEADER_PX - 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors().accent if strong else colors().text_soft)
        painter.drawRoundedRect(chip, GRID_PX, GRID_PX)
        painter.setPen(colors().accent_text)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    # The mouse

    def claims(self, x: float, y: float) -> bool:
        return self.mouse is not None and self.mouse.claims(x, y)

    def mousePressEvent(self, event) -> None:
        if self.mouse is None or not self.mouse.press(event):
            event.ignore()

    def mouseMoveEvent(self, event) -> None:
        if self.mouse is None or not self.mouse.move(event):
            super().mouseMoveEvent(event)
            return
        self.hovered.emit(self.axis.time_of(event.position().x() - GUTTER_PX), None, None)

    def mouseReleaseEvent(self, event) -> None:
        if self.mouse is None or not self.mouse.release(event):
            event.ignore()

    def mouseDoubleClickEvent(self, event) -> None:
        hit = self.hit_at(event.position().x() - GUTTER_PX, event.position().y())
        if hit is None or event.button() != Qt.MouseButton.LeftButton or event.position().x() < GUTTER_PX:
            event.ignore()
        else:
            self.edit_requested.emit(hit.id)

    def contextMenuEvent(self, event) -> None:
        hit = self.hit_at(event.pos().x() - GUTTER_PX, event.pos().y())
        if hit is None:
            event.ignore()
            return
        if hit.id not in self._labelling.selection.ids:
            self._labelling.selection.set([hit.id])
        self.menu_requested.emit(event.globalPos())

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def tip_at(self, x: float, y: float) -> str:
        """About the label at a place of the body; rich text, or nothing."""
        hit, recording = self.hit_at(x, y), self.document.recording
        if hit is None or recording is None:
            return ""
        project = self.host.project
        return tip_of(project, project.labels.label(hit.id), self.form, recording.sample_rate)

    def _show_tip(self, position: QPoint, at: QPoint) -> None:
        text = self.tip_at(position.x() - GUTTER_PX, position.y()) if position.x() >= GUTTER_PX else ""
        if text:
            QToolTip.showText(at, text, self)
        else:
            QToolTip.hideText()
