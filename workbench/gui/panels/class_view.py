"""The list of the palette: a click names, the swatch changes the colour, the key is set by pressing it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QWidget

from workbench.gui.class_keys import key_of
from workbench.gui.class_rows import CLASS_ROLE, ClassDelegate, key_rect, name_rect, swatch_rect
from workbench.gui.panels.class_model import PaletteModel
from workbench.gui.theme import GRID_PX
from workbench.labels.label import LabelClass
from workbench.labels.vocabulary import NAME_MAX

_REACH_PX = GRID_PX
_FIELD_PX = 18 * GRID_PX


class ClassView(QListView):
    """Up and Down move, Enter names as a click does; a row is dragged to another place.

    Used by mouse it leaves the keys where they were.

    Signals
    -------
    chosen(LabelClass) : what is selected shall have this name
    color_wanted(LabelClass, QPoint) : a menu of colours, at this place on the screen
    key_chosen(int, str) : id of a class and its new key, "" for none
    menu_wanted(QPoint) : a menu for the current row
    """

    chosen = Signal(object)
    color_wanted = Signal(object, object)
    key_chosen = Signal(object, str)
    menu_wanted = Signal(object)

    def __init__(self, model: PaletteModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed = QPoint()
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setAccessibleName("Classes")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.clicked.connect(self._clicked)

    def current_class(self) -> LabelClass | None:
        return self.currentIndex().data(CLASS_ROLE)

    def rename_current(self) -> None:
        """Type another name in its row."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def ask_key(self) -> None:
        """The next key pressed becomes the key of the current row."""
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            field = _KeyField(self.viewport(), index.data(CLASS_ROLE))
            field.pressed.connect(self.key_chosen)
            place = key_rect(self.visualRect(index))
            field.setGeometry(place.adjusted(-_FIELD_PX, -2, 0, 2))
            field.show()
            field.setFocus()

    def mousePressEvent(self, event) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        special = index.isValid() and self._zone(index, at) != "name"
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if special else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.current_class())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the palette's keys and the window's."""

    def _clicked(self, index: QModelIndex) -> None:
        zone = self._zone(index, self._pressed)
        if zone == "color":
            below = swatch_rect(self.visualRect(index)).bottomLeft() + QPoint(0, 2)
            self.color_wanted.emit(index.data(CLASS_ROLE), self.viewport().mapToGlobal(below))
        elif zone == "key":
            self.ask_key()
        else:
            self.chosen.emit(index.data(CLASS_ROLE))

    def _zone(self, index: QModelIndex, at: QPoint) -> str:
        row = self.visualRect(index)
        if at.x() <= swatch_rect(row).right() + _REACH_PX:
            return "color"
        return "key" if at.x() >= key_rect(row).left() - _REACH_PX else "name"

    def _ask_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.setCurrentIndex(index)
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))


class _RowDelegate(ClassDelegate):
    def createEditor(self, parent, option, index) -> QLineEdit:
        field = QLineEdit(parent)
        field.setMaxLength(NAME_MAX)
        field.setAccessibleName("Name of the class")
        field.setProperty("own_keys", True)
        return field

    def updateEditorGeometry(self, editor, option, index) -> None:
        editor.setGeometry(name_rect(option.rect).adjusted(-GRID_PX, 0, GRID_PX, 0))


class _KeyField(QLineEdit):
    """Takes one key: a figure or a letter; Backspace or Delete for none; Escape, or leaving it, changes nothing."""

    pressed = Signal(object, str)

    def __init__(self, parent: QWidget, each: LabelClass) -> None:
        super().__init__(parent)
        self._class = each
        self.setPlaceholderText("press a key")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(f"Key of {each.name}: press a figure or a letter")
        self.setProperty("own_keys", True)

    def keyPressEvent(self, event) -> None:
        key = key_of(event)
        if key is not None or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.pressed.emit(self._class.id, key or "")
            self._leave()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._leave()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._leave()

    def _leave(self) -> None:
        if self.isVisible():
            if self.hasFocus():
                self.parentWidget().parentWidget().setFocus()
            self.hide()
            self.deleteLater()
