"""The label table: all labels of the recording, or of the project, to be filtered, sorted, selected and changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import preview
from workbench.gui.document import Document
from workbench.gui.label_selection import LabelSelection
from workbench.gui.labelling import Labelling
from workbench.gui.panels.label_cells import LabelCells
from workbench.gui.panels.label_columns import LabelColumns
from workbench.gui.panels.label_edits import LabelEdits
from workbench.gui.panels.label_filter import LabelFinder, counted
from workbench.gui.panels.label_filter_bar import LabelFilterBar
from workbench.gui.panels.label_model import PLACE_OF, LabelModel
from workbench.gui.panels.label_rows import LabelRows
from workbench.gui.project_host import ProjectHost
from workbench.gui.settings import LabelTableSettings
from workbench.gui.theme import GRID_PX
from workbench.jobs.worker import Worker
from workbench.labels.edit import added
from workbench.labels.label import Author, KnownRecording, Label, LabelClass, Status, Tier
from workbench.labels.library import real_path
from workbench.labels.project import Project, rows_of
from workbench.labels.table import LabelView

EMPTY_WORDS = "Labels of the recording stand here"
HINT_WORDS = "No labels yet. Select a span and press Ctrl+B."
NOT_FOUND_WORDS = "The filter leaves no label"
_CLASSES_OFFERED = 500
_NARROW_VIEW_PX = 8
_AROUND = 2.0


class LabelTablePanel(QWidget):
    """In step with the lane: what is selected in one is selected in the other.

    While it is hidden it does nothing.

    Signals
    -------
    open_wanted(Path) : the person went to a label of another recording
    play_wanted()
    """

    open_wanted = Signal(object)
    play_wanted = Signal()

    def __init__(self, document: Document, selection: LabelSelection, labelling: Labelling, parent=None) -> None:
        super().__init__(parent)
        self.document, self.selection, self.labelling = document, selection, labelling
        self.host: ProjectHost = labelling.host
        self.model = LabelModel(self)
        self.edits = LabelEdits(labelling, self.model)
        self.rows = LabelRows(self.model, self._is_selected)
        self.rows.setItemDelegate(LabelCells(self.model, self.edits.take, self.rows))
        self.columns = LabelColumns(self.rows)
        self.filter = LabelFilterBar(self._classes, self._tiers)
        self._words, self._clear = QLabel(EMPTY_WORDS), QPushButton("Clear the filter")
        self._pages = QStackedWidget()
        self._finder: LabelFinder | None = None
        self._selected: frozenset[int] = frozenset()
        self._picking = False
        self._wanted: int | None = None
        self._there = 0
        self._stale = True
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.columns.arrange(LabelTableSettings())

    def _lay_out(self) -> None:
        empty = QWidget()
        empty_column = QVBoxLayout(empty)
        empty_column.setSpacing(2 * GRID_PX)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        empty_column.addStretch()
        empty_column.addWidget(self._words)
        empty_column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignCenter)
        empty_column.addStretch()
        self._pages.addWidget(self.rows)
        self._pages.addWidget(empty)
        self._pages.setMinimumHeight(20 * GRID_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.host.opened.connect(self._follow_opened)
        self.host.changed.connect(lambda _tables: self._refresh_soon())
        self.selection.changed.connect(self._follow_selection)
        self.filter.changed.connect(self.refresh)
        self.filter.scope_changed.connect(self.columns.list_all)
        self._clear.clicked.connect(self.filter.clear)
        self.rows.picked.connect(self._pick)
        self.rows.went.connect(self.go)
        self.rows.copy_wanted.connect(self.copy)
        self.rows.menu_wanted.connect(lambda place: self._menu().popup(place))
        self.columns.order_changed.connect(self.refresh)

    # What is shown

    def arrange(self, arrangement: LabelTableSettings) -> None:
        """Columns, sorting and scope as they were kept."""
        self.columns.arrange(arrangement, self.model.form)
        self.filter.set_scope(arrangement.all_recordings)

    def set_form(self, form: str) -> None:
        """How times are written, one of `time_text.TIME_FORMATS`."""
        if form != self.model.form:
            self.model.set_form(form)
            self.columns.arrange(self.columns.arrangement, form)

    @property
    def view(self) -> LabelView | None:
        """The labels among which the filter chooses; None without a recording."""
        host = self.host
        if host.project is None or host.recording_id is None:
            return None
        return host.project.labels.view(None if self.columns.arrangement.all_recordings else host.recording_id)

    def _refresh_soon(self) -> None:
        """In a turn of its own, once for many changes."""
        self._later.start(0)

    def refresh(self) -> None:
        """Filter and sort anew, and show that."""
        self._later.stop()
        self._stale = not self.isVisible()
        if self._stale:
            return
        view, project, arrangement = self.view, self.host.project, self.columns.arrangement
        ids = np.empty(0, np.int64)
        if view is not None and project is not None:
            if self._finder is None or self._finder.project is not project:
                self._finder = LabelFinder(project)
            found = self._finder.find(view, self.filter.wanted, arrangement.sorted_by, arrangement.descending)
            ids = view.column("id")[found]
        self.rows.show_ids(ids, project)
        there = 0 if view is None else len(view)
        self._show_page(there)

    def _show_page(self, there: int) -> None:
        shown = len(self.model.ids)
        words = EMPTY_WORDS if self.view is None else NOT_FOUND_WORDS if there else HINT_WORDS
        self._words.setText(words)
        self._clear.setVisible(bool(there))
        self._pages.setCurrentIndex(0 if shown else 1)
        self._there = there
        self._show_count()

    def _show_count(self) -> None:
        self.filter.show_count(len(self.model.ids), self._there, len(self.selection.ids))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
            self._follow_selection()

    def _follow_opened(self) -> None:
        self._refresh_soon()
        project, wanted = self.host.project, self._wanted
        if self.host.recording_id is None or project is None or wanted is None:
            return
        self._wanted = None
        if wanted in project.labels:
            label = project.labels.label(wanted)
            if label.recording == self.host.recording_id:
                self._reveal(label)

    def _classes(self) -> list[tuple[str, object]]:
        view, project = self.view, self.host.project
        if view is None or project is None:
            return []
        found = counted(view.column("text"), project.labels.texts)
        if len(found) > _CLASSES_OFFERED:
            most = sorted(found, key=lambda each: -each[1])[:_CLASSES_OFFERED]
            found = [each for each in found if each in set(most)]
        return [(f"{text or 'No class'}  ({count:,})", text) for text, count in found]

    def _tiers(self) -> list[tuple[str, object]]:
        project = self.host.project
        return [] if project is None else [(tier.name, tier.id) for tier in project.tier_list]

    # What is selected

    def _is_selected(self, label_id: int) -> bool:
        return label_id in self._selected

    def _pick(self, ids: np.ndarray) -> None:
        self._picking = True
        self.selection.set(ids.tolist())
        self._picking = False

    def _follow_selection(self) -> None:
        self._selected = frozenset(self.selection.ids)
        if not self._picking and self.selection.ids and self.isVisible():
            if self._later.isActive():
                self.refresh()
            self.rows.go_to(self.selection.ids[-1])
        self._show_count()
        self.rows.viewport().update()

    # What the keys and the menu do

    def go(self) -> None:
        """Select the current label and bring it into view, in its recording."""
        project, current = self.host.project, self.rows.current_id
        if project is None or current is None or current not in project.labels:
            return
        label = project.labels.label(current)
        if label.recording == self.host.recording_id:
            self._reveal(label)
            return
        known = project.recordings.get(label.recording)
        if known is not None:
            self._wanted = label.id
            self.open_wanted.emit(real_path(known.path, project.about.get("folder", "")))

    def _reveal(self, label: Label) -> None:
        """Near enough to be seen, and whole."""
        self.selection.set([label.id])
        axis = self.document.axis
        narrow = not label.is_point and label.duration_s / axis.seconds_per_pixel < _NARROW_VIEW_PX
        if narrow or label.duration_s > axis.span_s:
            around_s = _AROUND * label.duration_s
            axis.set_view(label.start_s - around_s, label.end_s + around_s)
        elif label.end_s > axis.end_s or label.start_s < axis.start_s:
            axis.set_view(label.start_s - axis.span_s / 10, label.start_s + axis.span_s * 0.9)

    @property
    def selected_ids(self) -> list[int]:
        """What is selected, as it is ordered in the table; what the filter hides comes last."""
        ids = self.model.ids
        shown = ids[np.isin(ids, np.fromiter(self._selected, np.int64, len(self._selected)))].tolist()
        return shown + list(self._selected.difference(shown))

    def copy(self) -> None:
        """The selected labels as text, for other programs."""
        ids = self.selected_ids
        if ids:
            self.model.project = self.host.project
            QGuiApplication.clipboard().setText(self.model.as_text(ids))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ids, project = self.selected_ids, self.host.project
        if not ids or project is None:
            return menu
        menu.addAction("Go to the label", self.go)
        menu.addAction("Play", self.play_wanted.emit)
        menu.addSeparator()
        for column in ("class", "start", "end"):
            if column == "class" or len(ids) == 1:
                menu.addAction(f"Set {column}…", lambda column=column: self._edit(column, ids))
        tiers = menu.addMenu("Move to tier")
        for tier in project.tier_list:
            tiers.addAction(tier.name, lambda tier=tier: self.edits.move_to(ids, tier.id)).setEnabled(not tier.locked)
        menu.addSeparator()
        for words, status in (
            ("Accept", Status.ACCEPTED),
            ("Reject", Status.REJECTED),
            ("Propose again", Status.PROPOSED),
        ):
            menu.addAction(words, lambda status=status: self.edits.judge(ids, status))
        menu.addSeparator()
        menu.addAction("Copy as text", self.copy)
        menu.addAction("Delete", self.labelling.delete)
        return menu

    def _edit(self, column: str, ids: list[int]) -> None:
        """Edit a cell of the current row; what is typed is for all of `ids`."""
        row = self.rows.currentIndex().row()
        self.columns.show(column)
        self.rows.itemDelegate().edit_for(ids)
        self.rows.edit_cell(self.model.index(max(row, 0), PLACE_OF[column]))


def make_preview() -> QWidget:
    document, worker = Document(), Worker()
    host = ProjectHost(document, worker)
    selection = LabelSelection(document, host)
    panel = LabelTablePanel(document, selection, Labelling(document, host, selection))
    for each in (document, worker, host, selection):
        each.setParent(panel)
    host.project, host.recording = Project(), KnownRecording(1, "dawn.wav", 0, "", 48_000, 48_000 * 60, 1)
    model = {"author": 2, "status": Status.PROPOSED}
    labels = [
        Label(1, 1, 1, 1.25, 3.5, 200.0, 4_000.0, text="owl", author=1),
        Label(2, 1, 1, 4.0, 4.5, text="owl", score=0.87, **model),
        Label(3, 1, 2, 7.75, 7.75, text="door", author=1),
    ]
    tables = {
        "recordings": [host.recording],
        "tiers": [Tier(1, "calls"), Tier(2, "people", 1.0)],
        "classes": [LabelClass(1, "owl", color="#E69F00")],
        "authors": [Author(1, "person", "Ada"), Author(2, "model", "birds", "2.1")],
        "labels": labels,
    }
    host.project.apply(added(table, rows_of(table, values)) for table, values in tables.items())
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 1000, 220)
