"""The view of the list of results: two lines a row, the name and how far it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui import icons, typography
from workbench.gui.panels.result_model import NOTE_ROLE, RESULT_ROLE, STATE_ROLE, ResultModel
from workbench.gui.result_words import short_name
from workbench.gui.results import Result
from workbench.gui.theme import GRID_PX, colors

ICON_PX = 16
_BAR_PX = 3
_SIGNS = {"done": "circle-check", "running": "loader-circle", "partial": "circle-stop", "failed": "circle-alert"}


class ResultRows(QListView):
    """Up and Down choose, F2 or a double click renames, Del deletes.

    Signals
    -------
    moved(Result) : the person moved to another row
    delete_wanted()
    menu_wanted(QPoint) : global place of a context menu for the current row
    """

    moved = Signal(object)
    delete_wanted = Signal()
    menu_wanted = Signal(object)

    def __init__(self, model: ResultModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._silent = False
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setAccessibleName("Results")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)

    @property
    def row_px(self) -> int:
        return self.sizeHintForRow(0) if self._model.rowCount() else 11 * GRID_PX

    def show_chosen(self, result: Result | None) -> None:
        """Make its row the current one."""
        self._silent = True
        index = self._model.index(self._model.row(result), 0)
        self.setCurrentIndex(index)
        self._silent = False

    def rename(self) -> None:
        """Edit the name of the current row in its place."""
        if self.currentIndex().isValid():
            self.setFocus()
            self.edit(self.currentIndex())

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._silent:
            self.moved.emit(current.data(RESULT_ROLE))

    def event(self, event) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the window's keys."""

    def _ask_menu(self, at) -> None:
        """Beside the pointer, or in the current row when a key asked."""
        if not self.indexAt(at).isValid():
            at = self.visualRect(self.currentIndex()).center()
        if self.currentIndex().isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(at))


class _RowDelegate(QStyledItemDelegate):
    """Name, below it model and state; while it runs a bar, for what is there."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(8 * GRID_PX, 2 * option.fontMetrics.height() + 3 * GRID_PX)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setProperty("own_keys", True)
        editor.setAccessibleName("Name of the result")
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        name, _ = _lines(option)
        editor.setGeometry(name.adjusted(-GRID_PX, -1, GRID_PX // 2, 1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        result: Result = index.data(RESULT_ROLE)
        c, chosen = colors(), bool(option.state & QStyle.StateFlag.State_Selected)
        text, soft = (c.accent_text, c.accent_text) if chosen else (c.text, c.text_soft)
        painter.save()
        if chosen:
            painter.fillRect(option.rect, c.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, c.window)
        tint = c.error if result.state == "failed" and not chosen else soft
        name, below = _lines(option)
        sign = icons.pixmap(_SIGNS[result.state], tint, ICON_PX, option.widget.devicePixelRatioF())
        painter.drawPixmap(option.rect.left() + 2 * GRID_PX, name.top() + (name.height() - ICON_PX) // 2, sign)
        painter.setFont(typography.bold() if chosen else typography.body())
        painter.setPen(text)
        _write(painter, name, index.data(Qt.ItemDataRole.DisplayRole))
        painter.setFont(typography.body())
        painter.setPen(tint)
        words = [index.data(STATE_ROLE), index.data(NOTE_ROLE), "" if _says_model(result) else short_name(result.model)]
        _write(painter, below, " · ".join(filter(None, words)))
        if result.state == "running":
            _bar(painter, option.rect, result.share, soft, text if chosen else c.accent)
        painter.restore()


def _says_model(result: Result) -> bool:
    return result.name.startswith(short_name(result.model))


def _lines(option: QStyleOptionViewItem) -> tuple[QRect, QRect]:
    """Where the name stands, and what is below it."""
    height = option.fontMetrics.height()
    left = option.rect.left() + 4 * GRID_PX + ICON_PX
    top, width = option.rect.top() + GRID_PX, option.rect.right() - 2 * GRID_PX - left
    return QRect(left, top, width, height), QRect(left, top + height + GRID_PX // 2, width, height)


def _write(painter: QPainter, rect: QRect, text: str) -> None:
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)


def _bar(painter: QPainter, row: QRect, share: float, ground: QColor, color: QColor) -> None:
    left, width = row.left() + 4 * GRID_PX + ICON_PX, row.width() - 6 * GRID_PX - ICON_PX
    rail = QColor(ground)
    rail.setAlphaF(0.3)
    top = row.bottom() - _BAR_PX
    painter.fillRect(QRectF(left, top, width, _BAR_PX), rail)
    painter.fillRect(QRectF(left, top, width * share, _BAR_PX), color)
