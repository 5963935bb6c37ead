"""The palette: the classes of the project, each with its colour and key; a click names what is selected."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, preview
from workbench.gui.class_editing import ClassEditing
from workbench.gui.class_rows import swatch_icon
from workbench.gui.panels.buttons import tool_button
from workbench.gui.panels.class_model import PaletteModel
from workbench.gui.panels.class_view import ClassView
from workbench.gui.soon import Soon
from workbench.gui.theme import CLASS_COLORS, GRID_PX
from workbench.labels.label import LabelClass
from workbench.labels.vocabulary import NAME_MAX

EMPTY_WORDS = "Press Ctrl+B on a selection and type a name,\nor load a list of classes"
COUNTS_MS = 250
"""So soon after a change the counts of labels follow."""
_COLOR_NAMES = ("Orange", "Sky blue", "Bluish green", "Yellow", "Blue", "Vermilion", "Reddish purple", "Grey")


class ClassesPanel(QWidget):
    """Finds, names, and changes classes; what is done to them `ClassEditing` does.

    Signals
    -------
    load_requested(), save_requested()
    file_dropped(str) : a list of classes
    """

    load_requested = Signal()
    save_requested = Signal()
    file_dropped = Signal(str)

    def __init__(self, editing: ClassEditing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editing, self.host = editing, editing.host
        self.model = PaletteModel(self.host, self)
        self.view = ClassView(self.model)
        self.field = QLineEdit()
        self._note = QLabel()
        self._empty = QLabel(EMPTY_WORDS)
        self._load = QPushButton("Load classes…")
        self._more = tool_button("ellipsis", "What can be done with classes")
        self._add = QAction(icons.icon("plus"), "Add this class", self)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self._counting = Soon(self.view.viewport().update, COUNTS_MS, self)
        self._refresh()

    def _lay_out(self) -> None:
        self.field.setPlaceholderText("Find or add a class")
        self.field.setAccessibleName("Find or add a class")
        self.field.setMaxLength(NAME_MAX)
        self.field.setClearButtonEnabled(True)
        self.field.setProperty("keeps_enter", True)  # it leads into the list, or adds
        self.field.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.field.addAction(self._add, QLineEdit.ActionPosition.TrailingPosition)
        for label in (self._empty, self._note):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
            label.setWordWrap(True)
            label.setMargin(2 * GRID_PX)
        head = QHBoxLayout()
        head.setSpacing(GRID_PX)
        head.addWidget(self.field, 1)
        head.addWidget(self._more)
        nothing, column = QWidget(), QVBoxLayout()
        nothing.setLayout(column)
        column.addStretch()
        column.addWidget(self._empty)
        column.addWidget(self._load, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        listing, rows = QWidget(), QVBoxLayout()
        listing.setLayout(rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._note)
        rows.addWidget(self.view, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(nothing)
        self._pages.addWidget(listing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID_PX, GRID_PX, GRID_PX, GRID_PX)
        whole.setSpacing(GRID_PX)
        whole.addLayout(head)
        whole.addWidget(self._pages, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        editing, view = self.editing, self.view
        self.host.opened.connect(self._refresh)
        self.host.changed.connect(self._follow)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._enter)
        self._add.triggered.connect(self.add_typed)
        self._load.clicked.connect(self.load_requested)
        self._more.clicked.connect(lambda: self._show_menu(self._more.mapToGlobal(self._more.rect().bottomLeft())))
        self.model.renamed.connect(editing.rename)
        self.model.moved.connect(editing.move)
        view.chosen.connect(editing.apply)
        view.key_chosen.connect(editing.set_key)
        view.color_wanted.connect(lambda each, at: self._color_menu(each, self).popup(at))
        view.menu_wanted.connect(self._show_menu)

    # What it shows

    def _follow(self, tables: frozenset[str]) -> None:
        if "classes" in tables:
            self._refresh()
        elif "labels" in tables:
            self._counting.ask()

    def _refresh(self) -> None:
        """The same row stays the current one, and where it is."""
        current, scrolled = self.view.current_class(), self.view.verticalScrollBar().value()
        self.model.refresh()
        row = self.model.row_of(current.id) if current is not None else -1
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
        self.view.verticalScrollBar().setValue(scrolled)
        self._show_page()

    def _filter(self, words: str) -> None:
        self.model.set_filter(words)
        self._show_page()

    def _show_page(self) -> None:
        project, typed = self.host.project, self.field.text().strip()
        there = project is not None and bool(project.classes)
        self._pages.setCurrentIndex(1 if there else 0)
        self.field.setEnabled(project is not None)
        self._load.setEnabled(project is not None)
        self._add.setVisible(project is not None and bool(typed) and project.class_of(typed) is None)
        self._note.setText(f"No class has “{typed}” in its name. Press Enter to add it.")
        self._note.setVisible(there and not self.model.rowCount())

    # Adding

    def _enter(self) -> None:
        if self.model.rowCount() and self.field.text().strip():
            self.view.setCurrentIndex(self.model.index(0))
            self.view.setFocus()
        else:
            self.add_typed()

    def add_typed(self) -> None:
        """Make what is typed a class, and show it."""
        name = self.field.text().strip()
        if name and self.editing.add(name):
            self.field.clear()
            row = self.model.row_of(self.host.project.class_of(name).id)
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row))

    # Menus

    def menu(self) -> QMenu:
        """What can be done with the current class, and with all; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        each = self.view.current_class()
        if each is not None:
            menu.addAction(icons.icon("pencil"), "Rename", self.view.rename_current)
            menu.addMenu(self._color_menu(each, menu))
            menu.addAction(icons.icon("keyboard"), "Set key…", self.view.ask_key)
            if not self.model.filtered:
                row = self.model.row_of(each.id)
                menu.addAction(icons.icon("arrow-up"), "Move up", lambda: self.editing.move(each.id, max(row - 1, 0)))
                menu.addAction(icons.icon("arrow-down"), "Move down", lambda: self.editing.move(each.id, row + 1))
            menu.addAction(icons.icon("trash-2"), "Remove from the list", lambda: self.editing.remove(each.id))
            menu.addSeparator()
        menu.addAction(icons.icon("folder-open"), "Load classes…", self.load_requested.emit)
        save = menu.addAction(icons.icon("save"), "Save classes…", self.save_requested.emit)
        save.setEnabled(self.host.project is not None and bool(self.host.project.classes))
        return menu

    def _show_menu(self, place: QPoint) -> None:
        self.menu().popup(place)

    def _color_menu(self, each: LabelClass, parent: QWidget) -> QMenu:
        menu = QMenu("Colour", parent)
        menu.setIcon(swatch_icon(each.color or CLASS_COLORS[-1]))
        for color, words in zip(CLASS_COLORS, _COLOR_NAMES, strict=True):
            action = menu.addAction(swatch_icon(color), words, partial(self.editing.set_color, each.id, color))
            action.setCheckable(True)
            action.setChecked(color.lower() == each.color.lower())
        menu.addSeparator()
        menu.addAction(icons.icon("palette"), "Other colour…", partial(self._ask_color, each))
        return menu

    def _ask_color(self, each: LabelClass) -> None:
        dialog = QColorDialog(QColor(each.color), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"Colour of {each.name}")
        dialog.colorSelected.connect(lambda color: self.editing.set_color(each.id, color.name()))
        dialog.open()

    # Dropping

    def dragEnterEvent(self, event) -> None:
        if _lists_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        event.acceptProposedAction()
        self.file_dropped.emit(_lists_in(event)[0])


def _lists_in(event) -> list[str]:
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if Path(path).suffix.lower() == ".txt"]


def make_preview() -> QWidget:
    from workbench.gui.document import Document
    from workbench.gui.label_selection import LabelSelection
    from workbench.gui.labelling import Labelling
    from workbench.gui.project_host import ProjectHost
    from workbench.jobs.worker import Worker
    from workbench.labels.changes import add_classes
    from workbench.labels.project import Project

    document = Document()
    host = ProjectHost(document, Worker())
    host.project = Project()
    names = (
        "Blackbird, song",
        "Blackbird, alarm",
        "Wren",
        "Rain",
        "Something with a long name that has no room",
        "Dog",
    )
    host.project.apply(add_classes(host.project, names, CLASS_COLORS))
    panel = ClassesPanel(ClassEditing(Labelling(document, host, LabelSelection(document, host))))
    panel.view.setCurrentIndex(panel.model.index(2))
    document.setParent(panel)
    return panel


if __name__ == "__main__":
    preview.run(make_preview, 240, 300)
