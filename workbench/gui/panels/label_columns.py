"""The columns of the label table: which, where, how wide; and by which one it is sorted."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu, QTableView

from workbench.gui import typography
from workbench.gui.panels.label_model import COLUMNS, PLACE_OF
from workbench.gui.settings import LabelTableSettings
from workbench.gui.theme import GRID_PX
from workbench.gui.time_text import WIDEST_TIME

_SAY_AFTER_MS = 300


class LabelColumns(QObject):
    """What the header of a view does by mouse, and what of it is kept.

    Signals
    -------
    order_changed() : the labels are to be sorted by another column, or others are to be listed
    arranged() : `arrangement` is another; a moment later, so that dragging says it once
    """

    order_changed = Signal()
    arranged = Signal()

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.view, self.header = view, view.horizontalHeader()
        self.arrangement = LabelTableSettings()
        self._arranging = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAY_AFTER_MS)
        self._soon.timeout.connect(self.arranged)
        header = self.header
        header.sortIndicatorChanged.connect(self._sort)
        header.sectionMoved.connect(lambda *_: self._note_order())
        header.sectionResized.connect(self._note_width)
        header.customContextMenuRequested.connect(lambda at: self._menu().popup(header.viewport().mapToGlobal(at)))

    def arrange(self, arrangement: LabelTableSettings, form: str = "clock") -> None:
        """Put the columns as they were kept; `form` is how times are written."""
        sorted_by = arrangement.sorted_by if arrangement.sorted_by in PLACE_OF else "start"
        self.arrangement = replace(arrangement, sorted_by=sorted_by)
        self._arranging = True
        known = [name for name in arrangement.order if name in PLACE_OF]
        for place, name in enumerate(dict.fromkeys([*known, *PLACE_OF])):
            self.header.moveSection(self.header.visualIndex(PLACE_OF[name]), place)
        metrics = QFontMetrics(typography.body())
        self._hide()
        for place, column in enumerate(COLUMNS):
            usual = metrics.horizontalAdvance(column.widest or WIDEST_TIME[form]) + 6 * GRID_PX
            self.header.resizeSection(place, arrangement.widths.get(column.id, usual))
        self._hide()
        order = Qt.SortOrder.DescendingOrder if arrangement.descending else Qt.SortOrder.AscendingOrder
        self.header.setSortIndicator(PLACE_OF[sorted_by], order)
        self._arranging = False
        self.order_changed.emit()

    @staticmethod
    def place_of(name: str) -> int:
        """Qt's number of a column."""
        return PLACE_OF[name]

    def list_all(self, every: bool) -> None:
        """List the labels of all recordings, or of the one that is shown."""
        self._change(all_recordings=every)

    def show(self, name: str, shown: bool = True) -> None:
        """Show or hide a column."""
        hidden = tuple(each for each in self.arrangement.hidden if each != name)
        self._change(hidden=hidden if shown else (*hidden, name))

    def _hide(self) -> None:
        for place, column in enumerate(COLUMNS):
            self.view.setColumnHidden(place, column.id in self.arrangement.hidden or not self._is_offered(column.id))

    def _is_offered(self, name: str) -> bool:
        return name != "recording" or self.arrangement.all_recordings

    def _change(self, **values: object) -> None:
        arrangement = replace(self.arrangement, **values)
        if arrangement == self.arrangement or self._arranging:
            return
        self.arrangement = arrangement
        self._arranging = True
        self._hide()
        self._arranging = False
        self.order_changed.emit()
        self._soon.start()

    def _sort(self, place: int, order: Qt.SortOrder) -> None:
        self._change(sorted_by=COLUMNS[place].id, descending=order == Qt.SortOrder.DescendingOrder)

    def _note_order(self) -> None:
        if not self._arranging:
            order = tuple(COLUMNS[self.header.logicalIndex(place)].id for place in range(self.header.count()))
            self.arrangement = replace(self.arrangement, order=order)
            self._soon.start()

    def _note_width(self, place: int, _old: int, width: int) -> None:
        """Only of columns that the person made wider or narrower: the others fit the form of the times."""
        if not self._arranging and width:
            self.arrangement = replace(self.arrangement, widths=self.arrangement.widths | {COLUMNS[place].id: width})
            self._soon.start()

    def _menu(self) -> QMenu:
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in COLUMNS:
            if self._is_offered(column.id):
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(column.id not in self.arrangement.hidden)
                action.toggled.connect(lambda on, column=column: self.show(column.id, on))
        menu.addSeparator()
        menu.addAction("Usual columns", self._reset)
        return menu

    def _reset(self) -> None:
        self.arrange(LabelTableSettings(all_recordings=self.arrangement.all_recordings))
        self._soon.start()
