"""The command palette: type a few letters of what to do, and press Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, preview, typography
from workbench.gui.dialogs.fuzzy import score
from workbench.gui.theme import GRID_PX, colors

ROW_PX = 7 * GRID_PX
_ACTION = Qt.ItemDataRole.UserRole


class CommandPalette(QDialog):
    """Lists what can be done now, the best fit first. Enter runs it, Esc closes."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Commands")
        self._closing = False
        self._actions = [action for action in actions if action.text() and not action.isSeparator()]
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("What do you want to do?")
        self.typed.setAccessibleName("Search commands")
        self.typed.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setItemDelegate(_CommandDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX, 2 * GRID_PX)
        column.setSpacing(2 * GRID_PX)
        column.addWidget(self.typed)
        column.addWidget(self.list)
        self.typed.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._run)
        self.typed.installEventFilter(self)
        self.resize(560, 400)
        self._narrow("")

    def showEvent(self, event) -> None:
        """Under the window's upper edge, where the eye is; not in the middle of the sound."""
        super().showEvent(event)
        window = self.parentWidget()
        if window is not None:
            place = window.mapToGlobal(window.rect().topLeft())
            self.move(place.x() + (window.width() - self.width()) // 2, place.y() + window.height() // 8)

    def event(self, event) -> bool:
        # Hiding deactivates, too: to reject again in the middle of that would leave the window blocked for good.
        if event.type() == event.Type.WindowDeactivate and self.isVisible() and not self._closing:
            self.reject()
        return super().event(event)

    def done(self, result: int) -> None:
        self._closing = True
        super().done(result)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors().panel)
        painter.setPen(colors().text_soft)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched, event) -> bool:
        if event.type() == event.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
            if key in steps and self.list.count():
                row = min(max(self.list.currentRow() + steps[key], 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        fits = []
        for place, action in enumerate(self._actions):
            fit = score(typed, f"{_words(action)} {menu_of(action)} {action.property('keywords') or ''}".rstrip())
            if fit is not None:
                fits.append((not action.isEnabled(), -fit if typed else place, place, action))
        self.list.clear()
        for *_, action in sorted(fits, key=lambda each: each[:3]):
            item = QListWidgetItem(_words(action))
            item.setData(_ACTION, action)
            item.setToolTip(action.toolTip())
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        action = item.data(_ACTION) if item is not None else None
        if action is not None and action.isEnabled():
            self.accept()
            action.trigger()


def menu_of(action: QAction) -> str:
    """The menu in which the action stands, "" for none."""
    for owner in action.associatedObjects():
        if isinstance(owner, QMenu) and owner.title():
            return owner.title().replace("&", "")
    return ""


def _words(action: QAction) -> str:
    return action.text().replace("&", "").removesuffix("…")


class _CommandDelegate(QStyledItemDelegate):
    """Sign, words, and softly at the right the menu and the key."""

    def sizeHint(self, option, index) -> QSize:
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option, index) -> None:
        action: QAction = index.data(_ACTION)
        c = colors()
        rect: QRect = option.rect
        text, soft = c.text if action.isEnabled() else c.text_soft, c.text_soft
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.accent)
            text = soft = c.accent_text
        middle = Qt.AlignmentFlag.AlignVCenter
        area = rect.adjusted(2 * GRID_PX, 0, -2 * GRID_PX, 0)
        painter.setFont(typography.body())
        painter.setPen(text)
        mark = "✓" if action.isCheckable() and action.isChecked() else ""
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, mark)
        words = area.adjusted(5 * GRID_PX, 0, -170, 0)
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, _words(action))
        painter.setPen(soft)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, keys)
        menu = area.adjusted(area.width() - 210, 0, -124, 0)
        painter.drawText(menu, middle | Qt.AlignmentFlag.AlignLeft, menu_of(action))


def make_preview() -> QWidget:
    window = QMenu("File")
    actions = []
    for words, keys in (("Open…", "Ctrl+O"), ("Open folder…", "Ctrl+Shift+O"), ("Quit", "Ctrl+Q")):
        action = window.addAction(words)
        action.setShortcut(keys)
        actions.append(action)
    actions[1].setEnabled(False)
    dialog = CommandPalette(actions)
    window.setParent(dialog, window.windowFlags())
    return dialog


if __name__ == "__main__":
    preview.run(make_preview, 560, 300)
