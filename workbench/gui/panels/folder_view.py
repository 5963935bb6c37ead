"""The view of the folder tree: a table of one column that looks and behaves like a tree."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from workbench.gui import icons, typography
from workbench.gui.panels.folder_model import ENTRY_ROLE, Entry, FolderModel
from workbench.gui.theme import GRID_PX, colors

ROW_PX = 6 * GRID_PX
INDENT_PX = 3 * GRID_PX
ICON_PX = 16


class FolderView(QTableView):
    """Up/Down move, Right/Left unfold and fold, Enter activates, Backspace goes up, F5 looks again.

    Signals
    -------
    moved(Entry) : the person moved to another row
    activated_row() : Enter or double click
    up_wanted(), rescan_wanted()
    menu_wanted(QPoint) : global place of a context menu for the current row
    """

    moved = Signal(object)
    activated_row = Signal()
    up_wanted = Signal()
    rescan_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, model: FolderModel, parent=None) -> None:
        super().__init__(parent)
        self._model = model
        self._silent = False
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(model, self))
        self.setAccessibleName("Files")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_PX)
        rows.setDefaultSectionSize(ROW_PX)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.doubleClicked.connect(lambda _: self.activated_row.emit())

    def current_entry(self) -> Entry | None:
        index = self.currentIndex()
        return self._model.entry(index.row()) if index.isValid() else None

    def go_to(self, row: int, *, by_hand: bool = True) -> None:
        """Make a row the current one; `moved` is said only when it is the person's move."""
        self._silent = not by_hand
        self.setCurrentIndex(self._model.index(row, 0))
        self._silent = False

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._silent:
            self.moved.emit(self._model.entry(current.row()))

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated_row.emit()
        elif key == Qt.Key.Key_Right:
            self._unfold_or_enter()
        elif key == Qt.Key.Key_Left:
            self._fold_or_leave()
        elif key == Qt.Key.Key_Backspace:
            self.up_wanted.emit()
        elif key == Qt.Key.Key_F5:
            self.rescan_wanted.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._model.rowCount():
            self.go_to(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry(index.row()) if index.isValid() else None
        if entry is not None and entry.is_folder and event.button() == Qt.MouseButton.LeftButton:
            chevron_right = GRID_PX + entry.depth * INDENT_PX + ICON_PX
            if event.position().x() <= chevron_right:
                (self._model.fold if self._model.is_open(entry) else self._model.unfold)(index.row())

    def keyboardSearch(self, search: str) -> None:
        """Qt's own would ask all rows; letters belong to the filter and to the window's keys."""

    def sizeHintForColumn(self, column: int) -> int:
        return -1

    def _unfold_or_enter(self) -> None:
        entry, row = self.current_entry(), self.currentIndex().row()
        if entry is None or not entry.is_folder:
            return
        if not self._model.is_open(entry):
            self._model.unfold(row)
            return
        below = self._model.entry(row + 1)
        if below is not None and below.depth > entry.depth:
            self.go_to(row + 1)

    def _fold_or_leave(self) -> None:
        entry, row = self.current_entry(), self.currentIndex().row()
        if entry is None:
            return
        if entry.is_folder and self._model.is_open(entry):
            self._model.fold(row)
            return
        while row > 0 and self._model.entry(row).depth >= entry.depth:
            row -= 1
        if self._model.entry(row).depth < entry.depth:
            self.go_to(row)


class _RowDelegate(QStyledItemDelegate):
    """Paints chevron, sign and name, indented by depth, and marks at the right."""

    def __init__(self, model: FolderModel, parent) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option, index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option, index) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        c = colors()
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_Active) and self.parent().hasFocus()
        text, soft = c.text, c.text_soft
        painter.fillRect(rect, c.lane)  # over the highlight of the table itself
        if selected:
            painter.fillRect(rect, c.accent if focused else c.selection)
            if focused:
                text = soft = c.accent_text
        x = rect.left() + GRID_PX + entry.depth * INDENT_PX
        if entry.is_folder and not entry.is_loop:
            self._sign(painter, "chevron-down" if self._model.is_open(entry) else "chevron-right", soft, x, rect)
        x += ICON_PX
        failure = self._model.failures.get(entry.path)
        current = entry.path == self._model.current
        sign = "folder" if entry.is_folder else "triangle-alert" if failure else "file-audio"
        tint = c.warning if failure and not (selected and focused) else soft
        self._sign(painter, sign, tint, x, rect)
        x += ICON_PX + GRID_PX
        right = rect.right() - GRID_PX
        if current:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(text if selected and focused else c.accent)
            painter.drawEllipse(QRectF(right - 8, rect.center().y() - 3, 7, 7))
            painter.restore()
            right -= 3 * GRID_PX
        if entry.path in self._model.label_counts:
            self._sign(painter, "tag", soft, right - ICON_PX, rect)
            right -= ICON_PX + GRID_PX
        note = self._model.folder_note(entry) if entry.is_folder else ""
        self._words(painter, QRect(x, rect.top(), right - x, rect.height()), (entry.name, note), current, (text, soft))

    @staticmethod
    def _sign(painter: QPainter, name: str, color: QColor, x: int, rect: QRect) -> None:
        icons.paint(painter, name, color, QRectF(x, rect.center().y() - ICON_PX / 2 + 1, ICON_PX - 1, ICON_PX - 1))

    @staticmethod
    def _words(
        painter: QPainter, area: QRect, words: tuple[str, str], strong: bool, inks: tuple[QColor, QColor]
    ) -> None:
        name, note = words
        font = typography.bold() if strong else typography.body()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(inks[0])
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, middle, shown)
        if note:
            area = area.adjusted(metrics.horizontalAdvance(shown) + 2 * GRID_PX, 0, 0, 0)
            painter.setPen(inks[1])
            painter.drawText(area, middle, metrics.elidedText(note, Qt.TextElideMode.ElideRight, max(area.width(), 0)))
